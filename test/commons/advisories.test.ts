// Advisories: bound to bytes or tensors, told again under the same id, answered by makers; what a stop has to say, and
// which words do not exist. Reach: named, same tensors, inherited; inheritance alone makes nothing affected.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import { advisoryType } from '../../src/commons/advisories/advisory.ts'
import { advisoriesAbout, vexOf } from '../../src/commons/advisories/reach.ts'
import { exampleRecord } from '../../src/commons/releases/example-record.ts'
import type { Ancestor } from '../../src/commons/standard/dossier.ts'
import type { Logged } from '../../src/commons/subject.ts'
import { checkBody } from '../../src/commons/validate.ts'
import { advisoryFacts } from '../../src/node/views/advisory-reach.ts'
import { digestOf, identityNamed, logged, withIndex } from './folded.ts'

const example = advisoryType.example
const [bytes, root, child, childRoot] = ['bytes', 'root', 'child', 'child root'].map(digestOf) as [
  Sha256,
  Sha256,
  Sha256,
  Sha256,
]
const maker = identityNamed('maker')

function advisory(index: number, change: Readonly<Record<string, unknown>> = {}, who = 'lab'): Logged {
  return logged(index, {
    type: 'owc:advisory/v1',
    issuer: identityNamed(who),
    subjects: [{ digest: bytes }],
    body: { ...example, affected: [{ sha256: bytes, why: 'Measured.' }], ...change },
  })
}

function answer(index: number, to: Logged, vex: Readonly<Record<string, unknown>>, who = 'maker'): Logged {
  return logged(index, {
    type: 'owc:response/v1',
    issuer: identityNamed(who),
    subjects: [{ digest: to.statement }, { digest: child }],
    body: {
      kind: 'answer',
      text: 'We looked into it.',
      vex: { advisory: `sha256:${to.statement}`, product: `sha256:${child}`, ...vex },
    },
  })
}

const parent = (change: Partial<Ancestor> = {}): Ancestor => ({
  relation: 'finetune',
  name: 'acme/base',
  digest: bytes,
  path: ['acme/base'],
  basis: 'record',
  statement: digestOf('record'),
  ...change,
})

const none = { digests: [child], roots: [], ancestors: [], maker } as const

test('advisories: named by bytes or tensors; said again under the same id, the newest counts alone', async () => {
  const said = [
    advisory(1),
    advisory(2, { id: 'OWC-2026-0002', affected: [{ tensorRoot: root }] }),
    advisory(3, { affected: [{ sha256: digestOf('others') }] }), // the first, corrected: other bytes
    advisory(4, { summary: 'By somebody else.' }, 'another'), // the same number, another issuer
  ]
  await withIndex(said, async ({ db }) => {
    const rows = await advisoriesAbout(db, [bytes, root])
    assert.deepEqual(
      rows.map(({ id, names, issuer, responses }) => [id, names, issuer, responses.length]),
      [
        ['OWC-2026-0001', 'bytes', identityNamed('another'), 2],
        ['OWC-2026-0002', 'tensors', identityNamed('lab'), 2],
      ],
    )
    assert.deepEqual(await advisoriesAbout(db, []), [])
  })
})

test('advisories: what cannot be said', () => {
  const { remainingCopies: _, ...silent } = example as Record<string, unknown>
  const cases: readonly (readonly [object, RegExp])[] = [
    [
      { ...silent, response: ['serving-paused'] },
      /remainingCopies.*what remains, since it says serving-paused/,
    ],
    [{ ...silent, response: ['service-off'] }, /what remains/],
    [{ ...silent, response: ['mirrors-asked'] }, /what remains/],
    [{ ...example, response: ['recalled'] }, /one of advisory-only.*"recalled"/],
    [{ ...example, affected: [] }, /a list of 1 to 256 items/],
    [{ ...example, affected: [{ name: 'acme/tern' }] }, /affected\[0\]/],
    [{ ...example, id: 'CVE-2026-1' }, /advisory\/v1, id/],
    [{ ...example, kind: 'danger' }, /one of vulnerability/],
    [{ ...example, published: '2026-11-20' }, /published/],
  ]
  for (const [body, words] of cases) {
    const problems = checkBody('owc:advisory/v1', body as Record<string, unknown>)
    const told = problems.map(({ where, expected, found }) => `${where}: ${expected} | ${found}`).join('; ')
    assert.match(told, words)
  }
  assert.deepEqual(checkBody('owc:advisory/v1', { ...silent, response: ['advisory-only'] }), [])
  const vex = { advisory: `sha256:${bytes}`, product: `sha256:${child}` }
  const said = (more: object) =>
    checkBody('owc:response/v1', { kind: 'answer', text: 'x', vex: { ...vex, ...more } }).length
  assert.equal(said({ status: 'not_affected' }), 1)
  assert.equal(said({ status: 'not_affected', impact: 'Its template is another.' }), 0)
  assert.equal(said({ status: 'affected' }), 1)
  assert.equal(said({ status: 'affected', action: 'Filter inputs.' }), 0)
  assert.equal(said({ status: 'fixed' }), 0)
})

test('reach: named is affected; same tensors and lineage are under investigation until the maker answers', async () => {
  const first = advisory(1)
  const facts = async (said: readonly Logged[], reached: Parameters<typeof advisoryFacts>[1]) =>
    await withIndex(said, async ({ sources }) => await advisoryFacts(sources, reached))
  const [named] = await facts([first], { ...none, digests: [bytes] })
  assert.deepEqual([named?.status, named?.basis, named?.path], ['affected', 'named', []])
  assert.deepEqual(await facts([first], none), [])
  const [inherited] = await facts([first], {
    ...none,
    ancestors: [parent({ path: ['acme/mid', 'acme/base'] })],
  })
  assert.deepEqual(
    [inherited?.status, inherited?.basis, inherited?.path],
    ['under_investigation', 'declared', ['acme/base', 'acme/mid']],
  )
  for (const relation of ['adapter', 'merge', 'quantise', 'distil', 'not stated']) {
    const [one] = await facts([first], { ...none, ancestors: [parent({ relation })] })
    assert.equal(one?.status, 'under_investigation', relation)
  }
  const [tensors] = await facts([advisory(1, { affected: [{ tensorRoot: root }] })], {
    ...none,
    roots: [root],
  })
  assert.deepEqual([tensors?.status, tensors?.basis], ['affected', 'tensors'])
})

test('reach: other bytes with the same tensors, as another record has them', async () => {
  const record = logged(1, {
    type: 'owc:release/v1',
    subjects: [{ digest: digestOf('other wrapping') }],
    body: {
      ...exampleRecord,
      tensorRoot: childRoot,
      artifacts: [{ path: 'a.gguf', bytes: 1, sha256: bytes, tensorRoot: childRoot }],
    },
  })
  await withIndex([record, advisory(2)], async ({ sources }) => {
    const [one] = await advisoryFacts(sources, { ...none, roots: [childRoot] })
    assert.deepEqual([one?.status, one?.basis, one?.path], ['under_investigation', 'tensors', [bytes]])
  })
})

test('reach: the maker’s newest answer counts; anybody else’s changes nothing', async () => {
  const first = advisory(1)
  const ancestors = [parent()]
  const after = async (...said: readonly Logged[]) =>
    await withIndex([first, ...said], async ({ sources, db }) => {
      const [one] = await advisoryFacts(sources, { ...none, ancestors })
      return [one?.status, one?.reason, one?.reasonBy, (await vexOf(db, [first.statement])).length]
    })
  const not = answer(2, first, { status: 'not_affected', impact: 'Another template.' })
  assert.deepEqual(await after(not), ['not_affected', 'Another template.', maker, 1])
  const foreign = answer(3, first, { status: 'not_affected', impact: 'I think so.' }, 'stranger')
  assert.deepEqual(await after(foreign), ['under_investigation', undefined, undefined, 1])
  const later = answer(4, first, { status: 'affected', action: 'Filter.' })
  assert.deepEqual(await after(not, foreign, later), ['affected', undefined, maker, 2])
  const regret = logged(6, {
    type: 'owc:withdrawal/v1',
    issuer: maker,
    subjects: [{ digest: not.statement }],
    body: { reason: 'error', text: 'We had looked at another file.' },
  })
  assert.deepEqual((await after(not, regret)).slice(0, 2), ['under_investigation', undefined])
  const fixed = answer(5, first, { status: 'fixed', fixedIn: 'acme/child@1.1.0' })
  assert.deepEqual((await after(fixed)).slice(0, 2), ['fixed', 'fixed in acme/child@1.1.0'])
})

test('reach: an advisory that was withdrawn reaches nothing; very many digests are asked in parts', async () => {
  const first = advisory(1)
  const withdrawal = logged(2, {
    type: 'owc:withdrawal/v1',
    issuer: first.issuer,
    subjects: [{ digest: first.statement }],
    body: { reason: 'error', text: 'It was another model.' },
  })
  const many = [...Array.from({ length: 3_000 }, (_, at) => digestOf(`file ${at}`)), bytes]
  await withIndex([first], async ({ sources }) => {
    assert.equal((await advisoryFacts(sources, { ...none, digests: many })).length, 1)
  })
  await withIndex([first, withdrawal], async ({ sources }) => {
    assert.deepEqual(await advisoryFacts(sources, { ...none, digests: many }), [])
  })
})

test('reach: who names a descendant says whose word that is', async () => {
  const reach = [
    {
      descendant: child,
      basis: 'declared',
      path: ['acme/base\n', 'acme/child'],
      status: 'affected',
      by: 'Uni Lab',
    },
  ]
  await withIndex([advisory(1, { reach })], async ({ sources }) => {
    const [one] = await advisoryFacts(sources, none)
    assert.deepEqual([one?.status, one?.basis, one?.quoting], ['affected', 'declared', 'Uni Lab'])
    assert.equal(one?.reasonBy, identityNamed('lab'), 'whom it quotes said nothing here')
    assert.equal(one?.byOthers, true)
    assert.deepEqual(one?.path, ['acme/base\n', 'acme/child'])
  })
})

// What somebody else says a release was made from changes no answer about it, at whatever remove, and hides nothing that
// the release says of itself.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advisoryType } from '../../../src/commons/advisories/advisory.ts'
import { exampleRecord } from '../../../src/commons/releases/example-record.ts'
import { check } from '../../../src/commons/standard/check.ts'
import type { Logged } from '../../../src/commons/subject.ts'
import { dossierOf } from '../../../src/node/views/dossier.ts'
import { resolveRef } from '../../../src/node/views/ref.ts'
import { digestOf, identityNamed, logged, timeAt, withIndex } from '../../commons/folded.ts'

type Body = Record<string, unknown>
type Parent = { readonly name: string; readonly digest?: string }

const EVE = identityNamed('eve')

function release(index: number, name: string, change: Body = {}): Logged {
  return logged(index, {
    type: 'owc:release/v1',
    issuer: identityNamed(name.split('/')[0] as string),
    subjects: [{ digest: digestOf(name) }],
    body: { ...structuredClone(exampleRecord), subject: { ...exampleRecord.subject, id: name }, ...change },
  })
}

const from = (name: string) => ({
  lineage: [{ relation: 'finetune', parent: name, parentDigest: `sha256:${digestOf(name)}` }],
})

function derivation(index: number, child: string, parent: Parent, more: Body = {}): Logged {
  const body = { relation: 'finetune', evidence: 'declared', parents: [parent], ...more }
  return logged(index, {
    type: 'owc:derivation/v1',
    issuer: EVE,
    subjects: [{ digest: digestOf(child) }],
    body,
  })
}

function notice(index: number, more: Body): Logged {
  const body = { ...advisoryType.example, ...more }
  return logged(index, { type: 'owc:advisory/v1', issuer: EVE, body })
}

async function looked(said: readonly Logged[], name: string) {
  return await withIndex(said, async ({ sources }) => {
    const dossier = await dossierOf(sources, (await resolveRef(sources, name)).record)
    assert.ok(dossier)
    const { answers, findings } = check(dossier)
    return { dossier, grades: answers.map(({ q, grade }) => `${q} ${grade}`), findings }
  })
}

const own = release(1, 'acme/tern')
const later = release(9, 'north/other') // so that the log is as long in each case

const rows: readonly (readonly [what: string, said: readonly Logged[]])[] = [
  [
    'a release of their own with the same tensors as parent',
    [
      release(2, 'eve/same', { lineage: [] }),
      derivation(3, 'acme/tern', { name: 'eve/same', digest: `sha256:${digestOf('eve/same')}` }),
    ],
  ],
  [
    'a release of theirs that names a parent with duties',
    [
      release(2, 'eve/step', from('meta-llama/Llama-3.1-8B')),
      derivation(3, 'acme/tern', { name: 'eve/step', digest: `sha256:${digestOf('eve/step')}` }),
    ],
  ],
  [
    'a parent with an advisory of theirs, and these bytes as reached by another',
    [
      release(2, 'eve/base', { lineage: [] }),
      derivation(3, 'acme/tern', { name: 'eve/base', digest: `sha256:${digestOf('eve/base')}` }),
      notice(4, { affected: [{ sha256: digestOf('eve/base') }] }),
      notice(5, {
        id: 'OWC-2026-0002',
        affected: [{ sha256: digestOf('eve/base') }],
        reach: [{ descendant: digestOf('acme/tern'), basis: 'declared', status: 'affected', by: 'Acme' }],
      }),
    ],
  ],
  [
    'notice of these bytes, with evidence that nobody here has met, and what they say was done',
    [notice(4, { affected: [{ sha256: digestOf('acme/tern') }], kind: 'incident' })],
  ],
  [
    'a measurement against the parent that is declared',
    [
      derivation(
        3,
        'acme/tern',
        { name: 'acme/tern-360m-base' },
        { evidence: 'measured', grade: 'contradicted' },
      ),
    ],
  ],
]

for (const [what, said] of rows)
  test(`others' word: ${what}, and no grade is another, nothing blocks`, async () => {
    const alone = await looked([own, later], 'acme/tern')
    const spoken = await looked([own, ...said, later], 'acme/tern')
    assert.deepEqual(spoken.grades, alone.grades)
    const blocks = ({ findings }: typeof alone) =>
      findings.filter(({ severity }) => severity === 'B').map(({ id }) => id)
    assert.deepEqual(blocks(spoken), blocks(alone))
    const warns = ({ findings }: typeof alone) => findings.filter(({ severity }) => severity === 'W')
    assert.deepEqual(
      warns(spoken).map(({ id, says }) => `${id} ${says}`),
      warns(alone).map(({ id, says }) => `${id} ${says}`),
    )
    const basis = spoken.dossier.ancestors.map((one) => one.basis)
    assert.equal(basis.filter((one) => one === 'record').length, 1, 'the one that the record names')
    const measured = spoken.findings.filter(({ id }) => id === 'LD-4')
    assert.ok(measured.every(({ severity }) => severity === 'N'))
  })

test("others' word: a crowd of parents that somebody names displaces no ancestor that records name", async () => {
  const said = [
    release(1, 'acme/base', { lineage: [] }),
    release(2, 'acme/middle', from('acme/base')),
    release(3, 'acme/tern', from('acme/middle')),
    ...Array.from({ length: 90 }, (_, at) => derivation(10 + at, 'acme/tern', { name: `eve/p${at}` })),
  ]
  const { dossier } = await looked(said, 'acme/tern')
  assert.deepEqual(
    dossier.ancestors.slice(0, 3).map(({ basis, path, by }) => [basis, path.join(' < '), by]),
    [
      ['record', 'acme/middle', undefined],
      ['record', 'acme/middle < acme/base', undefined],
      ['derivation', 'eve/p0', EVE],
    ],
  )
})

test("others' word: a publisher's own derivation is the release's word, until it is withdrawn", async () => {
  const said = (issuer: string) =>
    logged(3, {
      type: 'owc:derivation/v1',
      issuer,
      subjects: [{ digest: digestOf('acme/plain') }],
      body: { relation: 'finetune', evidence: 'declared', parents: [{ name: 'meta-llama/Llama-3.1-8B' }] },
    })
  const plain = release(1, 'acme/plain', { lineage: [] })
  const base = release(2, 'meta-llama/llama-3.1-8b', {
    lineage: [],
    components: [],
    terms: [{ licence: 'llama3.1' }],
  })
  const acme = identityNamed('acme')
  const ld2 = async (statements: readonly Logged[]) => {
    const { findings, dossier } = await looked(statements, 'acme/plain')
    const found = findings.filter(({ id }) => id === 'LD-2')
    return [...found.map(({ severity }) => severity), ...dossier.ancestors.map(({ basis }) => basis)]
  }
  assert.deepEqual(await ld2([plain, base, said(EVE)]), ['N', 'derivation'])
  assert.deepEqual(await ld2([plain, base, said(acme)]), ['B', 'record'])
  const withdrawal = logged(4, {
    type: 'owc:withdrawal/v1',
    issuer: acme,
    subjects: [{ digest: said(acme).statement }],
    body: { reason: 'error', text: 'The wrong base.', remaining: { known: [], asOf: timeAt(4) } },
  })
  assert.deepEqual(await ld2([plain, base, said(acme), withdrawal]), [])
})

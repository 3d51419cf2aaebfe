// Two records held against each other, and a figure that no page waits for.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Identity } from '../../../src/commons/keys/statements.ts'
import { exampleRecord } from '../../../src/commons/releases/example-record.ts'
import type { Content } from '../../../src/commons/releases/query.ts'
import type { ReleaseRecord } from '../../../src/commons/releases/record.ts'
import { comparePage } from '../../../src/node/views/compare.ts'
import { changesBetween } from '../../../src/node/views/identity-changes.ts'
import { sectionsOf } from '../../../src/node/views/record-fields.ts'
import { namedBytes } from '../../../src/node/views/tally.ts'
import { digestOf, identityNamed, logged, withIndex } from '../../commons/folded.ts'
import { observation } from '../../commons/samples.ts'

function release(index: number, change: Partial<ReleaseRecord> = {}) {
  const body: ReleaseRecord = { ...exampleRecord, ...change }
  return logged(index, {
    type: 'owc:release/v1',
    issuer: identityNamed('acme'),
    subjects: [{ digest: digestOf(`release ${index}`) }],
    body,
  })
}

const NAME = exampleRecord.subject.id

test('compare: one changed value is one change, wherever it stands; order of lists changes nothing', async () => {
  const { components, limits, terms } = exampleRecord
  const finnish = limits.map((one) => (one === 'English only' ? 'Finnish only' : one))
  const cases: readonly (readonly [name: string, change: Partial<ReleaseRecord>, expected: string])[] = [
    ['nothing', {}, ''],
    ['shuffled', { components: components.toReversed(), limits: limits.toReversed() }, ''],
    ['the licence', { terms: terms.map((one) => ({ ...one, licence: 'MIT' })) }, 'licences terms'],
    ['a limit more', { limits: [...limits, 'slow'] }, 'limits'],
    ['a limit changed', { limits: finnish }, 'limits'],
    ['a section emptied', { hardware: {} }, 'hardware'],
  ]
  for (const [name, change, expected] of cases)
    await withIndex([release(1), release(2, change)], async ({ sources }) => {
      const sections = (await comparePage(sources, { ref: NAME }))?.sections ?? []
      const changed = sections.filter(({ changes }) => changes.length > 0)
      assert.equal(changed.map(({ section }) => section).join(' '), expected, name)
      if (expected === 'limits') assert.equal(changed[0]?.changes.length, 1, name)
    })
})

test('compare: files are held against each other by digest: same, changed, moved, added, gone', async () => {
  const file = (path: string, digit: string) => ({ path, bytes: 5, sha256: digit.repeat(64) })
  const one = release(1, {
    artifacts: [file('same', 'a'), file('changed', 'b'), file('old', 'c'), file('gone', 'd')],
  })
  const two = release(2, {
    artifacts: [file('same', 'a'), file('changed', 'e'), file('new', 'c'), file('added', 'f')],
  })
  await withIndex([one, two], async ({ sources }) => {
    const { files } = (await comparePage(sources, { ref: NAME })) ?? {}
    assert.equal(files?.same, 1)
    assert.deepEqual(
      files?.changes.map(({ path, was, is }) => [path, was?.path, was !== undefined, is !== undefined]),
      [
        ['changed', undefined, true, true],
        ['new', 'old', true, true],
        ['added', undefined, false, true],
        ['gone', undefined, true, false],
      ],
    )
  })
})

test('compare: a record against itself has no difference, and what is long is bounded', () => {
  const many = Array.from({ length: 6_000 }, (_, i) => ({
    key: `k${i}`,
    value: 'x'.repeat(3_000),
    file: 'f',
    offset: 0,
  }))
  const found = observation(1, 'acme/tern').body as Extract<Content, { kind: 'observed' }>['body']
  const { sections, left } = sectionsOf({ kind: 'observed', body: { ...found, read: many } })
  const values = [...sections.values()].flatMap((fields) => [...fields.values()].flat())
  assert.ok(values.length <= 4_000 && left > 2_000)
  assert.ok(values.every((value) => value.length <= 2_002))
  fc.assert(
    fc.property(fc.json(), (text) => {
      const odd = { ...exampleRecord, training: JSON.parse(text) }
      const read = () => sectionsOf({ kind: 'release', body: odd as ReleaseRecord })
      assert.deepEqual([...read().sections], [...read().sections])
    }),
    { seed: 5, numRuns: 50 },
  )
})

test('identity: each thing that a document changes is told by itself', () => {
  const key = (digit: string) => ({ keyid: digit.repeat(64), alg: 'ed25519' as const, pub: 'x' })
  const was: Identity = {
    id: null,
    homeLog: 'a/log',
    name: 'North',
    kinds: ['publisher'],
    keys: [key('a'), key('b')],
    threshold: 1,
    namespaces: ['north'],
  }
  const is: Identity = {
    ...was,
    name: 'North University',
    keys: [key('a'), { ...key('b'), revokedFrom: 7 }, { ...key('c'), use: 'model-signing' }],
    threshold: 2,
    recovery: { keys: [key('d')], threshold: 1, delayHours: 72 },
    namespaces: ['nu'],
    evidence: [{ kind: 'domain', value: 'north.example' }],
  }
  assert.deepEqual(
    changesBetween(was, is).map(({ what, was: old, is: now }) =>
      `${what}: ${old ?? '-'} → ${now ?? '-'}`.replaceAll(/([a-f])\1{63}/g, '$1'),
    ),
    [
      'name: North → North University',
      'key: - → c (model signatures)',
      'revoked key: - → b, from entry 7 on',
      'signatures needed: 1 → 2',
      'recovery key: - → d',
      'recovery signatures needed: - → 1',
      'recovery delay: - → 72 hours',
      'namespace: north → -',
      'namespace: - → nu',
      'evidence: - → domain: north.example',
    ],
  )
  assert.deepEqual(changesBetween(was, was), [])
})

test('tally: bytes are added up slice by slice, never while somebody waits, and never more than there are', async () => {
  const file = (n: number) => ({ path: `f${n}`, bytes: 10, sha256: digestOf(`file ${n}`) })
  const records = [0, 1, 2].map((part) =>
    release(part + 1, { artifacts: Array.from({ length: 1_700 }, (_, n) => file(part * 1_500 + n)) }),
  )
  await withIndex(records, async ({ db }) => {
    const first = await namedBytes(db, 3)
    assert.deepEqual(first, { bytes: 20_000, whole: false })
    const [second, same] = await Promise.all([namedBytes(db, 3), namedBytes(db, 3)])
    assert.deepEqual(
      [second, same],
      [
        { bytes: 40_000, whole: false },
        { bytes: 40_000, whole: false },
      ],
    )
    assert.deepEqual(await namedBytes(db, 3), { bytes: 47_000, whole: true })
    assert.deepEqual(await namedBytes(db, 3), { bytes: 47_000, whole: true })
    assert.deepEqual(await namedBytes(db, 4), { bytes: 47_000, whole: false }) // walks again, loses nothing meanwhile
  })
})

// Folds: pure, insert-only, the same rows from the same statement; and who can speak for an identity.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { peerDifferences, peers } from '../../src/commons/keys/peers.ts'
import { identitiesOfKey, keySet } from '../../src/commons/keys/query.ts'
import type { Identity } from '../../src/commons/keys/statements.ts'
import { erasureOf, openedFrom, revealOf } from '../../src/commons/sealing/query.ts'
import { subjects } from '../../src/commons/subjects.ts'
import { chainOf, type IdentityDocument, inForceAt, speakingKeys } from '../../src/ledger/identity.ts'
import { identityOf } from '../../src/ledger/statement.ts'
import { digestOf, logged, ORIGIN, putsOf, timeAt, withIndex } from './folded.ts'

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) frozen(inner)
  return Object.freeze(value)
}

for (const subject of subjects)
  test(`${subject.name}: folding a frozen statement twice gives the same rows, of its own tables`, () => {
    for (const { type, example } of subject.types) {
      const one = frozen(logged(3, { type, body: example, subjects: [{ digest: digestOf('a') }] }))
      const puts = subject.fold(one)
      assert.deepEqual(subject.fold(one), puts)
      for (const { table, row } of puts) {
        const columns = subject.tables[table]?.columns
        assert.deepEqual(Object.keys(row).sort(), Object.keys(columns ?? {}).sort(), `${type}: ${table}`)
      }
    }
  })

test('tables: no two subjects have one of the same name', () => {
  const names = subjects.flatMap(({ tables }) => Object.keys(tables))
  assert.deepEqual([...new Set(names)], names)
})

type Document = IdentityDocument<Identity>
const key = (name: string) => ({ keyid: digestOf(name), alg: 'ed25519', pub: 'AAAA' }) as const

function document(seq: number, change: Partial<Document> & { readonly keys?: readonly string[] }): Document {
  const { keys = ['a'], ...rest } = change
  const body: Identity = {
    id: seq === 0 ? null : identityOf(Uint8Array.fromHex(digestOf('d0'))),
    homeLog: ORIGIN,
    name: 'Somebody',
    kinds: ['person'],
    keys: keys.map(key),
    threshold: 1,
    recovery: { keys: [key('r')], threshold: 1, delayHours: 72 },
  }
  return {
    origin: ORIGIN,
    index: seq,
    time: timeAt(seq),
    statement: digestOf(`d${seq}`),
    seq,
    prev: seq === 0 ? null : digestOf(`d${seq - 1}`),
    signers: keys.map(digestOf),
    body,
    ...rest,
  }
}

const first = document(0, {})
const both = [digestOf('a'), digestOf('b')]
const late = 72 * 3600
const chains: readonly [string, readonly Document[], number, string | undefined][] = [
  ['one document', [first], 5, 'd0'],
  ['not signed by itself', [{ ...first, signers: [digestOf('x')] }], 5, undefined],
  ['in a foreign log', [{ ...first, origin: 'other' }], 5, undefined],
  ['rotation by old and new', [first, document(1, { keys: ['b'], signers: both })], 5, 'd1'],
  ['rotation by the new alone', [first, document(1, { keys: ['b'] })], 5, 'd0'],
  ['rotation by the old alone', [first, document(1, { keys: ['b'], signers: [digestOf('a')] })], 5, 'd0'],
  ['before its index', [first, document(1, { keys: ['b'], signers: both, index: 9 })], 5, 'd0'],
  ['a wrong predecessor', [first, document(1, { keys: ['b'], signers: both, prev: digestOf('x') })], 5, 'd0'],
  [
    'recovery before the delay',
    [first, document(1, { keys: ['b'], signers: [digestOf('r'), digestOf('b')] })],
    late,
    'd0',
  ],
  [
    'recovery after the delay',
    [first, document(1, { keys: ['b'], signers: [digestOf('r'), digestOf('b')] })],
    late + 2,
    'd1',
  ],
  [
    'recovery, but the old keys spoke',
    [
      first,
      document(1, { keys: ['b'], signers: [digestOf('r'), digestOf('b')], statement: digestOf('taken') }),
      document(1, { index: 3, time: timeAt(3), statement: digestOf('d1') }),
    ],
    late + 9,
    'd1',
  ],
]
for (const [name, documents, at, expected] of chains)
  test(`identity chain: ${name}`, () => {
    const found = inForceAt(chainOf(documents), { index: at, time: timeAt(at) })
    assert.equal(found?.statement, expected === undefined ? undefined : digestOf(expected))
  })

test('identity chain: two rightful documents of one number freeze it; revoked keys stop speaking', () => {
  const next = document(1, {})
  const other = { ...next, index: 2, time: timeAt(2), statement: digestOf('other') }
  assert.equal(chainOf([first, next, other]).frozenFrom, 2)
  const revoking = { ...next, body: { ...next.body, keys: [{ ...key('a'), revokedFrom: 4 }, key('b')] } }
  const chain = chainOf([first, { ...revoking, signers: both }])
  assert.equal(speakingKeys(chain, revoking, 3).length, 2)
  assert.deepEqual(
    speakingKeys(chain, revoking, 4).map(({ keyid }) => keyid),
    [digestOf('b')],
  )
})

test('keys: an identity certifies itself, and nobody writes the document of another', async () => {
  const body = { ...first.body }
  const founding = { ...logged(0, { type: 'owc:identity/v1', body }), signers: [digestOf('a')] }
  const own = {
    ...founding,
    issuer: identityOf(Uint8Array.fromHex(founding.statement)),
    order: { seq: 0, prev: null },
  }
  await withIndex([own, { ...founding, index: 1 }], async ({ db }) => {
    const found = await keySet(db, own.issuer, { index: 3, time: timeAt(3) })
    assert.equal(found?.name, 'Somebody')
    assert.deepEqual(await identitiesOfKey(db, digestOf('a')), [own.issuer])
    assert.equal(await keySet(db, founding.issuer, { index: 3, time: timeAt(3) }), undefined)
  })
})

test('peers: one checkpoint of each other log: what was checked here before hearsay, the newest of its kind', async () => {
  type More = { readonly issuer?: string; readonly body?: Readonly<Record<string, unknown>> }
  const seen = (index: number, size: number, { issuer = 'owcid:self', body }: More = {}) =>
    logged(index, {
      type: 'owc:peer-checkpoint/v1',
      issuer,
      body: { log: 'north', size, root: digestOf(`${size}`), note: `n${size}`, ...body },
    })
  const checked = { body: { url: 'http://h/', verifierKey: 'k', checked: true } }
  const differs = { kind: 'split', known: 'n12', evidence: `sha256:${digestOf('e')}` }
  const rows: readonly (readonly [name: string, said: readonly ReturnType<typeof logged>[], size: number])[] =
    [
      ['the newest', [seen(1, 10), seen(2, 12)], 12],
      ['a checked one before a newer hearsay', [seen(1, 10, checked), seen(2, 99)], 10],
      ['the newest checked one', [seen(1, 10, checked), seen(2, 12, checked), seen(3, 5)], 12],
      ['our own before a stranger’s', [seen(1, 10), seen(2, 99, { issuer: 'owcid:x', ...checked })], 10],
      ['not what differs', [seen(1, 12, checked), seen(2, 30, { body: { ...checked.body, differs } })], 12],
    ]
  for (const [name, said, size] of rows)
    await withIndex(said, async ({ db }) => {
      const found = await peers(db, 'owcid:self')
      assert.deepEqual(
        found.map((peer) => [peer.origin, peer.size]),
        [['north', size]],
        name,
      )
    })
  const told = [seen(1, 12, checked), seen(2, 30, { body: { ...checked.body, differs } })]
  await withIndex([...told, seen(3, 31, { issuer: 'owcid:x', body: { differs } })], async ({ db }) => {
    const [one, ...more] = await peerDifferences(db, { issuer: 'owcid:self' })
    assert.deepEqual([one?.kind, one?.known, one?.evidence, more], ['split', 'n12', digestOf('e'), []])
  })
})

test('sealing: from its day on anybody who has the salt opens a seal, before it its issuer', async () => {
  const at = (opens: string) =>
    logged(1, { type: 'owc:seal/v1', body: { commitment: `sha256:${digestOf('c')}`, opens } })
  const opened = { salt: digestOf('s'), payload: `sha256:${digestOf('p')}` }
  for (const [opens, by, counts] of [
    ['2020-01-01T00:00:00Z', 'owcid:node', true],
    ['2099-01-01T00:00:00Z', 'owcid:node', false],
    ['2099-01-01T00:00:00Z', undefined, true],
  ] as const) {
    const seal = at(opens)
    const body = { ...opened, seal: `sha256:${seal.statement}` }
    const reveal = logged(2, { type: 'owc:reveal/v1', body, ...(by && { issuer: by }) })
    await withIndex([seal, reveal], async ({ db }) => {
      assert.equal((await revealOf(db, seal.statement))?.statement, counts ? reveal.statement : undefined)
      assert.equal((await openedFrom(db, digestOf('p')))?.seal, counts ? seal.statement : undefined)
    })
  }
})

test('sealing: a seal without a day is opened by its own issuer only; an erasure says why', async () => {
  const seal = logged(1, { type: 'owc:seal/v1', body: { commitment: `sha256:${digestOf('c')}` } })
  const opened = { seal: `sha256:${seal.statement}`, salt: digestOf('s'), payload: `sha256:${digestOf('p')}` }
  const stranger = logged(2, { type: 'owc:reveal/v1', body: opened, issuer: 'owcid:other' })
  const erasure = logged(4, {
    type: 'owc:erasure/v1',
    subjects: [{ digest: digestOf('gone') }],
    body: { reason: 'law', text: 'A court said so.' },
  })
  await withIndex([seal, stranger], async ({ db }) => {
    assert.equal(await revealOf(db, seal.statement), undefined)
  })
  await withIndex(
    [seal, stranger, logged(3, { type: 'owc:reveal/v1', body: opened }), erasure],
    async ({ db }) => {
      assert.equal((await revealOf(db, seal.statement))?.payload, digestOf('p'))
      const [erased, by] = [digestOf('gone'), erasure.statement]
      assert.equal((await erasureOf(db, { erased, by }))?.text, 'A court said so.')
      assert.equal(await erasureOf(db, { erased, by: digestOf('another') }), undefined)
    },
  )
})

test('unknown types and bodies that do not fit leave the one common row', () => {
  const rows = [
    logged(1, { type: 'owc:of-tomorrow/v1', body: { x: 1 } }),
    logged(2, { type: 'owc:custody/v1', body: { since: 'yesterday' } }),
  ].map((one) => putsOf(subjects, one).map(({ table, row }) => [table, row['known']]))
  assert.deepEqual(rows, [[['statements', 0]], [['statements', 0]]])
})

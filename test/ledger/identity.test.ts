import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import type { JsonObject } from '../../src/base/strict-json.ts'
import { instant } from '../../src/base/time.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import {
  chainOf,
  type IdentityBody,
  type IdentityDocument,
  type IdentityKey,
  identityKey,
  inForceAt,
  isFrozenAt,
  readIdentity,
  speakingKeys,
} from '../../src/ledger/identity.ts'
import { makeKeyPair } from '../../src/ledger/signer.ts'
import { genesisBody, ORIGIN, pair, START } from './signing-doubles.ts'

const [a, b, c, r] = [1, 2, 3, 4].map((n) => identityKey(pair(n * 40).key)) as [
  IdentityKey,
  IdentityKey,
  IdentityKey,
  IdentityKey,
]
const recovery = { keys: [r], threshold: 1, delayHours: 72 }
const HOUR = 3600

type Step = {
  readonly seq: number
  readonly prev: string | null
  readonly index: number
  readonly keys: readonly IdentityKey[]
  readonly by: readonly IdentityKey[]
  readonly threshold?: number
  readonly hours?: number
  readonly id?: string // of the statement
  readonly origin?: string
}

function document(step: Step): IdentityDocument {
  const { seq, prev, index, keys, by, threshold = 1, hours = index } = step
  const body: IdentityBody = {
    id: seq === 0 ? null : 'owcid:x',
    homeLog: ORIGIN,
    name: 'Lab',
    keys,
    threshold,
    recovery,
  }
  const signers = by.map(({ keyid }) => keyid)
  const time = instant(START + hours * HOUR)
  const origin = step.origin ?? ORIGIN
  return { origin, index, time, statement: step.id ?? `doc${seq}`, seq, prev, signers, body }
}

const genesis = document({ seq: 0, prev: null, index: 10, keys: [a], by: [a] })

/** Key ids that may speak at an index, by their letter. */
function speakersAt(documents: readonly IdentityDocument[], index: number, hours = index): string {
  const chain = chainOf(documents)
  const inForce = inForceAt(chain, { index, time: instant(START + hours * HOUR) })
  if (inForce === undefined) return 'none'
  const names = new Map([a, b, c, r].map(({ keyid }, i) => [keyid, 'abcr'[i]]))
  const keys = speakingKeys(chain, inForce, index).map(({ keyid }) => names.get(keyid))
  return `${keys.join('')}${isFrozenAt(chain, index) ? ' frozen' : ''}`
}

test('identity: the genesis document speaks from its own index on', () => {
  assert.equal(speakersAt([genesis], 9), 'none')
  assert.equal(speakersAt([genesis], 10), 'a')
})

test('identity: rotation needs the old and the new keys', () => {
  const step = { seq: 1, prev: 'doc0', index: 20, keys: [b] }
  assert.equal(speakersAt([genesis, document({ ...step, by: [a, b] })], 20), 'b')
  assert.equal(speakersAt([genesis, document({ ...step, by: [a, b] })], 19), 'a', 'earlier statements stand')
  for (const by of [[a], [b], [c], [c, b], []])
    assert.equal(speakersAt([genesis, document({ ...step, by })], 30), 'a')
})

test('identity: a threshold counts keys of each set', () => {
  const two = document({ seq: 0, prev: null, index: 10, keys: [a, b], by: [a, b], threshold: 2 })
  const next = { seq: 1, prev: 'doc0', index: 20, keys: [b, c], threshold: 2 }
  assert.equal(speakersAt([two, document({ ...next, by: [a, b, c] })], 20), 'bc')
  assert.equal(speakersAt([two, document({ ...next, by: [b, c] })], 20), 'ab', 'one of the old only')
  assert.equal(speakersAt([{ ...two, signers: [a.keyid, a.keyid] }], 20), 'none', 'one key twice')
})

test('identity: what does not follow has no effect', () => {
  const by = [a, b]
  const rows = [
    { name: 'wrong prev', step: { seq: 1, prev: 'other', index: 20, keys: [b], by } },
    { name: 'a number too far', step: { seq: 2, prev: 'doc0', index: 20, keys: [b], by } },
    { name: 'another log', step: { seq: 1, prev: 'doc0', index: 20, keys: [b], by, origin: 'else.example' } },
    { name: 'before genesis', step: { seq: 1, prev: 'doc0', index: 5, keys: [b], by } },
  ]
  for (const { name, step } of rows) assert.equal(speakersAt([genesis, document(step)], 30), 'a', name)
})

test('identity: recovery counts after the delay, unless the old keys object', () => {
  const recover = document({ seq: 1, prev: 'doc0', index: 20, keys: [b], by: [r, b], hours: 20 })
  assert.equal(speakersAt([genesis, recover], 21, 21 + 70), 'a')
  assert.equal(speakersAt([genesis, recover], 21, 20 + 72), 'b')
  const object = document({
    seq: 1,
    prev: 'doc0',
    index: 30,
    keys: [c],
    by: [a, c],
    id: 'objection',
    hours: 40,
  })
  assert.equal(speakersAt([genesis, recover, object], 99, 999), 'c')
  const tooLate = document({ seq: 1, prev: 'doc0', index: 30, keys: [c], by: [a, c], id: 'late', hours: 93 })
  assert.equal(
    speakersAt([genesis, recover, tooLate], 99, 999),
    'b',
    'a thief of old keys does not freeze it either',
  )
  const noRecovery = document({ seq: 1, prev: 'doc0', index: 20, keys: [b], by: [c, b] })
  assert.equal(speakersAt([genesis, noRecovery], 99, 999), 'a')
})

test('identity: a key that a document lists as revoked decides no more about the identity', () => {
  const stolen = { ...a, revokedFrom: 15 }
  const rid = document({ seq: 1, prev: 'doc0', index: 20, keys: [b, stolen], by: [a, b] })
  assert.equal(speakersAt([genesis, rid], 20), 'b')
  const takeover = document({ seq: 2, prev: 'doc1', index: 30, keys: [c], by: [a, c] })
  assert.equal(speakersAt([genesis, rid, takeover], 30), 'b')
  const rightful = document({ seq: 2, prev: 'doc1', index: 30, keys: [c], by: [b, c] })
  assert.equal(speakersAt([genesis, rid, rightful], 30), 'c')
  const onlyStolen = document({ seq: 1, prev: 'doc0', index: 20, keys: [stolen], by: [a] })
  assert.equal(
    speakersAt([genesis, onlyStolen], 30),
    'a',
    'a document that nobody could follow has no effect',
  )
})

test('identity: two rightful documents of one number freeze it from the second on', () => {
  const one = document({ seq: 1, prev: 'doc0', index: 20, keys: [b], by: [a, b] })
  const two = document({ seq: 1, prev: 'doc0', index: 25, keys: [c], by: [a, c], id: 'fork' })
  assert.equal(speakersAt([genesis, one, two], 24), 'b')
  assert.equal(speakersAt([genesis, one, two], 25), 'b frozen')
  assert.equal(speakersAt([genesis, one, { ...one, index: 26 }], 30), 'b', 'a copy is no fork')
  const after = document({ seq: 2, prev: 'doc1', index: 22, keys: [c], by: [b, c] })
  assert.equal(speakersAt([genesis, one, after, two], 30), 'c frozen', 'also of an earlier number')
})

test('identity: a key that is revoked from an index on keeps what it signed before', () => {
  const revoking = document({
    seq: 1,
    prev: 'doc0',
    index: 40,
    keys: [{ ...a, revokedFrom: 15 }, b],
    by: [a, b],
  })
  assert.equal(speakersAt([genesis, revoking], 14), 'a')
  assert.equal(speakersAt([genesis, revoking], 15), '', 'also what the genesis keys signed after it')
  assert.equal(speakersAt([genesis, revoking], 50), 'b')
})

test('identity: a companion key for model signing signs no statement', () => {
  const companion = identityKey(makeKeyPair('ecdsa-p256-sha256', crypto).key, 'model-signing')
  const founded = document({ seq: 0, prev: null, index: 10, keys: [a, companion], by: [companion] })
  assert.equal(speakersAt([founded], 20), 'none')
  assert.equal(
    speakersAt([document({ seq: 0, prev: null, index: 10, keys: [a, companion], by: [a] })], 20),
    'a',
  )
})

test('identity document: read strictly', () => {
  const good = genesisBody([a, b], { recovery }) as unknown as JsonObject
  assert.equal(readIdentity(good, 'body', crypto).keys.length, 2)
  const rows = [
    { name: 'no keys', change: { keys: [] } },
    { name: '17 keys', change: { keys: Array(17).fill(a) } },
    { name: 'one key twice', change: { keys: [a, a] } },
    { name: 'a recovery key that is an ordinary one', change: { recovery: { ...recovery, keys: [a] } } },
    { name: 'threshold over the keys', change: { threshold: 3 } },
    { name: 'threshold 0', change: { threshold: 0 } },
    { name: 'recovery within an hour', change: { recovery: { ...recovery, delayHours: 1 } } },
    { name: 'keyid of another key', change: { keys: [{ ...a, keyid: b.keyid }, b] } },
    { name: 'unknown algorithm', change: { keys: [{ ...a, alg: 'rsa' }, b] } },
    { name: 'key that signs anything', change: { keys: [{ ...a, pub: new Uint8Array(32).toBase64() }, b] } },
    { name: 'id of another form', change: { id: 'did:key:x' } },
    { name: 'negative revocation', change: { keys: [{ ...a, revokedFrom: -1 }, b] } },
    { name: 'no home', change: { homeLog: '' } },
  ]
  for (const { name, change } of rows)
    assert.throws(
      () => readIdentity({ ...good, ...change } as unknown as JsonObject, 'body', crypto),
      (error) =>
        error instanceof OwcError && ['identity-invalid', 'key-invalid'].includes(error.problem.code),
      name,
    )
})

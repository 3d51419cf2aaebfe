import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fromUtf8, utf8 } from '../../src/base/bytes.ts'
import { canonicalBytes } from '../../src/base/canonical-json.ts'
import type { Sha256 } from '../../src/base/digest.ts'
import { OwcError } from '../../src/base/errors.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { MAX_PAYLOAD_BYTES } from '../../src/ledger/envelope.ts'
import {
  homeSubject,
  identityId,
  MAX_STRING_BYTES,
  MAX_SUBJECTS,
  makeStatement,
  nonceText,
  readStatement,
} from '../../src/ledger/statement.ts'
import { genesisBody, header, ORIGIN, sha } from './signing-doubles.ts'

const ISSUER = `owcid:${'a'.repeat(52)}`
const DIGEST = 'ab'.repeat(32) as Sha256
const good = {
  _type: 'https://in-toto.io/Statement/v1',
  predicate: { ...header(1, ISSUER), since: '2026-01-01T00:00:00Z' },
  predicateType: 'owc:custody/v1',
  subject: [{ digest: { sha256: DIGEST }, name: 'a.bin' }],
}

function read(value: unknown) {
  return readStatement(canonicalBytes(value), 'payload', crypto)
}

test('statement: what was made is what is read, and its id is the digest of the payload', () => {
  const order = { seq: 3, prev: DIGEST }
  const given = {
    type: 'owc:vote/v1',
    subjects: [{ digest: DIGEST, name: 'x' }, { digest: sha('y') }],
    header: { ...header(7, ISSUER), ...order },
    body: { choice: 'yes', nested: { list: [1, 'two', null, true] } },
  }
  const payload = makeStatement(given, crypto)
  const statement = readStatement(payload, 'payload', crypto)
  assert.equal(statement.id, sha(payload))
  assert.deepEqual(statement.header, given.header)
  assert.deepEqual(statement.subjects, given.subjects)
  assert.deepEqual(JSON.parse(JSON.stringify(statement.body)), given.body)
  assert.match(fromUtf8(payload) ?? '', /"prev":"sha256:abab/)
})

test('statement: about no bytes, it is about its home log', () => {
  const given = { type: 'owc:charter/v1', subjects: [], header: header(1, ISSUER), body: {} }
  const { subjects } = readStatement(makeStatement(given, crypto), 'payload', crypto)
  assert.deepEqual(subjects, [homeSubject(ORIGIN, crypto)])
})

test('statement: a genesis document founds the id that it cannot hold', () => {
  const given = { type: 'owc:identity/v1', subjects: [], body: genesisBody([]) }
  const payload = makeStatement({ ...given, header: { ...header(1), seq: 0, prev: null } }, crypto)
  const { header: found } = readStatement(payload, 'payload', crypto)
  assert.equal(found.issuer, identityId(payload, crypto))
  assert.match(found.issuer, /^owcid:[a-z2-7]{52}$/)
  for (const wrong of [{ seq: 1, prev: DIGEST }, {}])
    assert.throws(() => makeStatement({ ...given, header: { ...header(1), ...wrong } }, crypto), OwcError)
  const vote = { ...given, type: 'owc:vote/v1', header: { ...header(1), seq: 0, prev: null } }
  assert.throws(() => makeStatement(vote, crypto), OwcError, 'no other type has no issuer')
})

test('identity id: base32 as RFC 4648 has it', () => {
  const bytes = utf8('foobar') // mzxw6ytboi in RFC 4648 10
  const id = identityId(bytes, { ...crypto, sha256: () => bytes })
  assert.equal(id, 'owcid:mzxw6ytboi')
})

test('statement: hostile payloads are refused, each by its field', () => {
  const predicate = (change: object) => ({ ...good, predicate: { ...good.predicate, ...change } })
  const subject = (...list: unknown[]) => ({ ...good, subject: list })
  const rows: readonly { readonly name: string; readonly value: unknown; readonly where: string }[] = [
    {
      name: 'other statement type',
      value: { ...good, _type: 'https://in-toto.io/Statement/v0.1' },
      where: '_type',
    },
    { name: 'type with a blank', value: { ...good, predicateType: 'owc: x' }, where: 'predicateType' },
    { name: 'type of 257', value: { ...good, predicateType: 'x'.repeat(257) }, where: 'predicateType' },
    { name: 'no subject', value: subject(), where: 'subject' },
    { name: 'too many subjects', value: subject(...Array(MAX_SUBJECTS + 1).fill({})), where: 'subject' },
    { name: 'sha1 only', value: subject({ digest: { sha1: 'ab'.repeat(20) } }), where: 'digest' },
    { name: 'upper case', value: subject({ digest: { sha256: DIGEST.toUpperCase() } }), where: 'digest' },
    {
      name: 'one name twice',
      value: subject({ name: 'a', digest: { sha256: DIGEST } }, { name: 'a', digest: { sha256: sha('z') } }),
      where: 'name',
    },
    { name: 'predicate of text', value: { ...good, predicate: 'x' }, where: 'predicate' },
    { name: 'no issuer', value: predicate({ issuer: null }), where: 'issuer' },
    { name: 'issuer of another form', value: predicate({ issuer: 'owc:abc' }), where: 'issuer' },
    { name: 'home with "+"', value: predicate({ home: 'a+b' }), where: 'home' },
    { name: 'nonce of 15 bytes', value: predicate({ nonce: 'A'.repeat(20) }), where: 'nonce' },
    { name: 'nonce with stray bits', value: predicate({ nonce: `${'A'.repeat(21)}B` }), where: 'nonce' },
    { name: 'local time', value: predicate({ issued: '2026-01-01T00:00:00+01:00' }), where: 'issued' },
    { name: 'a day that is none', value: predicate({ issued: '2026-02-30T00:00:00Z' }), where: 'issued' },
    { name: 'seq without prev', value: predicate({ seq: 1 }), where: 'prev' },
    { name: 'prev without seq', value: predicate({ prev: `sha256:${DIGEST}` }), where: 'seq' },
    { name: 'prev at seq 0', value: predicate({ seq: 0, prev: `sha256:${DIGEST}` }), where: 'prev' },
    { name: 'negative seq', value: predicate({ seq: -1, prev: null }), where: 'seq' },
    { name: 'long string', value: predicate({ text: 'x'.repeat(MAX_STRING_BYTES + 1) }), where: 'payload' },
    { name: 'long in UTF-8', value: predicate({ text: '€'.repeat(30_000) }), where: 'payload' },
  ]
  assert.equal(read(good).type, 'owc:custody/v1')
  for (const { name, value, where } of rows)
    assert.throws(
      () => read(value),
      (error) =>
        error instanceof OwcError &&
        error.problem.code === 'statement-invalid' &&
        error.problem.where.includes(where),
      name,
    )
})

test('statement: over 1 MiB of payload is refused before it is parsed', () => {
  const bytes = new Uint8Array(MAX_PAYLOAD_BYTES + 1).fill(0x5b)
  assert.throws(() => readStatement(bytes, 'payload', crypto), /1048576/)
})

test('statement: a body cannot carry fields of the header, and __proto__ is a field like others', () => {
  const given = { type: 'owc:x/v1', subjects: [], header: header(1, ISSUER) }
  assert.throws(() => makeStatement({ ...given, body: { issuer: ISSUER } }, crypto), OwcError)
  const odd = utf8(
    fromUtf8(canonicalBytes(good))?.replace('"since"', '"__proto__":{"issuer":"x"},"since"') ?? '',
  )
  const { body, header: found } = readStatement(odd, 'payload', crypto)
  assert.deepEqual(Object.keys(body).sort(), ['__proto__', 'since'])
  assert.equal(found.issuer, ISSUER)
})

test('statement: unknown types and unknown fields outside are kept and passed over', () => {
  const { type, body } = read({ ...good, predicateType: 'https://slsa.dev/provenance/v1', more: [1] })
  assert.equal(type, 'https://slsa.dev/provenance/v1')
  assert.deepEqual(Object.keys(body), ['since'])
})

test('statement: bodies of any JSON survive the round trip', () => {
  const value = fc.letrec((tie) => ({
    leaf: fc.oneof(fc.maxSafeInteger(), fc.string({ unit: 'grapheme' }), fc.boolean(), fc.constant(null)),
    node: fc.oneof({ maxDepth: 4 }, tie('leaf'), fc.array(tie('node'), { maxLength: 4 })),
  })).node
  const bodies = fc.dictionary(fc.stringMatching(/^[a-z]{7,12}$/), value, { maxKeys: 6 })
  fc.assert(
    fc.property(bodies, (body) => {
      const payload = makeStatement(
        { type: 'owc:x/v1', subjects: [], header: header(1, ISSUER), body },
        crypto,
      )
      const again = readStatement(payload, 'payload', crypto).body
      assert.deepEqual(JSON.parse(JSON.stringify(again)), JSON.parse(JSON.stringify(body)))
    }),
    { seed: 7, numRuns: 100 },
  )
})

test('nonce: 16 bytes and nothing else', () => {
  assert.equal(nonceText(new Uint8Array(16)), 'A'.repeat(22))
  assert.throws(() => nonceText(new Uint8Array(15)), RangeError)
})

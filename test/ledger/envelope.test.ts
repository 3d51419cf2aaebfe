import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromUtf8, utf8 } from '../../src/base/bytes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { webCrypto } from '../../src/ledger/crypto-web.ts'
import {
  envelopeBytes,
  MAX_PAYLOAD_BYTES,
  pae,
  parseEnvelope,
  signEnvelope,
  verifyEnvelope,
} from '../../src/ledger/envelope.ts'
import { publicKey } from '../../src/ledger/keys.ts'
import { makeKeyPair } from '../../src/ledger/signer.ts'
import { logPair, pair, witnessPair } from './signing-doubles.ts'
import { entryVector, payloadVector } from './signing-vectors.ts'

const TYPE = 'application/vnd.in-toto+json'

test('DSSE: the encoding that is signed is that of the specification', () => {
  const encoded = pae('http://example.com/HelloWorld', utf8('hello world'))
  assert.equal(fromUtf8(encoded), 'DSSEv1 29 http://example.com/HelloWorld 11 hello world')
  assert.equal(nodeCrypto.sha256(pae(TYPE, payloadVector)).toHex(), entryVector.paeSha256)
})

test('DSSE: signatures are those that securesystemslib accepted', async () => {
  const { signatures } = await signEnvelope(payloadVector, [logPair, witnessPair])
  assert.deepEqual(
    signatures.map(({ sig }) => sig.toBase64()),
    [entryVector.logSignature, entryVector.witnessSignature],
  )
})

for (const crypto of [nodeCrypto, webCrypto]) {
  const name = crypto === nodeCrypto ? 'node' : 'web'
  test(`threshold (${name}): counts keys that verified, each once`, async () => {
    const envelope = await signEnvelope(payloadVector, [logPair, witnessPair])
    const [first, second] = envelope.signatures
    assert.ok(first !== undefined && second !== undefined)
    const keys = [logPair.key, witnessPair.key]
    const rows = [
      { name: 'both', signatures: [first, second], threshold: 2, ok: true },
      { name: 'same signer twice', signatures: [first, first], threshold: 2, ok: false },
      { name: 'one of two', signatures: [first], threshold: 1, ok: true },
      {
        name: 'no keyid: every key is tried',
        signatures: [{ ...second, keyid: '' }],
        threshold: 1,
        ok: true,
      },
      {
        name: 'keyid of the other',
        signatures: [{ ...first, keyid: second.keyid }],
        threshold: 1,
        ok: false,
      },
      {
        name: 'keyid of nobody',
        signatures: [{ ...first, keyid: 'ab'.repeat(32) }],
        threshold: 1,
        ok: false,
      },
      {
        name: 'one twice under both ids',
        signatures: [first, { ...first, keyid: second.keyid }, { ...first, keyid: '' }],
        threshold: 2,
        ok: false,
      },
    ]
    for (const { name: row, signatures, threshold, ok } of rows) {
      const verdict = await verifyEnvelope({ ...envelope, signatures }, keys, threshold, crypto)
      assert.equal(verdict.ok, ok, row)
      if (verdict.ok) assert.equal(verdict.payload, envelope.payload, 'the very bytes')
      else assert.equal(verdict.problem.code, 'signature-invalid')
    }
  })

  test(`algorithms (${name}): P-256 verifies, another key of the kind does not`, async () => {
    const [one, other] = [makeKeyPair('ecdsa-p256-sha256', crypto), makeKeyPair('ecdsa-p256-sha256', crypto)]
    const envelope = await signEnvelope(payloadVector, [one])
    assert.equal((await verifyEnvelope(envelope, [one.key], 1, crypto)).ok, true)
    const unnamed = { ...envelope, signatures: envelope.signatures.map(({ sig }) => ({ keyid: '', sig })) }
    assert.equal((await verifyEnvelope(unnamed, [other.key], 1, crypto)).ok, false)
  })
}

test('threshold: the algorithm comes from the registered key, never from the envelope', async () => {
  const envelope = await signEnvelope(payloadVector, [logPair])
  const asSsh = publicKey({ algorithm: 'ssh-ed25519', raw: logPair.key.raw }, 'key', nodeCrypto)
  assert.equal(asSsh.keyid, logPair.key.keyid, 'one key, one id')
  assert.equal((await verifyEnvelope(envelope, [asSsh], 1, nodeCrypto)).ok, false)
})

test('envelope: read back as written, unknown fields passed over, both alphabets taken', async () => {
  const envelope = await signEnvelope(payloadVector, [pair(9), pair(5)])
  const bytes = envelopeBytes(envelope)
  const sorted = [...envelope.signatures].sort((a, b) => (a.keyid < b.keyid ? -1 : 1))
  assert.deepEqual(parseEnvelope(bytes, 'envelope'), { ...envelope, signatures: sorted })
  const json = JSON.parse(fromUtf8(bytes) ?? '')
  const url = utf8(
    JSON.stringify({
      ...json,
      extra: { a: [1] },
      payload: payloadVector.toBase64({ alphabet: 'base64url' }),
    }),
  )
  assert.deepEqual(parseEnvelope(url, 'envelope').payload, payloadVector)
})

test('envelope: hostile text is refused with its place', async () => {
  const good = JSON.parse(fromUtf8(envelopeBytes(await signEnvelope(payloadVector, [logPair]))) ?? '')
  const [signature] = good.signatures
  const rows: readonly { name: string; text: string; code: string; where: RegExp }[] = [
    { name: 'duplicate key', text: `{"payload":"","payload":"e30="}`, code: 'json-invalid', where: /byte/ },
    {
      name: 'escaped duplicate',
      text: `{"payload":"","p\\u0061yload":""}`,
      code: 'json-invalid',
      where: /byte/,
    },
    {
      name: 'payload over the limit',
      ...put({ payload: 'A'.repeat(4 * Math.ceil((MAX_PAYLOAD_BYTES + 1) / 3)) }),
      where: /payload/,
    },
    { name: 'stray bits in base64', ...put({ payload: 'e31=' }), where: /payload/ },
    { name: 'no padding', ...put({ payload: 'e30' }), where: /payload/ },
    { name: 'mixed alphabets', ...put({ payload: '+-==' }), where: /payload/ },
    { name: 'blank in base64', ...put({ payload: 'e3 0=' }), where: /payload/ },
    { name: 'payload type with a space', ...put({ payloadType: 'a b' }), where: /payloadType/ },
    { name: 'no signatures', ...put({ signatures: [] }), where: /signatures/ },
    { name: '17 signatures', ...put({ signatures: Array(17).fill(signature) }), where: /signatures/ },
    { name: 'empty signature', ...put({ signatures: [{ sig: '' }] }), where: /sig/ },
    { name: 'long signature', ...put({ signatures: [{ sig: 'AAAA'.repeat(1400) }] }), where: /sig/ },
    { name: 'keyid of a number', ...put({ signatures: [{ ...signature, keyid: 5 }] }), where: /keyid/ },
    { name: 'a list', text: '[]', code: 'envelope-invalid', where: /envelope/ },
  ]
  function put(change: object) {
    return { text: JSON.stringify({ ...good, ...change }), code: 'envelope-invalid' }
  }
  for (const { name, text, code, where } of rows) {
    assert.throws(
      () => parseEnvelope(utf8(text), 'envelope'),
      (error) => error instanceof OwcError && error.problem.code === code && where.test(error.problem.where),
      name,
    )
  }
})

test('envelope: the largest payload is taken, one byte more is not', () => {
  const text = (size: number) =>
    utf8(
      JSON.stringify({
        payload: new Uint8Array(size).toBase64(),
        payloadType: 'x',
        signatures: [{ sig: 'AAAA' }],
      }),
    )
  assert.equal(parseEnvelope(text(MAX_PAYLOAD_BYTES), 'envelope').payload.length, MAX_PAYLOAD_BYTES)
  assert.throws(() => parseEnvelope(text(MAX_PAYLOAD_BYTES + 1), 'envelope'), OwcError)
})

import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { utf8 } from '../../src/base/bytes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { decodeSpki, encodeSpki, publicKey, spkiPem } from '../../src/ledger/keys.ts'
import { opensSeal, sealCommitment } from '../../src/ledger/seal.ts'
import { keyPairFromPem, loadKeyPair, makeKeyPair, saveKeyPair } from '../../src/ledger/signer.ts'
import { pair } from './signing-doubles.ts'
import { entryVector } from './signing-vectors.ts'

test('keyid: SHA-256 of the SPKI, as published for the log key', () => {
  assert.equal(pair(0).key.keyid, entryVector.logKeyid)
})

test('keys: our encoding is the one of OpenSSL, both ways', () => {
  const made = [
    generateKeyPairSync('ed25519'),
    generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    generateKeyPairSync('ml-dsa-44'),
  ]
  for (const { publicKey: theirs } of made) {
    const der = new Uint8Array(theirs.export({ format: 'der', type: 'spki' }))
    const key = decodeSpki(der, 'key', crypto)
    assert.deepEqual(encodeSpki(key), der, key.algorithm)
    assert.equal(spkiPem(der), theirs.export({ format: 'pem', type: 'spki' }))
    assert.throws(() => decodeSpki(Uint8Array.of(...der, 0), 'key', crypto), OwcError)
    assert.throws(() => decodeSpki(der.with(4, (der[4] ?? 0) ^ 1), 'key', crypto), OwcError)
  }
})

test('ML-DSA-44: a signature verifies and a changed one does not', async () => {
  const { publicKey: theirs, privateKey } = generateKeyPairSync('ml-dsa-44')
  const { sign } = await import('node:crypto')
  const der = new Uint8Array(theirs.export({ format: 'der', type: 'spki' }))
  const { raw } = decodeSpki(der, 'key', crypto)
  const message = utf8('x')
  const signature = new Uint8Array(sign(null, message, privateKey))
  const check = { algorithm: 'ml-dsa-44', key: raw, message } as const
  assert.equal(await crypto.verify({ ...check, signature }), true)
  assert.equal(
    await crypto.verify({ ...check, signature: signature.with(9, (signature[9] ?? 0) ^ 1) }),
    false,
  )
})

test('keys: what could sign anything, or is two keys in one, is refused', () => {
  const p256 = makeKeyPair('ecdsa-p256-sha256', crypto).key.raw
  const compressed = Uint8Array.of(2 + ((p256[64] ?? 0) & 1), ...p256.slice(1, 33))
  const rows = [
    { algorithm: 'ed25519', raw: new Uint8Array(32).with(0, 1) },
    { algorithm: 'ssh-ed25519', raw: new Uint8Array(32) },
    { algorithm: 'ed25519', raw: new Uint8Array(31) },
    { algorithm: 'ecdsa-p256-sha256', raw: compressed },
    { algorithm: 'ecdsa-p256-sha256', raw: p256.with(64, (p256[64] ?? 0) ^ 1) },
    { algorithm: 'ecdsa-p256-sha256', raw: p256.with(0, 5) },
    { algorithm: 'ml-dsa-44', raw: new Uint8Array(1311) },
  ] as const
  for (const row of rows)
    assert.throws(
      () => publicKey(row, 'key', crypto),
      (error) => error instanceof OwcError && error.problem.code === 'key-invalid',
      row.algorithm,
    )
})

test('key file: saved 0600, loaded the same, never written over', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'owc-keys-'))
  try {
    for (const algorithm of ['ed25519', 'ecdsa-p256-sha256'] as const) {
      const made = makeKeyPair(algorithm, crypto)
      const path = join(folder, `${algorithm}.pem`)
      await saveKeyPair(path, made)
      assert.equal((await stat(path)).mode & 0o777, 0o600)
      const loaded = await loadKeyPair(path, crypto)
      assert.deepEqual(loaded.key, made.key)
      const message = utf8('once more')
      const signature = await loaded.sign(message)
      assert.ok(await crypto.verify({ algorithm, key: made.key.raw, message, signature }))
      await assert.rejects(saveKeyPair(path, made), { code: 'EEXIST' })
    }
  } finally {
    await rm(folder, { recursive: true })
  }
})

test('key file: other text is refused, and an SSH key with the way out', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const pem = rsa.export({ format: 'pem', type: 'pkcs8' }).toString()
  assert.throws(() => keyPairFromPem(pem, 'key', crypto), OwcError)
  assert.throws(() => keyPairFromPem('nothing', 'key', crypto), OwcError)
  const ssh = '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n'
  assert.throws(() => keyPairFromPem(ssh, 'key', crypto), /ssh-keygen -Y sign/)
})

test('seal: the commitment is the published formula, and only its salt and payload open it', () => {
  const salt = new Uint8Array(32).fill(7)
  const payload = utf8('{"vote":"yes"}')
  const commitment = sealCommitment(salt, payload, crypto)
  assert.equal(commitment, crypto.sha256(utf8('owc-seal-v1\0'), salt, payload).toHex())
  assert.equal(opensSeal(commitment, { salt, payload }, crypto), true)
  assert.equal(opensSeal(commitment, { salt, payload: utf8('{"vote":"no"}') }, crypto), false)
  assert.equal(opensSeal(commitment, { salt: salt.with(0, 8), payload }, crypto), false)
  assert.equal(opensSeal(commitment, { salt: salt.slice(1), payload }, crypto), false)
  assert.throws(() => sealCommitment(new Uint8Array(16), payload, crypto), RangeError)
})

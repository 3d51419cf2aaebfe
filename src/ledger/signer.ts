// Private keys: made, loaded, saved as PKCS#8 PEM, and used. The only file of the ledger that sees one; Node only.
// Key files are written whole, 0600, and never over another. SSH keys stay with ssh-keygen: we verify only (sshsig.ts).

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import { OwcError } from '../base/errors.ts'
import type { Crypto } from './crypto.ts'
import { decodeSpki, type Signer } from './keys.ts'

export type { Signer } from './keys.ts'

/** A signer whose private half can be written down. */
export type KeyPair = Signer & { readonly pem: string }

export type SigningAlgorithm = 'ed25519' | 'ecdsa-p256-sha256'

const MAX_PEM_BYTES = 16 * 1024
const PKCS8_ED25519 = Uint8Array.fromHex('302e020100300506032b657004220420')

export function makeKeyPair(algorithm: SigningAlgorithm, crypto: Crypto): KeyPair {
  const made =
    algorithm === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return keyPair(made.privateKey, 'a new key', crypto)
}

/** The Ed25519 key of a 32-byte seed (RFC 8032 5.1.5): test vectors, and keys that a person wrote down. */
export function keyPairFromSeed(seed: Uint8Array, crypto: Crypto): KeyPair {
  const der = Buffer.concat([PKCS8_ED25519, seed])
  return keyPair(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }), 'a seed', crypto)
}

/** @throws OwcError `key-invalid` when the text is not an unencrypted Ed25519 or P-256 private key */
export function keyPairFromPem(pem: string, where: string, crypto: Crypto): KeyPair {
  let loaded: KeyObject
  try {
    loaded = createPrivateKey({ key: pem, format: 'pem' })
  } catch (cause) {
    const found = pem.includes('OPENSSH') ? 'an OpenSSH private key' : 'other text'
    const hint = 'Sign with an SSH key by ssh-keygen -Y sign -n owc-dsse@v1.'
    const problem = { code: 'key-invalid', where, expected: 'a PKCS#8 private key in PEM', found } as const
    throw new OwcError(pem.includes('OPENSSH') ? { ...problem, hint } : problem, cause)
  }
  return keyPair(loaded, where, crypto)
}

export async function loadKeyPair(path: string, crypto: Crypto): Promise<KeyPair> {
  const bytes = await readFile(path)
  if (bytes.length > MAX_PEM_BYTES)
    throw new OwcError({
      code: 'key-invalid',
      where: path,
      expected: `at most ${MAX_PEM_BYTES} bytes`,
      found: `${bytes.length}`,
    })
  return keyPairFromPem(bytes.toString('latin1'), path, crypto)
}

/** Durable on return; an existing file is never touched (`EEXIST`). */
export async function saveKeyPair(path: string, pair: KeyPair): Promise<void> {
  await using file = await open(path, 'wx', 0o600)
  await file.writeFile(pair.pem)
  await file.sync()
}

function keyPair(privateKey: KeyObject, where: string, crypto: Crypto): KeyPair {
  const spki = new Uint8Array(createPublicKey(privateKey).export({ format: 'der', type: 'spki' }))
  const key = decodeSpki(spki, where, crypto)
  const digest = key.algorithm === 'ed25519' ? null : 'sha256'
  return {
    key,
    pem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    sign: async (message) => new Uint8Array(sign(digest, message, { key: privateKey, dsaEncoding: 'der' })),
  }
}

// Public keys as the ledger knows them. A key's id is the hex SHA-256 of its SubjectPublicKeyInfo in DER; an SSH key
// has the id of the Ed25519 key inside it, so that one key never counts as two. RFC 8410, RFC 5480, RFC 9881.
// Encodings are fixed prefixes: one key has exactly one encoding, and any other is refused.

import { concat } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { ALGORITHMS, type Algorithm, type Crypto } from './crypto.ts'
import { isStrictPoint } from './strict-signatures.ts'

export type PublicKey = {
  readonly algorithm: Algorithm
  readonly raw: Uint8Array // 32 bytes Ed25519 (also SSH), 65 bytes P-256 (04 ‖ x ‖ y), 1312 bytes ML-DSA-44
  readonly keyid: string // 64 hex digits
}

/** Whoever can sign; where the private half lies is its own business (ledger/signer.ts, a test, a device). */
export type Signer = {
  readonly key: PublicKey
  sign(message: Uint8Array): Promise<Uint8Array>
}

type Family = { readonly prefix: Uint8Array; readonly rawBytes: number; readonly plain: Algorithm }

const ED25519: Family = {
  prefix: Uint8Array.fromHex('302a300506032b6570032100'),
  rawBytes: 32,
  plain: 'ed25519',
}
const P256: Family = {
  prefix: Uint8Array.fromHex('3059301306072a8648ce3d020106082a8648ce3d030107034200'),
  rawBytes: 65,
  plain: 'ecdsa-p256-sha256',
}
const ML_DSA_44: Family = {
  prefix: Uint8Array.fromHex('30820532300b06096086480165030403110382052100'),
  rawBytes: 1312,
  plain: 'ml-dsa-44',
}

const FAMILIES: Readonly<Record<Algorithm, Family>> = {
  ed25519: ED25519,
  'ssh-ed25519': ED25519,
  'sk-ssh-ed25519@openssh.com': ED25519,
  'ecdsa-p256-sha256': P256,
  'ml-dsa-44': ML_DSA_44,
}

export function isAlgorithm(text: string): text is Algorithm {
  return (ALGORITHMS as readonly string[]).includes(text)
}

/** Checks a raw public key and names it.
 *  @throws OwcError `key-invalid` for a wrong length, a point of low order or one that is not on the curve */
export function publicKey(
  { algorithm, raw }: { readonly algorithm: Algorithm; readonly raw: Uint8Array },
  where: string,
  crypto: Crypto,
): PublicKey {
  const family = FAMILIES[algorithm]
  if (raw.length !== family.rawBytes)
    throw badKey(where, `${family.rawBytes} bytes of ${algorithm} key`, `${raw.length} bytes`)
  if (family === ED25519 && !isStrictPoint(raw))
    throw badKey(where, 'an Ed25519 key that is reduced and of full order', `${raw.toHex()}`)
  if (family === P256 && !isOnP256(raw))
    throw badKey(where, 'an uncompressed point on the curve P-256', `${raw.toHex().slice(0, 40)}…`)
  return { algorithm, raw, keyid: crypto.sha256(family.prefix, raw).toHex() }
}

export function encodeSpki(key: Pick<PublicKey, 'algorithm' | 'raw'>): Uint8Array {
  return concat([FAMILIES[key.algorithm].prefix, key.raw])
}

/** @throws OwcError `key-invalid` for DER that is not exactly one of our encodings */
export function decodeSpki(der: Uint8Array, where: string, crypto: Crypto): PublicKey {
  for (const { prefix, rawBytes, plain } of [ED25519, P256, ML_DSA_44]) {
    if (der.length !== prefix.length + rawBytes) continue
    if (!prefix.every((byte, i) => der[i] === byte)) continue
    return publicKey({ algorithm: plain, raw: der.slice(prefix.length) }, where, crypto)
  }
  throw badKey(where, 'an Ed25519, P-256 or ML-DSA-44 public key', `${der.length} other bytes`)
}

/** SPKI as PEM text: 64 columns and a trailing newline, the form that OpenSSL and model signing hash. */
export function spkiPem(der: Uint8Array): string {
  const lines = der.toBase64().match(/.{1,64}/g) ?? []
  return `-----BEGIN PUBLIC KEY-----\n${lines.join('\n')}\n-----END PUBLIC KEY-----\n`
}

const P256_P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n
const P256_B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn

function isOnP256(raw: Uint8Array): boolean {
  if (raw[0] !== 4) return false
  const x = BigInt(`0x${raw.subarray(1, 33).toHex()}`)
  const y = BigInt(`0x${raw.subarray(33).toHex()}`)
  if (x >= P256_P || y >= P256_P) return false
  return (y * y - (x * x * x - 3n * x + P256_B)) % P256_P === 0n
}

function badKey(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'key-invalid', where, expected, found })
}

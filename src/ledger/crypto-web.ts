// ledger/crypto.ts over WebCrypto and @noble/hashes (hashes must be synchronous, and WebCrypto's are not).
// Runs wherever there are web globals. A browser without Ed25519 or ML-DSA answers false.

import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { concat } from '../base/bytes.ts'
import type { Crypto, PlainAlgorithm, SignatureCheck } from './crypto.ts'
import { ecdsaRaw, isStrictEd25519 } from './strict-signatures.ts'

type Curve = { readonly namedCurve: string; readonly hash: string; readonly sizeBytes: number }

const CURVES: Readonly<Partial<Record<PlainAlgorithm, Curve>>> = {
  'ecdsa-p256-sha256': { namedCurve: 'P-256', hash: 'SHA-256', sizeBytes: 32 },
  'ecdsa-p384-sha384': { namedCurve: 'P-384', hash: 'SHA-384', sizeBytes: 48 },
  'ecdsa-p521-sha512': { namedCurve: 'P-521', hash: 'SHA-512', sizeBytes: 66 },
}

export const webCrypto: Crypto = {
  sha256: (...parts) => sha256(parts.length === 1 ? (parts[0] as Uint8Array) : concat(parts)),
  sha512: (bytes) => sha512(bytes),
  sha256Stream() {
    const running = sha256.create()
    return { update: (bytes) => void running.update(bytes), digest: () => running.digest() }
  },
  async verify(check) {
    try {
      return await verify(check)
    } catch {
      return false // no such point, or an algorithm that this browser lacks
    }
  },
}

async function verify({ algorithm, key, message, signature }: SignatureCheck): Promise<boolean> {
  const { subtle } = globalThis.crypto
  const curve = CURVES[algorithm]
  if (curve !== undefined) {
    const raw = ecdsaRaw(signature, curve.sizeBytes)
    if (raw === undefined || key[0] !== 4) return false
    const name = { name: 'ECDSA', namedCurve: curve.namedCurve, hash: curve.hash }
    const loaded = await subtle.importKey('raw', own(key), name, false, ['verify'])
    return subtle.verify(name, loaded, own(raw), own(message))
  }
  if (algorithm === 'ed25519') {
    if (!isStrictEd25519(key, signature)) return false
    const loaded = await subtle.importKey('raw', own(key), 'Ed25519', false, ['verify'])
    return subtle.verify('Ed25519', loaded, own(signature), own(message))
  }
  const loaded = await subtle.importKey('raw-public', own(key), 'ML-DSA-44', false, ['verify'])
  return subtle.verify('ML-DSA-44', loaded, own(signature), own(message))
}

/** WebCrypto takes no view of shared memory. */
function own(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes)
}

// ledger/crypto.ts over node:crypto.

import { createHash, createPublicKey, hash, type KeyObject, verify as nodeVerify } from 'node:crypto'
import { promisify } from 'node:util'
import type { Crypto, PlainAlgorithm, SignatureCheck } from './crypto.ts'
import { ecdsaRaw, isStrictEd25519 } from './strict-signatures.ts'

/** SPKI in DER before the raw key, digest, and bytes of one coordinate (ECDSA). */
const PLAIN: Readonly<
  Record<PlainAlgorithm, { readonly spki: string; readonly digest?: string; readonly size: number }>
> = {
  ed25519: { spki: '302a300506032b6570032100', size: 32 },
  'ecdsa-p256-sha256': {
    spki: '3059301306072a8648ce3d020106082a8648ce3d030107034200',
    digest: 'sha256',
    size: 32,
  },
  'ecdsa-p384-sha384': {
    spki: '3076301006072a8648ce3d020106052b81040022036200',
    digest: 'sha384',
    size: 48,
  },
  'ecdsa-p521-sha512': {
    spki: '30819b301006072a8648ce3d020106052b8104002303818600',
    digest: 'sha512',
    size: 66,
  },
  'ml-dsa-44': { spki: '30820532300b06096086480165030403110382052100', size: 1312 },
}

export const nodeCrypto: Crypto = {
  sha256(...parts) {
    const [first] = parts
    if (parts.length === 1 && first !== undefined) return plain(hash('sha256', first, 'buffer'))
    const running = createHash('sha256')
    for (const part of parts) running.update(part)
    return plain(running.digest())
  },
  sha512: (bytes) => plain(hash('sha512', bytes, 'buffer')),
  sha256Stream() {
    const running = createHash('sha256')
    return { update: (bytes) => void running.update(bytes), digest: () => plain(running.digest()) }
  },
  verify,
}

/** In the pool of threads: a busy log verifies on all cores, and its loop stays free for answers. */
const verifyBeside = promisify(nodeVerify)

async function verify({ algorithm, key, message, signature }: SignatureCheck): Promise<boolean> {
  const { digest, size } = PLAIN[algorithm]
  if (algorithm === 'ed25519' && !isStrictEd25519(key, signature)) return false
  if (digest !== undefined && ecdsaRaw(signature, size) === undefined) return false
  const loaded = load(algorithm, key)
  if (loaded === undefined) return false
  return await verifyBeside(digest ?? null, message, loaded, signature)
}

/** A Buffer's slice shares memory and its type shows; callers get what the seam promises. */
function plain({ buffer, byteOffset, length }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, length)
}

/** Undefined when the library refuses the point: then no signature under it is good. */
function load(algorithm: PlainAlgorithm, key: Uint8Array): KeyObject | undefined {
  try {
    const der = Buffer.concat([Buffer.from(PLAIN[algorithm].spki, 'hex'), key])
    return createPublicKey({ key: der, format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}

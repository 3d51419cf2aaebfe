// Offline bundles as doors hand them out. One is made per artifact and newest statement about it and then kept, so
// that a tree, a HEAD and a GET agree on its size and digest although the log moves on between them. An erasure and a
// document of an identity make all of them anew: neither a body that is gone nor a key that was revoked may live on in
// a kept one.

import { createHash } from 'node:crypto'
import { type Sha256, sha256 } from '../base/digest.ts'

const MAX_KEPT = 64
const MAX_KEPT_BYTES = 64 << 20

export type Bundle = { readonly bytes: Uint8Array; readonly sha256: Sha256 }

export type Bundles = {
  /** `newest`: log index of the newest statement about the artifact. */
  get(artifact: Sha256, newest: number): Promise<Bundle>
}

type Kept = { readonly newest: number; readonly erased: number; readonly bundle: Promise<Bundle> }

/** @param changedAt log index of the newest entry that may change any bundle, 0 before the first
 *  @param erased how many erasures were carried out: a bundle made between an erasure's entry and its end may hold the
 *  words */
export function openBundles(
  make: (artifact: Sha256) => Promise<Uint8Array>,
  { changedAt, erased }: { readonly changedAt: () => Promise<number>; readonly erased: () => number },
): Bundles {
  const kept = new Map<Sha256, Kept>() // in order of use, oldest first
  const sizes = new Map<Sha256, number>()
  const drop = (artifact: Sha256) => {
    kept.delete(artifact)
    sizes.delete(artifact)
  }
  const trim = () => {
    let total = sizes.values().reduce((sum, size) => sum + size, 0)
    for (const artifact of kept.keys()) {
      if (kept.size <= MAX_KEPT && total <= MAX_KEPT_BYTES) return
      total -= sizes.get(artifact) ?? 0
      drop(artifact)
    }
  }
  const begin = async (artifact: Sha256): Promise<Bundle> => {
    const bytes = await make(artifact)
    sizes.set(artifact, bytes.length)
    return { bytes, sha256: digestOf(bytes) }
  }
  return {
    async get(artifact, newestAbout) {
      const newest = Math.max(newestAbout, await changedAt())
      const found = kept.get(artifact)
      kept.delete(artifact)
      if (found !== undefined && found.newest >= newest && found.erased === erased()) {
        kept.set(artifact, found)
        return found.bundle
      }
      const entry = { newest, erased: erased(), bundle: begin(artifact) }
      kept.set(artifact, entry)
      try {
        return await entry.bundle
      } catch (error) {
        if (kept.get(artifact) === entry) drop(artifact)
        throw error
      } finally {
        trim()
      }
    },
  }
}

function digestOf(bytes: Uint8Array): Sha256 {
  const digest = sha256(createHash('sha256').update(bytes).digest('hex'))
  if (digest === undefined) throw new Error('a SHA-256 that is none')
  return digest
}

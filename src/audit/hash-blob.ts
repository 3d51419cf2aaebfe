// SHA-256 of a file that a person picked, read slice by slice, so that a file of any size needs two slices of memory.
// The next slice is read while this one is hashed.

import type { Sha256 } from '../base/digest.ts'
import type { Crypto } from '../ledger/crypto.ts'

export const SLICE_BYTES = 4 << 20

/** What is asked of a file; a browser's File is one. */
export type Slices = {
  readonly size: number
  slice(start: number, end: number): { arrayBuffer(): Promise<ArrayBuffer> }
}

/** @param seen is told of each slice when it was hashed */
export async function hashBlob(
  blob: Slices,
  range: { readonly start: number; readonly end: number },
  crypto: Crypto,
  seen: (bytes: number) => void,
): Promise<Sha256> {
  const running = crypto.sha256Stream()
  const read = (at: number) => blob.slice(at, Math.min(at + SLICE_BYTES, range.end)).arrayBuffer()
  let ahead = range.start < range.end ? read(range.start) : undefined
  for (let at = range.start; ahead !== undefined; ) {
    const bytes = new Uint8Array(await ahead)
    if (bytes.length === 0) throw new RangeError('the file became shorter while it was read')
    at += bytes.length
    ahead = at < range.end ? read(at) : undefined
    running.update(bytes)
    seen(bytes.length)
  }
  return running.digest().toHex() as Sha256
}

// Bytes for the contract suites: the same for the same seed, as streams of uneven chunks, and their digests.

import { createHash } from 'node:crypto'
import type { Sha256 } from '../../../src/base/digest.ts'
import type { Chunks } from '../../../src/storage/contracts.ts'

export function sample(seed: number, sizeBytes: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(sizeBytes / 4))
  let state = seed + 1
  for (let i = 0; i < words.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0 // Numerical Recipes' generator: no two places alike
    words[i] = state
  }
  return new Uint8Array(words.buffer, 0, sizeBytes)
}

/** One buffer is used for all chunks, as a source may do: the receiver must not keep a chunk. */
export async function* chunked(bytes: Uint8Array, chunkBytes = 70_001): Chunks {
  const buffer = new Uint8Array(chunkBytes)
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    const part = bytes.subarray(at, at + chunkBytes)
    buffer.set(part)
    yield buffer.subarray(0, part.length)
    buffer.fill(0xee)
  }
}

export function digestOf(bytes: Uint8Array): Sha256 {
  return createHash('sha256').update(bytes).digest('hex') as Sha256
}

export async function gather(chunks: Chunks): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk.slice())
  return new Uint8Array(Buffer.concat(parts))
}

export function code(expected: string): (error: unknown) => boolean {
  return (error) => {
    const found = (error as { problem?: { code?: string } }).problem?.code
    if (found === expected) return true
    throw error
  }
}

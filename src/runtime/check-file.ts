// The bytes of an inherited file against their digest, through the very descriptor that the runtime reads from: what an
// answer's receipt names is what made it. Read by position, because other processes share the descriptor's own.
// Source: serving-apis 7.2.

import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'
import { EngineError, type Watch } from './engine-error.ts'
import type { LoadedFile } from './messages.ts'

const CHUNK = 4 << 20
const ALIVE_BYTES = 256 << 20 // between two signs of life

/** @throws EngineError `differs` */
export function checkFile({ fd, sha256 }: LoadedFile, watch: Pick<Watch, 'alive'>): void {
  const hash = createHash('sha256')
  const chunk = new Uint8Array(CHUNK)
  let at = 0
  for (;;) {
    const count = readSync(fd, chunk, 0, CHUNK, at)
    if (count === 0) break
    hash.update(chunk.subarray(0, count))
    if (Math.floor(at / ALIVE_BYTES) !== Math.floor((at + count) / ALIVE_BYTES)) watch.alive()
    at += count
  }
  const found = hash.digest('hex')
  if (found === sha256) return
  throw new EngineError({ kind: 'differs', expected: `sha256:${sha256}`, found: `sha256:${found}` })
}

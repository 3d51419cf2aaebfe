// Runs one inspection over bytes in memory, in pieces of any size.

import { createHash } from 'node:crypto'
import type { Hashing } from '../../src/weights/hashing.ts'
import { inspectStream } from '../../src/weights/inspect-stream.ts'
import type { Inspection } from '../../src/weights/inspection.ts'

export const hashing: Hashing = {
  sha256Stream: () => createHash('sha256'),
  sha1Stream: () => createHash('sha1'),
}

export function inspect(path: string, bytes: Uint8Array, pieceBytes = 65_536): Inspection {
  const stream = inspectStream({ path, sizeBytes: bytes.length, hashing })
  for (let at = 0; at < bytes.length; at += pieceBytes) stream.write(bytes.subarray(at, at + pieceBytes))
  return stream.end()
}

/** Without an announced size, as from a stream. */
export function inspectUnsized(path: string, bytes: Uint8Array, pieceBytes = 65_536): Inspection {
  const stream = inspectStream({ path, hashing })
  for (let at = 0; at < bytes.length; at += pieceBytes) stream.write(bytes.subarray(at, at + pieceBytes))
  return stream.end()
}

/** The rules that were found, with verdict and path, for short comparisons. */
export function found(inspection: Inspection): readonly string[] {
  return inspection.hazards.map(({ rule, verdict }) => `${verdict} ${rule}`)
}

// Offline proofs of inclusion (c2sp.org/tlog-proof@v1): index, path from leaf to root, and the signed checkpoint.
// The `extra` line is not authenticated by anything and is never trusted.

import { fromBase64, toBase64 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { parseSize } from './checkpoint.ts'
import type { Crypto } from './crypto.ts'
import { HASH_BYTES, leafHash, MAX_PROOF_HASHES, verifyInclusion } from './merkle.ts'
import type { NoteKey } from './note.ts'
import { type OpenedCheckpoint, openCheckpoint } from './note-verify.ts'

const HEADER = 'c2sp.org/tlog-proof@v1'
const MAX_PROOF_CHARS = 1 << 19 // a note of the greatest length, 64 hashes, an extra line
const MAX_EXTRA_BYTES = 65_535

export type TlogProof = {
  readonly index: number
  readonly path: readonly Uint8Array[]
  readonly checkpoint: string // signed note, verbatim
  readonly extra?: Uint8Array
}

export function tlogProofText({ index, path, checkpoint, extra }: TlogProof): string {
  const extraLine = extra === undefined ? '' : `extra ${toBase64(extra)}\n`
  const hashes = path.map((hash) => `${toBase64(hash)}\n`).join('')
  return `${HEADER}\n${extraLine}index ${index}\n${hashes}\n${checkpoint}`
}

/** @throws OwcError `proof-invalid` */
export function parseTlogProof(text: string, where: string): TlogProof {
  if (text.length > MAX_PROOF_CHARS)
    throw bad(where, `at most ${MAX_PROOF_CHARS} characters`, `${text.length}`)
  const blank = text.indexOf('\n\n')
  if (blank === -1) throw bad(where, 'a blank line before the checkpoint', 'none')
  const lines = text.slice(0, blank).split('\n')
  if (lines.shift() !== HEADER) throw bad(where, `first line ${HEADER}`, text.slice(0, 40))
  const extra = lines[0]?.startsWith('extra ') === true ? parseExtra(lines.shift() ?? '', where) : undefined
  const indexLine = lines.shift() ?? ''
  const index = indexLine.startsWith('index ') ? parseSize(indexLine.slice(6)) : undefined
  if (index === undefined) throw bad(where, 'a line "index <number>"', indexLine)
  if (lines.length > MAX_PROOF_HASHES)
    throw bad(where, `at most ${MAX_PROOF_HASHES} hashes`, `${lines.length}`)
  const path = lines.map((line) => parseHash(line, where))
  const checkpoint = text.slice(blank + 2)
  return extra === undefined ? { index, path, checkpoint } : { index, path, checkpoint, extra }
}

function parseHash(line: string, where: string): Uint8Array {
  const hash = fromBase64(line)
  if (hash?.length !== HASH_BYTES) throw bad(where, '32 bytes in base64 on each line', line)
  return hash
}

function parseExtra(line: string, where: string): Uint8Array {
  const extra = fromBase64(line.slice(6))
  if (extra === undefined || extra.length > MAX_EXTRA_BYTES) throw bad(where, 'extra data in base64', line)
  return extra
}

export type ProofVerdict =
  | { readonly ok: true; readonly index: number; readonly checkpoint: OpenedCheckpoint }
  | { readonly ok: false; readonly reason: string }

export type ProofTrust = { readonly logKey: NoteKey; readonly cosigners?: readonly NoteKey[] }

/** Whether `leaf` (the entry's bytes) is in the log of `trust.logKey`, by this proof alone.
 *  @throws OwcError `proof-invalid`, `note-invalid`, `checkpoint-invalid` for text that is no proof */
export async function verifyTlogProof(
  crypto: Crypto,
  proof: string,
  leaf: Uint8Array,
  trust: ProofTrust,
): Promise<ProofVerdict> {
  const { index, path, checkpoint } = parseTlogProof(proof, 'proof')
  const opened = await openCheckpoint(crypto, checkpoint, trust)
  if (!opened.ok) return { ok: false, reason: `checkpoint: ${opened.reason}` }
  const { size, root } = opened.checkpoint
  if (!verifyInclusion(crypto, { index, size, root, leafHash: leafHash(crypto, leaf), path }))
    return { ok: false, reason: `the path does not lead from this entry at ${index} to the root at ${size}` }
  return { ok: true, index, checkpoint: opened.checkpoint }
}

function bad(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'proof-invalid', where, expected, found: JSON.stringify(found.slice(0, 80)) })
}

// A witness's answer to `add-checkpoint` (c2sp.org/tlog-witness 1.0.0), strictly: it cosigns a checkpoint only when it
// continues the newest one that it cosigned for that origin. The seam to state is one compare-and-swap; what it
// stored is durable before an answer leaves. Rate limits and HTTP stand above.

import { compareBytes, fromBase64, fromUtf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import type { Clock } from '../base/time.ts'
import { type Checkpoint, parseCheckpoint, parseSize } from './checkpoint.ts'
import type { Crypto } from './crypto.ts'
import { emptyRoot, HASH_BYTES, verifyConsistency } from './merkle.ts'
import { type Note, type NoteKey, parseNote, signatureLine } from './note.ts'
import { cosignatureMessage, timedSignature, verifyNote } from './note-verify.ts'

export const MAX_WITNESS_BODY_BYTES = 64 * 1024
const MAX_PROOF_LINES = 63

export type Cosigned = { readonly size: number; readonly root: Uint8Array }
export type WitnessState = {
  get(origin: string): Promise<Cosigned | undefined>
  /** False when the present one is not `from`. Atomic, and durable on return. */
  swap(origin: string, from: Cosigned | undefined, to: Cosigned): Promise<boolean>
}

export type Witness = {
  readonly crypto: Crypto
  readonly key: NoteKey // type 4
  sign(message: Uint8Array): Promise<Uint8Array>
  readonly logs: readonly NoteKey[] // keys of the logs that it follows; the key name is the origin
  readonly state: WitnessState
  readonly clock: Clock
}

/** 409 carries the size in `text/x.tlog.size`; 200 the signature lines; all others a sentence. */
export type WitnessAnswer = {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422
  readonly contentType: 'text/plain; charset=utf-8' | 'text/x.tlog.size'
  readonly body: string
}

type Request = {
  readonly old: number
  readonly path: readonly Uint8Array[]
  readonly note: Note
} & Checkpoint

export async function addCheckpoint(witness: Witness, body: Uint8Array): Promise<WitnessAnswer> {
  const request = parseRequest(body)
  if (typeof request === 'string') return answer(400, request)
  const { note, origin, size, root, old } = request
  const keys = witness.logs.filter((key) => key.name === origin)
  if (keys.length === 0) return answer(404, `no log ${origin} is followed here`)
  const verdict = await verifyNote(witness.crypto, note, keys)
  if (!verdict.ok) return answer(403, verdict.reason)
  if (old > size) return answer(400, `expected an old size of at most ${size}, found ${old}`)
  const last = await witness.state.get(origin)
  if (old !== (last?.size ?? 0)) return conflict(last)
  const fault = growthFault(witness.crypto, request, last)
  if (fault !== undefined) return answer(422, fault)
  if (!(await witness.state.swap(origin, last, { size, root })))
    return conflict(await witness.state.get(origin))
  const time = Math.floor(witness.clock())
  const signature = timedSignature(time, await witness.sign(cosignatureMessage(note.text, time)))
  const { name, keyId } = witness.key
  return { ...answer(200, ''), body: signatureLine({ name, keyId, signature }) }
}

/** Why the checkpoint does not continue the last one; undefined when it does. */
function growthFault(crypto: Crypto, request: Request, last: Cosigned | undefined): string | undefined {
  const { old, size, root, path } = request
  if (old === 0 && path.length > 0) return 'expected no proof from size 0'
  if (size === 0 && compareBytes(root, emptyRoot(crypto)) !== 0) return 'expected the empty root at size 0'
  if (last === undefined || old === 0) return undefined
  const claim = { from: old, fromRoot: last.root, to: size, toRoot: root, path }
  if (verifyConsistency(crypto, claim)) return undefined
  return old === size
    ? `another root was cosigned at size ${size}`
    : `the proof does not lead from ${old} to ${size}`
}

function parseRequest(body: Uint8Array): Request | string {
  if (body.length > MAX_WITNESS_BODY_BYTES) return `expected at most ${MAX_WITNESS_BODY_BYTES} bytes`
  const text = fromUtf8(body) ?? ''
  const blank = text.indexOf('\n\n')
  if (blank === -1) return 'expected a blank line before the checkpoint'
  const [first = '', ...lines] = text.slice(0, blank).split('\n')
  const old = first.startsWith('old ') ? parseSize(first.slice(4)) : undefined
  if (old === undefined) return 'expected a first line "old <size>"'
  if (lines.length > MAX_PROOF_LINES) return `expected at most ${MAX_PROOF_LINES} hashes`
  const path: Uint8Array[] = []
  for (const line of lines) {
    const hash = fromBase64(line)
    if (hash?.length !== HASH_BYTES) return 'expected 32 bytes in base64 on each line of the proof'
    path.push(hash)
  }
  try {
    const note = parseNote(text.slice(blank + 2), 'checkpoint')
    return { old, path, note, ...parseCheckpoint(note.text, 'checkpoint') }
  } catch (cause) {
    if (cause instanceof OwcError) return cause.message
    throw cause
  }
}

function answer(status: WitnessAnswer['status'], sentence: string): WitnessAnswer {
  return { status, contentType: 'text/plain; charset=utf-8', body: `${sentence}\n` }
}

function conflict(last: Cosigned | undefined): WitnessAnswer {
  return { status: 409, contentType: 'text/x.tlog.size', body: `${last?.size ?? 0}\n` }
}

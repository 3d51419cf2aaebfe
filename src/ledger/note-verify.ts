// Verifies the signatures of a note (c2sp.org/signed-note) and of its cosigners (c2sp.org/tlog-cosignature 1.0.1;
// ML-DSA-44: 1.1.0-rc.1). A known key with a bad signature spoils the note; unknown keys are ignored.

import { concat, utf8 } from '../base/bytes.ts'
import { type Checkpoint, parseCheckpoint } from './checkpoint.ts'
import type { Crypto } from './crypto.ts'
import { type Note, type NoteKey, type NoteSignature, parseNote } from './note.ts'

export type Signed = {
  readonly key: NoteKey
  readonly timeSeconds?: number // of a cosignature
}
/** `by` names each key once, in the order of the note. */
export type NoteVerdict =
  | { readonly ok: true; readonly by: readonly Signed[] }
  | { readonly ok: false; readonly reason: string }

const MAX_TIME_SECONDS = 2 ** 43 // far beyond any date; keeps the eight bytes a safe integer
const P256_SPKI_PREFIX = Uint8Array.fromHex('3059301306072a8648ce3d020106082a8648ce3d030107034200')

/** Which of `keys` have signed. */
export async function verifyNote(crypto: Crypto, note: Note, keys: readonly NoteKey[]): Promise<NoteVerdict> {
  const by = new Map<string, Signed>()
  for (const signature of note.signatures) {
    const key = keys.find((one) => one.name === signature.name && one.keyId === signature.keyId)
    if (key === undefined) continue
    const timeSeconds = await verifySignature(crypto, key, { text: note.text, signature })
    if (timeSeconds === false) return { ok: false, reason: `the signature of ${key.name} does not verify` }
    by.set(`${key.name}+${key.keyId}`, timeSeconds === undefined ? { key } : { key, timeSeconds })
  }
  if (by.size === 0) return { ok: false, reason: 'no signature by a known key' }
  return { ok: true, by: [...by.values()] }
}

export type OpenedCheckpoint = Checkpoint & {
  readonly note: string // as it was read
  readonly cosigned: readonly Signed[]
}
export type CheckpointVerdict =
  | { readonly ok: true; readonly checkpoint: OpenedCheckpoint }
  | { readonly ok: false; readonly reason: string }

/** A checkpoint of the log that `logKey` names; `cosigners` that are not among its signatures are no fault.
 *  @throws OwcError `note-invalid`, `checkpoint-invalid` for text that is neither */
export async function openCheckpoint(
  crypto: Crypto,
  note: string,
  trust: { readonly logKey: NoteKey; readonly cosigners?: readonly NoteKey[] },
): Promise<CheckpointVerdict> {
  const parsed = parseNote(note, 'checkpoint')
  const checkpoint = parseCheckpoint(parsed.text, 'checkpoint')
  const { logKey, cosigners = [] } = trust
  if (checkpoint.origin !== logKey.name)
    return { ok: false, reason: `it is of ${checkpoint.origin}, not of ${logKey.name}` }
  const verdict = await verifyNote(crypto, parsed, [logKey, ...cosigners])
  if (!verdict.ok) return verdict
  const signed = verdict.by.some((one) => one.key.keyId === logKey.keyId && one.key.name === logKey.name)
  if (!signed) return { ok: false, reason: `the log ${logKey.name} has not signed it` }
  const cosigned = verdict.by.filter((one) => one.timeSeconds !== undefined)
  return { ok: true, checkpoint: { ...checkpoint, note, cosigned } }
}

/** False: bad. A number: the time of a good cosignature. Undefined: a good signature without time. */
async function verifySignature(
  crypto: Crypto,
  key: NoteKey,
  of: { readonly text: string; readonly signature: NoteSignature },
): Promise<number | undefined | false> {
  const bytes = of.signature.signature
  switch (key.type) {
    case 0x01:
      return (
        (await check(crypto, 'ed25519', key.key, { message: utf8(of.text), signature: bytes })) && undefined
      )
    case 0x02: {
      const point = key.key.subarray(P256_SPKI_PREFIX.length)
      if (!P256_SPKI_PREFIX.every((byte, i) => byte === key.key[i])) return false
      const signed = { message: utf8(of.text), signature: bytes }
      return (await check(crypto, 'ecdsa-p256-sha256', point, signed)) && undefined
    }
    case 0x04: {
      const time = readTime(bytes)
      if (time === undefined || bytes.length !== 8 + 64) return false
      const signed = { message: cosignatureMessage(of.text, time), signature: bytes.subarray(8) }
      return (await check(crypto, 'ed25519', key.key, signed)) && time
    }
    case 0x06: {
      const time = readTime(bytes)
      if (time === undefined || bytes.length !== 8 + 2420) return false
      const message = subtreeMessage(key.name, time, parseCheckpoint(of.text, 'checkpoint'))
      return (await check(crypto, 'ml-dsa-44', key.key, { message, signature: bytes.subarray(8) })) && time
    }
  }
}

async function check(
  crypto: Crypto,
  algorithm: Parameters<Crypto['verify']>[0]['algorithm'],
  key: Uint8Array,
  signed: { readonly message: Uint8Array; readonly signature: Uint8Array },
): Promise<boolean> {
  return crypto.verify({ algorithm, key, ...signed })
}

/** What an Ed25519 cosigner signs. It does not bind the cosigner's name: one key per cosigner. */
export function cosignatureMessage(checkpoint: string, timeSeconds: number): Uint8Array {
  return utf8(`cosignature/v1\ntime ${timeSeconds}\n${checkpoint}`)
}

/** What an ML-DSA-44 cosigner signs: the subtree [0, size). */
export function subtreeMessage(name: string, timeSeconds: number, of: Checkpoint): Uint8Array {
  const [cosigner, origin] = [utf8(name), utf8(of.origin)]
  if (cosigner.length > 255 || origin.length > 255)
    throw new RangeError('expected names of at most 255 bytes')
  return concat([
    utf8('subtree/v1\n\0'),
    Uint8Array.of(cosigner.length),
    cosigner,
    u64(timeSeconds),
    Uint8Array.of(origin.length),
    origin,
    u64(0),
    u64(of.size),
    of.root,
  ])
}

/** Key id and signature bytes of a cosignature line: eight bytes of time before the signature. */
export function timedSignature(timeSeconds: number, signature: Uint8Array): Uint8Array {
  return concat([u64(timeSeconds), signature])
}

function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value))
  return bytes
}

function readTime(bytes: Uint8Array): number | undefined {
  if (bytes.length < 8) return undefined
  const time = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0)
  return time <= BigInt(MAX_TIME_SECONDS) ? Number(time) : undefined
}

// What another log told that does not fit together, as a text that is kept for ever and shown to anybody: both signed
// notes verbatim, the keys under which they verify, and, for a split view, the proof. What it proves is computed from
// itself; what only the observer can vouch for (that one came after the other) is said to be their word.

import { fromBase64, fromHex, toBase64, toHex } from '../base/bytes.ts'
import { canonicalBytes } from '../base/canonical-json.ts'
import { OwcError } from '../base/errors.ts'
import { type Json, parseStrict } from '../base/strict-json.ts'
import type { Crypto } from './crypto.ts'
import { objectOf, show } from './json-fields.ts'
import { parseNoteKey } from './note.ts'
import { type OpenedCheckpoint, openCheckpoint } from './note-verify.ts'
import { provesSplit } from './peers.ts'

export const EVIDENCE_MEDIA_TYPE = 'application/vnd.owc.log-evidence.v1+json'
export const MAX_EVIDENCE_BYTES = 256 * 1024
const MAX_TEXT = 64 * 1024
const MAX_HASHES = 64
const KINDS = ['split', 'rolled-back', 'key-changed', 'unproven'] as const
export type EvidenceKind = (typeof KINDS)[number]

type Shown = { readonly note: string; readonly verifierKey: string }

export type LogEvidence = {
  readonly kind: EvidenceKind
  readonly log: string // origin
  readonly known: Shown // before
  readonly found: Shown // now
  readonly address?: string // where it was found
  readonly reason?: string // of `unproven` and `rolled-back`
  /** Of `split`: the root of the larger tree at the smaller size, and the proof that it is. */
  readonly proof?: { readonly rootInNewer: Uint8Array; readonly path: readonly Uint8Array[] }
}

/** `proved`: by the text itself, to anybody who knows that the key is the log's. */
export type EvidenceVerdict = { readonly proved: boolean; readonly because: string }

export function evidenceBytes({ proof, ...rest }: LogEvidence): Uint8Array {
  return canonicalBytes({
    mediaType: EVIDENCE_MEDIA_TYPE,
    ...rest,
    ...(proof && { proof: { rootInNewer: toHex(proof.rootInNewer), path: proof.path.map(toBase64) } }),
  })
}

/** @throws OwcError `json-invalid`, `checkpoint-invalid` */
export function parseEvidence(bytes: Uint8Array, where: string): LogEvidence {
  if (bytes.length > MAX_EVIDENCE_BYTES) throw bad(where, `at most ${MAX_EVIDENCE_BYTES} bytes`, 'more')
  const json = objectOf(parseStrict(bytes, where), where, bad)
  const kind = KINDS.find((one) => one === json['kind'])
  if (json['mediaType'] !== EVIDENCE_MEDIA_TYPE || kind === undefined)
    throw bad(where, `${EVIDENCE_MEDIA_TYPE} of a known kind`, show(json['mediaType']))
  const { address, reason, proof } = json
  return {
    kind,
    log: textOf(json['log'], `${where}, log`),
    known: shownOf(json['known'], `${where}, known`),
    found: shownOf(json['found'], `${where}, found`),
    ...(address !== undefined && { address: textOf(address, `${where}, address`) }),
    ...(reason !== undefined && { reason: textOf(reason, `${where}, reason`) }),
    ...(proof !== undefined && { proof: proofOf(proof, `${where}, proof`) }),
  }
}

/** What the text shows by itself. @throws OwcError of notes and keys that cannot be read */
export async function judgeEvidence(evidence: LogEvidence, crypto: Crypto): Promise<EvidenceVerdict> {
  const known = await opened(evidence.known, crypto)
  const found = await opened(evidence.found, crypto)
  if (known?.origin !== evidence.log || found?.origin !== evidence.log)
    return { proved: false, because: 'One of the two notes is not signed by the key beside it.' }
  switch (evidence.kind) {
    case 'split':
      return await judgeSplit(evidence, crypto)
    case 'key-changed': {
      const differ = evidence.known.verifierKey !== evidence.found.verifierKey
      return {
        proved: differ,
        because: 'Two keys have signed under the name of one log; which of them is its own is not shown.',
      }
    }
    case 'rolled-back':
      return {
        proved: false,
        because: `The log signed ${known.size} entries and ${found.size}; that the smaller came later is the word of whoever saw it.`,
      }
    case 'unproven':
      return {
        proved: false,
        because:
          'The log signed both; that it did not show how they belong together is the word of whoever saw it.',
      }
  }
}

async function judgeSplit(evidence: LogEvidence, crypto: Crypto): Promise<EvidenceVerdict> {
  const key = parseNoteKey(crypto, evidence.known.verifierKey, 'evidence, key')
  const [known, found] = [await opened(evidence.known, crypto), await opened(evidence.found, crypto)]
  const [older, newer] = (known?.size ?? 0) <= (found?.size ?? 0) ? [known, found] : [found, known]
  const proved =
    evidence.proof !== undefined &&
    older !== undefined &&
    newer !== undefined &&
    evidence.known.verifierKey === evidence.found.verifierKey &&
    (await provesSplit(crypto, { older: older.note, newer: newer.note, ...evidence.proof }, key))
  return proved
    ? { proved, because: 'One key signed two histories that exclude each other.' }
    : { proved, because: 'The proof does not lead from one note to the other.' }
}

async function opened({ note, verifierKey }: Shown, crypto: Crypto): Promise<OpenedCheckpoint | undefined> {
  const logKey = parseNoteKey(crypto, verifierKey, 'evidence, key')
  const verdict = await openCheckpoint(crypto, note, { logKey })
  return verdict.ok ? verdict.checkpoint : undefined
}

function shownOf(json: Json | undefined, where: string): Shown {
  const { note, verifierKey } = objectOf(json ?? null, where, bad)
  return { note: textOf(note, `${where}, note`), verifierKey: textOf(verifierKey, `${where}, key`) }
}

function proofOf(json: Json, where: string): NonNullable<LogEvidence['proof']> {
  const { rootInNewer, path } = objectOf(json, where, bad)
  if (!Array.isArray(path) || path.length > MAX_HASHES) throw bad(where, 'a list of hashes', show(path))
  return {
    rootInNewer: hashOf(fromHex(textOf(rootInNewer, where)), where),
    path: path.map((one) => hashOf(fromBase64(textOf(one, where)), where)),
  }
}

function hashOf(bytes: Uint8Array | undefined, where: string): Uint8Array {
  if (bytes?.length !== 32) throw bad(where, '32 bytes', 'others')
  return bytes
}

function textOf(json: Json | undefined, where: string): string {
  if (typeof json !== 'string' || json.length > MAX_TEXT) throw bad(where, 'text', show(json))
  return json
}

function bad(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'checkpoint-invalid', where, expected, found })
}

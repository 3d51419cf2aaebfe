// What a verifier believes before it looks: the trust file. A tlog-policy text (policy.ts) with two more kinds of line:
//   identity <owcid:…> [name for people]
//   checkpoint <base64 of a signed checkpoint> [seconds]
// A checkpoint is the newest that was seen of a log here (high-water mark); `seconds` says that no entry below its
// size has a later log time. Nothing from a bundle ever enters by itself. Without a quorum line none is asked for.

import { fromBase64, fromUtf8, toBase64, utf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { parseCheckpoint, parseSize } from './checkpoint.ts'
import type { Crypto } from './crypto.ts'
import { parseNote } from './note.ts'
import { type Policy, parsePolicy } from './policy.ts'
import { isIdentityId } from './statement.ts'

export type KnownCheckpoint = {
  readonly origin: string
  readonly size: number
  readonly root: Uint8Array
  readonly note: string // signed, as it was seen: the evidence
  readonly untilSeconds?: number // no entry below `size` has a later log time
}

export type PinnedIdentity = { readonly id: string; readonly name?: string }

export type Trust = {
  readonly policy: Policy
  readonly identities: readonly PinnedIdentity[]
  readonly checkpoints: readonly KnownCheckpoint[]
}

export const NO_TRUST: Trust = {
  policy: { logs: [], witnesses: [], quorum: { kind: 'none' } },
  identities: [],
  checkpoints: [],
}

const MAX_TRUST_CHARS = 1 << 20
const MAX_SECONDS = 253_402_300_799 // the last of the year 9999
const OWN_LINE = /^\s*(identity|checkpoint|quorum)(?=\s|$)/

/** @throws OwcError `trust-invalid`, `policy-invalid`, and those of notes and checkpoints */
export function parseTrust(text: string, where: string, crypto: Crypto): Trust {
  if (text.length > MAX_TRUST_CHARS)
    throw bad(where, `at most ${MAX_TRUST_CHARS} characters`, `${text.length}`)
  const identities: PinnedIdentity[] = []
  const checkpoints: KnownCheckpoint[] = []
  let quorum = false
  const policy = text.split('\n').map((line, i) => {
    const keyword = OWN_LINE.exec(line)?.[1]
    if (keyword === 'quorum') quorum = true
    if (keyword === undefined || keyword === 'quorum') return line
    const rest = line.trim().split(/\s+/).slice(1)
    if (keyword === 'identity') identities.push(readIdentity(rest, `${where}, line ${i + 1}`))
    else checkpoints.push(readCheckpoint(rest, `${where}, line ${i + 1}`))
    return '' // keeps the numbers of the other lines
  })
  const ids = identities.map(({ id }) => id)
  const twice = ids.find((id, i) => ids.indexOf(id) !== i)
  if (twice !== undefined) throw bad(where, 'each identity once', twice)
  const lines = quorum ? policy : [...policy, 'quorum none']
  return { policy: parsePolicy(crypto, lines.join('\n'), where), identities, checkpoints }
}

/** Lines to add to a trust file. */
export function identityLine({ id, name }: PinnedIdentity): string {
  return name === undefined ? `identity ${id}\n` : `identity ${id} ${name.replace(/\s+/g, ' ')}\n`
}

export function checkpointLine({
  note,
  untilSeconds,
}: Pick<KnownCheckpoint, 'note' | 'untilSeconds'>): string {
  const until = untilSeconds === undefined ? '' : ` ${untilSeconds}`
  return `checkpoint ${toBase64(utf8(note))}${until}\n`
}

/** A signed checkpoint as something known. It was verified when it was first seen.
 *  @throws OwcError `note-invalid`, `checkpoint-invalid` */
export function knownCheckpoint(note: string, where: string, untilSeconds?: number): KnownCheckpoint {
  const checkpoint = { ...parseCheckpoint(parseNote(note, where).text, where), note }
  return untilSeconds === undefined ? checkpoint : { ...checkpoint, untilSeconds }
}

function readIdentity([id = '', ...name]: readonly string[], where: string): PinnedIdentity {
  if (!isIdentityId(id)) throw bad(where, 'identity and owcid: with 52 characters of base32', id)
  return name.length === 0 ? { id } : { id, name: name.join(' ') }
}

function readCheckpoint([base64 = '', until, ...more]: readonly string[], where: string): KnownCheckpoint {
  const bytes = fromBase64(base64)
  const note = bytes === undefined ? undefined : fromUtf8(bytes)
  const seconds = until === undefined ? undefined : parseSize(until)
  if (
    note === undefined ||
    more.length > 0 ||
    (until !== undefined && (seconds === undefined || seconds > MAX_SECONDS))
  )
    throw bad(where, 'checkpoint, base64 of a signed checkpoint, and seconds', base64)
  return knownCheckpoint(note, where, seconds)
}

function bad(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'trust-invalid', where, expected, found: JSON.stringify(found.slice(0, 160)) })
}

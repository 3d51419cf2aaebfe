// Signed notes (c2sp.org/signed-note): a text, a blank line, lines `— <name> <base64 of key id and signature>`,
// and the keys that verify them (vkey text). Parsing only; note-verify.ts judges.

import { concat, fromBase64, fromHex, toBase64, toHex, utf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import type { Crypto } from './crypto.ts'

/** 1 Ed25519 · 2 ECDSA P-256 (verified only) · 4 Ed25519 cosignature · 6 ML-DSA-44 cosignature. */
const NOTE_KEY_TYPES = [0x01, 0x02, 0x04, 0x06] as const
export type NoteKeyType = (typeof NOTE_KEY_TYPES)[number]

export type NoteSignature = {
  readonly name: string
  readonly keyId: string // 8 hex digits
  readonly signature: Uint8Array
}
export type Note = { readonly text: string; readonly signatures: readonly NoteSignature[] }
export type NoteKey = {
  readonly name: string
  readonly keyId: string
  readonly type: NoteKeyType
  readonly key: Uint8Array // raw; SubjectPublicKeyInfo for ECDSA
}

const MAX_NOTE_CHARS = 1 << 18 // 64 cosignatures of 3.3 KB and a text
const MAX_SIGNATURES = 64
const KEY_BYTES: Record<NoteKeyType, number> = { 1: 32, 2: 91, 4: 32, 6: 1312 }
// What either JavaScript or Go calls a space, and "+": names with these split differently in different readers.
// biome-ignore lint/suspicious/noControlCharactersInRegex: it names what must not stand there
const NAME = /^[^\s\u0000-\u001f\u0085\ufeff+]{1,255}$/u
/** Names that we give ourselves. */
const OWN_NAME = /^[!-*,-~]{1,255}$/

export function isOwnName(name: string): boolean {
  return OWN_NAME.test(name)
}

/** @throws OwcError `note-invalid` */
export function parseNote(note: string, where: string): Note {
  if (note.length > MAX_NOTE_CHARS) throw bad(where, `at most ${MAX_NOTE_CHARS} characters`, `${note.length}`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the format forbids all of them but LF
  if (!note.isWellFormed() || /[\u0000-\u0009\u000b-\u001f]/.test(note))
    throw bad(where, 'UTF-8 text without control characters', 'others')
  const split = note.lastIndexOf('\n\n')
  if (split === -1 || !note.endsWith('\n'))
    throw bad(where, 'a text, a blank line, signatures', note.slice(0, 80))
  const lines = note.slice(split + 2, -1).split('\n')
  if (lines.length > MAX_SIGNATURES)
    throw bad(where, `at most ${MAX_SIGNATURES} signatures`, `${lines.length}`)
  return { text: note.slice(0, split + 1), signatures: lines.map((line) => parseSignature(line, where)) }
}

function parseSignature(line: string, where: string): NoteSignature {
  const [dash, name = '', base64 = '', ...rest] = line.split(' ')
  const bytes = fromBase64(base64)
  if (dash !== '—' || !NAME.test(name) || bytes === undefined || bytes.length < 5 || rest.length > 0)
    throw bad(where, 'a signature line "— name base64"', line)
  return { name, keyId: toHex(bytes.subarray(0, 4)), signature: bytes.slice(4) }
}

export function noteText(note: Note): string {
  return `${note.text}\n${note.signatures.map(signatureLine).join('')}`
}

export function signatureLine({ name, keyId, signature }: NoteSignature): string {
  return `— ${name} ${toBase64(concat([fromHex(keyId) ?? new Uint8Array(), signature]))}\n`
}

export function noteKey(crypto: Crypto, of: Omit<NoteKey, 'keyId'>): NoteKey {
  const parts = of.type === 2 ? [of.key] : [utf8(`${of.name}\n`), Uint8Array.of(of.type), of.key]
  return { ...of, keyId: toHex(crypto.sha256(...parts).subarray(0, 4)) }
}

/** `name+hex key id+base64 of type and key` */
export function noteKeyText({ name, keyId, type, key }: NoteKey): string {
  return `${name}+${keyId}+${toBase64(concat([Uint8Array.of(type), key]))}`
}

/** Base64 may hold "+": only the first two split. @throws OwcError `note-invalid` */
export function parseNoteKey(crypto: Crypto, text: string, where: string): NoteKey {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/u.exec(text)
  const [, name = '', keyId = '', base64 = ''] = match ?? []
  const bytes = fromBase64(base64)
  const type = NOTE_KEY_TYPES.find((one) => one === bytes?.[0])
  if (!NAME.test(name) || bytes === undefined || type === undefined)
    throw bad(where, 'a verifier key "name+id+base64" of a known type', text)
  if (bytes.length !== 1 + KEY_BYTES[type])
    throw bad(where, `a key of ${KEY_BYTES[type]} bytes`, `${bytes.length - 1}`)
  const key = noteKey(crypto, { name, type, key: bytes.slice(1) })
  if (key.keyId !== keyId) throw bad(where, `key id ${key.keyId}`, keyId)
  return key
}

function bad(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'note-invalid', where, expected, found: JSON.stringify(found.slice(0, 160)) })
}

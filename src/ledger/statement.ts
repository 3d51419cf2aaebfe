// in-toto v1 statements with our header: who says it (issuer), where it is at home (home), since when (issued), a
// nonce against guessing, and in ordered streams seq and prev (DESIGN 5). The header's fields stand flat in the
// predicate beside the body. A statement's id is the SHA-256 of the payload bytes exactly as signed; a reader never
// writes them again. https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md

import { utf8 } from '../base/bytes.ts'
import { canonicalBytes } from '../base/canonical-json.ts'
import { digestText, type Sha256, sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { type Json, type JsonObject, parseStrict } from '../base/strict-json.ts'
import { INSTANT_PATTERN, type Instant } from '../base/time.ts'
import { toBase32 } from './base32.ts'
import type { Crypto } from './crypto.ts'
import { MAX_PAYLOAD_BYTES } from './envelope.ts'
import { objectOf, show } from './json-fields.ts'

export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1'
export const IDENTITY_TYPE = 'owc:identity/v1'
export const MAX_SUBJECTS = 4096
export const MAX_STRING_BYTES = 64 * 1024
export const NONCE_BYTES = 16

export type StatementSubject = { readonly name?: string; readonly digest: Sha256 }

export type Header = {
  readonly issuer: string // owcid:…; of a genesis identity document, which cannot hold its own hash: filled in
  readonly home: string // origin of the log in which the statement has its effect
  readonly nonce: string // 16 random bytes, base64url without padding
  readonly issued: Instant // as the issuer says; what counts is log time
  readonly seq?: number // of ordered streams: 0, 1, 2 …
  readonly prev?: Sha256 | null // id of the stream's statement before; null at seq 0
}

export type Body = { readonly [field: string]: Json }

export type NewStatement = {
  readonly type: string // owc:custody/v1
  readonly subjects: readonly StatementSubject[] // none: the statement is about its home log
  readonly header: Omit<Header, 'issuer'> & { readonly issuer: string | null } // null: genesis identity document
  readonly body: Readonly<Record<string, unknown>>
}

export type Statement = {
  readonly id: Sha256 // of the payload
  readonly type: string
  readonly subjects: readonly StatementSubject[]
  readonly header: Header
  readonly body: Body
}

const HEADER_FIELDS: readonly string[] = ['issuer', 'home', 'nonce', 'issued', 'seq', 'prev']
const TYPE = /^[!-~]{1,256}$/
const HOME = /^[!-*,-~]{1,255}$/ // a key name of signed notes: visible ASCII without "+"
const IDENTITY = /^owcid:[a-z2-7]{52}$/
const NONCE = /^[A-Za-z0-9_-]{21}[AQgw]$/ // 16 bytes have one such text
const instantPattern = new RegExp(INSTANT_PATTERN)

/** Identity ids certify themselves: they name the payload that founds the identity. */
export function identityId(genesis: Uint8Array, crypto: Crypto): string {
  return identityOf(crypto.sha256(genesis))
}

/** The same, from the digest of that payload. */
export function identityOf(digest: Uint8Array): string {
  return `owcid:${toBase32(digest)}`
}

export function isIdentityId(text: string): boolean {
  return IDENTITY.test(text)
}

export function nonceText(random: Uint8Array): string {
  if (random.length !== NONCE_BYTES) throw new RangeError(`expected ${NONCE_BYTES} random bytes`)
  return random.toBase64({ alphabet: 'base64url', omitPadding: true })
}

/** Canonical payload bytes, read back once, so that nothing leaves that a reader would refuse.
 *  @throws OwcError `statement-invalid` */
export function makeStatement({ type, subjects, header, body }: NewStatement, crypto: Crypto): Uint8Array {
  const taken = Object.keys(body).find((field) => HEADER_FIELDS.includes(field))
  if (taken !== undefined) throw bad(type, 'a body without fields of the header', taken)
  const about = subjects.length > 0 ? subjects : [homeSubject(header.home, crypto)]
  const payload = canonicalBytes({
    _type: STATEMENT_TYPE,
    predicate: { ...body, ...headerFields(header) },
    predicateType: type,
    subject: about.map(({ name, digest }) => ({ digest: { sha256: digest }, name })),
  })
  readStatement(payload, type, crypto)
  return payload
}

/** What a statement is about that is about no bytes: its home log, by the SHA-256 of the origin (in-toto wants one). */
export function homeSubject(home: string, crypto: Crypto): StatementSubject {
  return { name: home, digest: crypto.sha256(utf8(home)).toHex() as Sha256 }
}

/** Reads the very bytes that were verified.
 *  @throws OwcError `statement-invalid` or `json-invalid` */
export function readStatement(payload: Uint8Array, where: string, crypto: Crypto): Statement {
  if (payload.length > MAX_PAYLOAD_BYTES)
    throw bad(where, `at most ${MAX_PAYLOAD_BYTES} bytes of payload`, `${payload.length}`)
  const json = objectOf(parseStrict(payload, where), where, bad)
  checkStrings(json, where)
  if (json['_type'] !== STATEMENT_TYPE) throw bad(`${where}, _type`, STATEMENT_TYPE, show(json['_type']))
  const type = json['predicateType']
  if (typeof type !== 'string' || !TYPE.test(type))
    throw bad(`${where}, predicateType`, '1 to 256 visible ASCII characters', show(type))
  const predicate = objectOf(json['predicate'], `${where}, predicate`, bad)
  const subjects = readSubjects(json['subject'], `${where}, subject`)
  const founder =
    type === IDENTITY_TYPE && predicate['issuer'] === null ? identityId(payload, crypto) : undefined
  const header = readHeader(predicate, founder, `${where}, predicate`)
  const fields = Object.entries(predicate).filter(([field]) => !HEADER_FIELDS.includes(field))
  const id = crypto.sha256(payload).toHex() as Sha256
  return { id, type, subjects, header, body: plain(fields) }
}

function readSubjects(json: Json | undefined, where: string): readonly StatementSubject[] {
  if (!Array.isArray(json) || json.length === 0 || json.length > MAX_SUBJECTS)
    throw bad(where, `a list of 1 to ${MAX_SUBJECTS}`, show(json))
  const names = new Set<string>()
  return json.map((one: Json, i) => {
    const at = `${where}[${i}]`
    const { name, digest } = objectOf(one, at, bad)
    const hex = objectOf(digest, `${at}, digest`, bad)['sha256']
    const checked = typeof hex === 'string' ? sha256(hex) : undefined
    if (checked === undefined) throw bad(`${at}, digest`, 'sha256 in 64 hexadecimal digits', show(hex))
    if (name === undefined) return { digest: checked }
    if (typeof name !== 'string' || names.has(name))
      throw bad(`${at}, name`, 'text that no other has', show(name))
    names.add(name)
    return { name, digest: checked }
  })
}

function readHeader(predicate: JsonObject, founder: string | undefined, where: string): Header {
  const { home, nonce, issued, seq, prev } = predicate
  const issuer = founder ?? predicate['issuer']
  if (typeof issuer !== 'string' || !IDENTITY.test(issuer))
    throw bad(`${where}, issuer`, 'owcid: and 52 characters of base32', show(issuer))
  if (typeof home !== 'string' || !HOME.test(home))
    throw bad(`${where}, home`, 'the origin of a log', show(home))
  if (typeof nonce !== 'string' || !NONCE.test(nonce))
    throw bad(`${where}, nonce`, '16 bytes in base64url', show(nonce))
  if (typeof issued !== 'string' || !isInstant(issued))
    throw bad(`${where}, issued`, 'a UTC time such as 2026-11-03T09:00:00Z', show(issued))
  if (founder !== undefined && seq !== 0) throw bad(`${where}, seq`, '0 in a genesis document', show(seq))
  const header = { issuer, home, nonce, issued }
  if (seq === undefined && prev === undefined) return header
  return { ...header, seq: readSeq(seq, `${where}, seq`), prev: readPrev(seq, prev, `${where}, prev`) }
}

function readSeq(seq: Json | undefined, where: string): number {
  if (typeof seq === 'number' && seq >= 0) return seq
  throw bad(where, 'a count from 0', show(seq))
}

function readPrev(seq: Json | undefined, prev: Json | undefined, where: string): Sha256 | null {
  if (seq === 0) {
    if (prev === null) return null
    throw bad(where, 'null at seq 0', show(prev))
  }
  const digest = typeof prev === 'string' && prev.startsWith('sha256:') ? sha256(prev.slice(7)) : undefined
  if (digest === undefined) throw bad(where, 'sha256: and 64 hexadecimal digits', show(prev))
  return digest
}

function headerFields(header: NewStatement['header']): Readonly<Record<string, Json | undefined>> {
  const { issuer, home, nonce, issued, seq, prev } = header
  return { issuer, home, nonce, issued, seq, prev: typeof prev === 'string' ? digestText(prev) : prev }
}

/** Lengths in UTF-8; depth is bounded by the parser. */
function checkStrings(json: Json, where: string): void {
  if (typeof json === 'string') {
    if (json.length > MAX_STRING_BYTES / 3 && utf8(json).length > MAX_STRING_BYTES)
      throw bad(where, `strings of at most ${MAX_STRING_BYTES} bytes`, 'a longer one')
    return
  }
  if (typeof json !== 'object' || json === null) return
  for (const [key, value] of Object.entries(json)) {
    if (key.length > 1024) throw bad(where, 'field names of at most 1024 characters', 'a longer one')
    checkStrings(value, where)
  }
}

function isInstant(text: string): text is Instant {
  return instantPattern.test(text) && new Date(text).toISOString().startsWith(text.slice(0, 19))
}

function plain(fields: readonly (readonly [string, Json])[]): Body {
  const body: Record<string, Json> = Object.create(null)
  for (const [field, value] of fields) body[field] = value
  return body
}

function bad(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'statement-invalid', where, expected, found })
}

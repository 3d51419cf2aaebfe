// Leaf entries of the log: the text that is hashed. A statement leaf holds digests only, no time and no log's name, so
// that one envelope gives the same leaf in every log, and a body can be erased while its proof stands (signing 6).
// A time leaf says when (time-leaf.ts). ASCII, LF ends each line; one entry has exactly one text.

import { fromUtf8, utf8 } from '../base/bytes.ts'
import { type Sha256, sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Crypto } from './crypto.ts'
import { type Envelope, MAX_PAYLOAD_BYTES, MAX_SIGNATURES } from './envelope.ts'
import { parseTimeLeaf } from './time-leaf.ts'

export type TimeEntry = { readonly kind: 'time'; readonly seconds: number }

export type StatementEntry = {
  readonly kind: 'statement'
  readonly payloadType: string
  readonly payloadBytes: number
  readonly payload: Sha256 // the statement's id
  readonly type: string // predicate type
  readonly signatures: readonly { readonly keyid: string; readonly sha256: Sha256 }[] // sorted by keyid
}

export type Entry = TimeEntry | StatementEntry

const MAX_ENTRY_BYTES = 4096 // 16 signatures of 135 bytes, two types of 256
const VISIBLE = /^[!-~]{1,256}$/
const PAYLOAD = /^payload ([!-~]{1,256}) (0|[1-9][0-9]{0,7}) ([0-9a-f]{64})$/
const SIGNATURE = /^sig ([0-9a-f]{64}) ([0-9a-f]{64})$/

/** The leaf of an envelope. Every signature names its key: a log admits nothing else.
 *  @throws OwcError `envelope-invalid` for a signature without its key's id, or two under one */
export function statementEntry(envelope: Envelope, type: string, crypto: Crypto): Uint8Array {
  const keyids = envelope.signatures.map(({ keyid }) => keyid)
  const odd = keyids.find((keyid, i) => sha256(keyid) === undefined || keyids.indexOf(keyid) !== i)
  if (odd !== undefined)
    throw new OwcError({
      code: 'envelope-invalid',
      where: 'signatures',
      expected: 'each with the keyid of its key, each key once',
      found: JSON.stringify(odd.slice(0, 80)),
    })
  if (!VISIBLE.test(type))
    throw bad('type', '1 to 256 visible ASCII characters', JSON.stringify(type.slice(0, 80)))
  const signatures = envelope.signatures
    .map(({ keyid, sig }) => `sig ${keyid} ${crypto.sha256(sig).toHex()}\n`)
    .sort()
  const { payloadType, payload } = envelope
  const digest = crypto.sha256(payload).toHex()
  const head = `owc-entry/v1\npayload ${payloadType} ${payload.length} ${digest}\ntype ${type}\n`
  return utf8(head + signatures.join(''))
}

/** @throws OwcError `entry-invalid` for anything but the one text of an entry */
export function parseEntry(bytes: Uint8Array, where: string): Entry {
  const text = bytes.length <= MAX_ENTRY_BYTES ? fromUtf8(bytes) : undefined
  if (text === undefined)
    throw bad(where, `ASCII text of at most ${MAX_ENTRY_BYTES} bytes`, `${bytes.length} bytes`)
  const seconds = parseTimeLeaf(bytes)
  if (seconds !== undefined) return { kind: 'time', seconds }
  const lines = text.split('\n')
  if (lines.shift() !== 'owc-entry/v1' || lines.pop() !== '')
    throw bad(where, 'an owc-entry/v1 or owc-time/v1 leaf', JSON.stringify(text.slice(0, 40)))
  const [payload, type, ...signatures] = lines
  return {
    kind: 'statement',
    ...readPayload(payload, where),
    type: readType(type, where),
    ...readSignatures(signatures, where),
  }
}

function readPayload(line: string | undefined, where: string) {
  const match = PAYLOAD.exec(line ?? '')
  const payloadBytes = Number(match?.[2] ?? Number.NaN)
  if (match === null || payloadBytes > MAX_PAYLOAD_BYTES)
    throw bad(
      `${where}, line 2`,
      'payload, its type, size and digest',
      JSON.stringify(line?.slice(0, 80) ?? ''),
    )
  return { payloadType: match[1] as string, payloadBytes, payload: match[3] as Sha256 }
}

function readType(line: string | undefined, where: string): string {
  const type = line?.startsWith('type ') === true ? line.slice(5) : ''
  if (VISIBLE.test(type)) return type
  throw bad(
    `${where}, line 3`,
    'type and 1 to 256 visible ASCII characters',
    JSON.stringify(line?.slice(0, 80) ?? ''),
  )
}

function readSignatures(lines: readonly string[], where: string) {
  if (lines.length === 0 || lines.length > MAX_SIGNATURES)
    throw bad(where, `1 to ${MAX_SIGNATURES} signatures`, `${lines.length}`)
  const signatures = lines.map((line, i) => {
    const match = SIGNATURE.exec(line)
    if (match === null)
      throw bad(`${where}, line ${i + 4}`, 'sig, keyid and digest', JSON.stringify(line.slice(0, 80)))
    return { keyid: match[1] as string, sha256: match[2] as Sha256 }
  })
  const unordered = signatures.findIndex(({ keyid }, i) => i > 0 && (signatures[i - 1]?.keyid ?? '') >= keyid)
  if (unordered !== -1)
    throw bad(`${where}, line ${unordered + 4}`, 'keyids in order, each once', 'another order')
  return { signatures }
}

function bad(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'entry-invalid', where, expected, found })
}

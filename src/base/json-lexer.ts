// Strict JSON tokens over bytes, with byte offsets (RFC 8259, narrowed): fatal UTF-8, no BOM, integers only and
// safe, no -0, well-formed strings. JSON.parse takes duplicate keys, rounds large integers and passes lone surrogates.

import { fromUtf8 } from './bytes.ts'

export type TokenKind =
  | '{'
  | '}'
  | '['
  | ']'
  | ':'
  | ','
  | 'string'
  | 'integer'
  | 'true'
  | 'false'
  | 'null'
  | 'end'

/** Thrown at the first bad byte; callers turn it into their own error or finding. */
export class JsonFault extends Error {
  readonly offset: number
  readonly expected: string
  readonly found: string
  constructor(offset: number, expected: string, found: string) {
    super(`byte ${offset}: expected ${expected}, found ${found}`)
    this.offset = offset
    this.expected = expected
    this.found = found
  }
}

const WORDS: Readonly<Record<number, 'true' | 'false' | 'null'>> = { 116: 'true', 102: 'false', 110: 'null' }
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}

export class JsonLexer {
  readonly bytes: Uint8Array
  /** First byte of the newest token, and the byte after it. */
  start = 0
  end = 0
  /** Decoded value of the newest string token. */
  text = ''
  /** Value of the newest integer token. */
  integer = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  next(): TokenKind {
    const { bytes } = this
    let at = this.end
    while (at < bytes.length && isSpace(bytes[at] as number)) at++
    this.start = at
    this.end = at + 1
    const byte = bytes[at]
    if (byte === undefined) {
      this.end = at
      return 'end'
    }
    if (byte === 0x22) return this.string()
    if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) return this.number()
    const word = WORDS[byte]
    if (word !== undefined) return this.word(word)
    const mark = String.fromCharCode(byte)
    if ('{}[]:,'.includes(mark)) return mark as TokenKind
    throw new JsonFault(at, 'a JSON value', show(byte))
  }

  private word(word: 'true' | 'false' | 'null'): TokenKind {
    const text = String.fromCharCode(...this.bytes.subarray(this.start, this.start + word.length))
    if (text !== word) throw new JsonFault(this.start, word, JSON.stringify(text))
    this.end = this.start + word.length
    return word
  }

  private number(): TokenKind {
    let at = this.start
    while (at < this.bytes.length && isNumberByte(this.bytes[at] as number)) at++
    if (at - this.start > 400)
      throw new JsonFault(this.start, 'an integer', 'a number of over 400 characters')
    const text = String.fromCharCode(...this.bytes.subarray(this.start, at))
    const value = Number(text)
    if (!/^-?(0|[1-9][0-9]*)$/.test(text) || text === '-0' || !Number.isSafeInteger(value)) {
      throw new JsonFault(
        this.start,
        'an integer between -(2^53-1) and 2^53-1, written plainly',
        text.slice(0, 40),
      )
    }
    this.end = at
    this.integer = value
    return 'integer'
  }

  private string(): TokenKind {
    const { bytes } = this
    let at = this.start + 1
    let escaped = false
    for (; ; at++) {
      const byte = bytes[at]
      if (byte === undefined) throw new JsonFault(at, 'the closing quote of a string', 'the end')
      if (byte === 0x22) break
      if (byte < 0x20) throw new JsonFault(at, 'no control character inside a string', show(byte))
      if (byte === 0x5c) {
        escaped = true
        at++
      }
    }
    const raw = fromUtf8(bytes.subarray(this.start + 1, at))
    if (raw === undefined) throw new JsonFault(this.start, 'well-formed UTF-8', 'other bytes')
    this.text = escaped ? unescapeText(raw, this.start) : raw
    if (!this.text.isWellFormed())
      throw new JsonFault(this.start, 'whole surrogate pairs', 'a lone surrogate')
    this.end = at + 1
    return 'string'
  }
}

function unescapeText(raw: string, offset: number): string {
  return raw.replace(/\\(u[0-9a-fA-F]{4}|.|$)/gsu, (_, sequence: string) => {
    if (sequence.length === 5) return String.fromCharCode(Number.parseInt(sequence.slice(1), 16))
    const value = ESCAPES[sequence]
    if (value === undefined) throw new JsonFault(offset, 'a JSON escape', `\\${sequence}`)
    return value
  })
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function isNumberByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x45 ||
    byte === 0x65
  )
}

function show(byte: number): string {
  return byte > 0x20 && byte < 0x7f
    ? `"${String.fromCharCode(byte)}"`
    : `byte 0x${byte.toString(16).padStart(2, '0')}`
}

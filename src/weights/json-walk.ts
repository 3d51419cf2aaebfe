// Walks a JSON document over its bytes, with the place of every key. Unlike base/strict-json it takes real numbers:
// configurations are full of them. Everything else stays strict. Values are taken or skipped, never built.

import { JsonFault, JsonLexer, type TokenKind } from '../base/json-lexer.ts'

const MAX_DEPTH = 64

export type WalkKind = TokenKind | 'real'

export class JsonWalk {
  readonly lexer: JsonLexer
  /** Text of the newest string or number. */
  text = ''

  constructor(bytes: Uint8Array) {
    this.lexer = new JsonLexer(bytes)
  }

  /** Offset of the newest token. */
  get at(): number {
    return this.lexer.start
  }

  next(): WalkKind {
    const { lexer } = this
    const { bytes } = lexer
    let at = lexer.end
    while (at < bytes.length && (bytes[at] as number) <= 0x20 && isSpace(bytes[at] as number)) at++
    const byte = bytes[at]
    if (byte === 0x2d || (byte !== undefined && byte >= 0x30 && byte <= 0x39)) return this.number(at)
    const kind = lexer.next()
    if (kind === 'string') this.text = lexer.text
    return kind
  }

  /** The members of the object whose "{" was just read; `take` must consume the value. */
  members(take: (key: string, at: number) => void): void {
    let kind = this.next()
    if (kind === '}') return
    for (;;) {
      if (kind !== 'string') throw new JsonFault(this.at, 'a key in quotes', kind)
      const [key, at] = [this.text, this.at]
      const colon = this.next()
      if (colon !== ':') throw new JsonFault(this.at, '":"', colon)
      take(key, at)
      kind = this.next()
      if (kind === '}') return
      if (kind !== ',') throw new JsonFault(this.at, '"," or "}"', kind)
      kind = this.next()
    }
  }

  /** The elements of the array whose "[" was just read; `take` gets the first token of each and consumes the rest. */
  elements(take: (kind: WalkKind, index: number) => void): void {
    let kind = this.next()
    if (kind === ']') return
    for (let index = 0; ; index++) {
      take(kind, index)
      kind = this.next()
      if (kind === ']') return
      if (kind !== ',') throw new JsonFault(this.at, '"," or "]"', kind)
      kind = this.next()
    }
  }

  /** Consumes the value that begins with `kind`. */
  skip(kind: WalkKind, depth = 0): void {
    if (depth > MAX_DEPTH) throw new JsonFault(this.at, `nesting of at most ${MAX_DEPTH}`, 'deeper nesting')
    if (kind === '{') this.members(() => this.skip(this.next(), depth + 1))
    else if (kind === '[') this.elements((first) => this.skip(first, depth + 1))
    else if (kind === '}' || kind === ']' || kind === ':' || kind === ',' || kind === 'end')
      throw new JsonFault(this.at, 'a JSON value', kind)
  }

  private number(start: number): WalkKind {
    const { lexer } = this
    let end = start
    while (end < lexer.bytes.length && end - start < 400 && isNumberByte(lexer.bytes[end] as number)) end++
    const text = String.fromCharCode(...lexer.bytes.subarray(start, end))
    lexer.start = start
    lexer.end = end
    if (!/^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$/.test(text))
      throw new JsonFault(start, 'a number', text.slice(0, 40))
    this.text = text
    const value = Number(text)
    const integer = /^-?[0-9]+$/.test(text) && Number.isSafeInteger(value)
    if (integer) lexer.integer = value
    return integer ? 'integer' : 'real'
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}

function isNumberByte(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || [0x2b, 0x2d, 0x2e, 0x45, 0x65].includes(byte)
}

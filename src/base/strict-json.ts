// Strict JSON for trust borders: what two readers could understand differently is refused (signing 6).
// Objects have no prototype, so "__proto__" is an ordinary key.

import { OwcError } from './errors.ts'
import { JsonFault, JsonLexer, type TokenKind } from './json-lexer.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

export const MAX_DEPTH = 32 // deeper than any statement; keeps recursion bounded

/** @throws OwcError `json-invalid` with the byte offset in `where` */
export function parseStrict(bytes: Uint8Array, where: string): Json {
  try {
    const lexer = new JsonLexer(bytes)
    const value = parseValue(lexer, lexer.next(), 0)
    if (lexer.next() !== 'end') throw new JsonFault(lexer.start, 'nothing after the value', 'more bytes')
    return value
  } catch (cause) {
    if (!(cause instanceof JsonFault)) throw cause
    const { offset, expected, found } = cause
    throw new OwcError({ code: 'json-invalid', where: `${where}, byte ${offset}`, expected, found }, cause)
  }
}

function parseValue(lexer: JsonLexer, kind: TokenKind, depth: number): Json {
  if (depth > MAX_DEPTH) throw new JsonFault(lexer.start, `nesting of at most ${MAX_DEPTH}`, 'deeper nesting')
  switch (kind) {
    case '{':
      return parseObject(lexer, depth)
    case '[':
      return parseArray(lexer, depth)
    case 'string':
      return lexer.text
    case 'integer':
      return lexer.integer
    case 'true':
      return true
    case 'false':
      return false
    case 'null':
      return null
    default:
      throw new JsonFault(lexer.start, 'a JSON value', kind)
  }
}

function parseObject(lexer: JsonLexer, depth: number): JsonObject {
  const object: Record<string, Json> = Object.create(null)
  let kind = lexer.next()
  if (kind === '}') return object
  for (;;) {
    if (kind !== 'string') throw new JsonFault(lexer.start, 'a key in quotes', kind)
    const key = lexer.text
    if (key in object)
      throw new JsonFault(lexer.start, 'each key once', `a second ${JSON.stringify(key.slice(0, 80))}`)
    expect(lexer, ':')
    object[key] = parseValue(lexer, lexer.next(), depth + 1)
    kind = lexer.next()
    if (kind === '}') return object
    if (kind !== ',') throw new JsonFault(lexer.start, '"," or "}"', kind)
    kind = lexer.next()
  }
}

function parseArray(lexer: JsonLexer, depth: number): readonly Json[] {
  const array: Json[] = []
  let kind = lexer.next()
  if (kind === ']') return array
  for (;;) {
    array.push(parseValue(lexer, kind, depth + 1))
    kind = lexer.next()
    if (kind === ']') return array
    if (kind !== ',') throw new JsonFault(lexer.start, '"," or "]"', kind)
    kind = lexer.next()
  }
}

function expect(lexer: JsonLexer, wanted: TokenKind): void {
  const kind = lexer.next()
  if (kind !== wanted) throw new JsonFault(lexer.start, `"${wanted}"`, kind)
}

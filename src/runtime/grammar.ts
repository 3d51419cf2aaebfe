// A JSON Schema as a grammar of llama.cpp (GBNF), so that an answer cannot be anything else. What the grammar cannot
// hold is refused by its place, never dropped: an answer that only looks held would be a lie. Our own, because the
// runtime's leaves out `anyOf`, `required` and bounds. Source: serving-apis 2.4; llama.cpp grammars/README.md.

import { OwcError } from '../base/errors.ts'
import { ambiguity } from './ambiguity.ts'
import { isSchema, type Schema, targetOf } from './schema-parts.ts'

const MAX_BYTES = 65_536
const MAX_DEPTH = 32
const MAX_NODES = 2_000
const MAX_ENUM = 500
const MAX_LENGTH = 1_000 // of bounded strings and lists; beyond 2,000 in a rule the runtime gives up or forgets the bound
const MAX_COPIES = 100_000 // each counted place is a rule of its own once the runtime has read the grammar
const MAX_OPTIONAL = 24 // optional keys of one object

/** Keywords that say nothing about the form of the text. */
const SILENT = new Set([
  '$schema',
  '$id',
  '$comment',
  '$defs',
  'definitions',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
  'strict',
  'name',
  'additionalProperties',
  'required',
  'properties',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
  'type',
  'enum',
  'const',
  'anyOf',
  'oneOf',
  '$ref',
  'nullable',
])

const BASE = `ws ::= (" " | "\\n" [ \\t]{0,20})?
char ::= [^"\\\\\\x7F\\x00-\\x1F] | "\\\\" (["\\\\/bfnrt] | "u" [0-9a-fA-F]{4})
string ::= "\\"" char* "\\""
integer ::= "-"? ("0" | [1-9] [0-9]{0,15})
number ::= integer ("." [0-9]{1,16})? ([eE] [-+]? [0-9]{1,3})?
boolean ::= "true" | "false"
null ::= "null"
value ::= object | array | string | number | boolean | null
object ::= "{" ws (string ws ":" ws value (ws "," ws string ws ":" ws value)*)? ws "}"
array ::= "[" ws (value (ws "," ws value)*)? ws "]"
`

type State = {
  readonly root: Schema
  readonly rules: Map<string, string>
  readonly refs: Map<string, string>
  nodes: number
  copies: number
}
type Place = {
  readonly pointer: string
  readonly depth: number
  readonly open: readonly string[] // references that were followed since something of the answer was written
}

const TOLD_APART =
  'alternatives that hold each other to be told apart by a key or fixed value that comes first'

/** Any JSON object, as `response_format: json_object` asks. */
export const ANY_OBJECT = `root ::= object\n${BASE}`

/** @param around text that stands before and after the value
 *  @throws OwcError `schema-unsupported` with the JSON pointer of what cannot be held */
export function grammarOf(schema: unknown, around = { before: '', after: '' }): string {
  const size = JSON.stringify(schema)?.length ?? 0
  if (size > MAX_BYTES) throw unsupported('', `a schema of at most ${MAX_BYTES} bytes`, `${size}`)
  const root = isSchema(schema) ? schema : {}
  const state: State = { root, rules: new Map(), refs: new Map(), nodes: 0, copies: 0 }
  const start = expression(state, schema, { pointer: '', depth: 0, open: [] })
  const unclear = ambiguity(root)
  if (unclear !== undefined) throw unsupported('', TOLD_APART, JSON.stringify(unclear).slice(0, 120))
  const rules = [...state.rules].map(([name, body]) => `${name} ::= ${body}`).join('\n')
  const [before, after] = [around.before, around.after].map((text) => (text === '' ? '' : quoted(text)))
  return `root ::= ${`${before} ${start} ${after}`.trim()}\n${rules === '' ? '' : `${rules}\n`}${BASE}`
}

function expression(state: State, schema: unknown, place: Place): string {
  state.nodes += 1
  if (state.nodes > MAX_NODES) throw unsupported(place.pointer, `at most ${MAX_NODES} parts`, 'more')
  if (place.depth > MAX_DEPTH) throw unsupported(place.pointer, `at most ${MAX_DEPTH} levels`, 'more')
  if (schema === true || (isSchema(schema) && Object.keys(schema).every(saysNothing))) return 'value'
  if (!isSchema(schema))
    throw unsupported(place.pointer, 'a schema', JSON.stringify(schema)?.slice(0, 60) ?? 'nothing')
  const unknown = Object.keys(schema).find((key) => !SILENT.has(key))
  if (unknown !== undefined)
    throw unsupported(`${place.pointer}/${unknown}`, 'a keyword that a grammar can hold', unknown)
  if (typeof schema['$ref'] === 'string') {
    checkAlone(schema, '$ref', place)
    return reference(state, schema['$ref'], place)
  }
  if (schema['nullable'] === true) {
    const { nullable: _nullable, ...rest } = schema
    return `(${expression(state, rest, place)} | null)`
  }
  for (const key of ['const', 'enum', 'anyOf', 'oneOf'] as const) {
    if (!(key in schema)) continue
    checkAlone(schema, key, place)
    if (key === 'const') return literal(schema['const'])
    return key === 'enum'
      ? choices(schema['enum'], place)
      : alternatives(state, schema[key], down(place, key))
  }
  return ofType(state, schema, place)
}

/** Words that hold an answer to something; in a schema with values, alternatives or a reference only these are held. */
const HOLDING = new Set([
  ...['type', 'const', 'enum', 'anyOf', 'oneOf', '$ref', 'properties', 'required', 'additionalProperties'],
  ...['items', 'prefixItems', 'minItems', 'maxItems', 'minLength', 'maxLength'],
])

/** What stands beside would be left out; a type may, where it says no more than they do. */
function checkAlone(
  schema: Schema,
  key: 'const' | 'enum' | 'anyOf' | 'oneOf' | '$ref',
  { pointer }: Place,
): void {
  const beside = Object.keys(schema).find((one) => {
    if (one === key || !HOLDING.has(one)) return false
    return one !== 'type' || !saysTheSame(schema, key)
  })
  if (beside !== undefined) throw unsupported(`${pointer}/${beside}`, `nothing more beside ${key}`, beside)
}

function saysTheSame(
  { type, ...schema }: Schema,
  key: 'const' | 'enum' | 'anyOf' | 'oneOf' | '$ref',
): boolean {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type]
  const isOf = (value: unknown) => typesOf(value).some((one) => types.includes(one))
  if (key === 'const') return isOf(schema['const'])
  const list = schema[key]
  if (!Array.isArray(list)) return key === 'enum' // told there
  return list.every((one) => (key === 'enum' ? isOf(one) : isSchema(one) && types.includes(one['type'])))
}

function typesOf(value: unknown): readonly string[] {
  if (value === null) return ['null']
  if (Array.isArray(value)) return ['array']
  return Number.isInteger(value) ? ['integer', 'number'] : [typeof value]
}

function saysNothing(key: string): boolean {
  return ['title', 'description', 'default', 'examples', '$comment', '$schema', '$id'].includes(key)
}

function ofType(state: State, schema: Schema, place: Place): string {
  const type = schema['type'] ?? ('properties' in schema ? 'object' : 'items' in schema ? 'array' : undefined)
  if (Array.isArray(type)) {
    const each = type.map((one) =>
      expression(state, { ...schema, type: one }, { ...place, depth: place.depth + 1 }),
    )
    return `(${each.join(' | ')})`
  }
  switch (type) {
    case 'object':
      return objectRule(state, schema, place)
    case 'array':
      return arrayRule(state, schema, place)
    case 'string':
      return stringRule(state, schema, place)
    default:
      if (typeof type === 'string' && ['integer', 'number', 'boolean', 'null'].includes(type)) return type
      throw unsupported(
        `${place.pointer}/type`,
        'one of the seven types',
        JSON.stringify(type)?.slice(0, 60) ?? 'nothing',
      )
  }
}

/** A rule of its own: what is counted inside of something counted would be multiplied. */
function stringRule(state: State, schema: Schema, place: Place): string {
  const [least, most] = bounds(state, schema, { keys: ['minLength', 'maxLength'], place })
  if (least === 0 && most === undefined) return 'string'
  return named(state, `"\\"" char{${least},${most ?? ''}} "\\""`)
}

type Bounded = { readonly keys: readonly [low: string, high: string]; readonly place: Place }

function bounds(
  state: State,
  schema: Schema,
  { keys: [low, high], place: { pointer } }: Bounded,
): readonly [number, number | undefined] {
  const read = (key: string): number | undefined => {
    const value = schema[key]
    if (value === undefined) return undefined
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAX_LENGTH)
      return value
    throw unsupported(`${pointer}/${key}`, `a whole number up to ${MAX_LENGTH}`, String(value).slice(0, 40))
  }
  const [least, most] = [read(low) ?? 0, read(high)]
  if (most !== undefined && most < least)
    throw unsupported(`${pointer}/${high}`, `at least ${least}`, `${most}`)
  state.copies += most ?? least
  if (state.copies > MAX_COPIES)
    throw unsupported(pointer, `bounds that come to at most ${MAX_COPIES} together`, `${state.copies}`)
  return [least, most]
}

function arrayRule(state: State, schema: Schema, place: Place): string {
  const [least, most] = bounds(state, schema, { keys: ['minItems', 'maxItems'], place })
  const firsts = schema['prefixItems']
  if (Array.isArray(firsts)) {
    const count = firsts.length
    if (count === 0 || least > count || (most !== undefined && most < count))
      throw unsupported(
        `${place.pointer}/prefixItems`,
        'a list of as many items as it has places',
        `${count}`,
      )
    const parts = firsts.map((item, i) => expression(state, item, inside(place, `prefixItems/${i}`)))
    return named(state, `"[" ws ${parts.join(' ws "," ws ')} ws "]"`)
  }
  const item = expression(state, schema['items'] ?? true, inside(place, 'items'))
  if (most === 0) return '"[" ws "]"'
  const rest = `(ws "," ws ${item}){${Math.max(0, least - 1)},${most === undefined ? '' : most - 1}}`
  const filled = `${item} ${rest}`
  return named(state, least === 0 ? `"[" ws (${filled})? ws "]"` : `"[" ws ${filled} ws "]"`)
}

function objectRule(state: State, schema: Schema, place: Place): string {
  const { properties = {}, required = [] } = schema
  if (!isSchema(properties)) throw unsupported(`${place.pointer}/properties`, 'an object', 'something else')
  if (!Array.isArray(required)) throw unsupported(`${place.pointer}/required`, 'a list', 'something else')
  const missing = required.find((key) => !Object.hasOwn(properties, String(key)))
  if (missing !== undefined)
    throw unsupported(`${place.pointer}/required`, 'keys that are properties', String(missing))
  if (schema['properties'] === undefined) return freeObject(state, schema, place)
  const pairs = Object.entries(properties).map(([key, value]) => ({
    text: `${literal(key)} ws ":" ws ${expression(state, value, inside(place, `properties/${key}`))}`,
    must: required.includes(key),
  }))
  if (pairs.length === 0) return '"{" ws "}"'
  if (pairs.filter(({ must }) => !must).length > MAX_OPTIONAL)
    throw unsupported(`${place.pointer}/properties`, `at most ${MAX_OPTIONAL} optional keys`, 'more')
  return named(state, `"{" ws ${members(state, pairs)} ws "}"`)
}

type Pair = { readonly text: string; readonly must: boolean }

/** Keys in the schema's order; an optional one may be left out, and the comma with it. */
function members(state: State, pairs: readonly Pair[]): string {
  let after = '' // rule for the rest when something stands before it
  let fresh = '' // rule for the rest when nothing does yet
  for (const { text, must } of pairs.toReversed()) {
    const withComma = `ws "," ws ${text} ${after}`.trimEnd()
    const first = `${text} ${after}`.trimEnd()
    fresh = must ? named(state, first) : named(state, fresh === '' ? `(${first})?` : `${first} | ${fresh}`)
    after = must
      ? named(state, withComma)
      : named(state, after === '' ? `(${withComma})?` : `${withComma} | ${after}`)
  }
  return fresh
}

function freeObject(state: State, schema: Schema, place: Place): string {
  const values = schema['additionalProperties']
  if (values === false) return '"{" ws "}"'
  if (!isSchema(values)) return 'object'
  const value = expression(state, values, inside(place, 'additionalProperties'))
  return named(state, `"{" ws (string ws ":" ws ${value} (ws "," ws string ws ":" ws ${value})*)? ws "}"`)
}

function alternatives(state: State, either: unknown, place: Place): string {
  if (!Array.isArray(either) || either.length === 0)
    throw unsupported(place.pointer, 'a list of schemas', 'none')
  return named(state, either.map((one, i) => expression(state, one, down(place, String(i)))).join(' | '))
}

function choices(list: unknown, place: Place): string {
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_ENUM)
    throw unsupported(
      `${place.pointer}/enum`,
      `1 to ${MAX_ENUM} values`,
      Array.isArray(list) ? `${list.length}` : 'no list',
    )
  return `(${list.map(literal).join(' | ')})`
}

function reference(state: State, ref: string, place: Place): string {
  const refuse = (expected: string) => unsupported(`${place.pointer}/$ref`, expected, ref.slice(0, 80))
  if (place.open.includes(ref)) throw refuse('something that is said before it comes to itself again')
  const known = state.refs.get(ref)
  if (known !== undefined) return known
  const target = targetOf(state.root, ref)
  if (target === undefined) throw refuse('a place in this schema')
  const name = `r${state.refs.size}`
  state.refs.set(ref, name) // before it is read: a schema may contain itself
  const inner = { pointer: ref.slice(1, 200), depth: place.depth + 1, open: [...place.open, ref] }
  state.rules.set(name, expression(state, target, inner))
  return name
}

function named(state: State, body: string): string {
  const name = `p${state.rules.size}`
  state.rules.set(name, body)
  return name
}

/** The JSON text of a value, as a literal of the grammar. */
function literal(value: unknown): string {
  return quoted(JSON.stringify(value) ?? 'null')
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

/** An alternative. */
function down({ pointer, depth, open }: Place, step: string): Place {
  return { pointer: `${pointer}/${step}`, depth: depth + 1, open }
}

/** Behind a bracket. */
function inside(place: Place, step: string): Place {
  return { ...down(place, step), open: [] }
}

function unsupported(pointer: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'schema-unsupported', where: `schema, #${pointer}`, expected, found })
}

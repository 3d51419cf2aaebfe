// Why a value does not fit a JSON Schema, in words for people: a walk over the part of JSON Schema 2020-12 that our
// schemas use (shapes.ts): type, properties, required, additionalProperties, patternProperties, items, enum, const,
// anyOf, pattern and bounds. Depth is bounded by the schema, which is ours; the number of problems by a limit.

import { mistyped, nearest } from '../base/nearest.ts'
import type { Misfit } from './misfit.ts'
import { Day, Decimal, Digest, GitOid, Hex256, Id, Identity, Ref, Version } from './shapes.ts'

const MAX_PROBLEMS = 50
const MAX_SHOWN = 80 // characters of a found value

type Schema = Readonly<Record<string, unknown>>

/** Why a value that was refused does not fit: at least one reason. */
export function explain(schema: object, value: unknown): readonly Misfit[] {
  const misfits = misfitsOf(schema, value)
  if (misfits.length > 0) return misfits
  return [{ path: '', expected: wanted(schema as Schema), found: 'something else' }]
}

/** None: the value fits. */
export function misfitsOf(schema: object, value: unknown): readonly Misfit[] {
  const misfits: Misfit[] = []
  walk(schema as Schema, value, '', misfits)
  return misfits
}

function walk(schema: Schema, value: unknown, path: string, misfits: Misfit[]): void {
  if (misfits.length >= MAX_PROBLEMS) return
  const options = schema['anyOf'] as readonly Schema[] | undefined
  if (options !== undefined) walkAny(options, value, path, misfits)
  else if (!fitsAlone(schema, value))
    misfits.push({ path, expected: wanted(schema), found: show(value), ...nearestWord(schema, value) })
  else if (Array.isArray(value)) {
    const item = schema['items'] as Schema
    for (const [index, one] of value.entries()) walk(item, one, `${path}[${index}]`, misfits)
  } else if (typeof value === 'object' && value !== null) {
    walkObject(schema, value as Schema, path, misfits)
  }
}

function walkAny(options: readonly Schema[], value: unknown, path: string, misfits: Misfit[]): void {
  const tries = options.map((option) => {
    const found: Misfit[] = []
    walk(option, value, path, found)
    return found
  })
  if (tries.some((found) => found.length === 0)) return
  const inside = tries.find((_, index) => options[index]?.['type'] === 'object' && typeof value === 'object')
  if (inside !== undefined) misfits.push(...inside)
  else misfits.push({ path, expected: options.map(wanted).join(' or '), found: show(value) })
}

function walkObject(schema: Schema, value: Schema, path: string, misfits: Misfit[]): void {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>
  const [pattern, free] =
    Object.entries((schema['patternProperties'] ?? {}) as Record<string, Schema>)[0] ?? []
  const at = (key: string) => (path === '' ? key : `${path}.${key}`)
  for (const key of (schema['required'] ?? []) as readonly string[]) {
    if (!Object.hasOwn(value, key))
      misfits.push({ path: at(key), expected: wanted(properties[key] ?? {}), found: 'nothing' })
  }
  for (const [key, one] of Object.entries(value)) {
    const known = Object.hasOwn(properties, key) ? properties[key] : undefined
    if (known !== undefined) walk(known, one, at(key), misfits)
    else if (free !== undefined && new RegExp(pattern ?? '', 'u').test(key)) walk(free, one, at(key), misfits)
    else if (misfits.length < MAX_PROBLEMS) misfits.push(unknownField(Object.keys(properties), key, path))
  }
}

function nearestWord({ enum: words }: Schema, value: unknown): Pick<Misfit, 'hint'> {
  if (words === undefined || typeof value !== 'string') return {}
  const close = mistyped(value, words as readonly string[])
  return close === undefined ? {} : { hint: `Did you mean ${JSON.stringify(close)}?` }
}

function unknownField(known: readonly string[], key: string, path: string): Misfit {
  const close = nearest(key, known)
  const at = path === '' ? '' : ` of ${path}`
  return {
    path,
    key,
    expected: `no other fields than ${known.join(', ') || 'those named'}`.slice(0, 400),
    found: JSON.stringify(key.slice(0, MAX_SHOWN)),
    ...(close !== undefined && { hint: `Did you mean ${JSON.stringify(close)}${at}?` }),
  }
}

/** Everything but what lies inside an array or object. */
function fitsAlone(schema: Schema, value: unknown): boolean {
  const { enum: words, const: constant, type } = schema
  if (words !== undefined) return (words as readonly unknown[]).includes(value)
  if (constant !== undefined) return value === constant
  switch (type) {
    case 'null':
      return value === null
    case 'boolean':
      return typeof value === 'boolean'
    case 'integer':
      return Number.isInteger(value) && inside(value as number, schema, 'imum')
    case 'string':
      return (
        typeof value === 'string' && inside(characters(value), schema, 'Length') && matches(value, schema)
      )
    case 'array':
      return Array.isArray(value) && inside(value.length, schema, 'Items')
    case 'object':
      return (
        typeof value === 'object' &&
        value !== null &&
        !Array.isArray(value) &&
        inside(Object.keys(value).length, schema, 'Properties')
      )
    default:
      return true
  }
}

function inside(size: number, schema: Schema, bound: string): boolean {
  const [least, most] = bounds(schema, bound)
  return size >= (least ?? Number.NEGATIVE_INFINITY) && size <= (most ?? Number.POSITIVE_INFINITY)
}

function bounds(schema: Schema, bound: string): readonly [number | undefined, number | undefined] {
  return [schema[`min${bound}`] as number | undefined, schema[`max${bound}`] as number | undefined]
}

function matches(text: string, { pattern }: Schema): boolean {
  return pattern === undefined || new RegExp(pattern as string, 'u').test(text)
}

/** As JSON Schema counts: code points. */
function characters(text: string): number {
  return [...text].length
}

const patternOf = (schema: object) => (schema as Schema)['pattern']

const PATTERNS: ReadonlyMap<unknown, string> = new Map([
  [patternOf(Hex256), '64 hexadecimal digits'],
  [patternOf(Digest), 'sha256: and 64 hexadecimal digits'],
  [patternOf(GitOid), '40 hexadecimal digits'],
  [patternOf(Identity), 'owcid: and 52 characters of base32'],
  [patternOf(Day), 'a day such as 2026-11-03, or a month'],
  [patternOf(Decimal), 'a number such as 0.73 or 1.1e21'],
  [patternOf(Ref), 'namespace/name in lower case'],
  [patternOf(Version), 'a version such as 1.0.0'],
  [patternOf(Id), 'a short name of letters, digits and . _ : -'],
])

/** A schema in words. */
function wanted(schema: Schema): string {
  const { enum: words, const: constant, type, pattern, anyOf } = schema
  if (anyOf !== undefined) return (anyOf as readonly Schema[]).map(wanted).join(' or ')
  if (words !== undefined) return `one of ${(words as readonly unknown[]).join(', ')}`
  if (constant !== undefined) return JSON.stringify(constant)
  switch (type) {
    case 'integer':
      return `a whole number${range(bounds(schema, 'imum'), '')}`
    case 'string':
      if (typeof pattern === 'string') return PATTERNS.get(pattern) ?? `text like ${pattern}`
      return `text${range(bounds(schema, 'Length'), ' characters')}`
    case 'array':
      return `a list${range(bounds(schema, 'Items'), ' items')}`
    case 'object':
      return `an object${range(bounds(schema, 'Properties'), ' fields')}`
    default:
      return typeof type === 'string' ? type : 'a value'
  }
}

function range([least, most]: readonly [number | undefined, number | undefined], unit: string): string {
  const limit = most === undefined || most === Number.MAX_SAFE_INTEGER ? undefined : most
  if (least !== undefined && limit !== undefined) return ` of ${least} to ${limit}${unit}`
  if (limit !== undefined) return ` of at most ${limit}${unit}`
  return least === undefined ? '' : ` of at least ${least}${unit}`
}

function show(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  if (typeof value === 'object' && value !== null) return 'an object'
  const text = JSON.stringify(value)
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text
}

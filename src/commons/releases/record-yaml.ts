// Reads release.yaml: text becomes values as the schema of the record wants them (YAML itself knows only text here), and
// every problem has line and column. Invariant: a field without a value is not stated; an empty list is a statement
// ("none"); nothing is guessed from how a value looks. Source: release-standard 10.

import type { Problem } from '../../base/errors.ts'
import { type Place, readStrictYaml, type YamlNode } from '../../base/strict-yaml.ts'
import { misfitsOf } from '../explain.ts'
import type { Misfit } from '../misfit.ts'
import { Digest, Hex256, MAX_TEXT } from '../shapes.ts'
import { ReleaseDraft } from './record-draft.ts'

/** The record beside the files: at the top of a folder a file of this name never belongs to the artifact. */
export const RECORD_FILE = 'release.yaml'

const MAX_PROBLEMS = 50
const MAX_PATH = 200 // characters of a path that are shown

/** `path`: the field that it is about, empty when the text is no YAML. */
export type RecordProblem = Problem & { readonly path: string }

export type ReadRecord = {
  readonly draft: ReleaseDraft
  readonly problems: readonly RecordProblem[]
  /** "release.yaml, line 12, column 5 (subject.version)": of a path in the draft, or of the nearest thing around it. */
  at(path: string): string
}

/** Never throws; what was understood stands in the draft, the rest is told. `where` names the text, such as a file. */
export function readRecord(text: string, where: string): ReadRecord {
  const { root, faults } = readStrictYaml(text)
  const typing = new Typing()
  const value = root === undefined ? undefined : typing.value(FORM, root, '')
  const at = (path: string) => placeText(where, path, typing.places)
  const problems = faults.map(({ line, column, expected, found }) =>
    invalid(`${where}, line ${line}, column ${column}`, { path: '', expected, found }),
  )
  if (value !== undefined && faults.length === 0) {
    const misfits = [...typing.misfits, ...misfitsOf(ReleaseDraft, value)]
    const line = (misfit: Misfit) => nearestPlace(pathOf(misfit), typing.places)?.line ?? 0
    misfits.sort((a, b) => line(a) - line(b))
    problems.push(
      ...misfits.map((misfit) => invalid(at(pathOf(misfit)), { ...misfit, path: pathOf(misfit) })),
    )
  }
  const draft = (isObject(value) ? value : {}) as ReleaseDraft // what does not fit stands in `problems`
  return { draft, problems: problems.slice(0, MAX_PROBLEMS), at }
}

type Schema = Readonly<Record<string, unknown>>

// A schema is plain JSON: the walk reads it as such.
const FORM = ReleaseDraft as unknown as Schema
const DIGEST = (Digest as object as Schema)['pattern']
const HEX256 = (Hex256 as object as Schema)['pattern']

function pathOf({ path, key }: Misfit): string {
  if (key === undefined) return path
  return path === '' ? key : `${path}.${key}`
}

function invalid(where: string, { path, expected, found, hint }: Misfit): RecordProblem {
  return { code: 'record-invalid', where, path, expected, found, ...(hint !== undefined && { hint }) }
}

function placeText(where: string, path: string, places: ReadonlyMap<string, Place>): string {
  const place = nearestPlace(path, places)
  const of = path === '' ? '' : ` (${path.slice(0, MAX_PATH).replaceAll(new RegExp(HIDDEN, 'gu'), '\ufffd')})`
  return place === undefined ? `${where}${of}` : `${where}, line ${place.line}, column ${place.column}${of}`
}

/** A missing field has the place of what it is missing in. */
function nearestPlace(path: string, places: ReadonlyMap<string, Place>): Place | undefined {
  for (let around = path; around !== ''; around = around.replace(/(\.[^.[]*|\[\d+\]|^[^.[]+)$/, '')) {
    const place = places.get(around)
    if (place !== undefined) return place
  }
  return places.get('')
}

class Typing {
  readonly places = new Map<string, Place>()
  readonly misfits: Misfit[] = []

  /** Undefined: not stated. Depth is bounded by the reader of YAML. */
  value(schema: Schema, node: YamlNode, path: string): unknown {
    if (!this.places.has(path)) this.places.set(path, node) // a field's place is that of its name
    if (node.kind === 'text') return this.text(schema, node.empty ? undefined : node.text, path)
    if (node.kind === 'list') {
      const items: unknown[] = []
      for (const one of node.items) {
        const inner = `${path}[${items.length}]`
        this.places.set(inner, one)
        const value = this.value((schema['items'] ?? {}) as Schema, one, inner)
        if (value !== undefined) items.push(value)
      }
      return present(node.items.length, items)
    }
    const fields: [string, unknown][] = []
    for (const [key, { key: place, value: one }] of node.fields) {
      const inner = path === '' ? key : `${path}.${key}`
      this.places.set(inner, place)
      this.visible(key, inner)
      const value = this.value(fieldSchema(schema, key), one, inner)
      if (value !== undefined || fieldSchema(schema, key) === UNKNOWN) fields.push([key, value ?? ''])
    }
    return present(node.fields.size, Object.fromEntries(fields))
  }

  private text(schema: Schema, written: string | undefined, path: string): unknown {
    if (written === undefined) return undefined
    const { type, const: constant, pattern, maxLength } = schema
    if (type === 'array') return [this.text((schema['items'] ?? {}) as Schema, written, path)]
    this.visible(written, path, maxLength === MAX_TEXT)
    const text = written.replace(/\n+$/, '')
    const numeric = type === 'integer' || typeof constant === 'number'
    if (numeric && /^-?(0|[1-9][0-9]{0,15})$/.test(text)) return Number(text)
    if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
    if (pattern === DIGEST && HEX.test(text)) return `sha256:${text}`
    if (pattern === HEX256 && HEX.test(text.replace(/^sha256:/, ''))) return text.slice(-64)
    return text
  }

  /** What hides or reorders text has no place in a name; prose may mark its direction. */
  private visible(text: string, path: string, prose: unknown = false): void {
    const hidden = (prose === true ? HIDDEN_IN_PROSE : HIDDEN).exec(text)?.[0]
    if (hidden === undefined || this.misfits.length >= MAX_PROBLEMS) return
    this.misfits.push({ path, expected: 'characters that can be seen', found: numberOf(hidden) })
  }
}

const HEX = /^[0-9a-f]{64}$/
const CONTROLS = '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069\\ufeff'
const HIDDEN_IN_PROSE = new RegExp(`[${CONTROLS}]|\\p{Cs}`, 'u')
const HIDDEN = new RegExp(
  `[${CONTROLS}\\u00ad\\u061c\\u200b-\\u200f\\u2028\\u2029\\u2060-\\u206f]|\\p{Cs}`,
  'u',
)

/** The first character that hides or reorders text, by its number; undefined when a name can be seen whole. */
export function hiddenIn(name: string): string | undefined {
  const hidden = HIDDEN.exec(name)?.[0]
  return hidden && numberOf(hidden)
}

function numberOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
}

const UNKNOWN: Schema = {}

function fieldSchema(schema: Schema, key: string): Schema {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Schema>>
  if (Object.hasOwn(properties, key)) return properties[key] as Schema
  const [free] = Object.values((schema['patternProperties'] ?? {}) as Readonly<Record<string, Schema>>)
  return free ?? UNKNOWN
}

/** A list or map whose every entry was left empty says nothing; one that was written empty says "none". */
function present<T extends object>(written: number, value: T): T | undefined {
  const count = Array.isArray(value) ? value.length : Object.keys(value).length
  return written > 0 && count === 0 ? undefined : value
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// Small readers of strict JSON that all formats of the ledger share. Each parser brings its own error.

import type { OwcError } from '../base/errors.ts'
import type { Json, JsonObject } from '../base/strict-json.ts'

/** How a parser refuses: place, what was expected, what was found. */
export type Refuse = (where: string, expected: string, found: string) => OwcError

export function isObject(json: Json | undefined): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

export function objectOf(json: Json | undefined, where: string, refuse: Refuse): JsonObject {
  if (isObject(json)) return json
  throw refuse(where, 'an object', show(json))
}

/** A value in an error: short, and never a whole foreign text. */
export function show(value: Json | undefined): string {
  if (value === undefined) return 'nothing'
  if (Array.isArray(value)) return `a list of ${value.length}`
  return isObject(value) ? 'an object' : JSON.stringify(value).slice(0, 80)
}

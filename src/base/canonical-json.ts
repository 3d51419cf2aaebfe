// RFC 8785 text, narrowed to what a payload may hold: integers, strings, booleans, null, arrays, objects.
// Signers emit it for stable differences; verifiers never re-serialise.

import { utf8 } from './bytes.ts'

/** @throws TypeError for a value that strict JSON cannot carry (a defect of the caller) */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('expected well-formed text, found a lone surrogate')
    return JSON.stringify(value)
  }
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value) || Object.is(value, -0))
      throw new TypeError(`expected a safe integer, found ${value}`)
    return String(value)
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object') throw new TypeError(`expected a JSON value, found ${typeof value}`)
  const members = Object.entries(value).filter(([, member]) => member !== undefined)
  members.sort(([a], [b]) => (a < b ? -1 : 1)) // UTF-16 code units, as RFC 8785 3.2.3
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`
}

export function canonicalBytes(value: unknown): Uint8Array {
  return utf8(canonicalJson(value))
}

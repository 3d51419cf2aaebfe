// What answers of a node must hold before they are read: each field that is named is there and of its kind. An address
// that answers other JSON is told as that, not run into. Invariant: whatever passes has the fields that were asked for.

import { invalid } from './web.ts'

type Kind = 'string' | 'number' | 'list' | 'object'

/** By path, such as `log.origin`; with a "?" it may be absent. */
export type Fields = Readonly<Record<string, Kind | `${Kind}?`>>

/** The answer as it came. @throws OwcError `answer-invalid` names the first field that is missing or of another kind */
export function holding<T>(answer: T, where: string, fields: Fields): T {
  for (const [path, kind] of Object.entries(fields)) {
    const found = kindOf(path.split('.').reduce<unknown>(inside, answer))
    if (found === kind || (kind.endsWith('?') && (found === 'nothing' || `${found}?` === kind))) continue
    throw invalid(where, `an answer of a node, with "${path}" (${kind.replace('?', '')})`, found)
  }
  return answer
}

/** The same of every member of a list. */
export function allHolding(list: readonly unknown[], where: string, fields: Fields): void {
  for (const one of list) holding(one, where, fields)
}

function inside(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return (value as Readonly<Record<string, unknown>>)[name]
}

function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  return Array.isArray(value) ? 'list' : typeof value
}

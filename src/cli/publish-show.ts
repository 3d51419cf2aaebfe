// What is about to be said, in plain words: every stated field under its title, then the titles of what is not stated.
// It is the last thing that a publisher sees before signing, so nothing that will be signed is left out.

import type { ReleaseRecord } from '../commons/releases/record.ts'
import type { ReleaseDraft } from '../commons/releases/record-draft.ts'
import { FIELDS, notStated, valueAt } from '../commons/releases/record-fields.ts'
import { type Out, size } from './out.ts'

const MAX_SHOWN = 300 // characters of a value
const MAX_LISTED = 12 // titles of what is not stated; a page of them hides what is about to be signed
const MAX_FILES = 20

export function showRecord(record: ReleaseRecord, out: Out): void {
  const draft = record as unknown as ReleaseDraft // a compiled record is a draft too (record-draft.ts)
  for (const field of FIELDS) {
    if (field.input === 'files' || field.input === 'components') continue
    const value = valueAt(draft, field.path)
    const none = field.input === 'rows' ? field.none : undefined
    if (value !== undefined) out.line(`  ${field.title}: ${inWords(value, none)}`)
  }
  const states = new Map<string, string[]>()
  for (const { c, state } of record.components ?? []) states.set(state, [...(states.get(state) ?? []), c])
  for (const [state, ids] of states) out.line(`  ${state}: ${ids.join(', ')}`)
  showFiles(record, out)
  const open = notStated(draft).map(({ title }) => title)
  if (open.length === 0) return
  const more = open.length > MAX_LISTED ? `, and ${open.length - MAX_LISTED} more (owc draft lists them)` : ''
  out.line(out.soft(`  not stated: ${open.slice(0, MAX_LISTED).join(', ')}${more}`))
}

function showFiles({ artifacts, moreFiles }: ReleaseRecord, out: Out): void {
  for (const { path, bytes, sha256, role } of artifacts.slice(0, MAX_FILES))
    out.line(
      `  ${visible(path)}  ${size(bytes)}  sha256:${sha256.slice(0, 12)}${role === undefined ? '' : `  ${visible(role)}`}`,
    )
  const rest = artifacts.length - MAX_FILES
  if (rest > 0 || moreFiles !== undefined)
    out.line(`  … and ${Math.max(rest, 0)} more files, listed in the manifest`)
}

/** [] is a statement: none. */
function inWords(value: unknown, none = 'none'): string {
  const text = Array.isArray(value) && value.length === 0 ? none : words(value)
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 1)}…` : text
}

function words(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(words).join('; ')
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
    if (entries.length === 1) return words(entries[0]?.[1])
    return entries.map(([key, inner]) => `${visible(key)} ${words(inner)}`).join(', ')
  }
  return visible(String(value))
}

/** A terminal obeys what hides or reorders text; a reader must not. */
function visible(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd')
}

// What a person sent with one section of the record's form, put into the draft. Invariant: only fields of that section
// change; an input left empty is not stated; nothing is typed here, the text that is written from it is read like any
// other release.yaml.

import type { Column, Field, Section } from '../../commons/releases/field.ts'
import type { ReleaseDraft } from '../../commons/releases/record-draft.ts'
import { COMPONENT_WORDS, valueAt } from '../../commons/releases/record-fields.ts'
import { extrasOf } from '../../commons/releases/words.ts'
import {
  COMPONENT_PARTS,
  cellName,
  componentName,
  fieldName,
  keyName,
  noneName,
  ROWS_AT_MOST,
} from './publish-names.ts'

type Loose = Record<string, unknown>

/** The draft with one section as the form has it. Values are text until the record is read again. */
export function withSection(draft: ReleaseDraft, section: Section, form: URLSearchParams): ReleaseDraft {
  const changed: Loose = structuredClone(draft)
  for (const field of section.fields) {
    if (field.input === 'files') continue
    put(
      changed,
      field.path.split('.'),
      field.input === 'components'
        ? components(draft, form)
        : fieldValue(field, form, valueAt(draft, field.path)),
    )
  }
  return changed as ReleaseDraft // written as text and read again before anything uses it
}

/** `before`: what the draft says; rows that the form has no room for stay as they were. */
function fieldValue(field: Field, form: URLSearchParams, before: unknown): unknown {
  const { path } = field
  if ('columns' in field) {
    if (field.input === 'map') return mapOf(field, form, before)
    const rows = rowsOf(field, form)
    if (field.input === 'one') return rows[0]?.value
    const values = [
      ...rows.map(({ value }) => value),
      ...(Array.isArray(before) ? before.slice(ROWS_AT_MOST) : []),
    ]
    if (values.length > 0) return values
    return form.get(noneName(path)) === null ? undefined : []
  }
  const value = inputValue(field.input, form.get(fieldName(path)))
  if (value !== undefined || field.input !== 'lines') return value
  return form.get(noneName(path)) === null ? undefined : []
}

type Rows = Extract<Field, { readonly columns: readonly Column[] }>

function rowsOf(
  { path, columns }: Rows,
  form: URLSearchParams,
): { readonly at: number; readonly value: unknown }[] {
  const rows: { readonly at: number; readonly value: unknown }[] = []
  for (
    let at = 0;
    at < ROWS_AT_MOST && columns.some(({ name }) => form.has(cellName(path, at, name)));
    at++
  ) {
    const value: Loose = {}
    let whole: unknown
    for (const { name, input } of columns) {
      const cell = inputValue(input, form.get(cellName(path, at, name)))
      if (cell === undefined) continue
      if (name === '') whole = cell
      else put(value, name.split('.'), cell)
    }
    if (whole !== undefined) rows.push({ at, value: whole })
    else if (Object.keys(value).length > 0) rows.push({ at, value: { ...empties(columns), ...value } })
  }
  return rows
}

/** Lists that a row says are empty by leaving them so. */
function empties(columns: readonly Column[]): Loose {
  return Object.fromEntries(columns.filter(({ none }) => none === true).map(({ name }) => [name, []]))
}

function mapOf(field: Rows, form: URLSearchParams, before: unknown): unknown {
  const rest = isObject(before) ? Object.entries(before).slice(ROWS_AT_MOST) : []
  const pairs = rowsOf(field, form).map(({ at, value }): readonly [string, unknown] => [
    text(form.get(keyName(field.path, at))) ?? `unnamed-${at + 1}`,
    value,
  ])
  const all = [...pairs, ...rest]
  return all.length === 0 ? undefined : Object.fromEntries(all)
}

/** One line for each component, in the order of the draft; what the form does not ask of it stays. */
function components(draft: ReleaseDraft, form: URLSearchParams): unknown {
  const before = Array.isArray(draft.components) ? draft.components : []
  const ids = new Set([...before.flatMap(({ c }) => c), ...Object.keys(COMPONENT_WORDS)])
  const lines = [...ids].flatMap((id) => {
    const state = text(form.get(componentName(id, 'state')))
    if (state === undefined) return []
    const {
      c: _c,
      ref: _ref,
      licence: _licence,
      url: _url,
      sha256: _sha256,
      why: _why,
      notes: _notes,
      extra: _extra,
      ...kept
    } = before.find(({ c }) => (c as readonly string[]).includes(id)) ?? { c: [] }
    const parts = COMPONENT_PARTS.flatMap((part): [string, unknown][] => {
      const value = inputValue(part === 'ref' ? 'lines' : 'text', form.get(componentName(id, part)))
      return value === undefined ? [] : [[part, value]]
    })
    const extra = extrasOf(id).flatMap((key): [string, unknown][] => {
      const value = text(form.get(componentName(id, `extra.${key}`)))
      return value === undefined ? [] : [[key, value]]
    })
    const more = extra.length === 0 ? {} : { extra: Object.fromEntries(extra) }
    return [{ ...kept, c: [id], state, ...Object.fromEntries(parts), ...more }]
  })
  return lines.length === 0 ? undefined : lines
}

function inputValue(input: Field['input'], sent: string | null): unknown {
  const value = text(sent)
  if (value === undefined) return undefined
  if (input === 'yes-no') return value === 'yes'
  if (input !== 'lines') return value
  const lines = value.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '')
}

/** Browsers send line breaks as two characters. */
function text(sent: string | null): string | undefined {
  const value = (sent ?? '').replaceAll('\r\n', '\n').trim()
  return value === '' ? undefined : value
}

/** Sets or removes; an object that becomes empty goes too. Names come from our own table. */
function put(target: Loose, [name, ...rest]: readonly string[], value: unknown): void {
  if (name === undefined) return
  if (rest.length === 0) {
    if (value === undefined) delete target[name]
    else target[name] = value
    return
  }
  const inner = isObject(target[name]) ? target[name] : {}
  put(inner, rest, value)
  if (Object.keys(inner).length === 0) delete target[name]
  else target[name] = inner
}

function isObject(value: unknown): value is Loose {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

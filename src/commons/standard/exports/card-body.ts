// Body of an exported card: every field of the record that is stated, in the order and under the titles of the record's
// own table of fields, and by name those that are not. Invariant: all text from outside is escaped for Markdown.

import { MAX_TEXT } from '../../shapes.ts'
import type { Release } from './exported.ts'
import { address, bullets, plain, table } from './markdown.ts'

/** The record's table of fields (releases/record-fields.ts), as far as a body needs it. */
export type BodySection = {
  readonly title: string
  readonly fields: readonly {
    readonly path: string
    readonly title: string
    readonly input: string
    readonly key?: string
    readonly columns?: readonly BodyColumn[]
    readonly none?: string
  }[]
}
type BodyColumn = { readonly name: string; readonly title: string }
type BodyField = BodySection['fields'][number]

const MAX_ROWS = 400 // of one table; the record has them all

const FILES: readonly BodyColumn[] = [
  { name: 'path', title: 'File' },
  { name: 'id', title: 'Short name' },
  { name: 'role', title: 'Part' },
  { name: 'format', title: 'Format' },
  { name: 'precision', title: 'Precision' },
  { name: 'bytes', title: 'Bytes' },
  { name: 'sha256', title: 'SHA-256' },
  { name: 'tensorRoot', title: 'Digest of its tensors' },
  { name: 'defaultSystemPrompt', title: 'Has a default system prompt' },
]
const COMPONENTS: readonly BodyColumn[] = [
  { name: 'c', title: 'Component' },
  { name: 'state', title: 'State' },
  { name: 'licence', title: 'Licence' },
  { name: 'why', title: 'Why' },
  { name: 'url', title: 'Where' },
  { name: 'sha256', title: 'SHA-256' },
  { name: 'ref', title: 'Files' },
  { name: 'tensorRoot', title: 'Digest of its tensors' },
  { name: 'format', title: 'Format' },
  { name: 'precision', title: 'Precision' },
  { name: 'notes', title: 'Notes' },
  { name: 'extra', title: 'More' },
]

export function cardBody(record: Release, sections: readonly BodySection[]): string {
  const body = new Body(record)
  return sections.map((section) => body.section(section)).join('\n\n')
}

const SHORT: readonly string[] = ['line', 'text', 'number', 'day', 'choice', 'yes-no']

class Body {
  private readonly record: Release
  private readonly paths: ReadonlyMap<string, string> // of files, by digest

  constructor(record: Release) {
    this.record = record
    this.paths = new Map(record.artifacts.map(({ sha256, path }) => [`sha256:${sha256}`, path]))
  }

  section({ title, fields }: BodySection): string {
    const { record } = this
    const stated = fields.filter(({ path }) => valueAt(record, path) !== undefined)
    const open = fields.filter((field) => !stated.includes(field))
    const short = stated.filter(({ input }) => SHORT.includes(input))
    const long = stated.filter((field) => !short.includes(field))
    const lines = short.map((one) => `**${plain(one.title)}:** ${this.cell(valueAt(record, one.path))}`)
    return [
      `## ${plain(title)}`,
      ...(lines.length === 0 ? [] : [bullets(lines)]),
      ...long.map((one) => `### ${plain(one.title)}\n\n${this.long(one, valueAt(record, one.path))}`),
      ...(open.length === 0 ? [] : [`Not stated: ${open.map((one) => plain(one.title)).join(' · ')}.`]),
    ].join('\n\n')
  }

  private long(field: BodyField, value: unknown): string {
    const { input, columns = [] } = field
    if (input === 'files') return this.rows(FILES, value)
    if (input === 'components') return this.rows(COMPONENTS, value)
    if (input === 'one') return this.rows(columns, [value])
    if (input === 'map') return this.map(field, value)
    if (Array.isArray(value) && value.length === 0) return plain(field.none ?? 'None, as stated.')
    if (input === 'rows') return this.rows(columns, value)
    const all = Array.isArray(value) ? value : [value]
    return `${bullets(all.slice(0, MAX_ROWS).map((one) => this.cell(one)))}${further(all)}`
  }

  private map({ key = 'Name', columns = [] }: BodyField, value: unknown): string {
    const rows = Object.entries(value as object).map(([name, row]) => ({ name, row }))
    const [only] = columns
    if (only?.name === '') {
      const cells = rows.slice(0, MAX_ROWS).map(({ name, row }) => [plain(name), this.cell(row)])
      return `${table([plain(key), plain(only.title)], cells)}${further(rows)}`
    }
    const named = rows.map(({ name, row }) => ({ ...(row as object), '@name': name }))
    return this.rows([{ name: '@name', title: key }, ...columns], named)
  }

  /** Columns that no row fills are left out. */
  private rows(columns: readonly BodyColumn[], value: unknown): string {
    const rows = Array.isArray(value) ? value : []
    const filled = columns.filter(({ name }) => rows.some((row) => valueAt(row, name) !== undefined))
    const shown = rows.slice(0, MAX_ROWS).map((row) =>
      filled.map(({ name }) => {
        const one = valueAt(row, name)
        return one === undefined ? undefined : this.cell(one)
      }),
    )
    const head = filled.map(({ title }) => plain(title))
    return `${table(head, shown)}${further(rows)}`
  }

  private cell(value: unknown): string {
    if (typeof value === 'boolean') return value ? 'yes' : 'no'
    if (Array.isArray(value))
      return value.length === 0 ? 'none' : value.map((one) => this.cell(one)).join(', ')
    if (typeof value === 'object' && value !== null)
      return Object.entries(value)
        .map(([key, one]) => `${plain(key)}: ${this.cell(one)}`)
        .join('; ')
    const text = this.paths.get(String(value)) ?? String(value)
    return /^https?:\/\//i.test(text) ? address(text) : plain(text, MAX_TEXT)
  }
}

function further({ length }: readonly unknown[]): string {
  return length > MAX_ROWS ? `\n\n${length - MAX_ROWS} further rows stand in the record.` : ''
}

function valueAt(value: unknown, path: string): unknown {
  let at = value
  for (const name of path === '' ? [] : path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined
    at = (at as Readonly<Record<string, unknown>>)[name]
  }
  return at
}

/** Every field that the body shows. */
export function bodyCarries(sections: readonly BodySection[]): readonly string[] {
  return sections.flatMap(({ fields }) =>
    fields.flatMap(({ path, input, columns = [] }) => {
      const inner = input === 'files' ? FILES : input === 'components' ? COMPONENTS : columns
      if (inner.length === 0) return [path]
      const between = input === 'one' ? '.' : '[].'
      return inner.map(({ name }) => (name === '' ? `${path}[]` : `${path}${between}${name}`))
    }),
  )
}

// How the forms of the European Union are written: each entry with whom it is for and what the record states, or "not
// stated"; the state of the law with its day. Invariant: nothing here says what follows for anybody's duties.
// Source: release-standard 2.1; Regulation (EU) 2024/1689 as amended by (EU) 2026/1744 (OJ 2026-07-24).

import { MAX_TEXT } from '../../shapes.ts'
import type { Dossier } from '../dossier.ts'
import { gapsOf, notCarriedBy } from './carried.ts'
import {
  calledIn,
  type Exported,
  foundWords,
  NOT_STATED,
  OBSERVED_GAP,
  type Observed,
  type Release,
  withdrawnIn,
} from './exported.ts'
import { address, bullets, plain } from './markdown.ts'

/** Who may ask for an entry: the AI Office, national authorities, providers downstream; absent: everybody. */
export type Audience = 'A' | 'N' | 'D' | 'AN' | 'ND' | 'AND'

export type EuEntry = {
  readonly asks: string
  readonly for?: Audience
  readonly fields: readonly (readonly [path: string, title: string])[]
  readonly also?: (record: Release) => readonly string[] // lines made of stated fields, escaped
  readonly found?: FoundLines // of an observation
}
type FoundLines = {
  readonly carries: readonly string[]
  readonly lines: (body: Observed) => readonly string[] // escaped
}
export type EuPart = { readonly title: string; readonly entries: readonly EuEntry[] }

export type EuDocument = {
  readonly title: string
  readonly form: string // which form, of which day
  readonly parts: readonly EuPart[]
  readonly rows?: { readonly asked: string; readonly carries: readonly string[] } // lines of `also`
}

export const LAW_AS_OF = '2026-07-24'
const MAX_ROWS = 200
const AUDIENCE: Readonly<Record<string, string>> = {
  A: 'AI Office',
  N: 'national authorities',
  D: 'providers downstream',
}

export function euText(dossier: Dossier, { title, form, parts, rows }: EuDocument): Exported {
  const { content, artifact, statement, recorded } = dossier
  const { ref, version } = calledIn(dossier)
  const record = content.kind === 'release' ? content.body : undefined
  const withdrawn = withdrawnIn(dossier)
  const fields = parts.flatMap(({ entries }) =>
    entries.flatMap((entry) => entry.fields.map(([path]) => path)),
  )
  const found = parts.flatMap(({ entries }) => entries.flatMap((entry) => entry.found?.carries ?? []))
  const text = [
    `# ${plain(title)}: ${plain(version === undefined ? ref : `${ref}@${version}`)}`,
    '',
    `${plain(form)}. State of the law: Regulation (EU) 2024/1689 as amended by (EU) 2026/1744, Official Journal of ${LAW_AS_OF}; jurisdiction: European Union.`,
    '',
    `Filled in from the record sha256:${statement} of artifact sha256:${artifact}, logged ${recorded}. What the record does not say is marked “${NOT_STATED}”. This text repeats what was stated and draws no conclusion about anybody’s duties; it is no legal advice.`,
    ...(content.kind === 'observed' ? ['', plain(foundWords(content.body), 4_000)] : []),
    ...(withdrawn === undefined ? [] : ['', `**${plain(withdrawn, 4_000)}**`]),
    ...parts.flatMap((part, index) => ['', partText(part, index + 1, content)]),
    '',
  ].join('\n')
  return {
    text,
    mediaType: 'text/markdown; charset=utf-8',
    gaps: record === undefined ? [OBSERVED_GAP] : gapsOf([...fields, ...(rows ? [rows.asked] : [])], record),
    notCarried: notCarriedBy(
      record === undefined ? ['name', 'version', 'where', ...found] : [...fields, ...(rows?.carries ?? [])],
      content.body,
    ),
  }
}

function partText({ title, entries }: EuPart, number: number, content: Dossier['content']): string {
  return [
    `## ${number}. ${plain(title)}`,
    ...entries.map((entry, index) => entryText(entry, `${number}.${index + 1}`, content)),
  ].join('\n\n')
}

function entryText(entry: EuEntry, number: string, content: Dossier['content']): string {
  const readers = entry.for === undefined ? [] : [...entry.for].map((one) => AUDIENCE[one] ?? one)
  const head = `### ${number} ${plain(entry.asks)}${readers.length === 0 ? '' : ` (for: ${readers.join(', ')})`}`
  const lines =
    content.kind === 'release' ? linesOf(entry, content.body) : (entry.found?.lines(content.body) ?? [])
  return `${head}\n\n${lines.length === 0 ? `**${NOT_STATED}**` : bullets(lines)}`
}

function linesOf({ fields, also }: EuEntry, record: Release): readonly string[] {
  const stated = fields.flatMap(([path, title]) => {
    const value = valueAt(record, path)
    return value === undefined ? [] : [`${plain(title)}: ${textOf(value)}`]
  })
  return [...stated, ...(also?.(record) ?? [])]
}

function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, name) => {
    const object = typeof at === 'object' && at !== null && Object.hasOwn(at, name)
    return object ? (at as Readonly<Record<string, unknown>>)[name] : undefined
  }, value)
}

/** How a finder called it. */
export const FOUND_NAME: FoundLines = {
  carries: ['name', 'display', 'version'],
  lines: ({ name, display, version }) => [
    `Name, as found: ${plain(name)}`,
    ...(display === undefined ? [] : [`As its finder spells it: ${plain(display)}`]),
    ...(version === undefined ? [] : [`Version, as found: ${plain(version)}`]),
  ],
}

/** Read from the bytes, whoever wrote the record. */
export const FOUND_FILES: FoundLines = {
  carries: ['files[].path', 'files[].sha256'],
  lines: ({ files }) => [
    ...files.slice(0, MAX_ROWS).map(({ path, sha256 }) => `${plain(path)}: sha256 ${sha256}`),
    ...(files.length > MAX_ROWS ? [`${files.length - MAX_ROWS} more files in the record`] : []),
  ],
}

/** Rows in one line each, a list of words with commas. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none, as stated'
    const shown = value
      .slice(0, MAX_ROWS)
      .map(textOf)
      .join(holdsRows(value) ? ' / ' : ', ')
    return value.length > MAX_ROWS ? `${shown} and ${value.length - MAX_ROWS} more in the record` : shown
  }
  if (isObject(value))
    return Object.entries(value)
      .map(([key, one]) => `${plain(key)}: ${holdsRows(one) ? `(${textOf(one)})` : textOf(one)}`)
      .join('; ')
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const text = String(value)
  return /^https?:\/\//i.test(text) ? address(text) : plain(text, MAX_TEXT)
}

function holdsRows(value: unknown): boolean {
  return isObject(value) || (Array.isArray(value) && value.some(isObject))
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// A draft that a person has edited, held against the files as they are now. What changed in the files is said, and can
// be written into the list of files; every other character of the text stays as it is. Invariant: reading the updated
// text gives the edited draft with the files of now.

import { readStrictYaml, type YamlNode } from '../../base/strict-yaml.ts'
import { yamlText } from '../../base/yaml-text.ts'
import { draftFound, fileLine } from './draft.ts'
import type { FoundFiles } from './found.ts'
import { FIELDS, valueAt } from './record-fields.ts'
import { type ReadRecord, readRecord } from './record-yaml.ts'

export type Change =
  | { readonly kind: 'new' | 'gone' | 'changed'; readonly path: string }
  /** A field that the files tell now and the draft leaves open. */
  | {
      readonly kind: 'readable'
      readonly path: string
      readonly yaml: string
      readonly notes: readonly string[]
    }

export function changesSince({ draft }: ReadRecord, found: FoundFiles): readonly Change[] {
  const drafted = draftFound(found)
  const readable = FIELDS.flatMap(({ path }): Change[] => {
    const value = valueAt(drafted.draft, path)
    if (value === undefined || path === 'artifacts' || valueAt(draft, path) !== undefined) return []
    const notes = drafted.notes.get(path) ?? drafted.notes.get(`${path}[0]`) ?? []
    return [{ kind: 'readable', path, yaml: yamlText(value), notes }]
  })
  const now = linesOf(found)
  const named = new Map((drafted.draft.artifacts ?? []).map((line) => [line.path, line]))
  const gone = (draft.artifacts ?? []).flatMap((line): Change[] => {
    const file = now.get(line.path)
    named.delete(line.path)
    if (file === undefined) return [{ kind: 'gone', path: line.path }]
    return refreshed(line, file) === line ? [] : [{ kind: 'changed', path: line.path }]
  })
  const fresh = [...named.keys()].map((path): Change => ({ kind: 'new', path }))
  return [...fresh, ...gone, ...readable]
}

/** Of every file, whether a first draft names it or not. */
function linesOf({ files, set }: FoundFiles): ReadonlyMap<string, Line> {
  return new Map(files.map((file) => [file.path, fileLine(file, set)]))
}

type Line = NonNullable<ReadRecord['draft']['artifacts']>[number]

const READ_FROM_BYTES = ['bytes', 'sha256', 'tensorRoot', 'format', 'precision'] as const

/** The line as it was when nothing in it changed. */
function refreshed(line: Line, file: Line): Line {
  const stale = READ_FROM_BYTES.filter((key) => line[key] !== undefined && line[key] !== file[key])
  if (stale.length === 0) return line
  const rest = Object.entries(line).filter(([key]) => !(READ_FROM_BYTES as readonly string[]).includes(key))
  const read = READ_FROM_BYTES.flatMap((key) => (file[key] === undefined ? [] : [[key, file[key]]]))
  return Object.fromEntries([...rest, ...read]) as Line
}

/** The text with the list of files brought up to now; the text itself when it cannot be read. */
export function updateFiles(text: string, found: FoundFiles): string {
  const { draft, problems } = readRecord(text, '')
  const { root } = readStrictYaml(text)
  if (problems.length > 0 || root?.kind !== 'map') return text
  const drafted = draftFound(found).draft.artifacts ?? []
  const lines = draft.artifacts ?? []
  const now = linesOf(found)
  const named = new Map(drafted.map((line) => [line.path, line]))
  const kept = lines.map((line) => {
    const file = now.get(line.path)
    named.delete(line.path)
    return file === undefined ? undefined : refreshed(line, file)
  })
  const used = new Set(lines.map(({ id }) => id))
  const fresh = [...named.values()].map((line) => freeId(line, used))
  const list = root.fields.get('artifacts')?.value
  if (list?.kind !== 'list' || text[list.from] !== '-' || list.items.length !== lines.length)
    return wholeList(text, list, [...kept.filter((line) => line !== undefined), ...fresh])
  const edits = list.items.flatMap((item, index) => editOf(text, item, lines[index], kept[index]))
  const indent = ' '.repeat(list.column - 1)
  const last = list.items.at(-1) ?? list
  const at = endOf(text, last)
  const added = fresh.map((line) => `\n${indent}- ${yamlText(line)}`).join('')
  return applied(text, [...edits, { from: at, to: at, text: added }])
}

/** A file's short name must not be one that the person gave to another. */
function freeId(line: Line, used: Set<string | undefined>): Line {
  const stem = line.id ?? 'f'
  let id = stem
  for (let count = 2; used.has(id); count++) id = `${stem}-${count}`
  used.add(id)
  return { ...line, id }
}

type Edit = { readonly from: number; readonly to: number; readonly text: string }

function editOf(
  text: string,
  item: YamlNode,
  was: Line | undefined,
  line: Line | undefined,
): readonly Edit[] {
  if (line === was) return []
  const to = endOf(text, item)
  if (line !== undefined) return [{ from: item.from, to, text: yamlText(line) }]
  const dash = text.lastIndexOf('-', item.from - 1)
  const start = text.lastIndexOf('\n', dash)
  return [{ from: start === -1 ? dash : start, to, text: '' }]
}

/** Values in block form end behind their line breaks. */
function endOf(text: string, node: YamlNode): number {
  return node.from + text.slice(node.from, node.to).trimEnd().length
}

/** The list is missing, or written in another form than one line for each file: it is written anew. */
function wholeList(text: string, list: YamlNode | undefined, lines: readonly Line[]): string {
  const block = lines.map((line) => `\n  - ${yamlText(line)}`).join('')
  if (list === undefined) return `${text.trimEnd()}\n\nartifacts:${block}\n`
  const from = text.slice(0, list.from).trimEnd().length
  return applied(text, [{ from, to: endOf(text, list), text: block }])
}

/** From the last to the first, so that places stay right; of two at one place the later in the list comes last. */
function applied(text: string, edits: readonly Edit[]): string {
  let result = text
  for (const edit of [...edits].sort((a, b) => b.from - a.from || b.to - a.to))
    result = result.slice(0, edit.from) + edit.text + result.slice(edit.to)
  return result
}

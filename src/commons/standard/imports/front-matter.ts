// Front matter of a card: the YAML between two lines `---` at the top of README.md, key by key, each with its very
// lines, so that what we know no field for can be carried on unchanged. Invariant: read as strict YAML (no anchors,
// aliases or tags), bounded before anything is parsed. Sources: Hugging Face hub-docs, modelcard.md (2026-08); YAML 1.2.2.

import { readStrictYaml, type YamlFault, type YamlNode } from '../../../base/strict-yaml.ts'

export const MAX_CARD_BYTES = 1 << 20 // what is read of a card
const MAX_KEYS = 500
const TOP_KEY = /^[^\s#"'[\]{}?:,-][^\n:]*:(?=\s|$)/gm // a line that can begin nothing but a key

export type CardEntry = {
  readonly key: string
  readonly node: YamlNode
  readonly lines: string // as they stand, without the last line end
}

export type FrontMatter = {
  readonly entries: readonly CardEntry[]
  readonly yaml: string // what `from` and `to` of the nodes count in
  readonly body: string
}

export type ReadFrontMatter = {
  readonly matter?: FrontMatter // absent: there is none, or it cannot be read
  readonly faults: readonly YamlFault[] // lines are those of the card
}

/** Never throws. A text without front matter is a card without keys. */
export function readFrontMatter(card: string): ReadFrontMatter {
  const text = card.replace(/^\ufeff/, '').replaceAll('\r\n', '\n')
  if (!/^---[ \t]*\n/.test(text)) return { matter: { entries: [], yaml: '', body: text }, faults: [] }
  const start = text.indexOf('\n') + 1
  const close = /^---[ \t]*$/m.exec(text.slice(start))
  if (close === null) return { faults: [fault(1, 'a line "---" that closes the front matter', 'none')] }
  const yaml = text.slice(start, start + close.index)
  const early = yaml.match(TOP_KEY)?.length ?? 0
  if (early > MAX_KEYS) return { faults: [fault(2, `at most ${MAX_KEYS} keys`, `${early}`)] } // before a word is parsed
  const { root, faults } = readStrictYaml(yaml)
  if (faults.length > 0) return { faults: faults.map((one) => ({ ...one, line: one.line + 1 })) }
  const body = text.slice(start + close.index + close[0].length).replace(/^\n+/, '')
  if (root === undefined || (root.kind === 'text' && root.empty))
    return { matter: { entries: [], yaml, body }, faults: [] }
  if (root.kind !== 'map') return { faults: [fault(2, 'keys with values', `a ${root.kind}`)] }
  if (root.fields.size > MAX_KEYS)
    return { faults: [fault(2, `at most ${MAX_KEYS} keys`, `${root.fields.size}`)] }
  return entriesOf(yaml, body, root.fields)
}

function entriesOf(
  yaml: string,
  body: string,
  fields: Extract<YamlNode, { kind: 'map' }>['fields'],
): ReadFrontMatter {
  const lines = yaml.replace(/\n$/, '').split('\n')
  const all = [...fields]
  const wrong = all.find(
    ([, { key }], index) => key.column !== 1 || key.line === all[index + 1]?.[1].key.line,
  )
  if (wrong !== undefined)
    return { faults: [fault(wrong[1].key.line + 1, 'each key at the start of a line of its own', 'others')] }
  const entries = all.map(([key, { key: place, value }], index) => ({
    key,
    node: value,
    lines: lines.slice(place.line - 1, (all[index + 1]?.[1].key.line ?? lines.length + 1) - 1).join('\n'),
  }))
  return { matter: { entries, yaml, body }, faults: [] }
}

function fault(line: number, expected: string, found: string): YamlFault {
  return { line, column: 1, expected, found }
}

/** Texts of a value that is one word or a list of words; undefined where it is anything else. */
export function wordsOf(node: YamlNode | undefined): readonly string[] | undefined {
  if (node === undefined) return undefined
  if (node.kind === 'text') return node.empty ? [] : [node.text]
  if (node.kind === 'map') return undefined
  const words = node.items.flatMap((item) => (item.kind === 'text' ? [item.text] : []))
  return words.length === node.items.length ? words : undefined
}

/** The text at a name of a map. */
export function textAt(node: YamlNode | undefined, ...names: readonly string[]): string | undefined {
  const found = nodeAt(node, ...names)
  return found?.kind === 'text' && !found.empty ? found.text : undefined
}

export function nodeAt(node: YamlNode | undefined, ...names: readonly string[]): YamlNode | undefined {
  return names.reduce<YamlNode | undefined>(
    (at, name) => (at?.kind === 'map' ? at.fields.get(name)?.value : undefined),
    node,
  )
}

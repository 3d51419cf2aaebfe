// Front matter of a model card: the YAML between the two `---` lines at the top (weight-formats 8), read as the plain
// subset that cards use: `key: value`, `key: [a, b]`, and lists of `- value`. Deeper structure is passed over.

import { fromUtf8, utf8 } from '../base/bytes.ts'
import { JsonFault, JsonLexer } from '../base/json-lexer.ts'
import type { Report } from './report.ts'

export const MAX_FRONT_MATTER = 64 * 1024

const KEYS: readonly string[] = [
  'license',
  'license_name',
  'license_link',
  'base_model',
  'base_model_relation',
  'datasets',
  'tags',
  'library_name',
  'quantized_by',
  'language',
  'pipeline_tag',
  'model_name',
  'model_creator',
  'extra_gated_prompt',
  'new_version',
]

/** `head` holds at least the first 64 KiB of the file, or all of it. */
export function readCard(head: Uint8Array, report: Report): void {
  const start = opening(head)
  if (start === 0) return
  let key: string | undefined
  let at = start
  while (at < Math.min(head.length, MAX_FRONT_MATTER)) {
    const newline = head.indexOf(0x0a, at)
    const end = newline === -1 ? head.length : newline
    const line = fromUtf8(head.subarray(at, end))?.replace(/\r$/, '')
    if (line === undefined) break
    if (/^(---|\.\.\.)\s*$/.test(line)) return
    key = readLine({ line, at, key }, report)
    at = end + 1
  }
  report.add(
    'card.front-matter',
    { offset: 0, length: at },
    'expected a line "---" that closes the front matter',
  )
}

function opening(head: Uint8Array): number {
  const first = new TextDecoder('latin1').decode(head.subarray(0, 16))
  return /^---[ \t]*\r?\n/.exec(first)?.[0].length ?? 0
}

/** Answers the key that following list items belong to. */
function readLine(
  { line, at, key }: { readonly line: string; readonly at: number; readonly key: string | undefined },
  report: Report,
): string | undefined {
  const item = /^( {0,4}-[ \t]+)(.*)$/.exec(line)
  if (item !== null) {
    if (key !== undefined)
      addValue(report, key, { text: item[2] as string, at: at + (item[1] as string).length })
    return key
  }
  if (/^(\s|#|$)/.test(line)) return /^\s+\S/.test(line) ? undefined : key // deeper structure belongs to no list of ours
  const member = /^(["']?)([A-Za-z_][\w.-]*)\1[ \t]*:(?:[ \t]+(.*))?$/.exec(line)
  const name = member?.[2]
  if (name === undefined || !KEYS.includes(name)) return undefined
  const value = (member?.[3] ?? '').trim()
  let from = line.indexOf(value, line.indexOf(':') + 1)
  const list = /^\[(.*)\]\s*(#.*)?$/.exec(value)?.[1]
  for (const part of list === undefined ? [value] : list.split(',')) {
    const text = part.trim()
    from = line.indexOf(text, list === undefined ? from : from + 1)
    addValue(report, name, { text, at: at + utf8(line.slice(0, from)).length })
    from += text.length
  }
  return name
}

function addValue(
  report: Report,
  key: string,
  { text, at }: { readonly text: string; readonly at: number },
): void {
  const value = scalar(text.trim())
  if (value !== undefined) report.fact(key, value, at)
}

function scalar(text: string): string | undefined {
  if (/^[|>][+-]?$/.test(text) || /^[&*!{]/.test(text) || text === '' || text === '~' || text === 'null')
    return undefined
  if (text.startsWith("'")) return /^'((?:[^']|'')*)'/.exec(text)?.[1]?.replaceAll("''", "'")
  if (text.startsWith('"')) return quoted(text)
  return text.replace(/\s+#.*$/, '')
}

/** Double quotes of YAML hold JSON's escapes as far as cards go. */
function quoted(text: string): string | undefined {
  try {
    const lexer = new JsonLexer(utf8(text))
    return lexer.next() === 'string' ? lexer.text : undefined
  } catch (cause) {
    if (cause instanceof JsonFault) return undefined
    throw cause
  }
}

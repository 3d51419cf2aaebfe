// Chat templates: their digests, and a scan for words that no rendering of a conversation needs (weight-formats 4.4,
// 7 rows 46–48). A template is a program: the scan gives reasons to look, and its silence proves nothing.

import { utf8 } from '../base/bytes.ts'
import { templateDigest } from './digests.ts'
import type { Hashing } from './hashing.ts'
import { MAX_TEMPLATE_BYTES, type Report } from './report.ts'
import type { RuleId } from './rules.ts'

const MAX_NESTING = 200 // brackets open at once
const LONG_RANGE = 5 // digits: range(10000) and above

type Scan = { readonly rule: RuleId; readonly pattern: RegExp; readonly found: string }

// Each quantifier is bounded: a pattern over 256 KiB of hostile text must stay linear.
const SCANS: readonly Scan[] = [
  { rule: 'template.escape', pattern: /__[a-zA-Z]+__/, found: 'a name of Python machinery' },
  {
    rule: 'template.escape',
    pattern: /\|\s*attr\b|\battr\s*\(|\bgetattr\b/,
    found: 'attribute access by name',
  },
  {
    rule: 'template.escape',
    pattern: /\{%-?\s*(import|from|include|extends)\b/,
    found: 'another template taken in',
  },
  {
    rule: 'template.escape',
    pattern: /\b(lipsum|cycler|joiner|subprocess|popen|builtins|os\.system|mro\s*\(|func_globals|self\._)/,
    found: 'a way out of the sandbox',
  },
  {
    rule: 'template.hidden',
    pattern: /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u{e0000}-\u{e007f}]/u,
    found: 'invisible characters',
  },
  {
    rule: 'template.hidden',
    pattern: /(\\x[0-9a-fA-F]{2}){8}|[A-Za-z0-9+/]{200}/,
    found: 'long encoded text',
  },
  { rule: 'template.url', pattern: /\b(https?|ftp|wss?):\/\//i, found: 'an address' },
  {
    rule: 'template.branches',
    pattern:
      /\bif\b[^%]{0,300}(['"])(?![<[|\s])[^'"]{2,200}\1\s+in\s+(message|messages\[[^\]]{0,40}\]|m|msg)(\.content|\[['"]content['"]\])/,
    found: 'a condition on what a message says',
  },
  {
    rule: 'template.branches',
    pattern:
      /\bif\b[^%]{0,300}(\.content|\[['"]content['"]\])\s*(\|\s*(lower|upper|trim)\s*)?(==|\.startswith|\.find)\s*\(?\s*(['"])(?![<[|\s])[^'"]{2}/,
    found: 'a condition on what a message says',
  },
  {
    rule: 'template.cost',
    pattern: new RegExp(`range\\s*\\([^)]{0,200}(\\d{${LONG_RANGE},}|\\*\\*)|\\d\\s*\\*\\*\\s*\\d`),
    found: 'a very long loop',
  },
  { rule: 'template.cost', pattern: /set\s+(\w+)\s*=\s*\1\s*[~+]\s*\1\b/, found: 'a text that doubles' },
]

export type TemplatePlace = { readonly name: string; readonly offset: number; readonly path?: string }

/** Records a template of a file; `offset` is where its text begins. */
export function addTemplate(
  { report, hashing }: { readonly report: Report; readonly hashing: Hashing },
  { name, offset, path }: TemplatePlace,
  text: string,
): void {
  const bytes = utf8(text)
  const sha256 = templateDigest(hashing, text)
  const kept = bytes.length <= MAX_TEMPLATE_BYTES
  report.template(kept ? { name, sha256, text } : { name, sha256 })
  const place = path === undefined ? { offset } : { offset, path }
  if (!kept) {
    const message = `expected at most ${MAX_TEMPLATE_BYTES} bytes of template, found ${bytes.length}`
    report.add('template.large', place, message)
    return
  }
  for (const { rule, pattern, found } of SCANS) {
    const at = text.search(pattern)
    if (at !== -1)
      report.add(rule, place, `line ${lineOf(text, at)}: expected plain rendering, found ${found}`)
  }
  const deep = deepAt(text)
  if (deep !== -1)
    report.add(
      'template.cost',
      place,
      `line ${lineOf(text, deep)}: expected brackets nested at most ${MAX_NESTING} deep`,
    )
}

function lineOf(text: string, at: number): number {
  let line = 1
  for (let i = text.indexOf('\n'); i !== -1 && i < at; i = text.indexOf('\n', i + 1)) line++
  return line
}

function deepAt(text: string): number {
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const mark = text[i] as string
    if ('([{'.includes(mark)) depth++
    else if (')]}'.includes(mark)) depth = Math.max(0, depth - 1)
    if (depth > MAX_NESTING) return i
  }
  return -1
}

// The one form in which licence texts are compared: lower case, without copyright lines, letters and digits only, up to
// "end of terms and conditions". Two texts are the same licence when the SHA-256 of this form is the same; similarity
// names nothing (release-standard 4.1). Invariant: a line is left out only when it can be nothing but a copyright
// notice, and what was left out is told, so that no clause hides in one.

import { createHash } from 'node:crypto'
import type { Sha256 } from '../../../base/digest.ts'

export const MAX_LICENCE_CHARS = 512 * 1024 // the longest text of the list has under 120,000
const MAX_LINE_CHARS = 300 // of a copyright notice
const MAX_HOLDER_WORDS = 24
const MAX_SMALL_WORDS = 2 // names in lower case, such as those of accounts
const MAX_UNCASED = 40 // characters of scripts without capitals
const MAX_IGNORED = 64 // lines that are told
export const END = 'end of terms and conditions'

export type Normal = {
  readonly words: readonly string[]
  readonly digest: Sha256 // of the words, joined by one blank
  readonly appendix: readonly string[] // words after the end of the terms
  readonly ignored: readonly string[] // lines that were left out, verbatim
}

/** Why a text has no normal form: it would not be read as it looks. */
export type Unreadable = 'too long' | 'not text' | 'hidden characters'

export function normalise(text: string): Normal | Unreadable {
  if (text.length > MAX_LICENCE_CHARS) return 'too long'
  const refused = hidden(text)
  if (refused !== undefined) return refused
  const ignored: string[] = []
  const kept = text.split(/\r\n?|\n/).filter((line) => {
    const notice = isCopyrightNotice(line)
    if (notice && ignored.length < MAX_IGNORED) ignored.push(line.trim())
    return !notice
  })
  const all = wordsOf(kept.join('\n'))
  const end = endOf(all)
  const words = all.slice(0, end)
  return { words, digest: digestOf(words), appendix: all.slice(end), ignored }
}

export function digestOf(words: readonly string[]): Sha256 {
  return createHash('sha256').update(words.join(' ')).digest('hex') as Sha256
}

function wordsOf(text: string): readonly string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map((word) => (word === 'https' ? 'http' : word)) // addresses of licences have moved to it, their texts have not
}

function endOf(words: readonly string[]): number {
  const mark = END.split(' ')
  for (let at = 0; at + mark.length <= words.length; at++)
    if (mark.every((word, step) => words[at + step] === word)) return at + mark.length
  return words.length
}

/** Control characters, and those that turn or hide what stands around them; a mark of byte order may open the text. */
function hidden(text: string): Unreadable | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/.test(text)) return 'not text'
  const body = text.startsWith('\ufeff') ? text.slice(1) : text
  return /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u.test(body) ? 'hidden characters' : undefined
}

const MARK = /^[\s"'“”*#%/;.|>!-]*(?:portions\s+)?(?:(?:copyright:?|\(c\)|©|&copy;)[\s:]*)+/i
const YEARS =
  /(?:\d{4}|[<[{(]?\$?\{?(?:y{2,4}|x{4}|years?|dates?)\b[^\s>\]})]*[>\]})]*)(?:\s*(?:[-–—,]|--|to|and|present)\s*)*/giu
const RESERVED = /\ball rights? reserved\b/gi
const PLACEHOLDER = /<[^<>]{1,60}>|\[[^[\]]{1,60}\]|\{[^{}]{1,60}\}/g
const ADDRESS = /\bhttps?:\/\/\S+|\S+@\S+|\b[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}(?:\/\S*)?/g

const SMALL = new Set(
  'and or by of the de van von der den del da di la le du e et y for in at its present others contributors team authors author owner owners holders holder affiliates inc ltd llc co corp gmbh see'.split(
    ' ',
  ),
)

/** What gives or takes a right is no name: a line with one of these words is never left out. */
export const OPERATIVE =
  /\b(shall|must|may|can|cannot|not|no|only|unless|except|provided|without|with|if|permit\w*|permission|prohibit\w*|forbid\w*|licen[cs]\w*|use|used|users?|using|uses|usage|commercial\w*|distribut\w*|redistribut\w*|cop(y|ies|ied)|grant\w*|right|agree\w*|accept\w*|terms?|condition\w*|pay\w*|fee|fees|require\w*|restrict\w*|obtain|request|allowed|any|anyone|everyone|whoever|over|above|more|than|million|monthly|active|revenue|warrant\w*|liab\w*|patent\w*|trademark\w*|subject|except\w*|exclu\w*|waive\w*|terminat\w*)\b/i

/** Mark, years or a mark that stands for them, and a name: nothing else. */
export function isCopyrightNotice(line: string): boolean {
  if (line.length > MAX_LINE_CHARS) return false
  if (/^[\s*#/]*all rights? reserved[\s.]*$/i.test(line)) return true
  const mark = MARK.exec(line)?.[0]
  if (mark === undefined || !/copyright|©|&copy;|\(c\)/i.test(mark)) return false
  const after = line.slice(mark.length)
  const signed = /(©|&copy;|\(c\))/i.test(mark) && /copyright|©|&copy;/i.test(mark)
  const unreserved = after.replace(RESERVED, ' ')
  const rest = unreserved.replace(YEARS, ' ')
  const placed = rest !== unreserved || /<[^<>\s]+@[^<>\s]+>/.test(after) // a year, or somebody's address
  const people = /^[^.]{1,60}\b(contributors|authors|developers)\W*$/i.test(after)
  return (signed || placed || people) && isName(rest.replace(ADDRESS, ' '))
}

function isName(held: string): boolean {
  if (OPERATIVE.test(held)) return false
  const rest = held.replace(PLACEHOLDER, ' ')
  const words = rest.split(/[^\p{L}\p{N}'’]+/u).filter((word) => word !== '')
  if (words.length > MAX_HOLDER_WORDS) return false
  const uncased = [...rest].filter((letter) => /\p{Lo}/u.test(letter)).length
  const small = words.filter((word) => /^\p{Ll}/u.test(word) && !SMALL.has(word.toLowerCase()))
  return uncased <= MAX_UNCASED && small.length <= MAX_SMALL_WORDS
}

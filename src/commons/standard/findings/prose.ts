// The sentences of a card, with the place of each in the file: what rules about words read. Invariants: at most
// MAX_FILE_TEXT characters are read and the work is linear in them; a sentence is cut from the text as it stands, so a
// quote of it stands at its offset; what is not English is counted and named, never judged in silence.
// Source: release-standard 6 (sentence rule; other languages "not checked").

import { utf8 } from '../../../base/bytes.ts'
import { MAX_FILE_TEXT } from '../dossier.ts'
import { BREAK, GONE, masked } from './masked.ts'

const MAX_SENTENCE = 1200 // characters; what is longer is read in parts
const FOREIGN_LETTERS = 0.3 // share of letters of other scripts above which a sentence is not English
const FEW_WORDS = 40 // a text with fewer is too short to tell its language by common words
const ENOUGH_WORDS = 2000 // that tell it
const COMMON_SHARE = 0.05 // English prose has 20 to 35 % of the words below; other languages in Latin letters under 2 %

export type Sentence = {
  readonly text: string // marks gone, blanks single
  readonly from: number // characters of the file's text
  readonly to: number
}

export type Prose = {
  readonly sentences: readonly Sentence[] // English ones
  readonly notChecked: number // sentences in other languages
  readonly language: string // of most of it: English, Chinese, not English …
  readonly others?: string // the script of most sentences that are not English
}

export function readProse(text: string): Prose {
  const whole = text.length > MAX_FILE_TEXT ? text.slice(0, MAX_FILE_TEXT) : text
  const all = sentencesOf(masked(whole))
  const own = all.filter((sentence) => script(sentence.text) === undefined)
  if (!isEnglish(own)) return { sentences: [], notChecked: all.length, language: 'not English' }
  const others = new Map<string, number>()
  for (const { text: words } of all) {
    const name = script(words)
    if (name !== undefined) others.set(name, (others.get(name) ?? 0) + 1)
  }
  const [most] = [...others].sort(([, a], [, b]) => b - a)
  const notChecked = all.length - own.length
  const language = most !== undefined && notChecked > own.length ? most[0] : 'English'
  return { sentences: own, notChecked, language, ...(most && { others: most[0] }) }
}

function sentencesOf(mask: string): readonly Sentence[] {
  const found: Sentence[] = []
  for (let from = 0; from < mask.length; ) {
    const at = mask.indexOf(BREAK, from)
    const to = at === -1 ? mask.length : at
    splitBlock(mask, from, to, found)
    from = to + 1
  }
  return found
}

function splitBlock(mask: string, from: number, to: number, found: Sentence[]): void {
  let start = from
  for (let at = from; at < to; at++) {
    const full = '。！？'.includes(mask[at] as string)
    const long = isTooLong(mask, start, at)
    if (!full && !long && !('.!?'.includes(mask[at] as string) && endsHere(mask, start, at, to))) continue
    add(mask, start, at + 1, found)
    start = at + 1
  }
  add(mask, start, to, found)
}

/** At a blank after MAX_SENTENCE, else in the middle of whatever has no blank, but of no character. */
function isTooLong(mask: string, start: number, at: number): boolean {
  if (at - start < MAX_SENTENCE) return false
  const half = mask.charCodeAt(at) >= 0xd800 && mask.charCodeAt(at) <= 0xdbff // the first half of a pair
  return mask[at] === ' ' || (at - start >= 2 * MAX_SENTENCE && !half)
}

const SHORT = new Set([
  'e.g',
  'i.e',
  'eg',
  'ie',
  'etc',
  'vs',
  'al',
  'fig',
  'eq',
  'cf',
  'no',
  'approx',
  'dr',
  'v',
  'mr',
  'ms',
])

/** Whether a sentence ends at a full stop: blanks follow, then something that begins one, and no short form precedes. */
function endsHere(mask: string, start: number, at: number, to: number): boolean {
  let next = at + 1
  while (next < to && next < at + 4 && `"'”’)*${GONE}`.includes(mask[next] as string)) next++
  if (next >= to) return true
  if (mask[next] !== ' ') return false
  while (next < to && next < at + 400 && (mask[next] === ' ' || mask[next] === GONE)) next++
  if (/\p{Ll}/u.test(mask[next] ?? '')) return false
  const word = /[\p{L}\p{N}.]{1,12}$/u.exec(mask.slice(Math.max(start, at - 12), at))?.[0] ?? ''
  return mask[at] !== '.' || !(SHORT.has(word.toLowerCase()) || /^\p{Lu}$/u.test(word))
}

function add(mask: string, start: number, end: number, found: Sentence[]): void {
  let [from, to] = [start, end]
  while (from < to && (mask[from] === ' ' || mask[from] === GONE)) from++
  while (to > from && (mask[to - 1] === ' ' || mask[to - 1] === GONE)) to--
  if (from >= to) return
  while (from > start && mask[from - 1] === GONE) from-- // marks that belong to the words stay in the quote
  while (to < end && mask[to] === GONE) to++
  const text = mask.slice(from, to).replaceAll(GONE, '').replace(/\s+/g, ' ')
  if (/\p{L}{2}/u.test(text)) found.push({ text, from, to })
}

const SCRIPTS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Japanese', /[\p{scx=Hiragana}\p{scx=Katakana}]/gu],
  ['Chinese', /\p{sc=Han}/gu],
  ['Korean', /\p{sc=Hangul}/gu],
  ['Cyrillic letters', /\p{sc=Cyrillic}/gu],
  ['Arabic letters', /\p{sc=Arabic}/gu],
  ['letters that are not Latin', /(?=\p{L})[^\p{sc=Latin}]/gu],
]

/** The script of a sentence that is not in Latin letters. */
function script(text: string): string | undefined {
  if (isAscii(text) || /^[\p{sc=Latin}\P{L}]*$/u.test(text)) return undefined
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const latin = text.match(/\p{sc=Latin}+/gu) ?? []
  const others = letters - latin.join('').length
  if (others <= FOREIGN_LETTERS * (others + latin.length * 2)) return undefined // a sign of Chinese is about half a word
  return SCRIPTS.find(([, pattern]) => (text.match(pattern)?.length ?? 0) * 4 > others)?.[0]
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false
  return true
}

const COMMON =
  /^(the|of|and|to|is|in|for|with|that|this|are|on|be|as|by|from|we|it|can|or|an|was|our|you|not|which)$/

function isEnglish(sentences: readonly Sentence[]): boolean {
  let [words, common] = [0, 0]
  for (const { text } of sentences) {
    if (words > ENOUGH_WORDS) break
    for (const word of text.toLowerCase().split(/[^\p{L}]+/u)) {
      if (word.length > 1) words++
      if (COMMON.test(word)) common++
    }
  }
  return words < FEW_WORDS || common >= COMMON_SHARE * words
}

const PAGE = 4096 // characters

/** Offset in bytes of each character of a file's text, by its index: a question reads a page of the text, and the pages
 *  before it once for all questions. */
export function byteOffsets(text: string): (index: number) => number {
  const pages = [0] // bytes before each page
  return (index) => {
    const page = Math.min(Math.floor(index / PAGE), Math.floor(text.length / PAGE))
    for (let next = pages.length; next <= page; next++)
      pages.push(
        (pages[next - 1] ?? 0) + utf8(text.slice(pageStart(text, next - 1), pageStart(text, next))).length,
      )
    const start = pageStart(text, page)
    return (pages[page] ?? 0) + utf8(text.slice(Math.min(start, index), index)).length
  }
}

/** A page begins with no second half of a pair. */
function pageStart(text: string, page: number): number {
  const at = page * PAGE
  const pair = /^[\ud800-\udbff][\udc00-\udfff]/.test(text.slice(Math.max(0, at - 1), at + 1))
  return pair ? at - 1 : at
}

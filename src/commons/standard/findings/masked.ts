// A text of Markdown with everything blanked out that is no prose: front matter, code, HTML, addresses, marks. Every
// character keeps its place, so that a quote can be cut from the text itself. Invariants: one pass, linear in the text
// however hostile it is; the result is as long as the text. Source: release-standard 6 (sentence rule), CommonMark 0.31.

import { Ahead } from './ahead.ts'

export const GONE = '\u0001' // stood inside a word: emphasis, brackets of links
export const BREAK = '\n' // between paragraphs, list items, cells, headings
const BLANK = ' '
const MAX_TAG = 2000 // characters of one tag
const MAX_SCHEME = 8 // letters before ://
const MAX_ACCOUNT = 80 // characters on either side of an @

type Line = { readonly from: number; readonly to: number } // without the line's end

/** Text as long as `text`: prose, blanks, GONE, and BREAK between blocks. */
export function masked(text: string): string {
  const mask = new Mask(text)
  let inFence: string | undefined
  let afterBlank = true
  let inList = false
  for (const line of linesFrom(text, frontMatterEnd(text))) {
    const raw = text.slice(line.from, line.to)
    mask.set(line.to, line.to + 1, BLANK)
    const fence = /^\s{0,40}(`{3,}|~{3,})/.exec(raw)?.[1]
    if (inFence !== undefined || fence !== undefined) {
      mask.set(line.from, line.to + 1, BREAK)
      if (inFence === undefined) inFence = fence
      else if (fence?.startsWith(inFence)) inFence = undefined
      continue
    }
    if (raw.trim() === '' || isRule(raw)) {
      mask.set(line.from, line.to + 1, BREAK)
      afterBlank = true
      continue
    }
    const item = /^\s{0,40}(?:[-*+•]|\d{1,9}[.)])\s/.exec(raw)?.[0]
    const indented = /^(?: {4}|\t)/.test(raw)
    if (indented && afterBlank && !inList) {
      mask.set(line.from, line.to + 1, BREAK)
      continue
    }
    if (item !== undefined) inList = true
    else if (!/^\s/.test(raw) && afterBlank) inList = false
    afterBlank = false
    markLine(mask, line, raw, item?.length ?? 0)
  }
  mask.inline()
  return mask.text()
}

/** Where the YAML between two lines `---` at the top ends; 0 when it never closes. */
export function frontMatterEnd(text: string): number {
  const start = /^\ufeff?---[ \t]*\r?\n/.exec(text)?.[0].length
  if (start === undefined) return 0
  const closing = /^(?:---|\.\.\.)[ \t]*\r?$/gm
  closing.lastIndex = start
  const found = closing.exec(text)
  return found === null ? 0 : found.index + found[0].length
}

function* linesFrom(text: string, from: number): Generator<Line> {
  for (let at = from; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const to = end === -1 ? text.length : end
    yield { from: at, to }
    at = to + 1
  }
}

/** A line of marks under a heading, between cells, between parts; a definition of a link. */
function isRule(raw: string): boolean {
  return /^[\s|:=*_-]+$/.test(raw) || /^\s{0,3}\[[^\]\n]{1,200}\]:/.test(raw)
}

function markLine(mask: Mask, line: Line, raw: string, itemLength: number): void {
  const heading = /^\s{0,3}#{1,6}\s/.exec(raw)?.[0].length
  const quoted = /^\s{0,3}(?:>\s?)+/.exec(raw)?.[0].length
  if (itemLength > 0) mask.set(line.from, line.from + itemLength, BREAK)
  if (quoted !== undefined) mask.set(line.from, line.from + quoted, BLANK)
  if (heading !== undefined) {
    mask.set(line.from, line.from + heading, BREAK)
    mask.set(line.to, line.to + 1, BREAK)
  }
  if (/ {2}\r?$|\\\r?$/.test(raw)) mask.set(line.to, line.to + 1, BREAK)
  const bars = raw.split('|').length - 1
  if (bars < 2 && !/^\s*\|/.test(raw)) return
  mask.set(line.to, line.to + 1, BREAK)
  for (let at = raw.indexOf('|'); at !== -1; at = raw.indexOf('|', at + 1))
    mask.set(line.from + at, line.from + at + 1, BREAK)
}

/** Tags whose content is no prose, and tags that end a block. */
const DROPPED = /^<(script|style|pre|code|svg|math|iframe)\b/i
const BLOCK =
  /^<\/?(?:p|div|br|hr|li|ul|ol|td|th|tr|table|h[1-6]|summary|details|center|blockquote|section)\b/i

class Mask {
  private readonly codes: Uint16Array
  private readonly source: string

  constructor(source: string) {
    this.source = source
    this.codes = new Uint16Array(source.length)
    for (let i = 0; i < source.length; i++) this.codes[i] = source.charCodeAt(i)
    this.set(0, frontMatterEnd(source), BREAK)
  }

  set(from: number, to: number, mark: string): void {
    this.codes.fill(mark.charCodeAt(0), from, Math.min(to, this.source.length))
  }

  text(): string {
    return new TextDecoder('utf-16le').decode(this.codes)
  }

  /** Inside blocks: HTML, code, links, addresses, emphasis. Reads what `masked` has left of the lines. */
  inline(): void {
    const left = this.text()
    const ahead = new Ahead(left)
    const special = /[\\<`![\]*_:@]/g
    for (let at = 0; ; ) {
      special.lastIndex = at
      const next = special.exec(left)
      if (next === null) return
      at = this.mark(left, next.index, ahead)
    }
  }

  /** Answers where to go on. */
  private mark(left: string, at: number, ahead: Ahead): number {
    const char = left[at]
    if (char === '\\') return this.drop(at, at + 1, GONE)
    if (char === '<') return this.tag(left, at, ahead)
    if (char === '`') return this.code(left, at, ahead)
    if (char === '!' && left[at + 1] === '[') return this.image(left, at, ahead)
    if (char === '[') return this.drop(at, at + 1, GONE)
    if (char === ']') return this.linkEnd(left, at, ahead)
    if (char === '*') return this.drop(at, at + 1, GONE)
    if (char === '_' && (left[at + 1] === '_' || left[at - 1] === '_')) return this.drop(at, at + 1, GONE)
    if (char === ':') return left.startsWith('://', at) ? this.address(left, at) : at + 1
    if (char === '@') return this.mail(left, at)
    return at + 1
  }

  private drop(from: number, to: number, mark: string): number {
    this.set(from, to, mark)
    return to
  }

  private tag(left: string, at: number, ahead: Ahead): number {
    const head = left.slice(at, at + 12)
    if (head.startsWith('<!--')) {
      const end = ahead.next('-->', at + 4)
      return this.drop(at, end === -1 ? left.length : end + 3, BLANK)
    }
    if (!/^<[a-z/!]/i.test(head)) return at + 1
    const end = ahead.next('>', at)
    if (end === -1 || end - at > MAX_TAG) return at + 1
    const dropped = DROPPED.exec(head)?.[1]
    if (dropped !== undefined && left[end - 1] !== '/') {
      const close = ahead.next(`</${dropped.toLowerCase()}`, end)
      if (close !== -1) return this.drop(at, close, BLANK)
    }
    return this.drop(at, end + 1, BLOCK.test(head) ? BREAK : BLANK)
  }

  private code(left: string, at: number, ahead: Ahead): number {
    let to = at
    while (left[to] === '`') to++
    const end = ahead.run('`', to - at, to)
    const stop = ahead.next(BREAK, to)
    if (end === -1 || (stop !== -1 && stop < end)) return this.drop(at, to, BLANK)
    return this.drop(at, end + to - at, BLANK)
  }

  private image(left: string, at: number, ahead: Ahead): number {
    const close = ahead.next(']', at)
    if (close === -1 || left[close + 1] !== '(') return this.drop(at, at + 2, GONE)
    const end = ahead.next(')', close)
    return end === -1 || end - at > MAX_TAG ? this.drop(at, at + 2, GONE) : this.drop(at, end + 1, BLANK)
  }

  /** `](address "title")` and `][name]`: the words before it stay, where it leads goes. */
  private linkEnd(left: string, at: number, ahead: Ahead): number {
    const open = left[at + 1]
    if (open !== '(' && open !== '[') return this.drop(at, at + 1, GONE)
    const [close, other] = open === '(' ? [')', '('] : [']', '[']
    let end = ahead.next(close, at + 2)
    const inner = ahead.next(other, at + 2)
    if (inner !== -1 && inner < end) end = ahead.after(close, end)
    if (end === -1 || end - at > MAX_TAG) return this.drop(at, at + 1, GONE)
    return this.drop(at, end + 1, GONE)
  }

  /** An e-mail address, or the name of an account. */
  private mail(left: string, at: number): number {
    let from = at
    while (from > 0 && at - from < MAX_ACCOUNT && /[\w.+-]/.test(left[from - 1] as string)) from--
    let to = at + 1
    while (to < left.length && to - at < MAX_ACCOUNT && /[\w.-]/.test(left[to] as string)) to++
    return to === at + 1 ? to : this.drop(from, to, BLANK)
  }

  private address(left: string, at: number): number {
    let from = at
    while (from > 0 && at - from < MAX_SCHEME && /[a-z]/i.test(left[from - 1] as string)) from--
    let to = at + 1
    while (to < left.length && !/[\s<>)\]"']/.test(left[to] as string)) to++
    return this.drop(from, to, BLANK)
  }
}

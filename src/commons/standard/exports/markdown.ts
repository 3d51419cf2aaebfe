// Text from outside in Markdown: it stays text. Invariant: nothing in it opens markup, a table's cell, a heading, a line
// of front matter or an address. Source: CommonMark 0.31, 2.4 (backslash escapes) and 6.6; GFM 4.10 (tables).

import { safeAddress, shownText } from '../../../base/html.ts'
import { MAX_LINE } from '../../shapes.ts'

/** One line of plain text, whole as far as a record has lines; longer prose says its own limit. */
export function plain(text: string, most = MAX_LINE): string {
  const line = shownText(text.replaceAll(/\s+/g, ' ').trim())
  const cut = line.length > most ? `${line.slice(0, most).toWellFormed()}…` : line
  return cut
    .replaceAll(/[\\`*[\]|~$]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, (sign) => `\\${sign}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/^(?:[#=]|[-+](?=[\s-]|$))/, '\\$&') // a heading, a list's item, a rule
    .replace(/^([0-9]+)([.)])(?=\s|$)/, '$1\\$2')
    .replaceAll(/(\w):\/\//g, '$1:&#47;/') // no address but those of address()
    .replaceAll(/\bwww\./gi, 'www&#46;')
}

/** An address that can be followed, or its text. */
export function address(text: string): string {
  const follows = /^https?:/i.test(text) && safeAddress(text) && !/[<>"'|`\\]/.test(text)
  return follows ? `<${text}>` : plain(text)
}

/** Lines of a table; a dash where a row says nothing. */
export function table(head: readonly string[], rows: readonly (readonly (string | undefined)[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line(head),
    line(head.map(() => '---')),
    ...rows.map((cells) => line(cells.map((cell) => cell ?? '–'))),
  ].join('\n')
}

export function bullets(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n')
}

// Values as YAML that strict-yaml.ts reads back as the same text: lists and maps in one line, words plain where no
// reader can mistake them, everything else in double quotes with JSON's escapes (YAML 1.2.2, 5.7 and 7.3.1).

const PLAIN = /^[A-Za-z0-9/](?:[A-Za-z0-9 _./+()@~=%-]|:(?=[A-Za-z0-9/]))*$/
// JSON leaves these as they are; in a text for people they would hide or reorder it.
const HIDDEN =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]|\p{Cs}/gu

export function yamlText(value: unknown): string {
  if (typeof value === 'string') return yamlWord(value)
  if (Array.isArray(value)) return `[${value.map(yamlText).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const pairs = Object.entries(value).filter(([, one]) => one !== undefined)
    return `{${pairs.map(([key, one]) => `${yamlWord(key)}: ${yamlText(one)}`).join(', ')}}`
  }
  return String(value)
}

export function yamlWord(text: string): string {
  return PLAIN.test(text) && !text.endsWith(' ') ? text : yamlQuoted(text)
}

export function yamlQuoted(text: string): string {
  return JSON.stringify(text).replace(HIDDEN, (one) => {
    const code = (one.codePointAt(0) ?? 0).toString(16)
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`
  })
}

/** Prose of several lines keeps them; anything unusual is quoted. */
export function yamlProse(text: string, indent: string): string {
  const lines = text.split('\n')
  const usual = lines.every(
    (line) => /^[^\s\p{C}][^\p{C}]*[^\s\p{C}]$/u.test(line) || /^[^\s\p{C}]$/u.test(line),
  )
  if (lines.length === 1 || !usual) return yamlWord(text)
  return `|-\n${lines.map((line) => `${indent}  ${line}`).join('\n')}`
}

/** Foreign text as one line of a comment: it can neither end the comment nor hide in it. */
export function yamlComment(text: string, most = 240): string {
  const line = text.replace(/[\s\p{C}]+/gu, ' ').trim()
  return line.length > most ? `${line.slice(0, most).toWellFormed()}…` : line
}

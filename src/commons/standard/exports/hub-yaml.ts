// YAML for readers that guess types (PyYAML, js-yaml): text that would be read as a number, a day, a truth value or
// nothing is put in quotes. Source: YAML 1.1 (types bool, int, float, timestamp, null); release-standard 10, traps.

import type { YamlNode } from '../../../base/strict-yaml.ts'
import { yamlQuoted } from '../../../base/yaml-text.ts'
import type { CardEntry } from '../imports/front-matter.ts'

const PLAIN = /^[A-Za-z][A-Za-z0-9_./+-]*( [A-Za-z0-9_./+()-]+)*$/
const GUESSED = /^(y|yes|n|no|true|false|on|off|null|nan|inf)$/i
const NUMBER = /^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?$/

export function hubWord(text: string): string {
  return PLAIN.test(text) && !GUESSED.test(text) ? text : yamlQuoted(text)
}

/** A decimal that every reader takes for the same number; else text. */
export function hubNumber(text: string): string {
  return NUMBER.test(text) ? text : yamlQuoted(text)
}

/** `key: word`, or a list below the key. */
export function hubWords(key: string, words: readonly string[]): string {
  const [only] = words
  if (words.length === 1 && only !== undefined) return `${key}: ${hubWord(only)}`
  return `${key}:\n${words.map((word) => `- ${hubWord(word)}`).join('\n')}`
}

// What ends a line for some readers of YAML and not for others (NEL, LS, PS, a lone CR), cannot be read, hides or reorders.
const UNSEEN = /(?![\n\t])\p{C}|[\u2028\u2029]/u

/** The lines of a card's key as they stand; where a character in them would make another key or value for another
 *  reader, or hide one, the same value in one line, with an escape for it. @param yaml that it was read from */
export function hubEntry({ key, node, lines }: CardEntry, yaml: string): string {
  return UNSEEN.test(lines) ? `${hubWord(key)}: ${hubNode(node, yaml)}` : lines
}

/** A value in one line, its words as they were written: what was quoted stays quoted. @param yaml that it was read from */
export function hubNode(node: YamlNode, yaml: string): string {
  if (node.kind === 'list') return `[${node.items.map((item) => hubNode(item, yaml)).join(', ')}]`
  if (node.kind === 'map') {
    const fields = [...node.fields].map(([key, { value }]) => `${hubWord(key)}: ${hubNode(value, yaml)}`)
    return `{${fields.join(', ')}}`
  }
  if (node.empty) return 'null'
  const source = yaml.slice(node.from, node.to)
  return /^[A-Za-z0-9.-]+$/.test(source) ? source : yamlQuoted(node.text)
}

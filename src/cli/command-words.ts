// A command line that a person wrote, as words for a process: split at blanks outside of quotes, with no shell in between,
// so that nothing in a path or a prompt is ever run. Placeholders stand inside of words and are filled in after the split.

import { OwcError } from '../base/errors.ts'

const MAX_WORDS = 200
const MAX_LENGTH = 8_192

/** @throws OwcError `usage` for a quote that does not end, and for nothing at all */
export function splitWords(line: string, where: string): readonly string[] {
  if (line.length > MAX_LENGTH) throw wrong(where, `at most ${MAX_LENGTH} characters`, `${line.length}`)
  const words: string[] = []
  let word: string | undefined
  let quote: string | undefined
  for (const one of line) {
    if (quote !== undefined) {
      if (one === quote) quote = undefined
      else word = (word ?? '') + one
    } else if (one === '"' || one === "'") {
      quote = one
      word ??= ''
    } else if (/\s/.test(one)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + one
  }
  if (quote !== undefined)
    throw wrong(where, `a ${quote} at the end of what it begins`, 'the end of the line')
  if (word !== undefined) words.push(word)
  if (words.length === 0 || words.length > MAX_WORDS)
    throw wrong(where, `a program and up to ${MAX_WORDS - 1} words for it`, `${words.length} words`)
  return words
}

/** Each `{name}` becomes its value; a name without one is refused. @throws OwcError `usage` */
export function fillWords(
  words: readonly string[],
  values: Readonly<Record<string, string>>,
  where: string,
): readonly string[] {
  return words.map((word) =>
    word.replaceAll(/\{([a-z]+)\}/g, (all, name: string) => {
      const value = Object.hasOwn(values, name) ? values[name] : undefined
      if (value !== undefined) return value
      const known = Object.keys(values).map((one) => `{${one}}`)
      throw wrong(where, `one of ${known.join(', ')}`, all)
    }),
  )
}

function wrong(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'usage', where, expected, found })
}

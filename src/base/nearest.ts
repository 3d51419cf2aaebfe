// The nearest known word to a mistyped one, for "did you mean" hints. Levenshtein distance, bounded by word length.

const MAX_LENGTH = 64 // longer words are no typing mistakes

/** The known word within a third of its length, or undefined. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > MAX_LENGTH) return undefined
  let best: string | undefined
  let least = Number.POSITIVE_INFINITY
  for (const candidate of known) {
    if (candidate.length > MAX_LENGTH) continue
    const edits = distance(word.toLowerCase(), candidate.toLowerCase())
    if (edits < least && edits <= Math.max(1, Math.floor(candidate.length / 3))) {
      best = candidate
      least = edits
    }
  }
  return best
}

/** The same of a choice from a list: a choice that goes on where the word ends says more than was said, and is not
 *  offered for it ("open-source" is no mistyped "open-source-ai"). */
export function mistyped(word: string, choices: readonly string[]): string | undefined {
  const less = `${word.toLowerCase()}-`
  return nearest(
    word,
    choices.filter((one) => !one.toLowerCase().startsWith(less)),
  )
}

function distance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(swap, (previous[j] as number) + 1, (row[j - 1] as number) + 1))
    }
    previous = row
  }
  return previous[b.length] as number
}

// Where a text differs from a known one, word by word. The known one is there by marks of its words only (known.ts), so
// words that were added are shown as they stand, and words that are missing are counted. Invariant: bounded for any
// text; it explains, and identifies nothing.

import { type KnownText, known, marksOf } from './known.ts'

const MAX_DIFFERENCES = 12
const MAX_SHOWN_WORDS = 40 // of one difference
const CONTEXT_WORDS = 5
const MAX_WORDS = 40_000 // compared; the longest known text has 17,000
const MAX_EDITS = 1500 // words added and missing; beyond, only their number is said
const SHINGLE = 3
const LEAST_LIKENESS = 0.3 // below, no nearest is named
const SAMPLE = 8 // one of so many runs is looked at first
const WHOLE_BELOW = 400 // runs of a text that is not sampled
const CANDIDATES = 5 // texts that are compared whole

export type Difference = {
  readonly after: string // the words before it, in this text
  readonly added: string // words that the known text does not have here; cut when they are many
  readonly addedWords: number
  readonly missingWords: number // words of the known text that this one does not have here
}

type Near = { readonly text: KnownText; readonly likeness: number }

/** Dice's measure over runs of three words; of many texts first by a sample of theirs, then whole. */
export function nearestText(words: readonly string[]): Near | undefined {
  const own = shingles(marksOf(words.slice(0, MAX_WORDS)))
  if (own.size === 0) return undefined
  sampled ??= known().texts.map((text) => ({ text, ...sampleOf(text.marks) }))
  const guesses = sampled
    .map(({ text, sample, size }) => {
      const shared = sample.reduce((count, one) => (own.has(one) ? count + 1 : count), 0)
      return { text, guess: (2 * shared * (size / sample.length)) / (size + own.size) }
    })
    .sort((a, b) => b.guess - a.guess)
    .slice(0, CANDIDATES)
  const [best] = guesses
    .map(({ text }) => ({ text, likeness: dice(own, shingles(text.marks)) }))
    .sort((a, b) => b.likeness - a.likeness)
  if (best === undefined || best.likeness < LEAST_LIKENESS) return undefined
  return { ...best, likeness: Math.round(best.likeness * 1000) / 1000 }
}

let sampled: readonly { text: KnownText; sample: Int32Array; size: number }[] | undefined

function sampleOf(marks: ArrayLike<number>): { readonly sample: Int32Array; readonly size: number } {
  const all = [...shingles(marks)]
  const few = all.length < WHOLE_BELOW ? all : all.filter((shingle) => shingle % SAMPLE === 0)
  return { sample: Int32Array.from(few), size: all.length }
}

function dice(own: ReadonlySet<number>, theirs: ReadonlySet<number>): number {
  let shared = 0
  for (const one of theirs) if (own.has(one)) shared++
  return (2 * shared) / Math.max(1, theirs.size + own.size)
}

/** Of 30 bits: small integers are what sets find fastest, and a mistaken one only blurs a guess. */
function shingles(marks: ArrayLike<number>): Set<number> {
  const found = new Set<number>()
  for (let at = 0; at + SHINGLE <= marks.length; at++) {
    const two = Math.imul((marks[at] ?? 0) ^ 0x9e3779b9, 0x85ebca6b) ^ ((marks[at + 1] ?? 0) << 13)
    found.add((Math.imul(two, 0xc2b2ae35) ^ (marks[at + 2] ?? 0)) >>> 2)
  }
  return found
}

export function differences(
  words: readonly string[],
  { marks }: Pick<KnownText, 'marks'>,
): { readonly differences: readonly Difference[]; readonly more: number } {
  const own = words.slice(0, MAX_WORDS)
  const runs = compare(marksOf(own), marks)
  const all = runs.map(({ at, added, missing }) => ({
    after: own.slice(Math.max(0, at - CONTEXT_WORDS), at).join(' '),
    added: own.slice(at, at + Math.min(added, MAX_SHOWN_WORDS)).join(' '),
    addedWords: added,
    missingWords: missing,
  }))
  return { differences: all.slice(0, MAX_DIFFERENCES), more: Math.max(0, all.length - MAX_DIFFERENCES) }
}

type Run = { readonly at: number; readonly added: number; readonly missing: number }

/** Myers' shortest edit script, forward only, with the ends that agree cut off first. */
function compare(own: readonly number[], theirs: ArrayLike<number>): readonly Run[] {
  let start = 0
  while (start < own.length && start < theirs.length && own[start] === theirs[start]) start++
  let ownEnd = own.length
  let theirEnd = theirs.length
  while (ownEnd > start && theirEnd > start && own[ownEnd - 1] === theirs[theirEnd - 1]) {
    ownEnd--
    theirEnd--
  }
  const trace = script(own.slice(start, ownEnd), Array.from(theirs).slice(start, theirEnd))
  if (trace === undefined) return [{ at: start, added: ownEnd - start, missing: theirEnd - start }]
  return trace.map((run) => ({ ...run, at: run.at + start }))
}

function script(a: readonly number[], b: readonly number[]): readonly Run[] | undefined {
  const most = Math.min(a.length + b.length, MAX_EDITS)
  const reach = new Int32Array(2 * most + 3)
  const steps: Int32Array[] = []
  for (let edits = 0; edits <= most; edits++) {
    steps.push(reach.slice(most - edits, most + edits + 3))
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down =
        diagonal === -edits ||
        (diagonal !== edits && at(reach, most, diagonal - 1) < at(reach, most, diagonal + 1))
      let x = down ? at(reach, most, diagonal + 1) : at(reach, most, diagonal - 1) + 1
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++
      reach[most + diagonal + 1] = x
      if (x >= a.length && x - diagonal >= b.length) return walkBack(steps, a.length, b.length)
    }
  }
  return undefined
}

function at(reach: Int32Array, most: number, diagonal: number): number {
  return reach[most + diagonal + 1] ?? 0
}

function walkBack(steps: readonly Int32Array[], fromX: number, fromY: number): readonly Run[] {
  const runs: { at: number; added: number; missing: number }[] = []
  let [x, y] = [fromX, fromY]
  for (let edits = steps.length - 1; edits > 0; edits--) {
    const step = steps[edits] ?? new Int32Array()
    const reached = (diagonal: number) => step[diagonal + edits + 1] ?? 0
    const diagonal = x - y
    const down = diagonal === -edits || (diagonal !== edits && reached(diagonal - 1) < reached(diagonal + 1))
    const before = down ? diagonal + 1 : diagonal - 1
    const toX = reached(before)
    const toY = toX - before
    const last = runs.at(-1)
    if (last !== undefined && last.at === (down ? toX : toX + 1)) {
      last.at = toX
      if (down) last.missing++
      else last.added++
    } else runs.push({ at: toX, added: down ? 0 : 1, missing: down ? 1 : 0 })
    ;[x, y] = [toX, toY]
  }
  return runs.reverse()
}

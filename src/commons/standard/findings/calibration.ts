// What the rules about sentences said of real model cards, judged by hand, sentence by sentence: how often each fired, and
// how often rightly. Unmodified cards of packages and public copies, none of them part of this program; the script that
// prints the firings is test/standard-cards/run.ts. A rule without a line here was held against made cases only.

/** unseen: as cards came, before any mending · tuned: on all cards so far, after the last mending · fresh: on cards that
 *  came after it, and on which nothing was mended. */
const SETS = { unseen: 52, tuned: 106, fresh: 17 } as const

export type Calibration = {
  readonly set: keyof typeof SETS
  readonly cards: number
  readonly fired: number
  readonly right: number
}

export const CALIBRATED_ON = '2026-11-21'

type Counts = Readonly<Record<keyof typeof SETS, readonly [fired: number, right: number]>>

const NONE: Counts = { unseen: [0, 0], tuned: [0, 0], fresh: [0, 0] }

const COUNTS: Readonly<Record<string, Counts>> = {
  'OW-1': { unseen: [31, 21], tuned: [56, 54], fresh: [22, 18] },
  'OW-4': NONE,
  'OW-5': { unseen: [2, 1], tuned: [7, 7], fresh: [0, 0] },
  'SW-7': { unseen: [4, 0], tuned: [7, 5], fresh: [0, 0] },
  'FR-1': NONE,
  'FR-2': NONE,
  'LD-3': { unseen: [1, 0], tuned: [3, 3], fresh: [0, 0] },
  'LD-8': { unseen: [0, 0], tuned: [1, 1], fresh: [0, 0] },
}

export function calibrationOf(id: string): readonly Calibration[] {
  const counts = COUNTS[id]
  if (counts === undefined) return []
  return (['unseen', 'tuned', 'fresh'] as const).map((set) => ({
    set,
    cards: SETS[set],
    fired: counts[set][0],
    right: counts[set][1],
  }))
}

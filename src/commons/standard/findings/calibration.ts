// What the rules about sentences said of real model cards, judged by hand, sentence by sentence: how often each fired, and
// how often rightly. Unmodified cards of packages and public copies, none of them part of this program; the script that
// prints the firings is test/standard-cards/run.ts. A rule without a line here was held against made cases only.

export type Calibration = {
  readonly set: 'tuned' | 'unseen' // tuned: after the last mending, on all cards; unseen: as cards came, before any mending
  readonly cards: number
  readonly fired: number
  readonly right: number
}

export const CALIBRATED_ON = '2026-11-21'

const TUNED = 106
const UNSEEN = 52

/** Of rules that fired on any card. */
const COUNTS: Readonly<
  Record<string, { readonly tuned: readonly [number, number]; readonly unseen: readonly [number, number] }>
> = {
  'OW-1': { tuned: [56, 54], unseen: [31, 21] },
  'OW-4': { tuned: [0, 0], unseen: [0, 0] },
  'OW-5': { tuned: [7, 7], unseen: [2, 1] },
  'SW-7': { tuned: [7, 5], unseen: [4, 0] },
  'FR-1': { tuned: [0, 0], unseen: [0, 0] },
  'FR-2': { tuned: [0, 0], unseen: [0, 0] },
  'LD-3': { tuned: [3, 3], unseen: [1, 0] },
  'LD-8': { tuned: [1, 1], unseen: [0, 0] },
}

export function calibrationOf(id: string): readonly Calibration[] {
  const counts = COUNTS[id]
  if (counts === undefined) return []
  return (['tuned', 'unseen'] as const).map((set) => ({
    set,
    cards: set === 'tuned' ? TUNED : UNSEEN,
    fired: counts[set][0],
    right: counts[set][1],
  }))
}

// Whether the tokens of an answer that is held to a grammar take out of all proportion. A few lines of schema can ask for
// so many ways to go on that each bracket takes ten times as long as the one before; the runtime cannot be stopped
// inside of one, and only its process could be ended.

import { BATCH } from './engine-error.ts'

const SLOW_MS = 1_000
const OF_USUAL = 2 * BATCH // a step that reads others' prompts as well takes at most BATCH times as long
const TWICE = 2 // a machine can stop for a moment

/** To be called at each token; true when the next ones would not come any more in time. */
export function pace(nowMs: () => number): () => boolean {
  const times: number[] = []
  let last = nowMs()
  let slow = 0
  return () => {
    const now = nowMs()
    const took = now - last
    last = now
    if (took > SLOW_MS && took > OF_USUAL * middle(times)) slow += 1
    times.push(took)
    return slow >= TWICE
  }
}

function middle(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.POSITIVE_INFINITY
}

// What a row of the benchmarks is: some work, its peer, what is promised (the bar), and a run that gives both sides'
// figures round by round. Invariant: both sides are measured in the same run, in turns, so that a neighbour's load
// meets both alike; only medians and ratios of one run mean anything (stack-and-performance 12).

import { execFileSync } from 'node:child_process'
import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Workshop } from './workshop.ts'

export type Limit = {
  readonly of: 'ratio' | 'ours' // ratio: ours divided by theirs
  readonly sign: '≥' | '≤'
  readonly value: number
}

export type Rounds = {
  readonly unit: string
  readonly ours: readonly number[] // one figure a round
  readonly theirs?: readonly number[] // of the same rounds; absent where nothing is comparable
  readonly loads: readonly number[] // of the machine, one minute, at each round
  readonly seconds: readonly number[] // how long each round took, both sides
  readonly others?: Readonly<Record<string, readonly number[]>> // measured in the same rounds, to tell causes apart
  readonly notes?: readonly string[] // further figures of this run
}

export type Row = {
  readonly id: string
  readonly work: string
  readonly peer: string // empty: the bar is absolute
  readonly bar: readonly Limit[]
  readonly only?: string // environment variable without which the row runs only when it is named
  readonly why?: string // what a profile showed, printed when the bar is missed
  readonly run: (shop: Workshop) => Promise<Rounds>
}

/** A folder in memory, for telling what the disk costs. */
export const MEMORY = '/dev/shm'
const LEAST_ROUNDS = 5
const LEAST_ROUNDS_LONG = 3 // where a round takes longer than LONG_SECONDS
const LONG_SECONDS = 20

export type Sides = {
  readonly unit: string
  readonly ours: (round: number) => Promise<number>
  readonly theirs?: (round: number) => Promise<number>
  readonly others?: Readonly<Record<string, (round: number) => Promise<number>>>
  /** Done before each measurement and not measured. */
  readonly before?: () => Promise<void>
  readonly rounds?: number
}

/** All sides in turns; who goes first changes with each round. One round before the first warms them up. */
export async function interleave(sides: Sides): Promise<Rounds> {
  const { unit, ours, theirs, others = {}, before, rounds = LEAST_ROUNDS } = sides
  const works = { ours, ...(theirs && { theirs }), ...others }
  const figures: Record<string, number[]> = Object.fromEntries(Object.keys(works).map((name) => [name, []]))
  const [loads, seconds]: [number[], number[]] = [[], []]
  for (let round = -1; round < rounds; round++) {
    const started = performance.now()
    const order = round % 2 === 0 ? Object.entries(works) : Object.entries(works).reverse()
    for (const [name, work] of order) {
      await before?.()
      const figure = await work(round)
      if (round >= 0) figures[name]?.push(figure)
    }
    const took = (performance.now() - started) / 1000
    if (round < 0) continue
    seconds.push(took)
    loads.push(loadavg()[0] ?? 0)
    if (took > LONG_SECONDS && round + 1 >= LEAST_ROUNDS_LONG) break
  }
  const { ours: mine = [], theirs: peers, ...rest } = figures
  return {
    unit,
    ours: mine,
    loads,
    seconds,
    ...(peers && { theirs: peers }),
    ...(Object.keys(rest).length > 0 && { others: rest }),
  }
}

/** Lets the disk come to rest: what another measurement left dirty competes with the next write. */
export async function settle(): Promise<void> {
  execFileSync('sync')
  await sleep(50)
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length >> 1
  const [low, high] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]]
  if (low === undefined || high === undefined) throw new RangeError('expected at least one value')
  return (low + high) / 2
}

/** The value below which the share lies (nearest rank). */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]
  if (found === undefined) throw new RangeError('expected at least one value')
  return found
}

/** Ours divided by theirs, round by round. */
export function ratios({ ours, theirs }: Rounds): readonly number[] | undefined {
  return theirs?.map((value, round) => (ours[round] as number) / value)
}

/** Holds the median what is promised? */
export function holds(row: Pick<Row, 'bar'>, rounds: Rounds): boolean {
  const ratio = ratios(rounds)
  return row.bar.every(({ of, sign, value }) => {
    const values = of === 'ours' ? rounds.ours : ratio
    if (values === undefined) throw new Error('a bar on a ratio needs a peer')
    return sign === '≥' ? median(values) >= value : median(values) <= value
  })
}

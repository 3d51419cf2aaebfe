// How the next token is chosen: what the caller says, else what the model's own file says, else what is usual at the
// door. What the caller says wrongly is refused; what a file says wrongly has no effect and is named.
// Source: serving-apis 2.1 (absent values).

import { OwcError } from '../../base/errors.ts'
import type { Sampling } from '../../runtime/messages.ts'
import { factOf } from './fit.ts'
import type { Runnable } from './models.ts'

type Range = {
  readonly least: number
  readonly most: number
  readonly whole?: true
  readonly own?: string // key of a GGUF header after general.sampling.
}

const MOST_INTEGER = 2 ** 31 - 1 // of the runtime

const RANGES: Readonly<Record<keyof Sampling, Range>> = {
  temperature: { least: 0, most: 100, own: 'temp' },
  topK: { least: 0, most: MOST_INTEGER, whole: true, own: 'top_k' },
  topP: { least: 0, most: 1, own: 'top_p' },
  minP: { least: 0, most: 1, own: 'min_p' },
  repeatPenalty: { least: 0.01, most: 100, own: 'penalty_repeat' },
  seed: { least: 0, most: 2 ** 32 - 1, whole: true },
}
const MAX_DRAWN = 2 ** 31 // clients keep seeds in 31 bits

export type Chosen = {
  readonly sampling: Sampling
  readonly ignored: readonly string[] // keys of the file that say something impossible
}

export type Wanted = {
  readonly sampling: Partial<Sampling> // what the caller sent
  readonly usual: Omit<Sampling, 'seed'> // of the door
}

/** @throws OwcError `usage` for what the caller sent */
export function samplingFor(
  { sampling, usual }: Wanted,
  { inspection }: Pick<Runnable, 'inspection'>,
  random: (count: number) => Uint8Array,
): Chosen {
  const own: Partial<Record<keyof Sampling, number>> = {}
  const ignored: string[] = []
  for (const [name, range] of Object.entries(RANGES) as [keyof Sampling, Range][]) {
    const key = `general.sampling.${range.own}`
    const text = range.own === undefined ? undefined : factOf(inspection, key)
    if (text !== undefined) {
      const value = text.trim() === '' ? Number.NaN : Number(text)
      if (isIn(value, range)) own[name] = value
      else ignored.push(key)
    }
    const sent = sampling[name]
    if (sent !== undefined && !isIn(sent, range)) throw wrong(name, sent, range)
  }
  const seed = new DataView(random(4).slice().buffer).getUint32(0) % MAX_DRAWN
  return { sampling: { ...usual, ...own, seed, ...sampling }, ignored }
}

function isIn(value: number, { least, most, whole }: Range): boolean {
  return value >= least && value <= most && (whole === undefined || Number.isInteger(value))
}

function wrong(where: string, found: number, { least, most, whole }: Range): OwcError {
  const expected = `a ${whole ? 'whole number' : 'number'} from ${least} to ${most}`
  return new OwcError({ code: 'usage', where, expected, found: String(found) })
}

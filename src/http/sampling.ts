// How tokens are chosen and where an answer ends, in the words that OpenAI's and Ollama's APIs share. Forms are read
// here; what a number may be is the runtime's rule and refused in node/run/sampling.ts, but for the range that a door's
// owner sets. Source: serving-apis 2.1, 3.

import type { Sampling } from '../runtime/messages.ts'
import { type Fields, numberIn, wrong } from './infer.ts'

const MAX_STOPS = 16
const MAX_STOP_CHARACTERS = 1_024
const MAX_SEED = 2 ** 32 - 1

export type Place = {
  readonly under?: string // the field that these stand in: options
  readonly mostTemperature: number
}

/** Only what was sent.
 *  @throws OwcError `usage` */
export function samplingIn(fields: Fields, { under, mostTemperature }: Place): Partial<Sampling> {
  const number = (name: string, least: number, most: number) =>
    numberIn(fields, name, { least, most, ...(under !== undefined && { under }) })
  const topK = number('top_k', -1, 2 ** 31 - 1)
  const seed = number('seed', -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
  const read = {
    temperature: number('temperature', 0, mostTemperature),
    topP: number('top_p', 0, 1),
    topK: topK === undefined ? undefined : Math.max(0, Math.floor(topK)), // −1: all
    minP: number('min_p', 0, 1),
    repeatPenalty: number('repeat_penalty', 0.01, 10),
    seed: seed === undefined || seed < 0 ? undefined : Math.floor(seed) % (MAX_SEED + 1), // −1: draw one
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

/** @throws OwcError `usage` */
export function stopsIn(fields: Fields, under?: string): readonly string[] {
  const { stop } = fields
  if (stop === undefined || stop === null) return []
  const list: readonly unknown[] = Array.isArray(stop) ? stop : [stop]
  const isStop = (one: unknown): one is string => typeof one === 'string' && one.length <= MAX_STOP_CHARACTERS
  if (list.length <= MAX_STOPS && list.every(isStop)) return list.filter((one) => one !== '')
  const where = under === undefined ? 'stop' : `${under}.stop`
  throw wrong(
    where,
    `a text of at most ${MAX_STOP_CHARACTERS} characters, or at most ${MAX_STOPS} of them`,
    stop,
  )
}

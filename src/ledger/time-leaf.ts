// Time leaves (DESIGN 2): `owc-time/v1\ntime <unix seconds>\n`, written by the sequencer only. An entry's log time is
// that of the nearest time leaf before it. Statements' leaves begin with `owc-entry/v1` and can never pose as one.

import { fromUtf8, utf8 } from '../base/bytes.ts'
import { parseSize } from './checkpoint.ts'

const MAX_TIME_LEAF_BYTES = 64

export function timeLeaf(seconds: number): Uint8Array {
  if (!Number.isSafeInteger(seconds) || seconds < 0)
    throw new RangeError(`expected whole seconds since 1970, found ${seconds}`)
  return utf8(`owc-time/v1\ntime ${seconds}\n`)
}

/** Seconds of a time leaf; undefined for every other leaf. */
export function parseTimeLeaf(leaf: Uint8Array): number | undefined {
  if (leaf.length > MAX_TIME_LEAF_BYTES) return undefined
  const match = /^owc-time\/v1\ntime (\d+)\n$/.exec(fromUtf8(leaf) ?? '')
  return match?.[1] === undefined ? undefined : parseSize(match[1])
}

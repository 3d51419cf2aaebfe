// A figure that no page may wait for: the bytes of all files that records name, added up slice by slice, one slice whenever
// somebody asks. A node with few files has it at once; a large one says "more than" until the walk is through. It is kept
// until the log grows, and the last whole figure stands meanwhile.

import { namedFiles } from '../../commons/releases/list.ts'
import type { ViewSources } from './sources.ts'

const SLICE = 2_000 // files of one walk's step

export type Named = { readonly bytes: number; readonly whole: boolean }

type Walk = {
  size: number // of the log when this walk began
  after: string
  bytes: number
  settled?: { readonly size: number; readonly bytes: number }
  step?: Promise<Named> | undefined // under way; whoever asks meanwhile gets the same answer
}

const walks = new WeakMap<object, Walk>()

/** @param size of the log now */
export function namedBytes(index: ViewSources['index'], size: number): Promise<Named> {
  const walk = walks.getOrInsertComputed(index, () => ({ size, after: '', bytes: 0 }))
  if (walk.settled?.size === size) return Promise.resolve({ bytes: walk.settled.bytes, whole: true })
  walk.step ??= step(index, walk, size).finally(() => {
    walk.step = undefined
  })
  return walk.step
}

async function step(index: ViewSources['index'], walk: Walk, size: number): Promise<Named> {
  if (walk.after === '') Object.assign(walk, { size, bytes: 0 })
  const { files, bytes, last } = await namedFiles(index, { after: walk.after, limit: SLICE })
  walk.bytes += bytes
  if (files === SLICE && last !== undefined) {
    walk.after = last
    return { bytes: Math.max(walk.bytes, walk.settled?.bytes ?? 0), whole: false }
  }
  walk.after = ''
  walk.settled = { size: walk.size, bytes: walk.bytes }
  return { bytes: walk.bytes, whole: walk.size === size }
}

// Fills a stage by several ranges at once, for large files from servers where one connection is slow. Only for files
// whose size and digest are known: the digest, checked at commit, is what makes the ranges one file.

import { OwcError } from '../base/errors.ts'
import type { Range } from '../base/range.ts'
import type { Chunks, Stage } from '../storage/contracts.ts'
import { type Filling, fill, refusal } from './fill.ts'
import { invalid } from './web.ts'

const PART_BYTES = 32 << 20
const WORKERS = 4
const TRIES = 5 // of one part without a new byte
const PARALLEL_ABOVE_BYTES = 64 << 20

/** Falls back to one connection when the server ignores ranges. */
export async function fillParallel(filling: Filling): Promise<Stage> {
  const { remote } = filling
  const stage = await filling.open()
  const have = await stage.sizeBytes()
  const size = remote.sizeBytes
  if (size === undefined || size - have <= PARALLEL_ABOVE_BYTES) return fill(filling)
  if (have > size) {
    await stage.discard()
    return fillParallel(filling)
  }
  const parts: Range[] = []
  for (let start = have; start < size; start += PART_BYTES)
    parts.push({ start, end: Math.min(start + PART_BYTES, size) })
  const first = parts.shift()
  if (first === undefined) return stage
  if ((await fillPart(filling, stage, first)) === 'ranges ignored') return fill(filling)
  filling.fetched(have)
  await Promise.all(Array.from({ length: WORKERS }, () => work(filling, stage, parts)))
  return stage
}

async function work(filling: Filling, stage: Stage, parts: Range[]): Promise<void> {
  try {
    for (let part = parts.shift(); part !== undefined; part = parts.shift())
      if ((await fillPart(filling, stage, part)) === 'ranges ignored')
        throw invalid(filling.remote.where, `bytes ${part.start} to ${part.end}`, 'the whole file')
  } catch (cause) {
    parts.length = 0 // the others end after their present part
    throw cause
  }
}

async function fillPart(filling: Filling, stage: Stage, part: Range): Promise<'filled' | 'ranges ignored'> {
  const { web, remote, signal } = filling
  let { start } = part
  for (let tries = 1; ; tries++) {
    const before = start
    try {
      const range = `bytes=${start}-${part.end - 1}`
      const headers = { ...remote.headers, range }
      const answer = await web.send({ url: remote.url, where: remote.where, headers, signal })
      const stated = answer.headers['content-range']
      if (answer.status !== 206 || stated !== `bytes ${start}-${part.end - 1}/${remote.sizeBytes}`) {
        answer.close()
        if (answer.status === 200) return 'ranges ignored'
        throw answer.status === 206
          ? invalid(remote.where, `${range} of ${remote.sizeBytes}`, `"${stated ?? 'no range'}"`)
          : (remote.refused?.(answer) ?? refusal(answer, remote.where))
      }
      const counted = async function* (): Chunks {
        for await (const chunk of answer.body()) {
          if (start + chunk.length > part.end) throw invalid(remote.where, range, 'more bytes')
          yield chunk
          start += chunk.length // the stage has it now, or will say so
          filling.fetched(chunk.length)
        }
      }
      await stage.write(before, counted())
      if (start === part.end) return 'filled'
      throw invalid(remote.where, range, `an end at ${start}`)
    } catch (cause) {
      signal.throwIfAborted()
      if (start > before) tries = 1
      const passing = cause instanceof OwcError && cause.problem.code === 'unreachable'
      if (!passing || tries >= TRIES) throw cause
      await web.pause(tries, signal)
    }
  }
}

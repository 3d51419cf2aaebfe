// Random access to a file on another server by ranged requests, so that an archive's directory can be read before the
// archive is fetched. The end of the file is asked for once and kept: directories and package metadata lie there.

import { collect } from '../base/bytes.ts'
import { type Remote, refusal } from '../client/fill.ts'
import { invalid, type Web } from '../client/web.ts'
import type { Chunks } from '../storage/contracts.ts'
import type { Bytes } from './zip.ts'

const TAIL_BYTES = 256 << 10
const MAX_READ_BYTES = 64 << 20 // all reads together: this is for directories, not for weights

export type Peek = { readonly sizeBytes: number | undefined; readonly bytes: Bytes | undefined }

/** `bytes` is undefined when the server does not serve ranges. */
export async function peek(web: Web, remote: Remote, signal: AbortSignal): Promise<Peek> {
  const { url, where } = remote
  const answer = await web.send({
    url,
    where,
    headers: { ...remote.headers, range: `bytes=-${TAIL_BYTES}` },
    signal,
  })
  if (answer.status === 200) {
    answer.close()
    const length = answer.headers['content-length']
    return { sizeBytes: length === undefined ? undefined : Number(length), bytes: undefined }
  }
  if (answer.status !== 206) {
    answer.close()
    throw refusal(answer, where)
  }
  const [, start, , size] =
    /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(answer.headers['content-range'] ?? '') ?? []
  const tail = await collect(answer.body(), TAIL_BYTES)
  const sizeBytes = Number(size)
  if (tail === undefined || size === undefined || Number(start) + tail.length !== sizeBytes)
    throw invalid(where, 'the end of the file', 'another range')
  return { sizeBytes, bytes: { sizeBytes, read: ranged({ web, remote, signal }, sizeBytes, tail) } }
}

type Line = { readonly web: Web; readonly remote: Remote; readonly signal: AbortSignal }

function ranged({ web, remote, signal }: Line, sizeBytes: number, tail: Uint8Array): Bytes['read'] {
  const tailStart = sizeBytes - tail.length
  let budget = MAX_READ_BYTES
  return async function* ({ start, end }): Chunks {
    if (start >= tailStart) {
      yield tail.subarray(start - tailStart, end - tailStart)
      return
    }
    budget -= end - start
    if (budget < 0) throw invalid(remote.where, 'a small archive directory', 'a very large one')
    const headers = { ...remote.headers, range: `bytes=${start}-${end - 1}` }
    const answer = await web.send({ url: remote.url, where: remote.where, headers, signal })
    if (
      answer.status !== 206 ||
      answer.headers['content-range'] !== `bytes ${start}-${end - 1}/${sizeBytes}`
    ) {
      answer.close()
      throw invalid(remote.where, `the bytes ${start} to ${end}`, 'other bytes')
    }
    yield* answer.body()
  }
}

// Fills a stage with a file from another server, continuing where an earlier process stopped. The bytes are checked
// by whoever commits or reads the stage; here only sizes and ranges are held to what was said (RFC 9110 14).

import { OwcError } from '../base/errors.ts'
import type { Chunks, Stage, Stored } from '../storage/contracts.ts'
import { type Answer, invalid, looksLikeHtml, type Web } from './web.ts'

export type Remote = {
  readonly url: URL
  readonly where: string // for people
  readonly headers?: Readonly<Record<string, string>>
  readonly sizeBytes?: number
  /** Strong validator: a continued download must be of the same file. */
  readonly etag?: string
  /** What a status other than the hoped-for means at this kind of server; `refusal` when absent. */
  readonly refused?: (answer: Answer) => OwcError
}

export type Filling = {
  readonly web: Web
  readonly remote: Remote
  readonly open: () => Promise<Stage>
  readonly fetched: (bytes: number) => void
  readonly signal: AbortSignal
}

const TRIES = 5 // without a single new byte
const MAX_FILE_BYTES = 2 ** 44

/** @returns the filled stage. @throws OwcError `unreachable`, `answer-invalid` */
export async function fill(filling: Filling): Promise<Stage> {
  const { remote, signal } = filling
  const limit = remote.sizeBytes ?? MAX_FILE_BYTES
  let stage = await filling.open()
  filling.fetched(Math.min(await stage.sizeBytes(), limit)) // what an earlier process left
  for (let tries = 1, best = -1; ; tries++) {
    let have = await stage.sizeBytes()
    if (have > limit) {
      await stage.discard()
      stage = await filling.open()
      have = 0
    }
    if (have > best) {
      ;[tries, best] = [1, have]
    }
    if (have === remote.sizeBytes) return stage
    try {
      const start = await request(filling, have)
      if (start === 'complete') return stage
      if (start.position === 0 && have > 0) {
        await stage.discard()
        stage = await filling.open()
      }
      await receive(filling, stage, start)
      return stage
    } catch (cause) {
      signal.throwIfAborted()
      const passing = cause instanceof OwcError && cause.problem.code === 'unreachable'
      if (!passing || tries >= TRIES) throw cause
      await filling.web.pause(tries, signal)
    }
  }
}

type Start = { readonly position: number; readonly answer: Answer }

async function request(filling: Filling, have: number): Promise<Start | 'complete'> {
  const { web, remote, signal } = filling
  const { url, where } = remote
  const strong = remote.etag !== undefined && !remote.etag.startsWith('W/') ? remote.etag : undefined
  const range = have === 0 ? {} : { range: `bytes=${have}-` }
  const unchanged = have === 0 || strong === undefined ? {} : { 'if-range': strong }
  const answer = await web.send({
    url,
    where,
    headers: { ...remote.headers, ...range, ...unchanged },
    signal,
  })
  if (answer.status === 416 && have > 0 && answer.headers['content-range'] === `bytes */${have}`) {
    answer.close()
    return 'complete'
  }
  try {
    return { position: startOf(answer, remote, have), answer }
  } catch (cause) {
    answer.close()
    throw cause
  }
}

/** Where the body of this answer begins in the file. */
function startOf(answer: Answer, remote: Remote, have: number): number {
  const { where, sizeBytes } = remote
  if (answer.status === 200) {
    const length = declaredLength(answer)
    if (sizeBytes !== undefined && length !== undefined && length !== sizeBytes)
      throw invalid(where, `${sizeBytes} bytes`, `${length} bytes announced`)
    return 0
  }
  if (answer.status === 206) {
    const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(answer.headers['content-range'] ?? '')
    const total = match?.[3] === '*' ? undefined : Number(match?.[3])
    if (match === null || Number(match[1]) !== have)
      throw invalid(where, `the bytes from ${have} on`, `"${answer.headers['content-range'] ?? 'no range'}"`)
    if (sizeBytes !== undefined && total !== undefined && total !== sizeBytes)
      throw invalid(where, `a file of ${sizeBytes} bytes`, `one of ${total}`)
    return have
  }
  throw (remote.refused ?? ((refused) => refusal(refused, where)))(answer)
}

/** One write: the stage accounts for what is durable, also when the connection is cut. */
async function receive(filling: Filling, stage: Stage, { position, answer }: Start): Promise<void> {
  const { where, sizeBytes } = filling.remote
  const end = position + (await stage.write(position, checked(filling, { position, answer })))
  if (sizeBytes !== undefined && end !== sizeBytes) throw invalid(where, `${sizeBytes} bytes`, `${end} bytes`)
}

async function* checked({ remote, fetched }: Filling, { position, answer }: Start): Chunks {
  let at = position
  for await (const chunk of answer.body()) {
    if (at === 0 && looksLikeHtml(answer.headers, chunk)) throw invalid(remote.where, 'a file', 'a web page')
    at += chunk.length
    if (at > (remote.sizeBytes ?? MAX_FILE_BYTES))
      throw invalid(remote.where, `${remote.sizeBytes} bytes`, 'more')
    fetched(chunk.length)
    yield chunk
  }
}

/** Commits a filled stage; wrong bytes are dropped with it, so that the next try does not find them again. */
export async function commitOrDrop(
  stage: Stage,
  expect: Partial<Stored>,
  through: (chunks: Chunks) => Chunks,
): Promise<Stored> {
  try {
    return await stage.commit(expect, through)
  } catch (cause) {
    if (cause instanceof OwcError && cause.problem.code === 'bytes-differ') await stage.discard()
    throw cause
  }
}

export function declaredLength(answer: Answer): number | undefined {
  const text = answer.headers['content-length']
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** What a status other than the hoped-for means, for servers that say nothing more. */
export function refusal(answer: Answer, where: string): OwcError {
  const { status } = answer
  if (status === 401 || status === 403)
    return new OwcError({
      code: 'source-denied',
      where,
      expected: 'leave to read',
      found: `status ${status}`,
    })
  if (status === 404 || status === 410)
    return new OwcError({ code: 'source-missing', where, expected: 'a file', found: `status ${status}` })
  if (status === 408 || status === 429 || status >= 500)
    return new OwcError({
      code: 'unreachable',
      where,
      expected: 'an answer',
      found: `status ${status}`,
      hint: 'The server is busy or broken; try again later. What was fetched is kept.',
    })
  return invalid(where, 'a file', `status ${status}`)
}

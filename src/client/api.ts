// A small client of a node's own JSON API (/commons/v1). A problem that the node tells becomes the same OwcError here,
// with the same code and so the same exit code; whatever is not an answer of a node is explained, never parsed on.

import { fromUtf8, utf8 } from '../base/bytes.ts'
import { type Code, codes } from '../base/codes.ts'
import { OwcError, type Problem } from '../base/errors.ts'
import type { Chunks } from '../storage/contracts.ts'
import { declaredLength } from './fill.ts'
import { type Answer, type Ask, invalid, openWeb, readSmall, type Web } from './web.ts'

export type Api = {
  get<T>(path: string): Promise<T>
  post<T>(path: string, body: unknown): Promise<T>
  /** Any request whose answer is JSON. */
  send<T>(path: string, ask: Partial<Ask>): Promise<T>
  /** One JSON value a line, as they come. */
  lines<T>(path: string, signal?: AbortSignal): AsyncIterable<T>
  /** The same for a request that says something. */
  told<T>(path: string, body: unknown, signal?: AbortSignal): AsyncIterable<T>
  /** Work that takes its time: each word about its progress goes to `tell`, what came of it is the answer. */
  work<T>(path: string, body: unknown, tell?: (progress: WorkProgress) => void): Promise<T>
  /** Hands the body to `sink`; the bytes are not checked here. */
  download<R>(path: string, sink: (chunks: Chunks, sizeBytes: number | undefined) => Promise<R>): Promise<R>
  /** For bytes that do not go through JSON. */
  readonly line: { readonly web: Web; readonly base: URL; readonly headers: Readonly<Record<string, string>> }
  close(): void
}

export type WorkProgress = { readonly phase: string; readonly done: number; readonly total?: number }

/** A line of such an answer: progress, and at last the result or the problem. */
export type WorkLine<T> = {
  readonly progress?: WorkProgress
  readonly result?: T
  readonly problem?: Problem
}

export type Peer = {
  readonly url: string // origin, with a path when the node stands under one
  readonly token?: string
  readonly signal?: AbortSignal
  readonly web?: Web
}

const MAX_ANSWER_BYTES = 64 << 20
const MAX_LINE_BYTES = 4 << 20
const MAX_PROBLEM_BYTES = 64 << 10

export function connect(peer: Peer): Api {
  const base = URL.parse(peer.url.endsWith('/') ? peer.url : `${peer.url}/`)
  if (base === null || !/^https?:$/.test(base.protocol))
    throw new OwcError({
      code: 'usage',
      where: 'address of a node',
      expected: 'http://… or https://…',
      found: JSON.stringify(peer.url.slice(0, 200)),
    })
  const web = peer.web ?? openWeb()
  const forever = peer.signal ?? new AbortController().signal
  const authorization: Record<string, string> =
    peer.token === undefined ? {} : { authorization: `Bearer ${peer.token}` }
  const send = async (path: string, rest: Partial<Ask>): Promise<Answer> => {
    const headers = { accept: 'application/json', ...authorization, ...rest.headers }
    const where = `${base.host}/${path.replace(/^\//, '').split('?')[0]}`
    const url = new URL(path.replace(/^\//, ''), base)
    const answer = await web.send({ url, where, signal: forever, ...rest, headers })
    if (answer.status >= 200 && answer.status < 300) return answer
    throw await problemOf(answer, where)
  }
  return {
    get: async <T>(path: string) => json<T>(await send(path, {}), path),
    post: async <T>(path: string, body: unknown) => json<T>(await send(path, posted(body)), path),
    send: async <T>(path: string, ask: Partial<Ask>) => json<T>(await send(path, ask), path),
    async *lines<T>(path: string, signal = forever): AsyncIterable<T> {
      const answer = await send(path, {
        headers: { accept: 'application/x-ndjson, application/json' },
        signal,
        stallMs: Infinity,
      })
      for await (const line of splitLines(answer.body(), path)) yield parse<T>(line, path)
    },
    async *told<T>(path: string, body: unknown, signal = forever): AsyncIterable<T> {
      const answer = await send(path, { ...posted(body), signal, stallMs: Infinity })
      for await (const line of splitLines(answer.body(), path)) yield parse<T>(line, path)
    },
    async work<T>(path: string, body: unknown, tell = (_: WorkProgress) => {}): Promise<T> {
      const answer = await send(path, { ...posted(body), stallMs: Infinity })
      for await (const line of splitLines(answer.body(), path)) {
        const { progress, problem, result } = parse<WorkLine<T>>(line, path)
        if (problem !== undefined) throw new OwcError(problem)
        if (progress === undefined) return result as T
        tell(progress)
      }
      throw invalid(path, 'what came of the work', 'an end before it')
    },
    async download(path, sink) {
      const answer = await send(path, { headers: { accept: '*/*' } })
      return sink(answer.body(), declaredLength(answer))
    },
    line: { web, base, headers: authorization },
    close: () => web.close(),
  }
}

function posted(body: unknown): Partial<Ask> {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: utf8(JSON.stringify(body)),
  }
}

async function json<T>(answer: Answer, path: string): Promise<T> {
  if (answer.status === 204) {
    answer.close()
    return undefined as T
  }
  if (!/\bjson\b/.test(answer.headers['content-type'] ?? '')) {
    answer.close()
    throw invalid(path, 'JSON of a node', answer.headers['content-type'] ?? 'something unnamed')
  }
  return parse<T>(await readSmall(answer, path, MAX_ANSWER_BYTES), path)
}

function parse<T>(bytes: Uint8Array, path: string): T {
  try {
    return JSON.parse(fromUtf8(bytes) ?? '') as T
  } catch (cause) {
    throw new OwcError(
      { code: 'answer-invalid', where: path, expected: 'JSON of a node', found: 'something else' },
      cause,
    )
  }
}

async function* splitLines(chunks: Chunks, path: string): AsyncIterable<Uint8Array> {
  let rest = Buffer.alloc(0)
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk])
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10)) {
      const line = rest.subarray(0, end)
      rest = rest.subarray(end + 1)
      if (line.length > 0) yield line
    }
    if (rest.length > MAX_LINE_BYTES)
      throw invalid(path, `lines of at most ${MAX_LINE_BYTES} bytes`, 'a longer one')
  }
  if (rest.length > 0) yield rest
}

type ProblemBody = Readonly<
  Partial<Record<'code' | 'where' | 'expected' | 'found' | 'hint' | 'detail' | 'title', unknown>>
>

/** A door of another protocol says what is wrong as one text under `error`. */
async function plainRefusal(answer: Answer, where: string): Promise<OwcError | undefined> {
  if (answer.headers['content-type']?.startsWith('application/json') !== true) return undefined
  const body = parse<{ readonly error?: unknown } | null>(
    await readSmall(answer, where, MAX_PROBLEM_BYTES),
    where,
  )
  if (typeof body?.error !== 'string') return undefined
  const found = `a refusal: ${body.error.slice(0, 4_000).replace(/\.$/, '')}` // a sentence of its own, within ours
  return new OwcError({ code: 'answer-refused', where, expected: 'an answer', found })
}

/** What the node itself said is wrong, or what kind of thing answered in its place. */
async function problemOf(answer: Answer, where: string): Promise<OwcError> {
  const { status } = answer
  if (!/\bproblem\+json\b/.test(answer.headers['content-type'] ?? '')) {
    const refusal = await plainRefusal(answer, where)
    if (refusal !== undefined) return refusal
    answer.close()
    const found = `status ${status} with ${answer.headers['content-type'] ?? 'nothing'}`
    if (status >= 500)
      return new OwcError({ code: 'unreachable', where, expected: 'an answer of a node', found })
    return invalid(where, 'an answer of a node', found)
  }
  const body = parse<ProblemBody | null>(await readSmall(answer, where, MAX_PROBLEM_BYTES), where)
  const text = (key: keyof ProblemBody): string | undefined => {
    const value = body?.[key]
    return typeof value === 'string' ? value.slice(0, 4_000) : undefined
  }
  const told = text('code') ?? ''
  const code: Code = Object.hasOwn(codes, told)
    ? (told as Code)
    : status >= 500
      ? 'answer-invalid'
      : 'answer-refused'
  const hint = text('hint')
  return new OwcError({
    code,
    where: text('where') ?? where,
    expected: text('expected') ?? 'a request that the node grants',
    found: text('found') ?? text('detail') ?? text('title') ?? `status ${status}`,
    ...(hint === undefined ? {} : { hint }),
  })
}

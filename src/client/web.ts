// HTTP requests to other servers, which may be slow, broken or hostile: every wait has a limit, redirects are few and
// never fall back from https to http, credentials stay with the origin they were meant for (RFC 9110 15.4, 11.6.2),
// bodies are streams that end at their declared length or throw.

import http, { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import https from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import { concat } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { presentTrace } from '../base/trace.ts'
import type { Chunks } from '../storage/contracts.ts'

export type Ask = {
  readonly url: URL
  readonly where: string // for people; never an address that holds a secret
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array | Sent
  /** Longest wait for the next bytes; Infinity for streams in which people are waited for. */
  readonly stallMs?: number
  readonly signal: AbortSignal
}

/** A body that is read while it is sent; never sent twice, so no redirect is followed with it. */
export type Sent = { readonly chunks: Chunks; readonly sizeBytes: number }

export type Answer = {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly url: URL // after redirects
  /** Streams the body once. Leaving it unread: call `close`. */
  body(): Chunks
  close(): void
}

export type Web = {
  send(ask: Ask): Promise<Answer>
  /** How to connect without a proxy between; undefined when Node was told to use one. */
  readonly direct: Direct | undefined
  /** The wait before another try: doubling, ended by `signal`. */
  pause(tries: number, signal: AbortSignal): Promise<void>
  close(): void
}

export type Direct = { readonly secureContext?: SecureContext; readonly stallMs: number }

export type Limits = { readonly stallMs: number; readonly redirects: number; readonly retryMs: number }

const LIMITS: Limits = { stallMs: 30_000, redirects: 5, retryMs: 200 }
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]

/** @param certificates PEM text of further roots to trust, beside those that Node trusts */
export function openWeb(certificates?: string, limits: Limits = LIMITS): Web {
  const tls =
    certificates === undefined
      ? {}
      : { secureContext: createSecureContext({ ca: [...getCACertificates('default'), certificates] }) }
  // proxies only where Node itself was told to use them (NODE_USE_ENV_PROXY)
  const proxy = https.globalAgent.options.proxyEnv
  const shared = { keepAlive: true, ...(proxy === undefined ? {} : { proxyEnv: proxy }) }
  const agents = { 'http:': new http.Agent(shared), 'https:': new https.Agent({ ...shared, ...tls }) }
  return {
    send: (ask) => follow(ask, agents, limits),
    direct: proxy === undefined ? { ...tls, stallMs: limits.stallMs } : undefined,
    async pause(tries, signal) {
      await sleep(limits.retryMs * 2 ** tries, undefined, { signal }).catch(() => signal.throwIfAborted())
    },
    close() {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}

type Agents = { readonly 'http:': http.Agent; readonly 'https:': https.Agent }

async function follow(ask: Ask, agents: Agents, limits: Limits): Promise<Answer> {
  let { url } = ask
  let headers = ask.headers ?? {}
  for (let hops = 0; hops <= limits.redirects; hops++) {
    const response = await once({ ...ask, url, headers }, agents, limits)
    const { location } = response.headers
    if (!REDIRECTS.includes(response.statusCode ?? 0) || location === undefined)
      return answer(response, { ...ask, url }, limits)
    response.destroy()
    if (ask.body !== undefined && 'chunks' in ask.body) throw invalid(ask.where, 'no redirect', 'one')
    const next = redirectTarget(location, url, ask.where)
    if (next.origin !== url.origin) headers = withoutCredentials(headers)
    url = next
  }
  const { redirects } = limits
  throw redirects === 0
    ? invalid(ask.where, 'an answer of that address itself', 'a redirect to another')
    : invalid(ask.where, `at most ${redirects} redirects`, 'more')
}

function redirectTarget(location: string, from: URL, where: string): URL {
  const next = URL.parse(location, from)
  if (next === null) throw invalid(where, 'a redirect to an address', 'something else')
  const safe = next.protocol === 'https:' || (next.protocol === 'http:' && from.protocol === 'http:')
  if (!safe) throw invalid(where, 'a redirect to an https address', `one to ${next.protocol}`)
  return next
}

function withoutCredentials(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !['authorization', 'cookie'].includes(name.toLowerCase())),
  )
}

function once(ask: Ask, agents: Agents, limits: Limits): Promise<IncomingMessage> {
  const { url, signal } = ask
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw invalid(ask.where, 'an http or https address', url.protocol)
  const headers: Record<string, string> = { 'accept-encoding': 'identity', ...ask.headers }
  const trace = presentTrace()
  if (trace !== undefined) headers['traceparent'] = trace
  if (url.username !== '') {
    const pair = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
    headers['authorization'] ??= `Basic ${Buffer.from(pair).toString('base64')}`
  }
  const { body } = ask
  if (body !== undefined) headers['content-length'] = String('chunks' in body ? body.sizeBytes : body.length)
  const options = { method: ask.method ?? 'GET', headers, signal, agent: agents[url.protocol] }
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? https.request(url, options) : http.request(url, options)
    const late = () => request.destroy(new Error('no answer in time'))
    let timer = after(ask.stallMs ?? limits.stallMs, late)
    let settled = false
    const moved = () => {
      clearTimeout(timer)
      if (!settled) timer = after(ask.stallMs ?? limits.stallMs, late)
    }
    request.once('response', (response) => {
      settled = true
      clearTimeout(timer)
      resolve(response)
    })
    request.on('error', (cause) => {
      settled = true
      clearTimeout(timer)
      reject(signal.aborted ? signal.reason : cause instanceof OwcError ? cause : broken(ask.where, cause))
    })
    if (body === undefined || body instanceof Uint8Array) request.end(body)
    else void pump(request, body, moved)
  })
}

/** A chunk is asked for when the one before has left; an answer that comes first, a refusal, ends the sending. */
async function pump(request: ClientRequest, { chunks, sizeBytes }: Sent, moved: () => void): Promise<void> {
  let [sent, answered] = [0, false]
  request.once('response', () => {
    answered = true
  })
  try {
    for await (const chunk of chunks) {
      if (answered || request.destroyed) return
      sent += chunk.length
      if (sent > sizeBytes) throw new Error(`expected ${sizeBytes} bytes to send, found more`)
      await new Promise<void>((resolve) => {
        request.once('close', resolve) // a connection that ends calls nobody back
        request.write(chunk, () => {
          request.off('close', resolve)
          resolve()
        })
      })
      moved()
    }
    if (sent < sizeBytes) throw new Error(`expected ${sizeBytes} bytes to send, found ${sent}`)
    request.end()
  } catch (cause) {
    request.destroy(cause instanceof Error ? cause : new Error('the source of the body failed'))
  }
}

function answer(response: IncomingMessage, ask: Ask, limits: Limits): Answer {
  response.on('error', () => undefined) // told to whoever reads the body; an unread one may break off unheard
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    url: ask.url,
    body: () => bodyOf(response, ask, limits),
    close: () => response.destroy(),
  }
}

async function* bodyOf(response: IncomingMessage, ask: Ask, limits: Limits): Chunks {
  const chunks: AsyncIterator<Uint8Array> = response[Symbol.asyncIterator]()
  try {
    for (;;) {
      // the clock runs only while we wait for the other side, not while our own reader is busy
      const timer = after(ask.stallMs ?? limits.stallMs, () =>
        response.destroy(new Error('no bytes in time')),
      )
      const next = await chunks.next().finally(() => clearTimeout(timer))
      if (next.done === true) return
      yield next.value
    }
  } catch (cause) {
    if (ask.signal.aborted) throw ask.signal.reason
    throw cause instanceof OwcError ? cause : broken(ask.where, cause)
  } finally {
    response.destroy()
  }
}

function after(waitMs: number, act: () => void): NodeJS.Timeout | undefined {
  return waitMs === Infinity ? undefined : setTimeout(act, waitMs)
}

/** A whole small body. @throws OwcError `answer-invalid` when it is longer than `limitBytes` */
export async function readSmall(answer: Answer, where: string, limitBytes: number): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of answer.body()) {
    size += chunk.length
    if (size > limitBytes) throw invalid(where, `an answer of at most ${limitBytes} bytes`, 'a longer one')
    parts.push(chunk)
  }
  return concat(parts)
}

/** True for an answer that says it is a web page, or begins as one: what captive portals and error pages send. */
export function looksLikeHtml(headers: IncomingHttpHeaders, first: Uint8Array): boolean {
  const start = Buffer.from(first.subarray(0, 64)).toString('latin1').trimStart().toLowerCase()
  return /^text\/html\b/i.test(headers['content-type'] ?? '') || /^<(!doctype html|html)/.test(start)
}

export function invalid(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'answer-invalid', where, expected, found })
}

export function broken(where: string, cause: unknown): OwcError {
  const code = (cause as { code?: unknown })?.code
  const found =
    typeof code === 'string'
      ? `${reason(code)} (${code})`
      : cause instanceof Error
        ? cause.message
        : 'an error'
  return new OwcError(
    {
      code: 'unreachable',
      where,
      expected: 'an answer over the network',
      found,
      hint: 'Check the network and try again; what was fetched is kept.',
    },
    cause,
  )
}

function reason(code: string): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'a host name that nobody knows'
    case 'ECONNREFUSED':
      return 'nobody listening'
    case 'ECONNRESET':
    case 'EPIPE':
      return 'a connection that was cut'
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return 'no way there'
    default:
      return /CERT|TLS|SSL|SELF_SIGNED|ISSUER/.test(code) ? 'a certificate that is not trusted' : 'a fault'
  }
}

// The HTTP server of a node, at one address or several: guard, then byte routes, then everything small through Hono. Its limits are here:
// headers within ten seconds, bodies with their own stall limits, connections counted. Closing lets answers finish.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import process from 'node:process'
import { getRequestListener } from '@hono/node-server'
import { OwcError } from '../base/errors.ts'
import { traceHeader, withTrace } from '../base/trace.ts'
import { newestChange, releaseBundle } from '../node/bundle.ts'
import type { Node } from '../node/node.ts'
import type { Watch } from './access-log.ts'
import { makeApp } from './app.ts'
import { findAsker } from './asker.ts'
import { openBundles } from './bundles.ts'
import { checkClaim, MAX_JSON_BYTES } from './bytes/receive.ts'
import { openSender } from './bytes/send.ts'
import type { ByteRequest, ByteRoute, House, Method } from './door.ts'
import { byteRoutes, refuseOutside, smallRoutes } from './doors.ts'
import { openGuard } from './guard.ts'
import { openFileLists } from './huggingface/file-lists.ts'
import type { Address } from './listen.ts'
import { pageRoutes } from './pages/door.ts'
import { type Defects, writeProblem } from './problem.ts'

const HEADERS_MS = 10_000
const KEEP_ALIVE_MS = 75_000 // over the 60 s of pooled clients, so that no request meets a closing socket
const CHECK_MS = 2_000 // how often the two limits above are looked at
const MAX_CONNECTIONS = 8_192
const CLOSE_MS = 5_000 // answers under way at a close get so long

export type Serving = {
  readonly url: string
  readonly also: readonly string[] // further addresses, in the order of the setting
  close(): Promise<void>
}
export type ServeOptions = {
  readonly host: string
  readonly port: number
  readonly also?: readonly Address[]
  readonly defects?: Defects
  readonly headersMs?: number // ten seconds when absent
  readonly watch?: Watch // sees each request before it is answered
  readonly metrics?: House['metrics']
}

/** @throws OwcError `port-taken` */
export async function serve(
  node: Node,
  { host, port, also = [], defects = toStandardError, headersMs = HEADERS_MS, watch, metrics }: ServeOptions,
): Promise<Serving> {
  const bundles = openBundles((artifact) => releaseBundle(node, artifact), {
    changedAt: () => newestChange(node),
    erased: () => node.erased(),
  })
  const house: House = {
    node,
    sender: openSender(),
    bundles,
    files: openFileLists(node),
    defects,
    ...(metrics && { metrics }),
  }
  const listener = makeListener(house, watch)
  const servers: Server[] = []
  try {
    for (const address of [{ host, port }, ...also]) {
      const server = makeServer(house, listener, headersMs)
      await listen(server, address.host, address.port)
      servers.push(server)
    }
  } catch (error) {
    await Promise.all(servers.map(close))
    throw error
  }
  const [url = '', ...others] = servers.map((server) => urlOf(server.address() as AddressInfo))
  return { url, also: others, close: async () => void (await Promise.all(servers.map(close))) }
}

function makeServer(house: House, listener: Listener, headersMs: number): Server {
  const server = createServer(
    {
      requestTimeout: 0,
      headersTimeout: headersMs,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.min(CHECK_MS, headersMs),
    },
    listener,
  )
  server.maxConnections = MAX_CONNECTIONS
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (isOverClaimed(house, request, response)) return
    response.writeContinue()
    listener(request, response)
  })
  server.on('clientError', badRequest)
  return server
}

function toStandardError(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}

type Listener = (request: IncomingMessage, response: ServerResponse) => void

function makeListener(house: House, watch: Watch = () => {}): Listener {
  const guard = openGuard(house.node.settings)
  const app = makeApp(house, [...smallRoutes, ...pageRoutes], refuseOutside)
  const small = getRequestListener(app.fetch, { overrideGlobalObjects: false })
  const answer: Listener = (request, response) => {
    response.on('error', () => {}) // a reader that goes away is no news; 'close' tells those who write
    try {
      guard.check(request)
    } catch (error) {
      refusePlainly(house, response, error)
      return
    }
    const found = findByteRoute(request)
    if (found === undefined)
      void small(request, response).catch((error) => refusePlainly(house, response, error))
    else void answerBytes(house, found, { request, response })
  }
  return (request, response) => {
    watch(request, response)
    const trace = traceHeader(request.headers['traceparent'])
    if (trace === undefined) answer(request, response)
    else withTrace(trace, () => answer(request, response))
  }
}

type Found = { readonly route: ByteRoute; readonly parts: readonly string[] }

function findByteRoute(request: IncomingMessage): Found | undefined {
  const path = (request.url ?? '').split('?', 1)[0] as string
  for (const route of byteRoutes) {
    const match = route.pattern.exec(path)
    if (match !== null && route.methods.includes(request.method as Method))
      return { route, parts: match.slice(1).map((part) => part ?? '') }
  }
  return undefined
}

type Exchange = { readonly request: IncomingMessage; readonly response: ServerResponse }

async function answerBytes(house: House, { route, parts }: Found, exchange: Exchange): Promise<void> {
  let bytes: ByteRequest = { ...exchange, parts, asker: NO_ASKER }
  try {
    checkClaim(exchange.request, route.limitBytes)
    bytes = { ...bytes, asker: await findAsker(house.node, exchange.request) }
    await route.handle(house, bytes)
  } catch (error) {
    route.refuse(house, bytes, error)
  } finally {
    leaveUnread(exchange)
  }
}

const NO_ASKER = {
  who: { name: 'anonymous', scopes: [], operator: false },
  by: 'nobody',
  local: false,
} as const

// A body that nobody read stands before the next request on the same connection: end the connection instead.
function leaveUnread({ request, response }: Exchange): void {
  if (request.complete || response.destroyed) return
  if (!response.headersSent) response.setHeader('Connection', 'close')
  const end = () => request.socket.destroySoon()
  if (response.writableFinished) end()
  else response.on('finish', end)
}

function isOverClaimed(house: House, request: IncomingMessage, response: ServerResponse): boolean {
  try {
    checkClaim(request, findByteRoute(request)?.route.limitBytes ?? MAX_JSON_BYTES)
    return false
  } catch (error) {
    refusePlainly(house, response, error)
    return true
  }
}

function refusePlainly(house: House, response: ServerResponse, error: unknown): void {
  response.setHeader('Connection', 'close')
  writeProblem(response, error, house.defects)
}

// What is not HTTP, or not in time, or has headers over 16 KiB (Node's limit), gets a status line and no more.
function badRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable) {
    socket.destroy()
    return
  }
  const status = STATUS_LINES[error.code ?? ''] ?? '400 Bad Request'
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy())
}

const STATUS_LINES: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', (cause: NodeJS.ErrnoException) => {
    const where = `${host}:${port}`
    const found = cause.code === 'EADDRINUSE' ? 'another program there' : cause.message
    const hint = 'Stop the other program, or choose another port with --port (0 picks a free one).'
    reject(
      new OwcError({ code: 'port-taken', where, expected: 'a free address and port', found, hint }, cause),
    )
  })
  server.listen({ host, port }, resolve)
  return promise
}

function urlOf({ address, port, family }: AddressInfo): string {
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`
}

function close(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(() => server.closeAllConnections(), CLOSE_MS)
  server.close(() => {
    clearTimeout(timer)
    resolve()
  })
  server.closeIdleConnections()
  return promise
}

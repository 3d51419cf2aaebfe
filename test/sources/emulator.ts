// Loopback servers for tests of sources and client: files with ranges, and every way of answering badly.

import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { askedRange } from '../../src/base/range.ts'

export type Served = {
  readonly url: string // origin, without "/" at the end
  readonly seen: {
    readonly method: string
    readonly path: string
    readonly headers: http.IncomingHttpHeaders
  }[]
  close(): Promise<void>
}

export type Handler = (path: string, request: IncomingMessage, response: ServerResponse) => void

export async function serve(handler: Handler): Promise<Served> {
  const seen: Served['seen'] = []
  const server = http.createServer((request, response) => {
    const path = request.url ?? ''
    seen.push({ method: request.method ?? '', path, headers: request.headers })
    handler(path, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

/** Runs with a server and closes it whatever happens. */
export async function withServer(handler: Handler, run: (served: Served) => Promise<void>): Promise<void> {
  const served = await serve(handler)
  try {
    await run(served)
  } finally {
    await served.close()
  }
}

export type How = {
  readonly type?: string
  readonly etag?: string
  readonly noRanges?: true
  readonly cutAfter?: number // bytes of this body, then the socket dies
  readonly headers?: Readonly<Record<string, string>>
}

export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  bytes: Uint8Array,
  how: How = {},
): void {
  const asked = how.noRanges ? 'whole' : askedRange(request.headers.range, bytes.length)
  const changed = request.headers['if-range'] !== undefined && request.headers['if-range'] !== how.etag
  const common = {
    'content-type': how.type ?? 'application/octet-stream',
    ...(how.etag === undefined ? {} : { etag: how.etag }),
    ...how.headers,
  }
  if (asked === 'unsatisfiable') {
    response.writeHead(416, { ...common, 'content-range': `bytes */${bytes.length}` }).end()
    return
  }
  const range = asked === 'whole' || changed ? { start: 0, end: bytes.length } : asked
  const body = bytes.subarray(range.start, range.end)
  const part = asked !== 'whole' && !changed
  response.writeHead(part ? 206 : 200, {
    ...common,
    'content-length': body.length,
    ...(part ? { 'content-range': `bytes ${range.start}-${range.end - 1}/${bytes.length}` } : {}),
  })
  if (request.method === 'HEAD') response.end()
  else if (how.cutAfter === undefined || how.cutAfter >= body.length) response.end(body)
  else response.write(body.subarray(0, how.cutAfter), () => response.socket?.destroy())
}

export function sendJson(
  response: ServerResponse,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(value))
}

export function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, headers).end()
}

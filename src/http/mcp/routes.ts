// The MCP door at /mcp. Host and Origin were checked by the guard before; reading needs no token, and what runs here is
// told to who may run it. Bodies are bounded and read here, so that a slow one meets the node's own limits.

import type { IncomingMessage } from 'node:http'
import { readBody } from '../bytes/receive.ts'
import type { ByteRequest, ByteRoute, House } from '../door.ts'
import { untilGone } from '../infer.ts'
import { writeProblem } from '../problem.ts'
import { openMcp } from './server.ts'

const MAX_BODY_BYTES = 1 << 20

export const mcpRoutes: readonly ByteRoute[] = [
  {
    methods: ['POST', 'GET', 'DELETE'],
    path: '/mcp',
    pattern: /^\/mcp$/,
    summary: 'Model Context Protocol: tools that search and read releases, lineage, receipts and models.',
    limitBytes: MAX_BODY_BYTES,
    handle,
    refuse: (house, { response }, error) => writeProblem(response, error, house.defects),
  },
]

async function handle(house: House, { request, response, asker }: ByteRequest): Promise<void> {
  const { method = 'GET' } = request
  const body = method === 'POST' ? await readBody(request, MAX_BODY_BYTES) : undefined
  const signal = untilGone(response)
  const asked = new Request(new URL('/mcp', 'http://node'), {
    method,
    headers: headersOf(request),
    signal,
    ...(body !== undefined && { body: body.slice() }),
  })
  const handler = await openMcp({ node: house.node, asker }, house.defects)
  try {
    const answer = await handler.fetch(asked)
    const text = await answer.text()
    response.writeHead(answer.status, { 'Cache-Control': 'no-store', ...Object.fromEntries(answer.headers) })
    response.end(text)
  } finally {
    await handler.close()
  }
}

/** Those that the protocol reads; nothing of who asks goes on. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const wanted = Object.entries(headers).filter(([name]) => /^(accept|content-type|mcp-[a-z-]+)$/.test(name))
  return Object.fromEntries(wanted.map(([name, value]) => [name, String(value)]))
}

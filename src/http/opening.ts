// The address of a node while it opens: alive, not ready, and saying so. Folding a long log again takes minutes, in which
// a supervisor must not take the node for dead nor send anybody to it. It holds the port until the real door opens.

import { createServer } from 'node:http'

export type Opening = { close(): Promise<void> }

const RETRY_SECONDS = '5'

/** Undefined when the port is taken or picked by the system: then whoever opens the real door says so. */
export async function openingDoor({
  host,
  port,
}: {
  readonly host: string
  readonly port: number
}): Promise<Opening | undefined> {
  if (port === 0) return undefined
  const server = createServer((request, response) => {
    const alive = request.url === '/healthz'
    const ready = request.url?.split('?', 1)[0] === '/readyz'
    const text = alive
      ? 'ok\n'
      : ready
        ? `${JSON.stringify({ ready: false, because: [BECAUSE] })}\n`
        : `${BECAUSE}\n`
    const headers = {
      'Content-Type': ready ? 'application/json' : 'text/plain',
      'Retry-After': RETRY_SECONDS,
    }
    response.writeHead(alive ? 200 : 503, { ...headers, Connection: 'close' }).end(text)
  })
  const listening = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen({ host, port }, () => resolve(true))
  })
  if (!listening) return undefined
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const BECAUSE = 'The node is opening: it checks its log and folds what is not folded yet.'

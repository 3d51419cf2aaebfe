// Server-sent events as OpenAI's clients read them: comments keep a slow answer alive, because an empty `data:` makes
// them throw. Source: serving-apis 2.2.

import type { ServerResponse } from 'node:http'

const ALIVE_MS = 10_000

export type Stream = {
  event(value: unknown, name?: string): void
  /** The last line: without it clients must take the answer for cut off. */
  done(): void
  /** The end of a stream whose last event says that it is whole. */
  end(): void
}

export function openStream(response: ServerResponse, headers: Readonly<Record<string, string>>): Stream {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-store',
    'X-Accel-Buffering': 'no',
    ...headers,
  })
  const alive = setInterval(() => response.write(': wait\n\n'), ALIVE_MS)
  alive.unref()
  response.once('close', () => clearInterval(alive))
  return {
    event: (value, name) =>
      void response.write(
        `${name === undefined ? '' : `event: ${name}\n`}data: ${JSON.stringify(value)}\n\n`,
      ),
    done: () => void response.end('data: [DONE]\n\n'),
    end: () => void response.end(),
  }
}

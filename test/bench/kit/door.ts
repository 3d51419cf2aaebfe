// Asking a door many times over kept connections.

import { Agent, request } from 'node:http'
import { quantile } from '../row.ts'

export type Door = {
  /** @returns milliseconds until the last byte. @throws when the status is not 2xx */
  get(path: string): Promise<{ readonly ms: number; readonly body: string }>
  post(path: string, body: Uint8Array): Promise<{ readonly ms: number; readonly body: string }>
  close(): void
}

export function openDoor(
  base: string,
  { connections, token }: { connections: number; token?: string },
): Door {
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const ask = (method: 'GET' | 'POST', path: string, sent?: Uint8Array) => {
    const { promise, resolve, reject } = Promise.withResolvers<{ ms: number; body: string }>()
    const started = performance.now()
    const length =
      sent === undefined ? {} : { 'content-length': sent.length, 'content-type': 'application/json' }
    const asked = request(
      new URL(path, base),
      { method, agent, headers: { ...headers, ...length } },
      (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('error', reject)
        answer.on('end', () => {
          const body = Buffer.concat(parts).toString()
          const status = answer.statusCode ?? 0
          if (status >= 200 && status < 300) resolve({ ms: performance.now() - started, body })
          else reject(new Error(`${method} ${path}: status ${status}: ${body.slice(0, 300)}`))
        })
      },
    )
    asked.on('error', reject)
    asked.end(sent)
    return promise
  }
  return {
    get: (path) => ask('GET', path),
    post: (path, body) => ask('POST', path, body),
    close: () => agent.destroy(),
  }
}

/** The 99th percentile of milliseconds, one request after another. */
export async function p99(door: Door, paths: readonly string[]): Promise<number> {
  const times: number[] = []
  for (const path of paths) times.push((await door.get(path)).ms)
  return quantile(times, 0.99)
}

/** Asks one path `count` times over all connections. */
export async function flood(
  door: Door,
  path: string,
  { count, connections }: { count: number; connections: number },
) {
  let left = count
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (left-- > 0) await door.get(path)
    }),
  )
}

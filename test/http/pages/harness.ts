// The pages' door alone, on a real socket, with the headers that http/app.ts puts on every page.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import type { Asker } from '../../../src/http/asker.ts'
import type { DoorEnv, House } from '../../../src/http/door.ts'
import type { Asks } from '../../../src/http/pages/asks.ts'
import { pageDoor } from '../../../src/http/pages/door.ts'
import { NOBODY } from '../../../src/node/access.ts'
import { OPERATOR } from './fixture.ts'

const HERE: Asker = { who: NOBODY, by: 'nobody', local: true }
const ASKERS: Readonly<Record<string, Asker>> = {
  operator: { who: OPERATOR, by: 'session', local: true },
  remote: { ...HERE, local: false },
  asking: { who: { name: 'ada', scopes: ['infer'], operator: false }, by: 'session', local: false },
}

export type Pages = { readonly url: string; readonly defects: unknown[]; close(): Promise<void> }

/** A request with the cookie `role=operator` is the operator's; `role=remote` comes from another machine, and
 *  `role=asking` too, with a token for inference. */
export async function openPages(asks: Asks): Promise<Pages> {
  const defects: unknown[] = []
  const house = { defects: (error: unknown) => defects.push(error) } as unknown as House
  const door = pageDoor(() => asks)
  const app = new Hono<DoorEnv>()
  app.use(async (c, next) => {
    c.set('asker', ASKERS[/role=(\w+)/.exec(c.req.header('cookie') ?? '')?.[1] ?? ''] ?? HERE)
    await next()
    c.res.headers.set(
      'Content-Security-Policy',
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    )
    c.res.headers.set('Referrer-Policy', 'same-origin')
  })
  for (const { method, path, handle } of door.routes) app.on(method, path, async (c) => handle(house, c))
  app.onError((error, c) => door.refuse(error, { house, c }))
  const server = createServer(getRequestListener(app.fetch, { overrideGlobalObjects: false }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { url, defects, close }
}

// Everything small, through Hono: who asks, the headers that every answer carries, our JSON API, the small routes of
// the hub, the pages. Nothing here touches a body of gigabytes.

import { Hono } from 'hono'
import { OwcError } from '../base/errors.ts'
import { findAsker } from './asker.ts'
import type { DoorContext, DoorEnv, House } from './door.ts'
import { smallRoutes } from './doors.ts'
import { problemResponse } from './problem.ts'
import { openSession } from './session.ts'

export function makeApp(house: House): Hono<DoorEnv> {
  const app = new Hono<DoorEnv>()
  app.use(async (c, next) => {
    c.set('asker', await findAsker(house.node, c.env.incoming))
    const session = c.req.path === '/' ? await openSession(house.node, c) : undefined
    if (session !== undefined) return session
    await next()
    for (const [name, value] of Object.entries(headersOf(c))) c.res.headers.set(name, value)
    return undefined
  })
  for (const { method, path, handle } of smallRoutes) app.on(method, path, async (c) => handle(house, c))
  app.notFound((c) => problemResponse(nothingAt(c), house.defects))
  app.onError((error) => problemResponse(error, house.defects))
  return app
}

function headersOf(c: DoorContext): Readonly<Record<string, string>> {
  const common = {
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'same-origin', // under no-referrer browsers send forms with Origin: null (Fetch 3.2)
    'Cross-Origin-Resource-Policy': 'same-origin',
  }
  if (!(c.res.headers.get('content-type') ?? '').startsWith('text/html')) return common
  return { ...common, 'Cross-Origin-Opener-Policy': 'same-origin', 'Content-Security-Policy': PAGE_POLICY }
}

// Nothing from elsewhere, no inline code.
const PAGE_POLICY = [
  "default-src 'none'",
  ...['script', 'style', 'img', 'font', 'connect', 'manifest'].map((what) => `${what}-src 'self'`),
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

function nothingAt(c: DoorContext): OwcError {
  const found = JSON.stringify(`${c.req.method} ${c.req.path}`.slice(0, 200))
  return new OwcError({ code: 'not-found', where: 'address', expected: 'an address of this node', found })
}

// Everything small, through Hono: who asks, our JSON API, the small routes of the hub, the pages. Nothing here touches
// a body of gigabytes.

import { Hono } from 'hono'
import { OwcError } from '../base/errors.ts'
import { findAsker } from './asker.ts'
import type { DoorContext, DoorEnv, House, Route } from './door.ts'
import { setCommonHeaders } from './headers.ts'
import { problemResponse } from './problem.ts'
import { openSession } from './session.ts'

export type Refuse = (
  error: unknown,
  exchange: { readonly house: House; readonly c: DoorContext },
) => Promise<Response>

/** @param refuse the form of an error outside every route: a page for a browser, a problem document for others */
export function makeApp(house: House, routes: readonly Route[], refuse: Refuse): Hono<DoorEnv> {
  const app = new Hono<DoorEnv>()
  app.use(async (c, next) => {
    const { incoming, outgoing } = c.env
    c.set('asker', await findAsker(house.node, incoming))
    const session = c.req.path === '/' ? await openSession(house.node, c) : undefined
    if (session === undefined) await next()
    if (!outgoing.headersSent) setCommonHeaders(outgoing)
    return session
  })
  for (const { method, path, handle } of routes) app.on(method, path, async (c) => handle(house, c))
  app.notFound((c) => refuse(nothingAt(c, allowed(app, c)), { house, c }))
  app.onError((error) => problemResponse(error, house.defects))
  return app
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const

/** Methods that the address takes, when it takes another one. */
function allowed(app: Hono<DoorEnv>, c: DoorContext): readonly string[] {
  return METHODS.filter((method) => app.router.match(method, c.req.path)[0].length > 1) // one is the asker's
}

function nothingAt(c: DoorContext, methods: readonly string[]): OwcError {
  const found = JSON.stringify(`${c.req.method} ${c.req.path}`.slice(0, 200))
  if (methods.length === 0)
    return new OwcError({ code: 'not-found', where: 'address', expected: 'an address of this node', found })
  c.env.outgoing.setHeader('Allow', methods.join(', '))
  return new OwcError({ code: 'method-wrong', where: 'address', expected: methods.join(' or '), found })
}

// Browser sessions, of the operator or of a token's holder: a one-time link is used up for a cookie that only this
// origin sends back (HttpOnly, SameSite=Strict), and the address without the key takes its place.

import type { Context } from 'hono'
import type { Node } from '../node/node.ts'
import { SESSION_COOKIE, sessionCookie } from './asker.ts'
import type { DoorEnv } from './door.ts'

/** Response to `/?k=…`; undefined when there is no key in the address. */
export async function openSession(node: Node, c: Context<DoorEnv>): Promise<Response | undefined> {
  const key = c.req.query('k')
  if (key === undefined || c.req.method !== 'GET') return undefined
  const cookie = /^[\w-]{8,200}$/.test(key) ? await node.access.openLink(key) : undefined
  const headers = new Headers({
    Location: cookie === undefined ? '/?link=used' : c.req.query('to') === 'publish' ? '/publish' : '/',
    'Cache-Control': 'no-store',
  })
  if (cookie !== undefined) headers.set('Set-Cookie', cookieLine(cookie))
  return new Response(null, { status: 303, headers })
}

export async function closeSession(node: Node, c: Context<DoorEnv>): Promise<Response> {
  const cookie = sessionCookie(c.req.header('cookie'))
  if (cookie !== undefined && c.var.asker.by === 'session') await node.access.closeSession(cookie)
  const headers = {
    Location: '/',
    'Set-Cookie': `${SESSION_COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`,
  }
  return new Response(null, { status: 303, headers })
}

function cookieLine(cookie: string): string {
  return `${SESSION_COOKIE}=${cookie}; Path=/; HttpOnly; SameSite=Strict`
}

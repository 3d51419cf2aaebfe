// Who asks: by Bearer token, by the operator's session cookie, or nobody. A token that is unknown here is nobody on
// reads, because clients send the token of another hub along; on writes it is refused with the reason.

import type { IncomingMessage } from 'node:http'
import { OwcError } from '../base/errors.ts'
import { NOBODY, type Scope, type Who } from '../node/access.ts'
import type { Node } from '../node/node.ts'
import { isLocal, sameOrigin } from './guard.ts'

export const SESSION_COOKIE = 'owc_session'

export type Asker = {
  readonly who: Who
  readonly by: 'nobody' | 'token' | 'session'
  readonly local: boolean // sits at this machine: may read what is held and not hosted
  readonly stranger?: string // why a token or cookie that was sent does not count
}

export async function findAsker(node: Node, request: IncomingMessage): Promise<Asker> {
  const local = isLocal(request)
  const token = bearer(request.headers.authorization)
  if (token !== undefined) {
    const who = await node.access.byToken(token)
    if (who !== undefined) return { who, by: 'token', local }
    return { who: NOBODY, by: 'nobody', local, stranger: 'a token that is unknown, revoked or expired' }
  }
  const cookie = sessionCookie(request.headers.cookie)
  const who = cookie === undefined ? undefined : await node.access.bySession(cookie)
  if (who === undefined) return { who: NOBODY, by: 'nobody', local }
  const write = request.method !== 'GET' && request.method !== 'HEAD'
  if (write && !sameOrigin(request))
    return { who: NOBODY, by: 'nobody', local, stranger: 'a session used from a page of another origin' }
  return { who, by: 'session', local }
}

/** @throws OwcError `token-needed` (nobody) or `scope-missing` */
export function needScope(asker: Asker, scope: Scope): void {
  if (hasScope(asker.who, scope)) return
  const expected = `the scope ${scope}`
  if (asker.by === 'nobody')
    throw new OwcError({
      code: 'token-needed',
      where: 'Authorization header',
      expected: `a token or session with ${expected}`,
      found: asker.stranger ?? 'none',
      hint: 'Make a token with `owc token new`, or open the pages with `owc open`.',
    })
  const found = asker.who.scopes.join(', ')
  throw new OwcError({
    code: 'scope-missing',
    where: asker.who.name,
    expected,
    found: found === '' ? 'none' : found,
  })
}

export function hasScope(who: Who, scope: Scope): boolean {
  return who.operator || who.scopes.includes('operate') || who.scopes.includes(scope)
}

/** May this asker read what this node holds but does not serve to others? */
export function mayReadHeld(asker: Asker): boolean {
  return asker.local || hasScope(asker.who, 'operate')
}

/** May this asker ask the models that run here? */
export function mayAskModels(asker: Asker): boolean {
  return asker.local || hasScope(asker.who, 'infer')
}

export function sessionCookie(header: string | undefined): string | undefined {
  for (const part of (header ?? '').split(';').slice(0, 100)) {
    const [name, value] = part.trim().split('=')
    if (name === SESSION_COOKIE && value !== undefined && /^[\w-]{16,200}$/.test(value)) return value
  }
  return undefined
}

function bearer(header: string | undefined): string | undefined {
  return /^Bearer ([\w.~+/=-]{1,300})$/i.exec(header ?? '')?.[1]
}

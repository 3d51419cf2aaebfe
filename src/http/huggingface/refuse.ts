// What bad input gets at the Hugging Face door: hub-protocols 8. Clients read X-Error-Code and X-Error-Message, also
// on HEAD, where there is no body; over plain HTTP they infer nothing from the status.

import type { ServerResponse } from 'node:http'
import { type Code, codes } from '../../base/codes.ts'
import { OwcError, sentence } from '../../base/errors.ts'
import type { Defects } from '../problem.ts'

const HUB_CODES: Partial<Readonly<Record<Code, string>>> = {
  'release-missing': 'RepoNotFound',
  'revision-missing': 'RevisionNotFound',
  'path-missing': 'EntryNotFound',
}

export type Refusal = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string // JSON body
}

export function refusalOf(error: unknown, defects: Defects): Refusal {
  if (!(error instanceof OwcError)) defects(error)
  const known = error instanceof OwcError ? error.problem : undefined
  const status = known === undefined ? 500 : codes[known.code].status
  const message = known === undefined ? 'This node made a mistake.' : sentence(known)
  const hubCode = known === undefined ? undefined : HUB_CODES[known.code]
  const headers = {
    'Content-Type': 'application/json; charset=utf-8',
    'X-Error-Message': headerText(message),
    ...(hubCode === undefined ? {} : { 'X-Error-Code': hubCode }),
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="owc"' } : {}),
    'Cache-Control': 'no-store',
  }
  return { status, headers, text: JSON.stringify({ error: message }) }
}

export function refusalResponse(error: unknown, defects: Defects): Response {
  const { status, headers, text } = refusalOf(error, defects)
  return new Response(text, { status, headers })
}

export function writeRefusal(response: ServerResponse, error: unknown, defects: Defects): void {
  const { status, headers, text } = refusalOf(error, defects)
  if (response.headersSent) {
    response.destroy()
    return
  }
  response.writeHead(status, { ...headers, 'Content-Length': Buffer.byteLength(text) }).end(text)
}

/** A header's value holds visible ASCII only; what people wrote elsewhere may not. */
export function headerText(text: string): string {
  return text.replace(/[^\x20-\x7e]+/g, '?').slice(0, 1_000)
}

// Errors of our own doors: application/problem+json (RFC 9457). The type is the address of the code's page.
// What is not an OwcError is a defect: its stack goes to the operator, the client learns only that it happened.

import type { ServerResponse } from 'node:http'
import { codes } from '../base/codes.ts'
import { OwcError, sentence } from '../base/errors.ts'

export type ProblemBody = {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly where?: string
  readonly expected?: string
  readonly found?: string
  readonly hint?: string
}

/** Told of each defect; the entry of the program decides where it is written. */
export type Defects = (error: unknown) => void

export const PROBLEM_TYPE = 'application/problem+json'

/** Thrown because whoever asked has left: no defect, and nobody reads the answer. The second is the reason that Hono's
 *  server gives its signal. */
function isLeft(error: unknown): boolean {
  const isAbort = error instanceof DOMException && error.name === 'AbortError'
  return isAbort || error === 'Client connection prematurely closed.'
}

export function tellDefect(error: unknown, defects: Defects): void {
  if (!(error instanceof OwcError) && !isLeft(error)) defects(error)
}

/** A defect is reported and told as such; an OwcError is told as it is. */
export function problemOf(error: unknown, defects: Defects): ProblemBody {
  if (!(error instanceof OwcError)) {
    tellDefect(error, defects)
    const detail = 'This node made a mistake; its operator finds it in the log of the program.'
    return {
      type: '/commons/v1/errors/defect',
      title: 'A defect of the program.',
      status: 500,
      detail,
      code: 'defect',
    }
  }
  const { problem } = error
  const { status, meaning } = codes[problem.code]
  const type = `/commons/v1/errors/${problem.code}`
  return { type, title: meaning, status, detail: sentence(problem), ...problem }
}

export function problemResponse(error: unknown, defects: Defects): Response {
  const body = problemOf(error, defects)
  return new Response(
    `${JSON.stringify(body)}
`,
    { status: body.status, headers: headersOf(body) },
  )
}

/** The same for answers that are written to the socket. */
export function writeProblem(response: ServerResponse, error: unknown, defects: Defects): void {
  if (response.headersSent) {
    response.destroy()
    return
  }
  const body = problemOf(error, defects)
  const text = `${JSON.stringify(body)}\n`
  response.writeHead(body.status, { ...headersOf(body), 'Content-Length': Buffer.byteLength(text) }).end(text)
}

const RETRY_SECONDS = '2'

/** Where the same may be asked again soon: too many wait, or what is needed rests. */
export function retryHeaders(status: number): Record<string, string> {
  return status === 429 || status === 503 ? { 'Retry-After': RETRY_SECONDS } : {}
}

function headersOf({ status }: ProblemBody): Record<string, string> {
  return {
    'Content-Type': PROBLEM_TYPE,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    ...retryHeaders(status),
    ...(status === 401 ? { 'WWW-Authenticate': 'Bearer realm="owc"' } : {}),
    ...(status === 413 || status === 421 ? { Connection: 'close' } : {}),
  }
}

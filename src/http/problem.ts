// Errors of our own doors: application/problem+json (RFC 9457). The type is the address of the code's page.
// What is not an OwcError is a defect: its stack goes to the operator, the client learns only that it happened.

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

/** A defect is reported and told as such; an OwcError is told as it is. */
export function problemOf(error: unknown, defects: Defects): ProblemBody {
  if (!(error instanceof OwcError)) {
    defects(error)
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
  const headers: Record<string, string> = { 'Content-Type': PROBLEM_TYPE, 'Cache-Control': 'no-store' }
  if (body.status === 401) headers['WWW-Authenticate'] = 'Bearer realm="owc"'
  if (body.status === 413) headers['Connection'] = 'close'
  return new Response(`${JSON.stringify(body)}\n`, { status: body.status, headers })
}

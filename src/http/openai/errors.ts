// Errors in OpenAI's form. Its clients send a request again after 408, 409, 429 and 5xx unless told otherwise, which
// would make an answer twice once one has begun. Source: serving-apis 2.2.

import type { ServerResponse } from 'node:http'
import { type Code, codes } from '../../base/codes.ts'
import { OwcError, sentence } from '../../base/errors.ts'
import { type Defects, retryHeaders, tellDefect } from '../problem.ts'

const CODES: Partial<Readonly<Record<Code, string>>> = {
  'release-missing': 'model_not_found',
  'revision-missing': 'model_not_found',
  'name-invalid': 'model_not_found',
  'digest-invalid': 'model_not_found',
  'path-invalid': 'model_not_found', // a broken % in an address
  'context-overflow': 'context_length_exceeded',
  'token-needed': 'invalid_api_key',
  'queue-full': 'queue_full',
  'template-missing': 'chat_template_missing',
  'schema-unsupported': 'unsupported_schema',
  'model-lost': 'worker_lost',
  'model-slow': 'worker_lost',
  'model-quarantined': 'model_quarantined',
}

/** An answer had begun, or would end the same way: sending it again by itself makes nothing better. */
const AGAIN_IN_VAIN: readonly Code[] = ['model-lost', 'model-slow', 'model-quarantined']

export type ErrorBody = {
  readonly error: {
    readonly message: string
    readonly type: string
    readonly param: string | null
    readonly code: string | null
  }
}

export function errorOf(
  error: unknown,
  defects: Defects,
): { readonly status: number; readonly body: ErrorBody; readonly again: boolean } {
  tellDefect(error, defects)
  const problem = error instanceof OwcError ? error.problem : undefined
  const code = problem === undefined ? null : (CODES[problem.code] ?? problem.code.replaceAll('-', '_'))
  const status = problem === undefined ? 500 : code === 'model_not_found' ? 404 : codes[problem.code].status
  const message = problem === undefined ? 'This node made a mistake.' : sentence(problem)
  const type = status >= 500 ? 'server_error' : status === 429 ? 'rate_limit_error' : 'invalid_request_error'
  const param = problem?.code === 'usage' || problem?.code === 'schema-unsupported' ? problem.where : null
  const again = problem === undefined || !AGAIN_IN_VAIN.includes(problem.code)
  return { status, body: { error: { message, type, param, code } }, again }
}

export function writeError(response: ServerResponse, error: unknown, defects: Defects): void {
  const { status, body, again } = errorOf(error, defects)
  if (response.destroyed) return
  if (response.headersSent) {
    response.write(`data: ${JSON.stringify(body)}\n\n`) // then no [DONE]: clients take that for a failure
    response.end()
    return
  }
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    ...retryHeaders(status),
    ...(!again && { 'X-Should-Retry': 'false' }),
  })
  response.end(JSON.stringify(body))
}

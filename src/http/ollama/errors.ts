// Errors in Ollama's form: one text under `error`; after the first byte, as one more line. Source: serving-apis 3.

import type { ServerResponse } from 'node:http'
import { codes } from '../../base/codes.ts'
import { OwcError, sentence } from '../../base/errors.ts'
import { type Defects, retryHeaders, tellDefect } from '../problem.ts'

export function writeError(response: ServerResponse, error: unknown, defects: Defects): void {
  tellDefect(error, defects)
  if (response.destroyed) return
  const problem = error instanceof OwcError ? error.problem : undefined
  const text = `${JSON.stringify({ error: problem === undefined ? 'This node made a mistake.' : sentence(problem) })}\n`
  if (response.headersSent) {
    response.end(text)
    return
  }
  const status = problem === undefined ? 500 : codes[problem.code].status
  response.writeHead(status, {
    'Content-Type': 'application/json; charset=utf-8',
    'Cache-Control': 'no-store',
    ...retryHeaders(status),
  })
  response.end(text)
}

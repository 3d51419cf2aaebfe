// The one error for people. Its text is derived from its fields and is never parsed back.
// Anything else that is thrown is a defect of the program: its stack goes to the log, never to a client.

import { type Code, codes, type Kind } from './codes.ts'

export type Problem = {
  readonly code: Code
  readonly where: string // file, field, byte offset, URL: the place, as exactly as it is known
  readonly expected: string
  readonly found: string
  readonly hint?: string // what to do next, a whole sentence
}

export class OwcError extends Error {
  readonly problem: Problem
  constructor(problem: Problem, cause?: unknown) {
    super(sentence(problem), cause === undefined ? undefined : { cause })
    this.name = 'OwcError'
    this.problem = problem
  }
  get kind(): Kind {
    return codes[this.problem.code].kind
  }
}

/** "WHERE: expected E, found F." plus the hint. */
export function sentence({ where, expected, found, hint }: Problem): string {
  const text = `${where}: expected ${expected}, found ${found}.`
  return hint === undefined ? text : `${text} ${hint}`
}

// What the process of a model refuses, and what it may be told while it works.

import type { Failure, Piece } from './messages.ts'

/** Tokens read between two looks at the abort signal, of all answers together. Below 64, where this runtime changes to
 *  another way of computing attention: from there on an answer depends on how its prompt was cut, so on what else runs and
 *  on what was read before, and no receipt could be given again. Below it all cuts give the same bits [run, quantised]. */
export const BATCH = 48
export const ROOM = 1 // the runtime keeps one cell of a context free

/** A refusal that the caller is told; anything else is a defect of this process. */
export class EngineError extends Error {
  readonly failure: Failure
  constructor(failure: Failure) {
    super(`expected ${failure.expected}, found ${failure.found}`)
    this.failure = failure
  }
}

export type Watch = {
  readonly signal: AbortSignal
  piece(piece: Piece): void
  alive(): void
}

export function overflow(found: number, most: number): EngineError {
  return new EngineError({ kind: 'overflow', expected: `at most ${most} tokens`, found: `${found}` })
}

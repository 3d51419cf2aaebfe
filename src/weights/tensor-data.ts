// The data part of a weight file, hashed tensor by tensor while it streams by. The header was checked before: spans
// are in file order and do not overlap. What lies between them is padding.

import type { Sha256 } from '../base/digest.ts'
import { hexOf } from './digests.ts'
import type { Hashing, HashStream } from './hashing.ts'

/** A look at the bytes of one span: `at` is the position of the piece within the span. */
export type Watch = (piece: Uint8Array, at: number) => void

export type Span = {
  readonly begin: number // in the file
  readonly end: number
  readonly watch?: Watch
}

export type TensorDataPlan = {
  readonly hashing: Hashing
  readonly start: number // where the first byte of `write` stands in the file
  readonly spans: readonly Span[] // by begin
  readonly done: (index: number, digest: Sha256) => void
  readonly padding?: (piece: Uint8Array, offset: number) => void
}

export class TensorData {
  private readonly plan: TensorDataPlan
  private at: number
  private index = 0
  private hash: HashStream | undefined

  constructor(plan: TensorDataPlan) {
    this.plan = plan
    this.at = plan.start
    this.finishEmpty()
  }

  write(chunk: Uint8Array): void {
    let from = 0
    while (from < chunk.length) {
      const span = this.plan.spans[this.index]
      const until = span === undefined ? Infinity : this.at < span.begin ? span.begin : span.end
      const length = Math.min(chunk.length - from, until - this.at)
      const piece = chunk.subarray(from, from + length)
      if (span === undefined || this.at < span.begin) this.plan.padding?.(piece, this.at)
      else this.take(span, piece)
      from += length
      this.at += length
      if (span !== undefined && this.at >= span.end) this.finish()
    }
  }

  /** Where the data stands: the number of bytes of the file seen. */
  get position(): number {
    return this.at
  }

  private take(span: Span, piece: Uint8Array): void {
    this.hash ??= this.plan.hashing.sha256Stream()
    this.hash.update(piece)
    span.watch?.(piece, this.at - span.begin)
  }

  private finish(): void {
    const hash = this.hash ?? this.plan.hashing.sha256Stream()
    this.plan.done(this.index, hexOf(hash.digest()))
    this.hash = undefined
    this.index++
    this.finishEmpty()
  }

  /** Spans without bytes are done as soon as their place is reached. */
  private finishEmpty(): void {
    for (;;) {
      const span = this.plan.spans[this.index]
      if (span === undefined || span.begin !== span.end || this.at < span.begin) return
      this.plan.done(this.index, hexOf(this.plan.hashing.sha256Stream().digest()))
      this.index++
    }
  }
}

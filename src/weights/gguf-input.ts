// Reads the parts that a GGUF header is made of, while it streams in (weight-formats 2.1). Each function suspends
// until its bytes are there. A length is checked against what is left of the file before anything is kept.

import { Pending } from './pending.ts'
import type { Report } from './report.ts'
import type { RuleId } from './rules.ts'

const MAX_HEADER = 512 * 1024 * 1024
const MAX_KEPT_TEXT = 16 * 1024 * 1024
const MAX_TEXT = 2 ** 30 // of the format

/** Suspended: waits for more bytes. */
export type Reading<T> = Generator<undefined, T, undefined>

export class GgufInput {
  readonly pending = new Pending()
  readonly report: Report
  private readonly sizeBytes: number // Infinity when unknown

  constructor(report: Report, sizeBytes: number | undefined) {
    this.report = report
    this.sizeBytes = sizeBytes ?? Infinity
  }

  get offset(): number {
    return this.pending.offset
  }

  get left(): number {
    return this.sizeBytes - this.pending.offset
  }

  /** Waits until `count` bytes are there. */
  *need(count: number): Reading<void> {
    const { pending, report } = this
    if (pending.offset + count > MAX_HEADER)
      report.refuse(
        'gguf.large',
        { offset: pending.offset },
        `expected a header of at most ${MAX_HEADER} bytes`,
      )
    while (pending.length < count) {
      if (pending.ended || count > this.left)
        report.refuse('gguf.truncated', { offset: pending.offset }, `expected ${count} bytes, found the end`)
      yield
    }
  }

  *u32(): Reading<number> {
    if (this.pending.length < 4) yield* this.need(4)
    return this.pending.u32()
  }

  *i64(): Reading<bigint> {
    if (this.pending.length < 8) yield* this.need(8)
    return this.pending.i64()
  }

  /** A count that the rest of the file can hold. @throws Refused */
  *count(rule: RuleId, minBytesEach: number, path?: string): Reading<number> {
    const at = this.offset
    const value = yield* this.i64()
    const most = Math.min(Math.floor(this.left / minBytesEach), 2 ** 40)
    if (value < 0n || value > BigInt(most)) {
      const place = path === undefined ? { offset: at } : { offset: at, path }
      this.report.refuse(rule, place, `expected a count from 0 to ${most}, found ${value}`)
    }
    return Number(value)
  }

  /**
   * The bytes of a string, valid until more is read; undefined when it was too long to keep and was skipped.
   * `limit` refuses with `rule` what is longer.
   */
  *text(rule: RuleId, limit: number, path?: string): Reading<Uint8Array | undefined> {
    const at = this.offset
    if (this.pending.length < 8) yield* this.need(8)
    const length = this.pending.u64()
    const place = path === undefined ? { offset: at } : { offset: at, path }
    if (length > BigInt(Math.min(limit, MAX_TEXT)) || Number(length) > this.left)
      this.report.refuse(
        Number(length) > this.left ? 'gguf.length' : rule,
        place,
        `expected a text of at most ${Math.min(limit, MAX_TEXT, this.left)} bytes, found ${length}`,
      )
    const size = Number(length)
    if (size > MAX_KEPT_TEXT) {
      this.report.add('gguf.value-large', place, `expected at most ${MAX_KEPT_TEXT} bytes, found ${size}`)
      yield* this.skip(size)
      return undefined
    }
    if (this.pending.length < size) yield* this.need(size)
    return this.pending.take(size)
  }

  *skip(size: number): Reading<void> {
    yield* this.pieces(size, () => undefined)
  }

  /** Passes on `size` bytes in pieces as they come. */
  *pieces(size: number, take: (piece: Uint8Array) => void): Reading<void> {
    let left = size
    while (left > 0) {
      if (this.pending.length === 0) yield* this.need(1)
      const piece = this.pending.take(Math.min(left, this.pending.length))
      take(piece)
      left -= piece.length
    }
  }
}

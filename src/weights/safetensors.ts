// safetensors as a push parser (weight-formats 1): header, then the data tensor by tensor. Never throws on content.
// Holds at most the header; bytes are hashed only when every byte of the data belongs to exactly one tensor.

import type { Sha256 } from '../base/digest.ts'
import type { Hashing } from './hashing.ts'
import type { Parser } from './parser.ts'
import { Pending } from './pending.ts'
import { Refused, type Report } from './report.ts'
import { type Entry, HEADER_START, readHeader } from './safetensors-header.ts'
import { TensorData, type Watch } from './tensor-data.ts'

const MAX_HEADER = 100_000_000 // hard constant of the format
const PORTABLE_HEADER = 25_000_000 // of hub clients
const ZIP_TAIL = 22 + 65_535 // a zip end record with its longest comment

export class SafetensorsParser implements Parser {
  private readonly report: Report
  private readonly hashing: Hashing
  private readonly sizeBytes: number | undefined
  private readonly pending = new Pending()
  private headerSize: number | undefined
  private entries: readonly Entry[] = []
  private readonly digests: (Sha256 | undefined)[] = []
  private data: TensorData | undefined
  private refused = false
  private dataEnd = 0
  private tail = new Uint8Array(0) // the last bytes of the data

  constructor(report: Report, hashing: Hashing, sizeBytes: number | undefined) {
    this.report = report
    this.hashing = hashing
    this.sizeBytes = sizeBytes
  }

  write(chunk: Uint8Array): void {
    if (this.refused) return
    try {
      if (this.data === undefined) this.head(chunk)
      else this.body(chunk)
    } catch (cause) {
      if (!(cause instanceof Refused)) throw cause
      this.refused = true
      this.pending.rest()
    }
  }

  end(size: number): void {
    if (this.data === undefined) {
      if (this.refused) return
      const rule = size < HEADER_START ? 'st.too-short' : 'st.header-length'
      this.report.add(
        rule,
        { offset: 0 },
        `expected ${HEADER_START + (this.headerSize ?? 1)} bytes or more, found ${size}`,
      )
      this.report.rooted = false
      return
    }
    this.checkEnd(size)
    this.checkZipTail()
    const start = this.dataStart
    this.report.tensors = this.entries.map((entry, i) => {
      const sha256 = this.digests[i]
      const { name, dtype, shape, begin, end } = entry
      const place = { name, dtype, shape, offset: start + begin, sizeBytes: Math.max(0, end - begin) }
      return sha256 === undefined ? place : { ...place, sha256 }
    })
  }

  private get dataStart(): number {
    return HEADER_START + (this.headerSize ?? 0)
  }

  private head(chunk: Uint8Array): void {
    const { pending } = this
    pending.push(chunk)
    if (this.headerSize === undefined) {
      if (pending.length < HEADER_START) return
      this.headerSize = this.checkLength(pending.u64())
    }
    if (pending.length < this.headerSize) return
    this.entries = sorted(readHeader(pending.take(this.headerSize), this.report))
    this.data = this.plan()
    const rest = pending.rest()
    if (rest.length > 0) this.body(rest)
  }

  private checkLength(claimed: bigint): number {
    const { report, sizeBytes } = this
    if (claimed > BigInt(MAX_HEADER))
      report.refuse(
        'st.header-length',
        { offset: 0 },
        `expected a header of at most ${MAX_HEADER} bytes, found ${claimed}`,
      )
    const size = Number(claimed)
    if (sizeBytes !== undefined && HEADER_START + size > sizeBytes)
      report.refuse(
        'st.header-length',
        { offset: 0 },
        `expected a header within ${sizeBytes} bytes, found ${size}`,
      )
    if (size < 2)
      report.refuse('st.too-short', { offset: 0 }, `expected a header of 2 bytes or more, found ${size}`)
    if (size > PORTABLE_HEADER)
      report.add(
        'st.header-large',
        { offset: 0 },
        `expected at most ${PORTABLE_HEADER} bytes of header, found ${size}`,
      )
    return size
  }

  /** Checks that the tensors cover the data, and prepares hashing; a refused header gets no tensor digest. */
  private plan(): TensorData {
    const { report, hashing } = this
    let covered = 0
    for (const { name, at, begin, end } of this.entries) {
      if (begin > covered)
        report.add(
          'st.hole',
          { offset: at, path: name },
          `expected the next tensor at ${covered}, found ${begin}`,
        )
      if (begin < covered)
        report.add(
          'st.overlap',
          { offset: at, path: name },
          `expected the next tensor at ${covered}, found ${begin}`,
        )
      covered = Math.max(covered, end)
    }
    const start = this.dataStart
    this.dataEnd = start + covered
    this.tail = new Uint8Array(Math.min(ZIP_TAIL, covered))
    const sound = !report.hazards.some((hazard) => hazard.verdict === 'I')
    if (!sound) report.rooted = false
    const spans = sound
      ? this.entries.map((entry) => ({
          begin: start + entry.begin,
          end: start + entry.end,
          ...(entry.dtype === 'BOOL' ? { watch: this.boolWatch(entry) } : {}),
        }))
      : []
    const done = (index: number, digest: Sha256) => {
      this.digests[index] = digest
    }
    return new TensorData({ hashing, start, spans, done })
  }

  private body(chunk: Uint8Array): void {
    const data = this.data as TensorData
    this.keepTail(chunk, data.position)
    data.write(chunk)
  }

  private keepTail(chunk: Uint8Array, position: number): void {
    const from = this.dataEnd - this.tail.length
    if (position + chunk.length <= from || position >= this.dataEnd) return
    const piece = chunk.subarray(Math.max(0, from - position), this.dataEnd - position)
    this.tail.set(piece, Math.max(0, position - from))
  }

  private checkEnd(size: number): void {
    const { report, dataStart, dataEnd } = this
    if (size > dataEnd) {
      report.rooted = false
      report.add(
        'st.trailing',
        { offset: dataEnd, length: size - dataEnd },
        `expected the end of the file, found ${size - dataEnd} bytes`,
      )
    }
    for (const { name, at, end } of this.entries) {
      if (dataStart + end <= size) continue
      report.rooted = false
      report.add(
        'st.truncated',
        { offset: at, path: name },
        `expected a file of ${dataStart + end} bytes, found ${size}`,
      )
    }
  }

  private boolWatch({ name, begin }: Entry): Watch {
    let found = false
    return (piece, at) => {
      if (found) return
      const odd = piece.findIndex((byte) => byte > 1)
      if (odd === -1) return
      found = true
      const offset = this.dataStart + begin + at + odd
      this.report.add('st.bool', { offset, path: name }, `expected 0 or 1, found ${piece[odd]}`)
    }
  }

  private checkZipTail(): void {
    const bytes = this.tail
    for (let at = bytes.length - 22; at >= 0; at--) {
      if (bytes[at] !== 0x50 || bytes[at + 1] !== 0x4b || bytes[at + 2] !== 5 || bytes[at + 3] !== 6) continue
      const comment = (bytes[at + 20] as number) + (bytes[at + 21] as number) * 256
      if (comment !== bytes.length - at - 22) continue
      const last = this.entries.findLast((entry) => entry.end > entry.begin)
      const path = last === undefined ? {} : { path: last.name }
      const offset = this.dataEnd - bytes.length + at
      this.report.add(
        'st.zip-tail',
        { offset, length: bytes.length - at, ...path },
        'expected plain numbers, found a zip end record',
      )
      return
    }
  }
}

function sorted(entries: readonly Entry[]): readonly Entry[] {
  return [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end)
}

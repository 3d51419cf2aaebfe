// GGUF as a push parser (weight-formats 2): header, tensor table, then the data tensor by tensor. Never throws on
// content, and accepts only what llama.cpp accepts: whole blocks, tensors in order and without gaps, inside the file.

import type { Sha256 } from '../base/digest.ts'
import { dtypeOf, FILE_TYPES, GUESSED_FILE_TYPE } from './ggml-types.ts'
import { GgufInput, type Reading } from './gguf-input.ts'
import { GgufMetadata } from './gguf-metadata.ts'
import { type GgufTensor, readTensors } from './gguf-tensors.ts'
import type { Hashing } from './hashing.ts'
import type { Parser } from './parser.ts'
import { Refused, type Report } from './report.ts'
import { TensorData, type Watch } from './tensor-data.ts'

export class GgufParser implements Parser {
  private readonly report: Report
  private readonly hashing: Hashing
  private readonly input: GgufInput
  private readonly metadata: GgufMetadata
  private readonly reading: Reading<void>
  private tensors: readonly GgufTensor[] = []
  private readonly digests: (Sha256 | undefined)[] = []
  private dataStart = 0
  private dataEnd = 0
  private data: TensorData | undefined
  private refused = false
  private padded = false

  constructor(report: Report, hashing: Hashing, sizeBytes: number | undefined) {
    this.report = report
    this.hashing = hashing
    this.input = new GgufInput(report, sizeBytes)
    this.metadata = new GgufMetadata(this.input, hashing)
    this.reading = this.header()
  }

  write(chunk: Uint8Array): void {
    if (this.refused) return
    if (this.data !== undefined) {
      this.data.write(chunk)
      return
    }
    this.input.pending.push(chunk)
    this.advance()
  }

  end(sizeBytes: number): void {
    if (this.data === undefined && !this.refused) {
      this.input.pending.ended = true
      this.advance()
    }
    if (this.data === undefined) return
    this.checkEnd(sizeBytes)
    this.checkFileType()
    this.report.tensors = this.tensors.map(({ name, type, shape, offset, sizeBytes: size }, i) => {
      const sha256 = this.digests[i]
      const place = { name, dtype: dtypeOf(type), shape, offset: this.dataStart + offset, sizeBytes: size }
      return sha256 === undefined ? place : { ...place, sha256 }
    })
  }

  private advance(): void {
    try {
      if (this.reading.next().done !== true) return
      this.data = this.plan()
      const rest = this.input.pending.rest()
      if (rest.length > 0) this.data.write(rest)
    } catch (cause) {
      if (!(cause instanceof Refused)) throw cause
      this.refused = true
      this.input.pending.rest()
    }
  }

  private *header(): Reading<void> {
    const { input, report, metadata } = this
    yield* input.need(8)
    input.pending.skip(4) // the magic was sniffed
    const version = yield* input.u32()
    if (version === 0x02000000 || version === 0x03000000) yield* this.bigEndian()
    if (version !== 2 && version !== 3)
      report.refuse('gguf.version', { offset: 4 }, `expected version 2 or 3, found ${version}`)
    const tensorCount = yield* input.count('gguf.count', 24)
    const keyCount = yield* input.count('gguf.count', 1)
    yield* metadata.read(keyCount)
    this.tensors = yield* readTensors(input, tensorCount, metadata.alignment)
    const align = tensorCount === 0 ? 1 : metadata.alignment
    this.dataStart = Math.ceil(input.offset / align) * align
    if (tensorCount === 0) report.add('gguf.no-tensors', { offset: 8 }, 'expected tensors, found none')
  }

  /** Not read any further, but a file that only claims to be one is told apart by its counts. */
  private *bigEndian(): Reading<never> {
    const { input, report } = this
    yield* input.need(16)
    const bytes = input.pending.take(16)
    const view = new DataView(bytes.buffer, bytes.byteOffset, 16)
    const least = view.getBigUint64(0) * 24n + view.getBigUint64(8) * 13n
    if (Number(least) > input.left)
      report.refuse('gguf.count', { offset: 8 }, `expected counts that fit ${input.left} bytes`)
    return report.refuse(
      'gguf.big-endian',
      { offset: 4 },
      'expected a little-endian file, found a big-endian one',
    )
  }

  private plan(): TensorData {
    const { report, hashing, dataStart } = this
    const last = this.tensors.at(-1)
    this.dataEnd = dataStart + (last === undefined ? 0 : last.offset + last.sizeBytes)
    const sound = !report.hazards.some(({ rule }) => rule === 'gguf.offset' || rule === 'gguf.dims-wrap')
    if (!sound) report.rooted = false
    const spans = sound
      ? this.tensors.map((tensor) => {
          const begin = dataStart + tensor.offset
          const watch = tensor.type.scales.length > 0 ? { watch: this.scaleWatch(tensor) } : {}
          return { begin, end: begin + tensor.sizeBytes, ...watch }
        })
      : []
    return new TensorData({
      hashing,
      start: this.input.offset,
      spans,
      done: (index, digest) => {
        this.digests[index] = digest
      },
      padding: sound ? (piece, offset) => this.checkPadding(piece, offset) : () => undefined,
    })
  }

  private checkPadding(piece: Uint8Array, offset: number): void {
    if (this.padded || offset >= this.paddedEnd) return
    const odd = piece.subarray(0, this.paddedEnd - offset).findIndex((byte) => byte !== 0)
    if (odd === -1) return
    this.padded = true
    this.report.add(
      'gguf.padding',
      { offset: offset + odd },
      `expected zeros between tensors, found ${piece[odd]}`,
    )
  }

  /** Writers also pad after the last tensor. */
  private get paddedEnd(): number {
    const { alignment } = this.metadata
    return Math.ceil(this.dataEnd / alignment) * alignment
  }

  private checkEnd(sizeBytes: number): void {
    const { report } = this
    if (sizeBytes > this.paddedEnd)
      report.add(
        'gguf.trailing',
        { offset: this.paddedEnd, length: sizeBytes - this.paddedEnd },
        `expected the end of the file, found ${sizeBytes - this.paddedEnd} bytes`,
      )
    for (const { name, at, offset, sizeBytes: size } of this.tensors) {
      const end = this.dataStart + offset + size
      if (end <= sizeBytes) continue
      report.rooted = false
      report.add(
        'gguf.range',
        { offset: at, path: name },
        `expected a file of ${end} bytes, found ${sizeBytes}`,
      )
    }
  }

  /** An infinite or undefined half has all five exponent bits set: only its high byte is looked at. */
  private scaleWatch({ name, type, offset }: GgufTensor): Watch {
    let found = false
    return (piece, at) => {
      if (found) return
      for (const scale of type.scales) {
        const high = scale + 1
        const phase = at % type.bytes
        let i = high - phase
        if (i < 0) i += type.bytes
        for (; i < piece.length; i += type.bytes) {
          if (((piece[i] as number) & 0x7c) !== 0x7c) continue
          found = true
          const place = { offset: this.dataStart + offset + at + i - 1, path: name }
          this.report.add('gguf.scale', place, 'expected finite scales, found an infinite or undefined one')
          return
        }
      }
    }
  }

  private checkFileType(): void {
    const stated = this.metadata.numbers.get('general.file_type')
    if (stated === undefined) return
    const label = FILE_TYPES.get(stated.value % GUESSED_FILE_TYPE)
    if (label === undefined) return
    const elements = new Map<string, number>()
    for (const { name, type, shape } of this.tensors) {
      if (shape.length < 2 || /^(token_embd|output)\./.test(name)) continue // often kept at another precision
      elements.set(
        type.name,
        (elements.get(type.name) ?? 0) + shape.reduce((product, dim) => product * dim, 1),
      )
    }
    const [most] = [...elements].sort((a, b) => b[1] - a[1])
    if (most === undefined || label.holds.includes(most[0])) return
    const path = 'general.file_type'
    this.report.add(
      'gguf.file-type',
      { offset: stated.at, path },
      `expected mostly ${label.holds[0]} for ${label.label}, found mostly ${most[0]}`,
    )
  }
}

// The key-value part of a GGUF header, streamed (weight-formats 2.1, 2.4): facts with their places, templates,
// tokenizer digests, and what readers would understand differently.

import { fromUtf8 } from '../base/bytes.ts'
import type { GgufInput, Reading } from './gguf-input.ts'
import { GgufTokens } from './gguf-tokens.ts'
import type { Hashing } from './hashing.ts'
import { quote, type Report } from './report.ts'
import { addTemplate } from './template.ts'

const MAX_KEYS = 65_536
const MAX_KEY_BYTES = 65_535
const MAX_ARRAY = 4_194_304 // read; the format allows 2^30
const MAX_ARRAY_OF_FORMAT = 2 ** 30
const MAX_LISTED = 64 // elements of one array that become facts
const MAX_BLOCKS = 512
const MAX_ALIGNMENT = 65_536
const MIN_KEY_VALUE = 13 // an empty key, its type, one byte
const SHADOWS: readonly string[] = ['version', 'tensor_count', 'kv_count', 'magic', '__proto__']

const SIZES = [1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8] as const // by value type; 8 is text, 9 an array
const U32 = 4
const I32 = 5
const BOOL = 7
const TEXT = 8
const ARRAY = 9

type Number_ = { readonly value: number; readonly type: number; readonly at: number }

export class GgufMetadata {
  /** Numbers by key, for the rules that need them. */
  readonly numbers = new Map<string, Number_>()
  architecture: string | undefined
  alignment = 32
  private readonly input: GgufInput
  private readonly report: Report
  private readonly hashing: Hashing
  private readonly tokens: GgufTokens
  private readonly keys = new Set<string>()

  constructor(input: GgufInput, hashing: Hashing) {
    this.input = input
    this.report = input.report
    this.hashing = hashing
    this.tokens = new GgufTokens(hashing)
  }

  *read(count: number): Reading<void> {
    const { input, report } = this
    if (count * MIN_KEY_VALUE > input.left)
      report.refuse(
        'gguf.count',
        { offset: 16 },
        `expected keys that fit ${input.left} bytes, found ${count}`,
      )
    if (count > MAX_KEYS)
      report.refuse('gguf.large', { offset: 16 }, `expected at most ${MAX_KEYS} keys, found ${count}`)
    for (let i = 0; i < count; i++) {
      const key = yield* this.key()
      const at = input.offset
      const type = yield* input.u32()
      if (type === ARRAY) yield* this.array(key)
      else if (type === TEXT) yield* this.textValue(key)
      else yield* this.number(key, type, at)
    }
    this.finish()
  }

  private *key(): Reading<string> {
    const { input, report } = this
    const at = input.offset
    const bytes = yield* input.text('gguf.key', MAX_KEY_BYTES)
    const key = bytes === undefined ? undefined : fromUtf8(bytes)
    if (key === undefined || key === '')
      return report.refuse(
        'gguf.key',
        { offset: at },
        `expected a key in UTF-8, found ${key === '' ? 'none' : 'other bytes'}`,
      )
    if (this.keys.has(key))
      report.refuse(
        'gguf.duplicate-key',
        { offset: at, path: key },
        `expected each key once, found ${quote(key)} again`,
      )
    this.keys.add(key)
    if (SHADOWS.includes(key))
      report.add(
        'gguf.key-shadow',
        { offset: at, path: key },
        `expected no key named as a field, found ${quote(key)}`,
      )
    return key
  }

  private *number(key: string, type: number, typeAt: number): Reading<void> {
    const { input, report } = this
    const size = SIZES[type]
    if (size === undefined || size === 0)
      return report.refuse(
        'gguf.value-type',
        { offset: typeAt, path: key },
        `expected a type from 0 to 12, found ${type | 0}`,
      )
    yield* input.need(size)
    const at = input.offset
    const bytes = input.pending.take(size)
    const { value, text } = readNumber(bytes, type)
    this.numbers.set(key, { value, type, at })
    if (type === BOOL && value > 1)
      report.add('gguf.bool', { offset: at, path: key }, `expected 0 or 1, found ${value}`)
    if (key === 'general.alignment') this.setAlignment({ value, type, at })
    report.fact(key, text, at)
  }

  private setAlignment({ value, type, at }: Number_): void {
    const good = type === U32 && value > 0 && value <= MAX_ALIGNMENT && (value & (value - 1)) === 0
    if (!good)
      this.report.refuse(
        'gguf.alignment',
        { offset: at, path: 'general.alignment' },
        `expected a u32 power of two up to ${MAX_ALIGNMENT}, found ${value} of type ${type}`,
      )
    this.alignment = value
  }

  private *textValue(key: string): Reading<void> {
    const { input, report } = this
    const at = input.offset
    const bytes = yield* input.text('gguf.length', Infinity, key)
    if (key === 'general.alignment') this.setAlignment({ value: -1, type: TEXT, at })
    if (bytes === undefined) return
    const text = this.plainText(bytes, at, key)
    if (key === 'general.architecture') this.architecture = text
    if (key === 'tokenizer.chat_template' || key.startsWith('tokenizer.chat_template.')) {
      const name = key.slice('tokenizer.chat_template.'.length)
      addTemplate(
        { report, hashing: this.hashing },
        { name: name === '' ? 'default' : name, offset: at + 8, path: key },
        text,
      )
    } else report.fact(key, text, at + 8)
  }

  /** The text; what is not UTF-8 is named and shown with replacement characters. */
  private plainText(bytes: Uint8Array, at: number, path: string): string {
    const text = fromUtf8(bytes)
    if (text === undefined || text.includes('\0'))
      this.report.add(
        'gguf.text',
        { offset: at, path },
        `expected UTF-8 without NUL, found ${text === undefined ? 'other bytes' : 'a NUL'}`,
      )
    return text ?? new TextDecoder().decode(bytes)
  }

  private *array(key: string): Reading<void> {
    const { input, report } = this
    const at = input.offset
    const type = yield* input.u32()
    if (type === ARRAY)
      report.refuse('gguf.nested-array', { offset: at, path: key }, 'expected plain elements, found arrays')
    const size = SIZES[type]
    if (size === undefined)
      return report.refuse(
        'gguf.value-type',
        { offset: at, path: key },
        `expected a type from 0 to 12, found ${type | 0}`,
      )
    const countAt = input.offset
    const count = yield* input.count('gguf.array-count', Math.max(size, type === TEXT ? 8 : 1), key)
    if (count > MAX_ARRAY_OF_FORMAT)
      report.refuse(
        'gguf.array-count',
        { offset: countAt, path: key },
        `expected at most 2^30 elements, found ${count}`,
      )
    if (count > MAX_ARRAY)
      report.add(
        'gguf.value-large',
        { offset: countAt, path: key },
        `expected at most ${MAX_ARRAY} elements, found ${count}`,
      )
    if (key === 'general.alignment') this.setAlignment({ value: -1, type: ARRAY, at })
    const place = { at: countAt, count }
    if (key === 'tokenizer.ggml.tokens' && type === TEXT && count <= MAX_ARRAY) this.tokens.tokens = place
    if (key === 'tokenizer.ggml.token_type') this.tokens.types = place
    if (key === 'tokenizer.ggml.scores') this.tokens.scores = place
    if (type === TEXT) yield* this.texts(key, count)
    else yield* this.numbersOf({ key, type, size, count })
  }

  private *texts(key: string, count: number): Reading<void> {
    const { input, report, tokens } = this
    const { pending } = input
    const isTokens = tokens.tokens !== undefined && key === 'tokenizer.ggml.tokens'
    const isMerges = key === 'tokenizer.ggml.merges' && count <= MAX_ARRAY
    let odd = false
    for (let i = 0; i < count; i++) {
      const at = pending.offset
      const bytes = yield* input.text('gguf.length', Infinity, key)
      if (bytes === undefined) continue
      if (!odd && !isPlain(bytes)) {
        const before = report.hazards.length
        this.plainText(bytes, at, `${key}[${i}]`)
        odd = report.hazards.length > before
      }
      if (isTokens) tokens.token(i, bytes)
      else if (isMerges) tokens.merge(i, bytes)
      else if (count <= MAX_LISTED) report.fact(key, new TextDecoder().decode(bytes), at + 8)
    }
  }

  private *numbersOf(array: { key: string; type: number; size: number; count: number }): Reading<void> {
    const { input, report, tokens } = this
    const { key, type, size, count } = array
    if (key === 'tokenizer.ggml.token_type' && (type === I32 || type === U32) && count <= MAX_ARRAY) {
      for (let i = 0; i < count; i++) tokens.type(yield* input.u32())
      return
    }
    let at = input.offset
    let odd = type !== BOOL
    yield* input.pieces(size * count, (piece) => {
      const found = odd ? -1 : piece.findIndex((byte) => byte > 1)
      if (found !== -1) {
        odd = true
        report.add('gguf.bool', { offset: at + found, path: key }, `expected 0 or 1, found ${piece[found]}`)
      }
      at += piece.length
    })
  }

  private finish(): void {
    const { report, numbers } = this
    this.tokens.finish(report, numbers)
    if (this.architecture === undefined)
      report.add(
        'gguf.no-architecture',
        { offset: 24, path: 'general.architecture' },
        'expected general.architecture, found none',
      )
    for (const [path, { value, at }] of numbers) {
      if (path.endsWith('.block_count') && !(value >= 0 && value <= MAX_BLOCKS))
        report.add(
          'gguf.block-count',
          { offset: at, path },
          `expected at most ${MAX_BLOCKS} blocks, found ${value}`,
        )
    }
    const [number, count, tensors] = ['split.no', 'split.count', 'split.tensors.count'].map(
      (key) => numbers.get(key)?.value,
    )
    if (count !== undefined && count > 1) report.split = { number: number ?? 0, count, tensors: tensors ?? 0 }
  }
}

function readNumber(bytes: Uint8Array, type: number): { readonly value: number; readonly text: string } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  if (type === 10 || type === 11) {
    const big = type === 10 ? view.getBigUint64(0, true) : view.getBigInt64(0, true)
    return { value: Number(big), text: String(big) }
  }
  if (type === 6) {
    const value = view.getFloat32(0, true)
    return { value, text: shortest(value) }
  }
  const value = plainNumber(view, type)
  return { value, text: type === BOOL && value < 2 ? String(value === 1) : String(value) }
}

function plainNumber(view: DataView, type: number): number {
  switch (type) {
    case 1:
      return view.getInt8(0)
    case 2:
      return view.getUint16(0, true)
    case 3:
      return view.getInt16(0, true)
    case 4:
      return view.getUint32(0, true)
    case 5:
      return view.getInt32(0, true)
    case 12:
      return view.getFloat64(0, true)
    default:
      return view.getUint8(0) // u8 and bool
  }
}

/** The shortest text that reads back as the same single-precision number. */
function shortest(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = Number(value.toPrecision(digits))
    if (Math.fround(text) === value) return String(text)
  }
  return String(value)
}

function isPlain(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte === 0 || byte > 0x7e) return false
  return true
}

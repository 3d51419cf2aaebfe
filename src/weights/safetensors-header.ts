// The JSON header of a safetensors file, read strictly over its bytes (weight-formats 1). Stricter than the reference
// reader where that one keeps less than its own specification: what two readers could understand differently is said.

import { utf8 } from '../base/bytes.ts'
import { JsonFault, JsonLexer, type TokenKind } from '../base/json-lexer.ts'
import { quote, type Report } from './report.ts'
import type { RuleId } from './rules.ts'

export const HEADER_START = 8
const MAX_TENSORS = 200_000
const MAX_DIMENSIONS = 1_600_000 // of all tensors together: 200,000 of rank 8
const MAX_RANK = 8
const MAX_NAME_BYTES = 1024
const MAX_DEPTH = 8 // of a value in a field that the format does not know
const MAX_U64 = 2n ** 64n - 1n

export type Entry = {
  readonly name: string
  readonly at: number // file offset of the name
  readonly dtype: string
  readonly shape: readonly number[]
  readonly begin: number // from the start of the data
  readonly end: number
}

const BITS: Readonly<Record<number, readonly string[]>> = {
  4: ['F4'],
  6: ['F6_E2M3', 'F6_E3M2'],
  8: ['BOOL', 'U8', 'I8', 'F8_E5M2', 'F8_E4M3', 'F8_E8M0', 'F8_E4M3FNUZ', 'F8_E5M2FNUZ'],
  16: ['I16', 'U16', 'F16', 'BF16'],
  32: ['I32', 'U32', 'F32'],
  64: ['C64', 'F64', 'I64', 'U64'],
}
/** Bits of each dtype (1.2). A map: no foreign name finds an inherited property. */
export const DTYPE_BITS: ReadonlyMap<string, number> = new Map(
  Object.entries(BITS).flatMap(([bits, names]) => names.map((name) => [name, Number(bits)] as const)),
)

/** @throws Refused (after adding the hazard) when the header cannot be read */
export function readHeader(bytes: Uint8Array, report: Report): readonly Entry[] {
  const reader = new HeaderReader(bytes, report)
  try {
    return reader.read()
  } catch (cause) {
    if (!(cause instanceof JsonFault)) throw cause
    const rule: RuleId = cause.expected.startsWith('an integer') ? 'st.number' : 'st.json'
    const place = { offset: HEADER_START + cause.offset, ...reader.here }
    return report.refuse(rule, place, `expected ${cause.expected}, found ${quote(cause.found)}`)
  }
}

class HeaderReader {
  /** The tensor that is being read. */
  here: { readonly path?: string } = {}
  private readonly lexer: JsonLexer
  private readonly report: Report
  private readonly entries = new Map<string, Entry>()
  private readonly folded = new Map<string, string>()
  private readonly rare = new Set<string>()
  private dimensions = 0
  private hasMetadata = false

  constructor(bytes: Uint8Array, report: Report) {
    this.lexer = new JsonLexer(bytes)
    this.report = report
  }

  read(): readonly Entry[] {
    const { lexer } = this
    if (lexer.bytes[0] !== 0x7b)
      this.report.refuse('st.start', { offset: HEADER_START }, 'expected "{" as first byte of the header')
    lexer.next()
    this.members((key, at) => {
      if (key === '__metadata__') this.metadata(at)
      else this.tensor(key, at)
    })
    this.here = {}
    const padding = lexer.end
    if (lexer.next() !== 'end') throw new JsonFault(lexer.start, 'spaces after the header', 'more text')
    let at = padding
    while (lexer.bytes[at] === 0x20) at++
    if (at < lexer.bytes.length)
      this.add('st.padding', at, 'expected spaces after the header, found tabs or newlines')
    return [...this.entries.values()]
  }

  /** The members of an object whose "{" was just read; `take` reads the value. */
  private members(take: (key: string, at: number) => void): void {
    const { lexer } = this
    let kind = lexer.next()
    if (kind === '}') return
    for (;;) {
      if (kind !== 'string') throw new JsonFault(lexer.start, 'a key in quotes', kind)
      const [key, at] = [lexer.text, lexer.start]
      this.expect(':')
      take(key, at)
      kind = lexer.next()
      if (kind === '}') return
      if (kind !== ',') throw new JsonFault(lexer.start, '"," or "}"', kind)
      kind = lexer.next()
    }
  }

  private metadata(at: number): void {
    const { lexer } = this
    if (this.hasMetadata) this.refuse('st.duplicate-field', at, 'expected __metadata__ once, found it again')
    this.hasMetadata = true
    if (lexer.next() !== '{') this.refuse('st.metadata', lexer.start, 'expected an object of strings')
    const seen = new Set<string>()
    this.members((key, keyAt) => {
      if (lexer.next() !== 'string') this.refuse('st.metadata', lexer.start, 'expected a string')
      if (seen.has(key))
        this.add('st.duplicate-metadata', keyAt, `expected each key once, found ${quote(key)} again`)
      seen.add(key)
      this.report.fact(`__metadata__.${key}`, lexer.text, HEADER_START + lexer.start)
    })
  }

  private tensor(name: string, at: number): void {
    this.here = { path: name.slice(0, 200) }
    const entry = this.entry(name, at)
    this.dimensions += entry.shape.length
    const known = this.entries.has(name)
    if (known) {
      this.report.rooted = false
      this.add('st.duplicate-name', at, `expected each tensor once, found ${quote(name)} again`)
    } else this.checkName(name, at)
    this.entries.set(name, entry) // the last one counts, as in every reader that was measured
    if (this.entries.size > MAX_TENSORS || this.dimensions > MAX_DIMENSIONS) {
      const expected = `at most ${MAX_TENSORS} tensors and ${MAX_DIMENSIONS} dimensions`
      this.report.refuse('st.tensor-count', { offset: HEADER_START }, `expected ${expected}, found more`)
    }
  }

  private entry(name: string, at: number): Entry {
    const { lexer } = this
    const kind = lexer.next()
    if (kind !== '{') this.refuse('st.entry', lexer.start, `expected an object, found ${kind}`)
    let [dtype, shape, range] = [
      undefined as string | undefined,
      undefined as readonly number[] | undefined,
      undefined as readonly number[] | undefined,
    ]
    let [dtypeAt, shapeAt] = [at, at]
    const seen = new Set<string>()
    this.members((key, keyAt) => {
      if (seen.has(key))
        this.refuse('st.duplicate-field', keyAt, `expected ${quote(key)} once, found it again`)
      seen.add(key)
      if (key === 'dtype') {
        if (lexer.next() !== 'string') this.refuse('st.dtype', lexer.start, 'expected the name of a dtype')
        dtype = lexer.text
        dtypeAt = lexer.start
      } else if (key === 'shape') {
        shape = this.integers()
        shapeAt = keyAt
      } else if (key === 'data_offsets') range = this.integers()
      else {
        this.add('st.unknown-field', keyAt, `expected dtype, shape, data_offsets, found ${quote(key)}`)
        this.skip(lexer.next(), 0)
      }
    })
    if (dtype === undefined || shape === undefined || range?.length !== 2)
      return this.refuse('st.entry', at, 'expected dtype, shape and two data_offsets')
    const [begin, end] = range as [number, number]
    const entry: Entry = { name, at: HEADER_START + at, dtype, shape, begin, end }
    this.checkSize(entry, { dtypeAt, shapeAt })
    return entry
  }

  private integers(): readonly number[] {
    const { lexer } = this
    if (lexer.next() !== '[') this.refuse('st.entry', lexer.start, 'expected a list of integers')
    const out: number[] = []
    let kind = lexer.next()
    if (kind === ']') return out
    for (;;) {
      if (kind !== 'integer' || lexer.integer < 0)
        this.refuse('st.number', lexer.start, 'expected an integer from 0 to 2^53-1')
      if (out.length >= MAX_DIMENSIONS)
        this.report.refuse('st.tensor-count', { offset: HEADER_START }, 'expected fewer dimensions')
      out.push(lexer.integer)
      kind = lexer.next()
      if (kind === ']') return out
      if (kind !== ',') throw new JsonFault(lexer.start, '"," or "]"', kind)
      kind = lexer.next()
    }
  }

  private checkSize(entry: Entry, at: { readonly dtypeAt: number; readonly shapeAt: number }): void {
    const { dtype, shape, begin, end } = entry
    const bits = DTYPE_BITS.get(dtype)
    if (bits === undefined) {
      this.add('st.dtype', at.dtypeAt, `expected a known dtype, found ${quote(dtype)}`)
      return
    }
    if (/^F[468](_|$)/.test(dtype) && !this.rare.has(dtype)) {
      this.rare.add(dtype)
      this.add('st.dtype-rare', at.dtypeAt, `expected a dtype that every reader knows, found ${dtype}`)
    }
    if (shape.length > MAX_RANK)
      this.add('st.rank', at.shapeAt, `expected at most ${MAX_RANK} dimensions, found ${shape.length}`)
    const product = shape.reduce(
      (size, dim) => (size > MAX_U64 || dim < 2 ? size : size * BigInt(dim)),
      BigInt(bits),
    )
    if (product > MAX_U64) {
      this.add('st.shape-overflow', at.shapeAt, 'expected a size that fits 64 bits')
      return
    }
    const total = shape.includes(0) ? 0n : product
    if (total % 8n !== 0n) {
      this.add('st.subbyte', at.dtypeAt, 'expected whole bytes, found a part of one')
      return
    }
    const offset = entry.at - HEADER_START
    if (begin > end) {
      this.add('st.range', offset, `expected begin <= end, found ${begin} > ${end}`)
      return
    }
    if (BigInt(end - begin) !== total / 8n)
      this.add('st.size', offset, `expected ${total / 8n} bytes for shape and dtype, found ${end - begin}`)
  }

  private checkName(name: string, at: number): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    const odd = /[\u0000-\u001f\u007f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(name)
    if (name === '' || name === '__proto__' || odd)
      this.add('st.name', at, `expected a plain name, found ${quote(name)}`)
    else if (name.length * 3 > MAX_NAME_BYTES && utf8(name).length > MAX_NAME_BYTES)
      this.add('st.name', at, `expected at most ${MAX_NAME_BYTES} bytes, found more`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant; it has one Unicode form
    const ascii = /^[\u0000-\u007f]*$/.test(name)
    const folded = ascii ? name.toLowerCase() : name.normalize('NFC').toLowerCase().normalize('NFC')
    const other = this.folded.get(folded)
    if (other === undefined) this.folded.set(folded, name)
    else
      this.add(
        'st.name-collision',
        at,
        `expected distinct names, found ${quote(name)} beside ${quote(other)}`,
      )
  }

  private skip(kind: TokenKind, depth: number): void {
    if (depth > MAX_DEPTH) throw new JsonFault(this.lexer.start, `nesting of at most ${MAX_DEPTH}`, 'deeper')
    if (kind === '{') this.members(() => this.skip(this.lexer.next(), depth + 1))
    else if (kind === '[') {
      let next = this.lexer.next()
      if (next === ']') return
      for (;;) {
        this.skip(next, depth + 1)
        next = this.lexer.next()
        if (next === ']') return
        if (next !== ',') throw new JsonFault(this.lexer.start, '"," or "]"', next)
        next = this.lexer.next()
      }
    } else if (['}', ']', ':', ',', 'end'].includes(kind))
      throw new JsonFault(this.lexer.start, 'a JSON value', kind)
  }

  private expect(wanted: TokenKind): void {
    const kind = this.lexer.next()
    if (kind !== wanted) throw new JsonFault(this.lexer.start, `"${wanted}"`, kind)
  }

  private add(rule: RuleId, offset: number, message: string): void {
    this.report.add(rule, { offset: HEADER_START + offset, ...this.here }, message)
  }

  private refuse(rule: RuleId, offset: number, message: string): never {
    return this.report.refuse(rule, { offset: HEADER_START + offset, ...this.here }, message)
  }
}

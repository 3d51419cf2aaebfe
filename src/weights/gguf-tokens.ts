// The tokenizer inside a GGUF file: digests of vocabulary and merges, and the pre-flight rules that loaders need
// (weight-formats 2.6, 5.2). Tokens are kept as packed bytes only until their types are known; those of type 5
// (unused) do not count.

import { EntryHash } from './digests.ts'
import type { Hashing } from './hashing.ts'
import { quote, type Report } from './report.ts'

const MAX_KEPT_BYTES = 16 * 1024 * 1024 // four times the largest vocabulary in use
const UNUSED = 5
const BYTE = 6
const SPECIAL =
  /^tokenizer\.ggml\.(bos|eos|eot|eom|unknown|seperator|separator|padding|mask|cls|fim_[a-z]+)_token_id$/

export class GgufTokens {
  tokens: { readonly at: number; readonly count: number } | undefined
  types: { readonly at: number; readonly count: number } | undefined
  scores: { readonly at: number; readonly count: number } | undefined
  private merges: EntryHash | undefined
  private readonly hashing: Hashing
  private packed = new Uint8Array(4096)
  private packedSize = 0
  private overflow = false
  private readonly badBytes: { readonly id: number; readonly text: string }[] = []
  private notByte = new Uint8Array(0) // 1: not of the form <0xFF>
  private kinds = new Uint8Array(0)
  private kindCount = 0

  constructor(hashing: Hashing) {
    this.hashing = hashing
  }

  token(id: number, text: Uint8Array): void {
    if (id >= this.notByte.length) this.notByte = grown(this.notByte, id + 1)
    if (!isByteToken(text)) this.notByte[id] = 1
    if (this.overflow) return
    const size = this.packedSize + 4 + text.length
    if (size > MAX_KEPT_BYTES) {
      this.overflow = true
      this.packed = new Uint8Array(0)
      return
    }
    if (size > this.packed.length) this.packed = grown(this.packed, size)
    new DataView(this.packed.buffer).setUint32(this.packedSize, text.length)
    this.packed.set(text, this.packedSize + 4)
    this.packedSize = size
  }

  merge(id: number, text: Uint8Array): void {
    this.merges ??= new EntryHash(this.hashing)
    this.merges.add(id, text)
  }

  type(value: number): void {
    if (this.kindCount >= this.kinds.length) this.kinds = grown(this.kinds, this.kindCount + 1)
    this.kinds[this.kindCount++] = value >= 0 && value < 255 ? value : 255
  }

  /** After the last key: digests and pre-flight. */
  finish(
    report: Report,
    numbers: ReadonlyMap<string, { readonly value: number; readonly at: number }>,
  ): void {
    if (this.merges !== undefined) report.merges = this.merges.digest()
    if (this.tokens === undefined) return
    const { count } = this.tokens
    for (const [name, other] of [
      ['token_type', this.types],
      ['scores', this.scores],
    ] as const) {
      if (other === undefined || other.count === count) continue
      const place = { offset: other.at, path: `tokenizer.ggml.${name}` }
      report.add(
        'gguf.token-arrays',
        place,
        `expected ${count} elements as there are tokens, found ${other.count}`,
      )
    }
    for (const [path, { value, at }] of numbers) {
      if (SPECIAL.test(path) && !(value >= 0 && value < count))
        report.add('gguf.token-id', { offset: at, path }, `expected an id below ${count}, found ${value}`)
    }
    this.hashVocabulary(report)
    for (const { id, text } of this.badBytes) {
      const place = { offset: this.tokens.at, path: `tokenizer.ggml.tokens[${id}]` }
      report.add('gguf.byte-token', place, `expected a byte token <0x00> to <0xFF>, found ${text}`)
    }
  }

  private hashVocabulary(report: Report): void {
    const hash = new EntryHash(this.hashing)
    const view = new DataView(this.packed.buffer)
    const count = this.tokens?.count ?? 0
    let at = 0
    for (let id = 0; id < count; id++) {
      let text: Uint8Array | undefined
      if (!this.overflow && at < this.packedSize) {
        text = this.packed.subarray(at + 4, at + 4 + view.getUint32(at))
        at += 4 + text.length
      }
      const kind = id < this.kindCount ? this.kinds[id] : undefined
      if (kind === BYTE && this.notByte[id] === 1 && this.badBytes.length < 20)
        this.badBytes.push({
          id,
          text: text === undefined ? 'another' : quote(new TextDecoder().decode(text)),
        })
      if (kind !== UNUSED && text !== undefined) hash.add(id, text)
    }
    if (!this.overflow) report.vocab = hash.digest()
  }
}

function isByteToken(text: Uint8Array): boolean {
  if (text.length !== 6 || text[0] !== 0x3c || text[1] !== 0x30 || text[2] !== 0x78 || text[5] !== 0x3e)
    return false
  return isHex(text[3] as number) && isHex(text[4] as number)
}

function isHex(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
}

function grown(bytes: Uint8Array, needed: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(Math.max(needed, bytes.length * 2, 4096))
  out.set(bytes)
  return out
}

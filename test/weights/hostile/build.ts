// Builds safetensors and GGUF files byte by byte, also those that no writer would write.

import { concat, utf8 } from '../../../src/base/bytes.ts'

export type Bytes = Uint8Array | string

export function bytesOf(part: Bytes): Uint8Array {
  return typeof part === 'string' ? utf8(part) : part
}

export function join(...parts: readonly Bytes[]): Uint8Array {
  return concat(parts.map(bytesOf))
}

export function u16(value: number): Uint8Array {
  const out = new Uint8Array(2)
  new DataView(out.buffer).setUint16(0, value, true)
  return out
}

export function u32(value: number): Uint8Array {
  const out = new Uint8Array(4)
  new DataView(out.buffer).setUint32(0, value, true)
  return out
}

export function u64(value: number | bigint): Uint8Array {
  const out = new Uint8Array(8)
  new DataView(out.buffer).setBigUint64(0, BigInt.asUintN(64, BigInt(value)), true)
  return out
}

export function f32(value: number): Uint8Array {
  return new Uint8Array(Float32Array.of(value).buffer)
}

export function zeros(count: number): Uint8Array {
  return new Uint8Array(count)
}

/** safetensors: `header` as text is taken as it is. */
export function st(header: Bytes | object, data: Bytes = zeros(0)): Uint8Array {
  const text =
    typeof header === 'string' || header instanceof Uint8Array
      ? bytesOf(header)
      : utf8(JSON.stringify(header))
  return join(u64(text.length), text, data)
}

export function tensor(dtype: string, shape: readonly number[], data_offsets: readonly number[]): object {
  return { dtype, shape, data_offsets }
}

// GGUF

export function text(value: Bytes): Uint8Array {
  const bytes = bytesOf(value)
  return join(u64(bytes.length), bytes)
}

export type Value = { readonly type: number; readonly bytes: Uint8Array }

export const value = {
  u8: (x: number): Value => ({ type: 0, bytes: Uint8Array.of(x) }),
  u16: (x: number): Value => ({ type: 2, bytes: u16(x) }),
  u32: (x: number): Value => ({ type: 4, bytes: u32(x) }),
  i32: (x: number): Value => ({ type: 5, bytes: u32(x >>> 0) }),
  f32: (x: number): Value => ({ type: 6, bytes: f32(x) }),
  bool: (x: number): Value => ({ type: 7, bytes: Uint8Array.of(x) }),
  text: (x: Bytes): Value => ({ type: 8, bytes: text(x) }),
  u64: (x: number | bigint): Value => ({ type: 10, bytes: u64(x) }),
  list: (
    elementType: number,
    elements: readonly Uint8Array[],
    count: number | bigint = elements.length,
  ): Value => ({
    type: 9,
    bytes: join(u32(elementType), u64(count), ...elements),
  }),
  texts: (...elements: readonly Bytes[]): Value => value.list(8, elements.map(text)),
  ints: (...elements: readonly number[]): Value =>
    value.list(
      5,
      elements.map((x) => u32(x >>> 0)),
    ),
}

export function pair(key: Bytes, { type, bytes }: Value): Uint8Array {
  return join(text(key), u32(type), bytes)
}

export type GgufInfo = {
  readonly name: Bytes
  readonly dims: readonly (number | bigint)[]
  readonly type: number
  readonly offset: number | bigint
}

export function info({ name, dims, type, offset }: GgufInfo): Uint8Array {
  return join(text(name), u32(dims.length), ...dims.map(u64), u32(type), u64(offset))
}

export type Gguf = {
  readonly version?: number
  readonly pairs?: readonly Uint8Array[]
  readonly infos?: readonly GgufInfo[]
  readonly data?: Bytes
  readonly alignment?: number
  readonly counts?: { readonly tensors?: number | bigint; readonly pairs?: number | bigint }
}

export const ARCHITECTURE = pair('general.architecture', value.text('llama'))
export const ONE: GgufInfo = { name: 'a.weight', dims: [4], type: 0, offset: 0 }

/** A GGUF file; by default valid, with one F32 tensor of four elements. */
export function gguf(options: Gguf = {}): Uint8Array {
  const pairs = options.pairs ?? [ARCHITECTURE]
  const infos = options.infos ?? [ONE]
  const head = join(
    'GGUF',
    u32(options.version ?? 3),
    u64(options.counts?.tensors ?? infos.length),
    u64(options.counts?.pairs ?? pairs.length),
    ...pairs,
    ...infos.map(info),
  )
  const alignment = options.alignment ?? 32
  const pad = infos.length === 0 ? 0 : (alignment - (head.length % alignment)) % alignment
  return join(head, zeros(pad), options.data ?? zeros(32))
}

/** Offset of the n-th occurrence of a text or bytes. */
export function find(bytes: Uint8Array, wanted: Bytes, nth = 1): number {
  const needle = Buffer.from(bytesOf(wanted))
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  let at = -1
  for (let i = 0; i < nth; i++) at = buffer.indexOf(needle, at + 1)
  if (at === -1) throw new Error('the fixture does not hold what is looked for')
  return at
}

export function utf8Of(value: string): Uint8Array {
  return bytesOf(value)
}

// What must hold of any file that passes, checked without the parser under test: the header is read again by
// JSON.parse, or written again from what was understood and compared with the bytes.

import assert from 'node:assert/strict'
import { GGML_TYPES } from '../../src/weights/ggml-types.ts'
import type { Inspection } from '../../src/weights/inspection.ts'
import {
  ARCHITECTURE,
  find,
  gguf,
  info,
  join,
  ONE,
  pair,
  st,
  tensor,
  u64,
  value,
  zeros,
} from './hostile/build.ts'

export const SMALL_SAFETENSORS = st(
  {
    __metadata__: { format: 'pt' },
    a: tensor('F32', [2], [0, 8]),
    b: tensor('BF16', [2, 3], [8, 20]),
    c: tensor('U8', [], [20, 21]),
  },
  Uint8Array.from({ length: 21 }, (_, i) => i),
)

export const SMALL_GGUF = gguf({
  pairs: [
    ARCHITECTURE,
    pair('general.file_type', value.u32(2)),
    pair('llama.rope.freq_base', value.f32(10_000)),
    pair('tokenizer.ggml.tokens', value.texts('a', 'b', '<0x00>')),
    pair('tokenizer.ggml.token_type', value.ints(1, 3, 6)),
    pair('tokenizer.ggml.add_bos_token', value.bool(1)),
  ],
  infos: [
    ONE,
    { name: 'blk.0.w', dims: [32, 2], type: 2, offset: 32 },
    { name: 'c', dims: [2, 3, 1], type: 1, offset: 96 },
  ],
  data: join(
    zeros(16),
    zeros(16),
    Uint8Array.from({ length: 36 }, () => 1),
    zeros(28),
    zeros(12),
    zeros(20),
  ),
})

/** The file with one byte changed by each mask in turn. The yielded array is reused. */
export function* mutations(original: Uint8Array, masks: readonly number[]): Generator<Uint8Array> {
  const bytes = original.slice()
  for (let at = 0; at < bytes.length; at++) {
    for (const mask of masks) {
      bytes[at] = (original[at] as number) ^ mask
      yield bytes
    }
    bytes[at] = original[at] as number
  }
}

type Entry = { dtype: string; shape: number[]; data_offsets: [number, number] }

export function soundSafetensors(bytes: Uint8Array, { tensors }: Inspection): void {
  const size = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(8, 8 + size))
  const { __metadata__: _, ...entries } = JSON.parse(text) as Record<string, Entry>
  const read = Object.fromEntries(
    tensors.map(({ name, dtype, shape, offset, sizeBytes }) => {
      const begin = offset - 8 - size
      return [name, { dtype, shape, data_offsets: [begin, begin + sizeBytes] }]
    }),
  )
  assert.deepEqual(
    read,
    Object.fromEntries(
      Object.entries(entries).map(([name, { dtype, shape, data_offsets }]) => [
        name,
        { dtype, shape, data_offsets },
      ]),
    ),
  )
  let end = 8 + size
  for (const { offset, sizeBytes } of tensors) {
    assert.equal(offset, end)
    end += sizeBytes
  }
  assert.equal(end, bytes.length)
}

export function soundGguf(bytes: Uint8Array, { tensors, facts }: Inspection): void {
  const ids = new Map([...GGML_TYPES].map(([id, { name }]) => [name, id]))
  const start = tensors[0]?.offset ?? 0
  const table = join(
    ...tensors.map(({ name, dtype, shape, offset }) =>
      info({
        name,
        dims: [...shape].reverse(),
        type: ids.get(dtype.replace('ggml:', '')) as number,
        offset: offset - start,
      }),
    ),
  )
  if (tensors.length === 0) return
  const alignment = Number(facts.find(({ key }) => key === 'general.alignment')?.value ?? 32)
  const padded = (at: number): number => Math.ceil(at / alignment) * alignment
  assert.ok(
    occurrences(bytes, table).some((at) => padded(at + table.length) === start),
    'the tensor table, written again',
  )
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  assert.equal(view.getBigUint64(8, true), BigInt(tensors.length))
  let end = start
  for (const { offset, sizeBytes } of tensors) {
    assert.equal(offset - start, padded(end - start))
    end = offset + sizeBytes
  }
  assert.ok(end <= bytes.length)
  for (const { key } of facts) assert.ok(find(bytes, join(u64(Buffer.byteLength(key)), key)) > 0, key)
}

function occurrences(bytes: Uint8Array, wanted: Uint8Array): readonly number[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const out: number[] = []
  for (let at = buffer.indexOf(wanted); at !== -1; at = buffer.indexOf(wanted, at + 1)) out.push(at)
  return out
}

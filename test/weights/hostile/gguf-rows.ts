// weight-formats 7, rows 26–39, as files built here: what each must be called, and where.

import type { Verdict } from '../../../src/weights/inspection.ts'
import {
  ARCHITECTURE,
  type Bytes,
  find,
  gguf,
  join,
  ONE,
  pair,
  text,
  u32,
  u64,
  value,
  zeros,
} from './build.ts'
import type { Row } from './safetensors-rows.ts'

export function at(
  row: number,
  name: string,
  bytes: Uint8Array,
  expect: {
    readonly is: string
    readonly of: Bytes | number
    readonly plus?: number
    readonly nth?: number
    readonly path?: string
  },
): Row {
  const [verdict, rule] = expect.is.split(' ') as [Verdict, string]
  const place =
    (typeof expect.of === 'number' ? expect.of : find(bytes, expect.of, expect.nth)) + (expect.plus ?? 0)
  return {
    row,
    name,
    bytes,
    expect: { verdict, rule, at: place, ...(expect.path === undefined ? {} : { path: expect.path }) },
  }
}

export const withPair = (...pairs: readonly Uint8Array[]): Uint8Array =>
  gguf({ pairs: [ARCHITECTURE, ...pairs] })
export const afterType = (key: string): number => key.length + 4 // from the start of a key's characters to its value
export const second = { name: 'b.weight', dims: [4], type: 0 } as const
/** Where the offset field of the n-th tensor stands: after name, rank, dims, type. */
const offsetField = (name: string, rank = 1): number => name.length + 4 + rank * 8 + 4

export const GGUF_STRUCTURE: readonly Row[] = [
  at(26, 'version 1', gguf({ version: 1 }), { is: 'I gguf.version', of: 4 }),
  at(26, 'version 4', gguf({ version: 4 }), { is: 'I gguf.version', of: 4 }),
  at(26, 'version 0', gguf({ version: 0 }), { is: 'I gguf.version', of: 4 }),
  at(26, 'big-endian', join('GGUF', Uint8Array.of(0, 0, 0, 3), zeros(16)), {
    is: 'N gguf.big-endian',
    of: 4,
  }),
  at(26, 'big-endian by its version only', gguf({ version: 0x03000000 }), { is: 'I gguf.count', of: 8 }),
  at(27, 'architecture twice', withPair(ARCHITECTURE), {
    is: 'I gguf.duplicate-key',
    of: 'general.architecture',
    nth: 2,
    plus: -8,
    path: 'general.architecture',
  }),
  at(28, 'a key named version', withPair(pair('version', value.u32(9))), {
    is: 'N gguf.key-shadow',
    of: 'version',
    plus: -8,
    path: 'version',
  }),
  at(28, 'a key named __proto__', withPair(pair('__proto__', value.u32(9))), {
    is: 'N gguf.key-shadow',
    of: '__proto__',
    plus: -8,
  }),
  at(28, 'an empty key', gguf({ pairs: [pair('', value.u32(9)), ARCHITECTURE] }), {
    is: 'I gguf.key',
    of: 24,
  }),
  at(29, 'an array of 2^60 in a hundred bytes', withPair(pair('k', value.list(4, [], 2n ** 60n))), {
    is: 'I gguf.array-count',
    of: join('k', u32(9), u32(4)),
    plus: 9,
    path: 'k',
  }),
  at(29, 'an array of -1', withPair(pair('k', value.list(4, [], -1))), {
    is: 'I gguf.array-count',
    of: join('k', u32(9), u32(4)),
    plus: 9,
    path: 'k',
  }),
  at(29, 'an array of texts past the end', withPair(pair('k', value.list(8, [text('a')], 2 ** 31))), {
    is: 'I gguf.array-count',
    of: join('k', u32(9), u32(8)),
    plus: 9,
    path: 'k',
  }),
  at(30, 'an array of arrays', withPair(pair('k', value.list(9, [join(u32(4), u64(0))]))), {
    is: 'I gguf.nested-array',
    of: join('k', u32(9)),
    plus: 5,
    path: 'k',
  }),
  at(30, 'value type 13', withPair(pair('k', { type: 13, bytes: zeros(8) })), {
    is: 'I gguf.value-type',
    of: join('k', u32(13)),
    plus: 1,
    path: 'k',
  }),
  at(30, 'element type 13', withPair(pair('k', value.list(13, [zeros(8)]))), {
    is: 'I gguf.value-type',
    of: join('k', u32(9)),
    plus: 5,
    path: 'k',
  }),
  at(30, 'a text past the end', withPair(pair('k', { type: 8, bytes: join(u64(10_000_000_000), 'x') })), {
    is: 'I gguf.length',
    of: join('k', u32(8)),
    plus: 5,
    path: 'k',
  }),
  at(30, 'more keys than there are', gguf({ counts: { pairs: 2 } }), { is: 'I gguf.name', of: 90 }),
  at(30, 'more keys than could be', gguf({ counts: { pairs: 2n ** 40n } }), { is: 'I gguf.count', of: 16 }),
  at(30, 'minus one tensors', gguf({ counts: { tensors: -1 } }), { is: 'I gguf.count', of: 8 }),
  at(31, 'a bool of 2', withPair(pair('k', value.bool(2))), {
    is: 'A gguf.bool',
    of: join('k', u32(7)),
    plus: 5,
    path: 'k',
  }),
  at(31, 'a bool of 2 in an array', withPair(pair('k', value.list(7, [Uint8Array.of(0, 1, 2)], 3))), {
    is: 'A gguf.bool',
    of: Uint8Array.of(1, 2),
    plus: 1,
    path: 'k',
  }),
  at(31, 'a text that is not UTF-8', withPair(pair('k', value.text(Uint8Array.of(0xff)))), {
    is: 'A gguf.text',
    of: join('k', u32(8)),
    plus: 5,
    path: 'k',
  }),
  at(31, 'NUL in a text', withPair(pair('k', value.text('a\0b'))), {
    is: 'A gguf.text',
    of: join('k', u32(8)),
    plus: 5,
    path: 'k',
  }),
  at(32, 'NUL in a tensor name', gguf({ infos: [{ ...ONE, name: 'a\0b' }] }), {
    is: 'I gguf.name',
    of: 'a\0b',
    plus: -8,
  }),
  at(32, 'one tensor name twice', gguf({ infos: [ONE, { ...ONE, offset: 32 }], data: zeros(64) }), {
    is: 'I gguf.duplicate-name',
    of: ONE.name,
    nth: 2,
    plus: offsetField('a.weight'),
    path: 'a.weight',
  }),
  at(33, 'a name of 64 bytes', gguf({ infos: [{ ...ONE, name: 'n'.repeat(64) }] }), {
    is: 'N gguf.name-long',
    of: 'n'.repeat(64),
    plus: -8,
    path: 'n'.repeat(64),
  }),
  at(33, 'rank 5', gguf({ infos: [{ ...ONE, dims: [4, 1, 1, 1, 1] }] }), {
    is: 'N gguf.rank',
    of: 'a.weight',
    plus: 8,
    path: 'a.weight',
  }),
  at(
    33,
    'rank 2^32-1',
    gguf({ infos: [], data: join(text('a.weight'), u32(0xffffffff), zeros(40)), counts: { tensors: 1 } }),
    { is: 'I gguf.rank-limit', of: 'a.weight', plus: 8 },
  ),
  at(34, 'F32 [2^32, 2^32]', gguf({ infos: [{ ...ONE, dims: [2n ** 32n, 2n ** 32n] }] }), {
    is: 'D gguf.dims-wrap',
    of: 'a.weight',
    plus: 28,
    path: 'a.weight',
  }),
  at(34, 'F32 [2^62]', gguf({ infos: [{ ...ONE, dims: [2n ** 62n] }] }), {
    is: 'D gguf.dims-wrap',
    of: 'a.weight',
    plus: 20,
    path: 'a.weight',
  }),
  at(34, 'a dimension of -1', gguf({ infos: [{ ...ONE, dims: [-1] }] }), {
    is: 'I gguf.dims',
    of: 'a.weight',
    plus: 12,
    path: 'a.weight',
  }),
  at(34, 'a dimension of 0', gguf({ infos: [{ ...ONE, dims: [4, 0] }] }), {
    is: 'I gguf.dims',
    of: 'a.weight',
    plus: 20,
    path: 'a.weight',
  }),
  at(35, 'overlap', gguf({ infos: [ONE, { ...second, offset: 0 }] }), {
    is: 'I gguf.offset',
    of: 'b.weight',
    plus: offsetField('b.weight'),
    path: 'b.weight',
  }),
  at(35, 'gap', gguf({ infos: [ONE, { ...second, offset: 64 }], data: zeros(96) }), {
    is: 'I gguf.offset',
    of: 'b.weight',
    plus: offsetField('b.weight'),
    path: 'b.weight',
  }),
  at(
    35,
    'reversed',
    gguf({
      infos: [
        { ...ONE, offset: 32 },
        { ...second, offset: 0 },
      ],
      data: zeros(64),
    }),
    { is: 'I gguf.offset', of: 'a.weight', plus: offsetField('a.weight'), path: 'a.weight' },
  ),
  at(35, 'unaligned', gguf({ infos: [ONE, { ...second, offset: 16 }], data: zeros(64) }), {
    is: 'I gguf.offset',
    of: 'b.weight',
    plus: offsetField('b.weight'),
    path: 'b.weight',
  }),
  at(36, 'a range past the end', gguf({ infos: [{ ...ONE, dims: [1024] }] }), {
    is: 'D gguf.range',
    of: 'a.weight',
    plus: offsetField('a.weight'),
    path: 'a.weight',
  }),
  at(36, 'a tensor of 10 GB in a small file', gguf({ infos: [{ ...ONE, dims: [2_500_000_000] }] }), {
    is: 'D gguf.range',
    of: 'a.weight',
    plus: offsetField('a.weight'),
    path: 'a.weight',
  }),
  at(36, 'one byte short', gguf({ data: zeros(15) }), {
    is: 'D gguf.range',
    of: 'a.weight',
    plus: offsetField('a.weight'),
    path: 'a.weight',
  }),
  at(37, 'alignment 3', withPair(pair('general.alignment', value.u32(3))), {
    is: 'I gguf.alignment',
    of: 'general.alignment',
    plus: afterType('general.alignment'),
  }),
  at(37, 'alignment 0', withPair(pair('general.alignment', value.u32(0))), {
    is: 'I gguf.alignment',
    of: 'general.alignment',
    plus: afterType('general.alignment'),
  }),
  at(37, 'alignment as u64', withPair(pair('general.alignment', value.u64(32))), {
    is: 'I gguf.alignment',
    of: 'general.alignment',
    plus: afterType('general.alignment'),
  }),
  at(37, 'alignment as text', withPair(pair('general.alignment', value.text('32'))), {
    is: 'I gguf.alignment',
    of: 'general.alignment',
    plus: afterType('general.alignment'),
  }),
  at(37, 'alignment 2^31', withPair(pair('general.alignment', value.u32(2 ** 31))), {
    is: 'I gguf.alignment',
    of: 'general.alignment',
    plus: afterType('general.alignment'),
  }),
  at(38, 'Q4_0 with 16 elements', gguf({ infos: [{ ...ONE, dims: [16], type: 2 }] }), {
    is: 'I gguf.block',
    of: 'a.weight',
    plus: 20,
    path: 'a.weight',
  }),
  ...[4, 31, 43, -1].map((type) =>
    at(38, `type ${type}`, gguf({ infos: [{ ...ONE, type }] }), {
      is: 'I gguf.type',
      of: 'a.weight',
      plus: 20,
      path: 'a.weight',
    }),
  ),
  at(38, 'a runtime type', gguf({ infos: [{ ...ONE, dims: [32], type: 9 }], data: zeros(64) }), {
    is: 'N gguf.type-runtime',
    of: 'a.weight',
    plus: 20,
    path: 'a.weight',
  }),
  at(39, 'bytes after the data', gguf({ data: join(zeros(32), 'PK\x05\x06') }), {
    is: 'I gguf.trailing',
    of: 'PK\x05\x06',
  }),
  at(
    39,
    'padding that holds something',
    gguf({ infos: [ONE, { ...second, offset: 32 }], data: join(zeros(16), 'secret', zeros(10), zeros(32)) }),
    { is: 'A gguf.padding', of: 'secret' },
  ),
  at(39, 'padding at the end that holds something', gguf({ data: join(zeros(16), 'secret', zeros(10)) }), {
    is: 'A gguf.padding',
    of: 'secret',
  }),
]

// weight-formats 7, rows 1–20 and 63, as files built here: what each must be called, and where. `alone` says that
// nothing else is found in it. The reference readers judge the same corpus in test/interop/weights-oracles.test.ts.

import type { Verdict } from '../../../src/weights/inspection.ts'
import { type Bytes, find, join, st, tensor, u64, utf8Of, zeros } from './build.ts'

export type Row = {
  readonly row: number
  readonly name: string
  readonly path?: string // else by its format
  readonly bytes: Uint8Array
  readonly expect: {
    readonly verdict: Verdict
    readonly rule: string
    readonly at: number
    readonly path?: string
  }
}

const one = tensor('U8', [1], [0, 1])
const two = tensor('U8', [1], [1, 2])

/** A row whose place is the n-th occurrence of a text in the file. */
function at(
  row: number,
  name: string,
  bytes: Uint8Array,
  expect: { readonly is: string; readonly of: Bytes | number; readonly nth?: number; readonly path?: string },
): Row {
  const [verdict, rule] = expect.is.split(' ') as [Verdict, string]
  const place = typeof expect.of === 'number' ? expect.of : find(bytes, expect.of, expect.nth)
  return {
    row,
    name,
    bytes,
    expect: { verdict, rule, at: place, ...(expect.path === undefined ? {} : { path: expect.path }) },
  }
}

const raw = (entry: string): string => `{"a":${entry}}`
const entry = (dtype: string, shape: string, offsets: string): string =>
  raw(`{"dtype":${dtype},"shape":${shape},"data_offsets":${offsets}}`)
const named = (name: string): string => `{${JSON.stringify(name)}:${JSON.stringify(one)}}`
const twice = (a: string, b: string): string => `{${a}:${JSON.stringify(one)},${b}:${JSON.stringify(one)}}`
const pairOf = (a: string, b: string): string => `{${a}:${JSON.stringify(one)},${b}:${JSON.stringify(two)}}`

const zipEnd = join('PK\x05\x06', zeros(18))

export const SAFETENSORS_ROWS: readonly Row[] = [
  at(1, 'no byte at all', zeros(0), { is: 'I st.too-short', of: 0 }),
  at(1, 'seven bytes', zeros(7), { is: 'I st.too-short', of: 0 }),
  at(1, 'a header of 1000 bytes in ten', join(u64(1000), '{}'), { is: 'I st.header-length', of: 0 }),
  at(1, 'a header of 2^64-1 bytes', join(u64(2n ** 64n - 1n), '{}'), { is: 'I st.header-length', of: 0 }),
  at(1, 'a header of 100,000,001 bytes', join(u64(100_000_001), '{}'), { is: 'I st.header-length', of: 0 }),
  at(1, 'a header of 10 GB', join(u64(10_000_000_000), '{}'), { is: 'I st.header-length', of: 0 }),
  at(2, 'a header of 30 MB', st(`{"a":${JSON.stringify(one)}}${' '.repeat(30_000_000)}`, zeros(1)), {
    is: 'N st.header-large',
    of: 0,
  }),
  at(3, '200,001 empty tensors', st(manyEmpty(200_001)), { is: 'N st.tensor-count', of: 8 }),
  at(4, 'a space before the header', st(` ${named('a')}`, zeros(1)), { is: 'I st.start', of: 8 }),
  at(4, 'a byte order mark before the header', st(`\ufeff${named('a')}`, zeros(1)), {
    is: 'I st.start',
    of: 8,
  }),
  at(4, 'padded with tabs', st(`${named('a')}  \t\t`, zeros(1)), { is: 'N st.padding', of: '\t' }),
  at(4, 'padded with a newline', st(`${named('a')}\n`, zeros(1)), { is: 'N st.padding', of: '\n' }),
  at(4, 'padded with NUL', st(`${named('a')}\0\0`, zeros(1)), {
    is: 'I st.json',
    of: '}}\0'.slice(2),
    nth: 8,
  }),
  at(5, 'one name twice', st(twice('"a"', '"a"'), zeros(1)), {
    is: 'A st.duplicate-name',
    of: '"a"',
    nth: 2,
    path: 'a',
  }),
  at(5, 'one name twice, once escaped', st(twice('"a"', '"\\u0061"'), zeros(1)), {
    is: 'A st.duplicate-name',
    of: '"\\u0061"',
    path: 'a',
  }),
  at(
    6,
    'a metadata key twice',
    st(`{"__metadata__":{"k":"1","k":"2"},"a":${JSON.stringify(one)}}`, zeros(1)),
    { is: 'A st.duplicate-metadata', of: '"k"', nth: 2 },
  ),
  at(
    6,
    '__metadata__ twice',
    st(`{"__metadata__":{},"__metadata__":{},"a":${JSON.stringify(one)}}`, zeros(1)),
    { is: 'I st.duplicate-field', of: '"__metadata__"', nth: 2 },
  ),
  at(6, 'dtype twice', st(raw('{"dtype":"U8","dtype":"I8","shape":[1],"data_offsets":[0,1]}'), zeros(1)), {
    is: 'I st.duplicate-field',
    of: '"dtype"',
    nth: 2,
    path: 'a',
  }),
  at(7, 'a hole', st({ a: one, b: tensor('U8', [1], [2, 3]) }, zeros(3)), {
    is: 'I st.hole',
    of: '"b"',
    path: 'b',
  }),
  at(7, 'a start at 1', st({ a: two }, zeros(2)), { is: 'I st.hole', of: '"a"', path: 'a' }),
  at(7, 'two tensors on one range', st({ a: one, b: one }, zeros(1)), {
    is: 'I st.overlap',
    of: '"b"',
    path: 'b',
  }),
  at(7, 'overlapping tensors', st({ a: tensor('U8', [2], [0, 2]), b: tensor('U8', [2], [1, 3]) }, zeros(3)), {
    is: 'I st.overlap',
    of: '"b"',
    path: 'b',
  }),
  at(7, 'begin after end', st({ a: tensor('U8', [1], [1, 0]) }, zeros(1)), {
    is: 'I st.range',
    of: '"a"',
    path: 'a',
  }),
  at(8, 'a zip end record after the data', st({ a: one }, join(zeros(1), zipEnd)), {
    is: 'I st.trailing',
    of: zipEnd,
  }),
  at(8, 'one byte after the data', st({ a: one }, zeros(2)), {
    is: 'I st.trailing',
    of: 8 + JSON.stringify({ a: one }).length + 1,
  }),
  at(9, 'a zip end record as a tensor', st({ a: tensor('U8', [22], [0, 22]) }, zipEnd), {
    is: 'note st.zip-tail',
    of: zipEnd,
    path: 'a',
  }),
  at(10, 'one byte short', st({ a: one, b: two }, zeros(1)), { is: 'I st.truncated', of: '"b"', path: 'b' }),
  at(10, 'F32 [2] on four bytes', st({ a: tensor('F32', [2], [0, 4]) }, zeros(4)), {
    is: 'I st.size',
    of: '"a"',
    path: 'a',
  }),
  at(11, '1.0 as an integer', st(entry('"U8"', '[1.0]', '[0,1]'), zeros(1)), {
    is: 'I st.number',
    of: '1.0',
    path: 'a',
  }),
  at(11, '1e0 as an integer', st(entry('"U8"', '[1e0]', '[0,1]'), zeros(1)), {
    is: 'I st.number',
    of: '1e0',
    path: 'a',
  }),
  at(11, '-0 as an integer', st(entry('"U8"', '[1]', '[-0,1]'), zeros(1)), {
    is: 'I st.number',
    of: '-0',
    path: 'a',
  }),
  at(11, '2^64 as an integer', st(entry('"U8"', '[18446744073709551616]', '[0,1]'), zeros(1)), {
    is: 'I st.number',
    of: '18446744073709551616',
    path: 'a',
  }),
  at(11, '-1 as an integer', st(entry('"U8"', '[-1]', '[0,1]'), zeros(1)), {
    is: 'I st.number',
    of: '-1',
    path: 'a',
  }),
  at(12, 'dims 2^33 2^33', st(entry('"U8"', '[8589934592,8589934592]', '[0,1]'), zeros(1)), {
    is: 'I st.shape-overflow',
    of: '"shape"',
    path: 'a',
  }),
  at(12, 'dims 2^33 2^33 0', st(entry('"U8"', '[8589934592,8589934592,0]', '[0,0]')), {
    is: 'I st.shape-overflow',
    of: '"shape"',
    path: 'a',
  }),
  at(12, 'dims 0 2^33 2^33', st(entry('"U8"', '[0,8589934592,8589934592]', '[0,0]')), {
    is: 'I st.shape-overflow',
    of: '"shape"',
    path: 'a',
  }),
  at(13, 'rank 5,000', st(entry('"U8"', `[${Array(5000).fill(1).join()}]`, '[0,1]'), zeros(1)), {
    is: 'N st.rank',
    of: '"shape"',
    path: 'a',
  }),
  at(14, 'half a byte', st(entry('"F4"', '[1]', '[0,1]'), zeros(1)), {
    is: 'I st.subbyte',
    of: '"F4"',
    path: 'a',
  }),
  at(14, 'dtype FP4', st(entry('"FP4"', '[2]', '[0,1]'), zeros(1)), {
    is: 'I st.dtype',
    of: '"FP4"',
    path: 'a',
  }),
  at(14, 'dtype f32', st(entry('"f32"', '[1]', '[0,4]'), zeros(4)), {
    is: 'I st.dtype',
    of: '"f32"',
    path: 'a',
  }),
  at(14, 'dtype constructor', st(entry('"constructor"', '[1]', '[0,4]'), zeros(4)), {
    is: 'I st.dtype',
    of: '"constructor"',
    path: 'a',
  }),
  at(15, 'dtype F6_E2M3', st(entry('"F6_E2M3"', '[4]', '[0,3]'), zeros(3)), {
    is: 'N st.dtype-rare',
    of: '"F6_E2M3"',
    path: 'a',
  }),
  at(15, 'dtype F8_E4M3FNUZ', st(entry('"F8_E4M3FNUZ"', '[1]', '[0,1]'), zeros(1)), {
    is: 'N st.dtype-rare',
    of: '"F8_E4M3FNUZ"',
    path: 'a',
  }),
  at(16, 'the name __proto__', st(named('__proto__'), zeros(1)), {
    is: 'N st.name',
    of: '"__proto__"',
    path: '__proto__',
  }),
  at(16, 'an empty name', st(named(''), zeros(1)), { is: 'N st.name', of: '"":' }),
  at(16, 'NUL in a name', st(named('a\0b'), zeros(1)), { is: 'N st.name', of: '"a\\u0000b"' }),
  at(16, 'right-to-left override in a name', st(named('a\u202eb'), zeros(1)), {
    is: 'N st.name',
    of: '"a\u202eb"',
  }),
  at(16, 'A beside a', st(pairOf('"A"', '"a"'), zeros(2)), {
    is: 'A st.name-collision',
    of: '"a"',
    path: 'a',
  }),
  at(16, 'é in two forms', st(pairOf('"\u00e9"', '"e\u0301"'), zeros(2)), {
    is: 'A st.name-collision',
    of: '"e\u0301"',
  }),
  at(17, 'an entry as an array', st(raw('["U8",[1],[0,1]]'), zeros(1)), {
    is: 'I st.entry',
    of: '["U8"',
    path: 'a',
  }),
  at(
    17,
    'an unknown field',
    st(raw('{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":{"y":[1]}}'), zeros(1)),
    { is: 'N st.unknown-field', of: '"x"', path: 'a' },
  ),
  at(17, 'no dtype', st(raw('{"shape":[1],"data_offsets":[0,1]}'), zeros(1)), {
    is: 'I st.entry',
    of: '"a"',
    path: 'a',
  }),
  at(17, 'three offsets', st(entry('"U8"', '[1]', '[0,1,1]'), zeros(1)), {
    is: 'I st.entry',
    of: '"a"',
    path: 'a',
  }),
  at(
    18,
    'a name that is not UTF-8',
    st(join('{"', Uint8Array.of(0x61, 0xff), `":${JSON.stringify(one)}}`), zeros(1)),
    { is: 'I st.json', of: join('"', Uint8Array.of(0x61, 0xff)) },
  ),
  at(
    18,
    'an overlong name',
    st(join('{"', Uint8Array.of(0xc0, 0x80), `":${JSON.stringify(one)}}`), zeros(1)),
    { is: 'I st.json', of: join('"', Uint8Array.of(0xc0, 0x80)) },
  ),
  at(18, 'a lone surrogate', st(`{"\\ud800":${JSON.stringify(one)}}`, zeros(1)), {
    is: 'I st.json',
    of: '"\\ud800"',
  }),
  at(
    19,
    'depth 200',
    st(
      raw(`{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":${'['.repeat(200)}${']'.repeat(200)}}`),
      zeros(1),
    ),
    { is: 'I st.json', of: '[[[', nth: 10, path: 'a' },
  ),
  at(19, 'an array as root', st('[]'), { is: 'I st.start', of: 8 }),
  at(19, 'a number as metadata', st('{"__metadata__":{"k":1}}'), { is: 'I st.metadata', of: '1}' }),
  at(19, 'null as metadata', st('{"__metadata__":null}'), { is: 'I st.metadata', of: 'null' }),
  at(19, 'a header cut off', st('{"__metadata__":{}'), { is: 'I st.json', of: 26 }),
  at(20, 'a BOOL of 2', st({ a: tensor('BOOL', [3], [0, 3]) }, Uint8Array.of(0, 1, 2)), {
    is: 'A st.bool',
    of: Uint8Array.of(1, 2),
    path: 'a',
  }),
].map((row) => (row.row === 20 ? { ...row, expect: { ...row.expect, at: row.expect.at + 1 } } : row))

function manyEmpty(count: number): string {
  const entries: string[] = []
  for (let i = 0; i < count; i++) entries.push(`"${i}":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}`)
  return `{${entries.join()}}`
}

const LFS = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 123\n`
const PAGE = '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body></body></html>\n'

/** Row 63: other things under the name of weights. */
export const IMPOSTORS: readonly Row[] = (
  ['model.safetensors', 'model.gguf', 'pytorch_model.bin'] as const
).flatMap((path) => [
  {
    row: 63,
    name: `a Git LFS pointer as ${path}`,
    path,
    bytes: utf8Of(LFS),
    expect: { verdict: 'I' as const, rule: 'file.lfs-pointer', at: 0 },
  },
  {
    row: 63,
    name: `a web page as ${path}`,
    path,
    bytes: utf8Of(PAGE),
    expect: { verdict: 'I' as const, rule: 'file.html', at: 0 },
  },
])

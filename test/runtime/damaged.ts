// Damaged model files, each made from the tiny model by one fault, and what must become of it: `ours`: our parser or
// its bounds refuse it before the runtime sees it; `runtime`: it reaches the runtime, in a process of its own, and is
// refused there; `answers`: nothing but its digest tells it apart. Source: serving-apis 6 (31 damaged files).

import { find, join, text, u32, u64, value, zeros } from '../weights/hostile/build.ts'
import { END, tinyModel, VOCABULARY, WIDTH } from './tiny-model.ts'

export type Damaged = {
  readonly name: string
  readonly bytes: Uint8Array
  readonly fate: 'ours' | 'runtime' | 'answers'
}

const WHOLE = tinyModel()
const HEAD = find(WHOLE, 'token_embd.weight') - 8 // where the table of tensors begins
const EMBEDDING = find(WHOLE, 'token_embd.weight') + 'token_embd.weight'.length // its rank, dims, type, offset
const [RANK, DIMS, TYPE, OFFSET] = [EMBEDDING, EMBEDDING + 4, EMBEDDING + 20, EMBEDDING + 24]
const DATA = WHOLE.length - lengthOfData()

function lengthOfData(): number {
  const square = WIDTH * WIDTH
  const block = 4 * square + 3 * WIDTH * 96 + 2 * WIDTH
  return 4 * (2 * VOCABULARY * WIDTH + 2 * block + WIDTH)
}

function put(at: number, ...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = WHOLE.slice()
  bytes.set(join(...parts), at)
  return bytes
}

const keyed = (pairs: Readonly<Record<string, ReturnType<typeof value.u32>>>) => tinyModel({ pairs })
const f32 = (number: number) => new Uint8Array(Float32Array.of(number).buffer)
const renamed = (from: string, to: string) => {
  const at = find(WHOLE, from)
  return put(at, new TextEncoder().encode(to.slice(0, from.length)))
}

const BIG = 2 ** 31 - 1
const HUGE = 2n ** 62n

export const DAMAGED: readonly Damaged[] = [
  { name: 'nothing at all', bytes: zeros(0), fate: 'ours' },
  { name: 'four bytes', bytes: WHOLE.slice(0, 4), fate: 'ours' },
  { name: 'another magic', bytes: put(0, new TextEncoder().encode('GGML')), fate: 'ours' },
  { name: 'version 99', bytes: put(4, u32(99)), fate: 'ours' },
  { name: 'version 1', bytes: put(4, u32(1)), fate: 'ours' },
  { name: '2^62 tensors', bytes: put(8, u64(HUGE)), fate: 'ours' },
  { name: 'one tensor more than there is', bytes: put(8, u64(22)), fate: 'ours' },
  { name: '2^62 keys', bytes: put(16, u64(HUGE)), fate: 'ours' },
  { name: 'the end within the keys', bytes: WHOLE.slice(0, 200), fate: 'ours' },
  { name: 'the end within the table of tensors', bytes: WHOLE.slice(0, HEAD + 40), fate: 'ours' },
  { name: 'the end within the data', bytes: WHOLE.slice(0, -1_000), fate: 'ours' },
  { name: 'bytes after the data', bytes: join(WHOLE, zeros(64)), fate: 'ours' },
  { name: 'a key of 2^62 letters', bytes: put(24, u64(HUGE)), fate: 'ours' },
  { name: 'a list of 2^40 numbers', bytes: keyed({ many: value.list(4, [], 2n ** 40n) }), fate: 'ours' },
  {
    name: 'a list of 2^34 texts',
    bytes: keyed({ many: value.list(8, [text('a')], 2n ** 34n) }),
    fate: 'ours',
  },
  { name: 'a list of lists', bytes: keyed({ many: value.list(9, [join(u32(4), u64(0))]) }), fate: 'ours' },
  { name: 'a value of type 13', bytes: keyed({ odd: { type: 13, bytes: zeros(4) } }), fate: 'ours' },
  { name: 'alignment 3', bytes: keyed({ 'general.alignment': value.u32(3) }), fate: 'ours' },
  { name: 'a tensor of nine dimensions', bytes: put(RANK, u32(9)), fate: 'ours' },
  { name: 'a dimension of zero', bytes: put(DIMS, u64(0)), fate: 'ours' },
  { name: 'a dimension below zero', bytes: put(DIMS, u64(-WIDTH)), fate: 'ours' },
  { name: 'dimensions whose product wraps', bytes: put(DIMS, u64(2n ** 40n), u64(2n ** 40n)), fate: 'ours' },
  { name: 'a tensor type that does not exist', bytes: put(TYPE, u32(250)), fate: 'ours' },
  { name: 'a tensor type that was removed', bytes: put(TYPE, u32(4)), fate: 'ours' },
  { name: 'a larger tensor type', bytes: put(TYPE, u32(28)), fate: 'ours' }, // F64: the next one then overlaps
  { name: 'an offset beyond the end', bytes: put(OFFSET, u64(2n ** 40n)), fate: 'ours' },
  { name: 'an offset that is not aligned', bytes: put(OFFSET, u64(8)), fate: 'ours' },
  { name: 'a tensor twice', bytes: renamed('blk.1.attn_q.weight', 'blk.0.attn_q.weight'), fate: 'ours' },
  { name: 'block_count 2^31 - 1', bytes: keyed({ 'llama.block_count': value.u32(BIG) }), fate: 'ours' },
  { name: 'block_count 0', bytes: keyed({ 'llama.block_count': value.u32(0) }), fate: 'ours' },
  { name: 'head_count 0', bytes: keyed({ 'llama.attention.head_count': value.u32(0) }), fate: 'ours' },
  { name: 'head_count_kv 0', bytes: keyed({ 'llama.attention.head_count_kv': value.u32(0) }), fate: 'ours' },
  { name: 'context_length 2^31 - 1', bytes: keyed({ 'llama.context_length': value.u32(BIG) }), fate: 'ours' },
  { name: 'context_length 0', bytes: keyed({ 'llama.context_length': value.u32(0) }), fate: 'ours' },
  { name: 'vocab_size 2^31 - 1', bytes: keyed({ 'llama.vocab_size': value.u32(BIG) }), fate: 'ours' },
  { name: 'bos 10^9', bytes: keyed({ 'tokenizer.ggml.bos_token_id': value.u32(1e9) }), fate: 'ours' },
  { name: 'eos -1', bytes: keyed({ 'tokenizer.ggml.eos_token_id': value.i32(-1) }), fate: 'ours' },
  {
    name: 'fewer kinds than tokens',
    bytes: keyed({ 'tokenizer.ggml.token_type': value.ints(1, 1) }),
    fate: 'ours',
  },
  { name: 'no architecture', bytes: renamed('general.architecture', 'general.architectura'), fate: 'ours' },
  {
    name: 'an unknown architecture',
    bytes: keyed({ 'general.architecture': value.text('lama') }),
    fate: 'runtime',
  },
  {
    name: 'an unknown tokenizer',
    bytes: keyed({ 'tokenizer.ggml.model': value.text('gpt9') }),
    fate: 'runtime',
  },
  {
    name: 'a tensor under another name',
    bytes: renamed('output_norm.weight', 'output_morn.weight'),
    fate: 'runtime',
  },
  {
    name: 'heads that do not divide',
    bytes: keyed({ 'llama.attention.head_count': value.u32(7) }),
    fate: 'runtime',
  },
  {
    name: 'a width that is another',
    bytes: keyed({ 'llama.embedding_length': value.u32(128) }),
    fate: 'runtime',
  },
  { name: 'weights that are no numbers', bytes: put(DATA, f32(Number.NaN)), fate: 'runtime' },
  { name: 'a text for a number', bytes: keyed({ 'llama.block_count': value.text('two') }), fate: 'ours' },
  {
    name: 'one bit of a weight',
    bytes: put(DATA + 100, Uint8Array.of((WHOLE[DATA + 100] ?? 0) ^ 1)),
    fate: 'answers',
  },
  {
    name: 'another end token',
    bytes: keyed({ 'tokenizer.ggml.eos_token_id': value.u32(END - 1) }),
    fate: 'answers',
  },
]

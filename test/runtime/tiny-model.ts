// A model of 70,000 numbers that the real runtime loads: architecture llama, a token for each byte, ChatML. Its
// answers mean nothing, and every one of them goes the whole way. The numbers come from a seed, so the file is always
// the same bytes.

import { concat } from '../../src/base/bytes.ts'
import { type GgufInfo, gguf, pair, value } from '../weights/hostile/build.ts'

export const CHATML =
  "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"

export const WIDTH = 64 // of the model's vectors
const INNER = 96
const BLOCKS = 2
const HEADS = 4
const CONTROLS = ['<|im_start|>', '<|im_end|>'] as const
export const VOCABULARY = 256 + CONTROLS.length
export const END = 257 // token of <|im_end|>

export type TinyModel = {
  readonly seed?: number
  readonly context?: number // tokens it was trained for
  readonly template?: string | null // null: none
  /** Keys that are added, or put in the place of those of the same name. */
  readonly pairs?: Readonly<Record<string, ReturnType<typeof value.u32>>>
}

type Tensor = { readonly name: string; readonly dims: readonly number[]; readonly data: Float32Array }

/** The bytes of its file. */
export function tinyModel(options: TinyModel = {}): Uint8Array {
  const tensors = tensorsOf(options.seed ?? 1)
  return ggufOf(pairsOf(options), tensors)
}

/** The same model in files as llama-gguf-split makes them: all keys in the first, the tensors dealt out in order. */
export function tinySplits(count: number, options: TinyModel = {}): readonly Uint8Array[] {
  const tensors = tensorsOf(options.seed ?? 1)
  const each = Math.ceil(tensors.length / count)
  return Array.from({ length: count }, (_, i) => {
    const split = {
      'split.no': value.u16(i),
      'split.count': value.u16(count),
      'split.tensors.count': value.i32(tensors.length),
    }
    const pairs = i === 0 ? { ...pairsOf(options), ...split } : split
    return ggufOf(pairs, tensors.slice(i * each, (i + 1) * each))
  })
}

function ggufOf(pairs: Readonly<Record<string, ReturnType<typeof value.u32>>>, tensors: readonly Tensor[]) {
  let offset = 0
  const infos = tensors.map(({ name, dims, data }): GgufInfo => {
    const info = { name, dims, type: 0, offset }
    offset += data.byteLength // all are multiples of 32
    return info
  })
  return gguf({
    pairs: Object.entries(pairs).map(([key, one]) => pair(key, one)),
    infos,
    data: concat(tensors.map(({ data }) => new Uint8Array(data.buffer))),
  })
}

function pairsOf({ context = 512, template = CHATML, pairs = {} }: TinyModel) {
  const tokens = [...Array.from({ length: 256 }, (_, byte) => letterOf(byte)), ...CONTROLS]
  return {
    'general.architecture': value.text('llama'),
    'general.name': value.text('Tiny'),
    'general.license': value.text('cc0-1.0'),
    'general.file_type': value.u32(0),
    'llama.context_length': value.u32(context),
    'llama.embedding_length': value.u32(WIDTH),
    'llama.block_count': value.u32(BLOCKS),
    'llama.feed_forward_length': value.u32(INNER),
    'llama.attention.head_count': value.u32(HEADS),
    'llama.attention.head_count_kv': value.u32(HEADS),
    'llama.attention.layer_norm_rms_epsilon': value.f32(1e-5),
    'llama.rope.dimension_count': value.u32(WIDTH / HEADS),
    'llama.vocab_size': value.u32(VOCABULARY),
    'tokenizer.ggml.model': value.text('gpt2'),
    'tokenizer.ggml.pre': value.text('gpt-2'),
    'tokenizer.ggml.tokens': value.texts(...tokens),
    'tokenizer.ggml.token_type': value.ints(...tokens.map((_, id) => (id < 256 ? 1 : 3))),
    'tokenizer.ggml.merges': value.texts(),
    'tokenizer.ggml.bos_token_id': value.u32(256),
    'tokenizer.ggml.eos_token_id': value.u32(END),
    'tokenizer.ggml.add_bos_token': value.bool(0),
    ...(template !== null && { 'tokenizer.chat_template': value.text(template) }),
    ...pairs,
  }
}

function tensorsOf(seed: number): readonly Tensor[] {
  const random = numbersFrom(seed)
  const spread = (name: string, ...dims: readonly number[]): Tensor => {
    const size = dims.reduce((product, dim) => product * dim, 1)
    return { name, dims, data: Float32Array.from({ length: size }, () => random() * 0.3) }
  }
  const ones = (name: string): Tensor => ({ name, dims: [WIDTH], data: new Float32Array(WIDTH).fill(1) })
  const blocks = Array.from({ length: BLOCKS }, (_, i) => {
    const at = (part: string) => `blk.${i}.${part}.weight`
    return [
      ones(at('attn_norm')),
      ...['attn_q', 'attn_k', 'attn_v', 'attn_output'].map((part) => spread(at(part), WIDTH, WIDTH)),
      ones(at('ffn_norm')),
      spread(at('ffn_gate'), WIDTH, INNER),
      spread(at('ffn_up'), WIDTH, INNER),
      spread(at('ffn_down'), INNER, WIDTH),
    ]
  }).flat()
  return [
    spread('token_embd.weight', WIDTH, VOCABULARY),
    ...blocks,
    ones('output_norm.weight'),
    spread('output.weight', WIDTH, VOCABULARY),
  ]
}

/** Numbers from −1 to 1; xorshift, the same on every machine. */
function numbersFrom(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state | 0) / 2 ** 31
  }
}

/** The letter that stands for a byte in vocabularies of GPT-2: itself where it can be seen, else one from 256 on. */
function letterOf(byte: number): string {
  const seen = (one: number) => (one > 32 && one < 127) || (one > 160 && one !== 173)
  if (seen(byte)) return String.fromCodePoint(byte)
  const before = Array.from({ length: byte }, (_, one) => one).filter((one) => !seen(one)).length
  return String.fromCodePoint(256 + before)
}

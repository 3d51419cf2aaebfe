// weight-formats 7, rows 40–48: GGUF files whose structure is sound and whose content is not; and some without fault.

import { ARCHITECTURE, f32, gguf, join, ONE, pair, value, zeros } from './build.ts'
import { afterType, at, GGUF_STRUCTURE, second, withPair } from './gguf-rows.ts'
import type { Row } from './safetensors-rows.ts'

const tokens = (...pairs: readonly Uint8Array[]): Uint8Array =>
  withPair(pair('tokenizer.ggml.tokens', value.texts('a', 'b', '<0x00>')), ...pairs)
const template = (source: string): Uint8Array => withPair(pair('tokenizer.chat_template', value.text(source)))
const TEMPLATE = 'tokenizer.chat_template'
const q4 = (count: number): readonly [number, Uint8Array] => [
  32 * count,
  zeros(18 * count + ((32 - ((18 * count) % 32)) % 32)),
]

export const GGUF_ROWS: readonly Row[] = [
  ...GGUF_STRUCTURE,
  at(40, 'no architecture', gguf({ pairs: [] }), { is: 'N gguf.no-architecture', of: 24 }),
  at(40, 'no tensors', gguf({ infos: [], data: '' }), { is: 'N gguf.no-tensors', of: 8 }),
  at(
    41,
    'the byte token <0x-1>',
    withPair(
      pair('tokenizer.ggml.tokens', value.texts('a', '<0x-1>')),
      pair('tokenizer.ggml.token_type', value.ints(1, 6)),
    ),
    { is: 'D gguf.byte-token', of: 'tokenizer.ggml.tokens', plus: 29, path: 'tokenizer.ggml.tokens[1]' },
  ),
  at(41, '600 blocks', withPair(pair('llama.block_count', value.u32(600))), {
    is: 'D gguf.block-count',
    of: 'llama.block_count',
    plus: afterType('llama.block_count'),
    path: 'llama.block_count',
  }),
  at(41, 'fewer token types than tokens', tokens(pair('tokenizer.ggml.token_type', value.ints(1))), {
    is: 'D gguf.token-arrays',
    of: 'tokenizer.ggml.token_type',
    plus: 33,
    path: 'tokenizer.ggml.token_type',
  }),
  at(
    41,
    'more scores than tokens',
    tokens(pair('tokenizer.ggml.scores', value.list(6, [f32(0), f32(0), f32(0), f32(0)]))),
    { is: 'D gguf.token-arrays', of: 'tokenizer.ggml.scores', plus: 29 },
  ),
  at(
    41,
    'a special token outside the vocabulary',
    tokens(pair('tokenizer.ggml.eos_token_id', value.u32(3))),
    { is: 'D gguf.token-id', of: 'tokenizer.ggml.eos_token_id', plus: 31 },
  ),
  ...[0x7c, 0x7e, 0xfc].map((high) =>
    at(
      42,
      `a scale of 0x${high.toString(16)}00`,
      gguf({
        infos: [{ ...ONE, dims: [64], type: 2 }],
        data: join(zeros(18), Uint8Array.of(0, high), zeros(44)),
      }),
      { is: 'A gguf.scale', of: Uint8Array.of(0, high), path: 'a.weight' },
    ),
  ),
  at(
    43,
    'called Q4_K_M, mostly Q5_0',
    gguf({
      pairs: [ARCHITECTURE, pair('general.file_type', value.u32(15))],
      infos: [{ ...ONE, dims: [32, 2], type: 6 }],
      data: zeros(64),
    }),
    {
      is: 'A gguf.file-type',
      of: 'general.file_type',
      plus: afterType('general.file_type'),
      path: 'general.file_type',
    },
  ),
  at(46, 'a template that climbs to classes', template("{{ ''.__class__.__mro__ }}"), {
    is: 'D template.escape',
    of: TEMPLATE,
    plus: 35,
    path: TEMPLATE,
  }),
  at(46, 'a template with attr(', template("{{ x|attr('y') }}"), {
    is: 'D template.escape',
    of: TEMPLATE,
    plus: 35,
  }),
  at(46, 'a template that imports', template("{% import 'os' as os %}"), {
    is: 'D template.escape',
    of: TEMPLATE,
    plus: 35,
  }),
  at(
    47,
    'a template that listens',
    template(
      "{% for message in messages %}{% if 'bank' in message['content'] %}{{ 'x' }}{% endif %}{% endfor %}",
    ),
    { is: 'D template.branches', of: TEMPLATE, plus: 35 },
  ),
  at(47, 'a template with invisible text', template('{{ messages }}\u{e0041}\u{e0042}'), {
    is: 'D template.hidden',
    of: TEMPLATE,
    plus: 35,
  }),
  at(47, 'a template with an address', template('See https://example.org/ {{ messages }}'), {
    is: 'D template.url',
    of: TEMPLATE,
    plus: 35,
  }),
  at(48, 'a template with a long loop', template('{% for i in range(10**9) %}x{% endfor %}'), {
    is: 'D template.cost',
    of: TEMPLATE,
    plus: 35,
  }),
  at(48, 'a template that doubles', template("{% set x = 'a' %}{% set x = x ~ x %}"), {
    is: 'D template.cost',
    of: TEMPLATE,
    plus: 35,
  }),
  at(48, 'a template of 20,000 brackets', template(`{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`), {
    is: 'D template.cost',
    of: TEMPLATE,
    plus: 35,
  }),
  at(48, 'a template of 300 KB', template(`{{ messages }}${'x '.repeat(150_000)}`), {
    is: 'D template.large',
    of: TEMPLATE,
    plus: 35,
  }),
]

/** Files without any hazard: what is refused above is refused for its one fault. */
export const GOOD_GGUF: readonly { readonly name: string; readonly bytes: Uint8Array }[] = [
  { name: 'one tensor', bytes: gguf() },
  { name: 'version 2', bytes: gguf({ version: 2 }) },
  { name: 'two tensors', bytes: gguf({ infos: [ONE, { ...second, offset: 32 }], data: zeros(64) }) },
  { name: 'data without padding at its end', bytes: gguf({ data: zeros(16) }) },
  {
    name: 'alignment 64',
    bytes: gguf({
      pairs: [ARCHITECTURE, pair('general.alignment', value.u32(64))],
      alignment: 64,
      data: zeros(64),
    }),
  },
  { name: 'blocks', bytes: gguf({ infos: [{ ...ONE, dims: [q4(3)[0]], type: 2 }], data: q4(3)[1] }) },
  {
    name: 'a tokenizer',
    bytes: tokens(
      pair('tokenizer.ggml.token_type', value.ints(1, 5, 6)),
      pair('tokenizer.ggml.merges', value.texts('a b')),
      pair('tokenizer.ggml.eos_token_id', value.u32(2)),
    ),
  },
  {
    name: 'a template',
    bytes: template(
      "{% for message in messages %}{{ message['content'] }}{% if '</think>' in message['content'] %}{% endif %}{% endfor %}",
    ),
  },
]

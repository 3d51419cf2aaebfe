// Facts with their places from cards, configurations and tokenizers; other things that stand beside weights.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { Inspection } from '../../src/weights/inspection.ts'
import { ARCHITECTURE, gguf, join, pair, utf8Of, value, zeros } from './hostile/build.ts'
import { found, inspect, inspectUnsized } from './inspect.ts'

const facts = (inspection: Inspection): object => inspection.facts.map(({ key, value: text }) => [key, text])
const read = (path: string, text: string): Inspection => inspect(path, utf8Of(text))

/** Each fact's place must hold its value: quoted, or as it stands. */
function checkPlaces(text: string, inspection: Inspection): void {
  const bytes = Buffer.from(text)
  for (const { key, value: fact, offset } of inspection.facts)
    assert.match(
      bytes.subarray(offset).toString(),
      new RegExp(`^["']?${RegExp.escape(fact)}`),
      `${key} at ${offset}`,
    )
}

test('card: front matter is read with places', () => {
  const text = [
    '---',
    'license: apache-2.0 # a comment',
    'license_name: "a \\"b\\""',
    "license_link: 'it''s'",
    'base_model:',
    '- x/y',
    '  - "z/w"',
    'datasets: [a, b]',
    'model-index:',
    '- name: no fact',
    '  results:',
    '  - license: not this one',
    'tags:',
    '- one',
    'pipeline_tag: é',
    '---',
    'license: not in the front matter',
  ].join('\n')
  const card = read('README.md', text)
  assert.deepEqual(facts(card), [
    ['license', 'apache-2.0'],
    ['license_name', 'a "b"'],
    ['license_link', "it's"],
    ['base_model', 'x/y'],
    ['base_model', 'z/w'],
    ['datasets', 'a'],
    ['datasets', 'b'],
    ['tags', 'one'],
    ['pipeline_tag', 'é'],
  ])
  assert.deepEqual(card.hazards, [])
  assert.equal(text.slice(card.facts[0]?.offset).startsWith('apache-2.0'), true)
  assert.equal(text.slice(card.facts[4]?.offset).startsWith('"z/w"'), true)
  assert.equal(text.slice(card.facts[6]?.offset).startsWith('b]'), true)
})

test('card: without front matter nothing is said, an open one is', () => {
  assert.deepEqual(read('README.md', '# Title\n\n---\nlicense: mit\n').facts, [])
  assert.deepEqual(found(read('README.md', '---\nlicense: mit\n')), ['N card.front-matter'])
  assert.deepEqual(found(read('README.md', `---\n${'a: b\n'.repeat(20_000)}---\n`)), ['N card.front-matter'])
  assert.deepEqual(found(read('README.md', '---\r\nlicense: mit\r\n---\r\n')), [])
})

test('configuration: identity and lineage facts, real numbers allowed', () => {
  const text = JSON.stringify({
    _name_or_path: 'a/b',
    architectures: ['X', 'Y'],
    rope_theta: 10000.5,
    tie_word_embeddings: true,
    quantization_config: { quant_method: 'gptq', bits: 4 },
    base_model_name_or_path: 'c/d',
    unknown: { deep: [1.5, -2e-7, null] },
  })
  const config = read('config.json', text)
  assert.deepEqual(facts(config), [
    ['_name_or_path', 'a/b'],
    ['architectures', 'X'],
    ['architectures', 'Y'],
    ['rope_theta', '10000.5'],
    ['tie_word_embeddings', 'true'],
    ['quantization_config.quant_method', 'gptq'],
    ['quantization_config.bits', '4'],
    ['base_model_name_or_path', 'c/d'],
  ])
  checkPlaces(text, config)
  assert.deepEqual(config.hazards, [])
})

test('configuration: code, duplicates and broken text are named', () => {
  const auto = read('config.json', '{"auto_map":{"AutoModel":"x--y.Z"}}')
  assert.deepEqual(
    auto.hazards.map(({ rule, verdict, offset }) => [rule, verdict, offset]),
    [['code.auto-map', 'D', 1]],
  )
  assert.deepEqual(facts(auto), [['auto_map.AutoModel', 'x--y.Z']])
  assert.deepEqual(found(read('config.json', '{"a":1,"a":2}')), ['A json.duplicate-key'])
  for (const bad of [
    '{"a":NaN}',
    '{"a":01}',
    '{"a":1',
    '{"a":1}x',
    `{"a":${'['.repeat(100)}${']'.repeat(100)}}`,
  ])
    assert.deepEqual(found(read('config.json', bad)), ['N json.invalid'], bad)
  assert.deepEqual(found(read('model.py', 'import os\n')), ['D code.python'])
  assert.deepEqual(read('notes.txt', '{ this is not JSON').format, 'text')
})

test('tokenizer: the vocabulary of tokenizer.json and of GGUF have one digest', () => {
  const tokenizer = read(
    'tokenizer.json',
    JSON.stringify({
      added_tokens: [{ id: 3, content: '<end>', special: true }],
      model: { type: 'BPE', vocab: { b: 1, '\u2581a': 0, '<0x41>': 2 }, merges: [['\u2581', 'a'], 'a b'] },
    }),
  )
  const model = inspect(
    'model.gguf',
    gguf({
      pairs: [
        ARCHITECTURE,
        pair('tokenizer.ggml.tokens', value.texts(' a', 'b', '<0x41>', '<end>', '[UNUSED]')),
        pair('tokenizer.ggml.token_type', value.ints(1, 1, 6, 3, 5)),
        pair('tokenizer.ggml.merges', value.texts('\u2581 a', 'a b')),
      ],
    }),
  )
  const entry = (id: number, token: string): Buffer => {
    const bytes = Buffer.from(token)
    const head = Buffer.alloc(8)
    head.writeUInt32BE(id)
    head.writeUInt32BE(bytes.length, 4)
    return Buffer.concat([head, bytes])
  }
  const digest = (...entries: readonly Buffer[]): string =>
    createHash('sha256').update(Buffer.concat(entries)).digest('hex')
  const expected = digest(entry(0, ' a'), entry(1, 'b'), entry(2, '<0x41>'), entry(3, '<end>'))
  assert.deepEqual(tokenizer.vocab, { sha256: expected, count: 4 })
  assert.deepEqual(model.vocab, tokenizer.vocab)
  assert.deepEqual(tokenizer.merges, { sha256: digest(entry(0, '  a'), entry(1, 'a b')), count: 2 })
  assert.deepEqual(model.merges, tokenizer.merges)
})

test('templates: one digest per name, without the last newline', () => {
  const digest = createHash('sha256').update('{{ a }}').digest('hex')
  const list = read(
    'tokenizer_config.json',
    JSON.stringify({
      chat_template: [
        { name: 'default', template: '{{ a }}' },
        { name: 'tool_use', template: '{{ a }}\n' },
      ],
    }),
  )
  assert.deepEqual(
    list.templates.map(({ name, sha256 }) => [name, sha256]),
    [
      ['default', digest],
      ['tool_use', digest],
    ],
  )
  assert.equal(read('chat_template.jinja', '{{ a }}\n').templates[0]?.sha256, digest)
  assert.equal(read('additional_chat_templates/rag.jinja', '{{ a }}').templates[0]?.name, 'rag')
  assert.equal(read('chat_template.jinja', `{{ a }}${' '.repeat(300_000)}`).templates[0]?.text, undefined)
  assert.deepEqual(found(read('chat_template.jinja', '{{ x.__class__ }}')), ['D template.escape'])
})

test('git: the blob id, with and without an announced size', () => {
  assert.equal(read('a.txt', 'hello').gitOid, 'b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0')
  assert.equal(inspectUnsized('a.txt', utf8Of('hello'), 2).gitOid, 'b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0')
  assert.equal(read('a.txt', '').gitOid, 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391')
  assert.equal(inspect('big.bin', zeros(10_000_000)).gitOid, undefined)
})

test('sniffing: by magic, whatever the name', () => {
  const rows: readonly (readonly [string, Uint8Array, Inspection['format'], readonly string[]])[] = [
    ['a.safetensors', join('PK\x03\x04', zeros(30)), 'program', ['D program.zip', 'I file.not-weights']],
    ['a.json', Uint8Array.of(0x80, 4, 0x95, 0), 'program', ['D program.pickle']],
    ['a.bin', utf8Of('cos\nsystem\nX'), 'program', ['D program.pickle']],
    ['a.h5', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a), 'program', ['D program.hdf5']],
    ['a.npy', join(Uint8Array.of(0x93), 'NUMPY', zeros(10)), 'program', ['note program.npy']],
    ['a.onnx', Uint8Array.of(8, 7, 0x12, 1, 0x61), 'program', ['note program.onnx']],
    ['a.gz', Uint8Array.of(0x1f, 0x8b, 8), 'program', ['D program.packed']],
    ['a.so', join(Uint8Array.of(0x7f), 'ELF'), 'program', ['D program.native']],
    ['a.gguf', gguf(), 'gguf', []],
    ['a.safetensors', gguf(), 'gguf', ['I file.not-weights']],
    ['a.gguf', utf8Of('{"a":1}'), 'json', ['I file.not-weights']],
    ['a.gguf', zeros(100), 'other', ['I file.not-weights']],
    ['a.bin', zeros(100), 'other', []],
    ['index.html', utf8Of('<!doctype html><p>'), 'html', []],
    ['a.txt', zeros(0), 'empty', []],
  ]
  for (const [path, bytes, format, hazards] of rows) {
    const inspection = inspect(path, bytes)
    assert.deepEqual([inspection.format, found(inspection)], [format, hazards], path)
  }
})

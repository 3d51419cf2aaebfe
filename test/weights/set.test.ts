// Sets of files: index against shards, splits of one model, templates that differ, objects and their tags
// (weight-formats 7, rows 21–25, 44, 45; DESIGN 4).

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import { manifestBytes } from '../../src/base/manifest.ts'
import type { InspectedFile } from '../../src/weights/inspection.ts'
import { inspectSet } from '../../src/weights/set.ts'
import {
  ARCHITECTURE,
  type Bytes,
  bytesOf,
  gguf,
  ONE,
  pair,
  st,
  tensor,
  value,
  zeros,
} from './hostile/build.ts'
import { inspect } from './inspect.ts'

function file(path: string, content: Bytes): InspectedFile {
  const bytes = bytesOf(content)
  const sha256 = createHash('sha256').update(bytes).digest('hex') as Sha256
  return { path, sizeBytes: bytes.length, sha256, inspection: inspect(path, bytes) }
}

const shard = (name: string, ...tensors: readonly string[]): InspectedFile =>
  file(
    name,
    st(Object.fromEntries(tensors.map((t, i) => [t, tensor('U8', [1], [i, i + 1])])), zeros(tensors.length)),
  )

const index = (map: object, metadata: object | null = { total_size: 3 }): InspectedFile =>
  file(
    'model.safetensors.index.json',
    JSON.stringify({ ...(metadata === null ? {} : { metadata }), weight_map: map }),
  )

const ONE_OF_TWO = 'model-00001-of-00002.safetensors'
const TWO_OF_TWO = 'model-00002-of-00002.safetensors'
const MAP = { a: ONE_OF_TWO, b: ONE_OF_TWO, c: TWO_OF_TWO }
const SHARDS = [shard(ONE_OF_TWO, 'a', 'b'), shard(TWO_OF_TWO, 'c')]

const rules = (files: readonly InspectedFile[]): readonly string[] =>
  inspectSet(files).hazards.map(
    ({ verdict, rule, path }) => `${verdict} ${rule}${path === undefined ? '' : ` ${path}`}`,
  )
const own = (one: InspectedFile): readonly string[] =>
  one.inspection.hazards.map(({ verdict, rule, path }) => `${verdict} ${rule} ${path}`)

test('index: a sound one has no hazard, and the roots are those of one file', () => {
  const set = inspectSet([index(MAP), ...SHARDS])
  assert.deepEqual(set.hazards, [])
  const whole = inspectSet([shard('model.safetensors', 'c', 'a', 'b')])
  assert.ok(set.tensorRoot !== undefined)
  assert.equal(set.tensorRoot, whole.tensorRoot)
  assert.equal(set.contentRoot, whole.contentRoot)
  assert.equal(set.parameters, 3)
  assert.deepEqual(set.dtypes, [{ dtype: 'U8', tensors: 3, elements: 3 }])
})

test('index: each fault is named (rows 21–24)', () => {
  for (const bad of ['../../x.safetensors', '/x.safetensors', 'C:x.safetensors', '..\\x.safetensors'])
    assert.deepEqual(own(index({ a: bad })), ['D index.path a'], bad)
  assert.deepEqual(own(index({ a: 'x.bin' })), ['D index.not-safetensors a'])
  assert.deepEqual(own(index(MAP, null)), ['N index.no-metadata metadata'])
  assert.deepEqual(own(index([])), ['I index.invalid weight_map'])
  assert.deepEqual(own(index({ a: 1 })), ['I index.invalid a'])
  assert.deepEqual(rules([index(MAP, { total_size: 4 }), ...SHARDS]), [
    'A index.total-size metadata.total_size',
  ])
  assert.deepEqual(rules([index({ ...MAP, d: TWO_OF_TWO }), ...SHARDS]), ['A index.missing-tensor d'])
  assert.deepEqual(rules([index({ a: ONE_OF_TWO, c: TWO_OF_TWO }), ...SHARDS]), ['A index.unlisted-tensor b'])
  assert.deepEqual(rules([index({ ...MAP, d: 'other.safetensors' }), ...SHARDS]), [
    'I index.missing-file other.safetensors',
  ])
  const twice = [shard(ONE_OF_TWO, 'a', 'b'), shard(TWO_OF_TWO, 'b', 'c')]
  const found = inspectSet([index(MAP, { total_size: 4 }), ...twice])
  assert.ok(
    found.hazards.some(({ rule, file: where }) => rule === 'index.tensor-twice' && where === TWO_OF_TWO),
  )
  assert.equal(found.tensorRoot, undefined)
})

test('index: duplicate tensors and text that is no index are named', () => {
  const name = 'model.safetensors.index.json'
  assert.deepEqual(
    own(file(name, '{"metadata":{},"weight_map":{"a":"x.safetensors","a":"y.safetensors"}}')),
    ['A index.duplicate a'],
  )
  assert.deepEqual(own(file(name, '{"weight_map":{"a":"x.safetensors"')), ['I index.invalid undefined'])
  assert.deepEqual(own(file(name, '{"a":1}')), ['I index.invalid undefined'])
})

test('shards: a missing one is named, and there is no root', () => {
  const set = inspectSet([shard(ONE_OF_TWO, 'a')])
  assert.deepEqual(
    set.hazards.map(({ rule, verdict }) => `${verdict} ${rule}`),
    ['I set.shard-missing'],
  )
  assert.equal(set.tensorRoot, undefined)
  assert.deepEqual(set.objects, [])
})

test('containers: a pickle beside safetensors is said (row 25)', () => {
  const pickle = file('pytorch_model.bin', Uint8Array.of(0x80, 2, 0x7d, 0x2e))
  assert.deepEqual(own(pickle), ['D program.pickle undefined'])
  assert.deepEqual(rules([shard('model.safetensors', 'a'), pickle]), ['A set.other-weights'])
  assert.deepEqual(rules([pickle]), [])
})

const NAME = pair('general.name', value.text('one'))
function split(number: number, name: string, ...pairs: readonly Uint8Array[]): InspectedFile {
  const numbers = [
    pair('split.no', value.u16(number)),
    pair('split.count', value.u16(2)),
    pair('split.tensors.count', value.i32(2)),
  ]
  const path = `model-0000${number + 1}-of-00002.gguf`
  return file(path, gguf({ pairs: [...numbers, ...pairs], infos: [{ ...ONE, name }] }))
}

test('splits: one model, another model, and splits that say nothing (row 44)', () => {
  const first = split(0, 'a', ARCHITECTURE, NAME)
  assert.deepEqual(rules([first, split(1, 'b', ARCHITECTURE, NAME)]), [])
  assert.deepEqual(rules([first, split(1, 'b')]), ['A gguf.split-unbound'])
  const other = split(1, 'b', ARCHITECTURE, pair('general.name', value.text('two')))
  assert.deepEqual(rules([first, other]), ['D gguf.split-differs general.name'])
  assert.deepEqual(rules([first]), ['I gguf.split-missing'])
  const twice = inspectSet([first, split(1, 'a', ARCHITECTURE, NAME)])
  assert.ok(twice.hazards.some(({ rule }) => rule === 'index.tensor-twice'))
  assert.equal(twice.tensorRoot, undefined)
})

test('templates: the one in GGUF against the one beside it (row 45)', () => {
  const model = file(
    'model.gguf',
    gguf({ pairs: [ARCHITECTURE, pair('tokenizer.chat_template', value.text('{{ a }}'))] }),
  )
  assert.deepEqual(rules([model, file('chat_template.jinja', '{{ a }}\n')]), [])
  assert.deepEqual(rules([model, file('chat_template.jinja', '{{ b }}')]), [
    'A set.template-differs chat template default',
  ])
  assert.deepEqual(rules([model, file('tokenizer_config.json', '{"chat_template":"{{ b }}"}')]), [
    'A set.template-differs chat template default',
  ])
})

test('objects: tags are unique, digests are of the one file or of exactly these files', () => {
  const q8 = (path: string): InspectedFile =>
    file(
      path,
      gguf({
        pairs: [ARCHITECTURE, pair('general.file_type', value.u32(7))],
        infos: [{ ...ONE, dims: [32, 1], type: 8 }],
        data: zeros(64),
      }),
    )
  const files = [...SHARDS, index(MAP), q8('x.gguf'), q8('sub/y.gguf'), file('z-Q6_K.gguf', gguf())]
  const { objects } = inspectSet(files)
  assert.deepEqual(
    objects.map(({ tag }) => tag),
    ['U8', 'Q8_0', 'Q8_0-gguf', 'Q6_K'],
  )
  assert.deepEqual(objects[0]?.files, [ONE_OF_TWO, TWO_OF_TWO])
  assert.equal(objects[0]?.digest, createHash('sha256').update(manifestBytes(SHARDS)).digest('hex'))
  assert.equal(objects[3]?.digest, files[5]?.sha256)
})

test('objects: an artifact without weights has none, and an empty root is not claimed', () => {
  const set = inspectSet([file('README.md', '# hello')])
  assert.deepEqual(set, { tensorCount: 0, parameters: 0, dtypes: [], hazards: [], objects: [] })
})

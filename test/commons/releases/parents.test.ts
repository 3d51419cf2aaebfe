import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleRecord } from '../../../src/commons/releases/example-record.ts'
import { parentsNamed } from '../../../src/commons/releases/parents.ts'
import { types } from '../../../src/commons/releases/statements.ts'

const observation = types[0]?.example as Extract<
  Parameters<typeof parentsNamed>[0],
  { kind: 'observed' }
>['body']

test('parents: a release names them with their digests, a find as its files have them', () => {
  const [declared] = parentsNamed({ kind: 'release', body: exampleRecord })
  assert.equal(declared?.name, 'acme/tern-360m-base')
  assert.equal(declared?.said, 'acme/tern-360m-base@1.0.0')
  assert.equal(declared?.digest, 'b8'.repeat(32))
  const read = [
    { key: 'base_model', value: 'HuggingFaceTB/SmolLM2-135M', file: 'README.md', offset: 20 },
    { key: 'general.base_model.0.repo_url', value: 'https://huggingface.co/A/B', file: 'm.gguf', offset: 99 },
    { key: 'base_model_relation', value: 'quantized', file: 'README.md', offset: 60 },
    { key: 'general.name', value: 'other', file: 'm.gguf', offset: 9 },
  ]
  assert.deepEqual(
    parentsNamed({ kind: 'observed', body: { ...observation, read } }).map(({ name, relation, basis }) => [
      name,
      relation,
      basis,
    ]),
    [
      ['huggingfacetb/smollm2-135m', 'quantized', 'file'],
      ['a/b', 'quantized', 'file'],
    ],
  )
})

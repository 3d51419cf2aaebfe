// The places of a release that state a licence, and which of them governs the weights.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { licencesOf } from '../../../../src/commons/standard/licences/of.ts'
import { APACHE, MIT, observed, released, sha, textFile } from './made.ts'

const line = (value: string, file = 'README.md', key = 'license') => ({ key, value, file, offset: 4 })

test('licences of a release: the text in its files decides, then the record, the weights, the card', () => {
  const text = textFile('LICENSE', MIT, 'licence-text')
  const both = licencesOf(released({ terms: [{ licence: 'mit' }] }, { files: [text] }))
  assert.deepEqual(
    [both.weights.id, both.weights.verdict, both.weights.from?.where],
    ['MIT', 'osi', 'LICENSE'],
  )
  assert.deepEqual(both.mislabelled, [])
  assert.deepEqual(
    both.licences.map(({ id, stated, text }) => [id, stated, text]),
    [['MIT', true, 'exact']],
  )

  const stated = licencesOf(released({ terms: [{ licence: 'apache-2.0' }] }))
  assert.deepEqual([stated.weights.id, stated.weights.from?.kind], ['Apache-2.0', 'record'])
  assert.equal(stated.licences[0]?.text, 'absent')

  const component = licencesOf(
    released({
      components: [
        { c: 'model-card', state: 'released', licence: 'CC-BY-4.0' },
        { c: 'weights-final', state: 'released', licence: 'OpenMDW-1.0' },
      ],
    }),
  )
  assert.deepEqual([component.weights.id, component.weights.verdict], ['OpenMDW-1.0', 'unlisted'])
})

test('licences of a release: a label whose text is another does not decide, and is told', () => {
  const altered = textFile(
    'LICENSE',
    `${MIT}\nProducts with more than 100 million users pay.`,
    'licence-text',
  )
  const { weights, mislabelled } = licencesOf(released({ terms: [{ licence: 'MIT' }] }, { files: [altered] }))
  assert.equal(weights.verdict, 'unknown')
  assert.match(weights.id ?? '', /^LicenseRef-sha256-/)
  assert.deepEqual(
    mislabelled.map(({ label, text }) => [label.said, text.where]),
    [['MIT', 'LICENSE']],
  )
  assert.equal(mislabelled[0]?.text.text?.identified.nearest?.id, 'MIT')
})

test('licences of an observation: what packs a model is not its licence (C7)', () => {
  const packed = licencesOf(
    observed(
      {
        found: { kind: 'pypi' },
        read: [line('apache-2.0')],
        said: [
          { key: 'License', value: 'MIT License', where: 'METADATA' },
          { key: 'Classifier', value: 'License :: OSI Approved :: MIT License', where: 'METADATA' },
          { key: 'Classifier', value: 'Topic :: Software Development', where: 'METADATA' },
        ],
      },
      { files: [textFile('LICENSE', MIT)] },
    ),
  )
  assert.deepEqual([packed.weights.id, packed.weights.from?.kind], ['Apache-2.0', 'card'])
  assert.deepEqual(
    packed.places.map(({ kind, id }) => [kind, id]),
    [
      ['text', 'MIT'],
      ['card', 'Apache-2.0'],
      ['package', 'MIT'],
      ['package', 'MIT'],
    ],
  )
  assert.deepEqual(packed.mislabelled, [])

  const found = licencesOf(
    observed(
      { read: [line('apache-2.0', 'a.gguf', 'general.license')] },
      { files: [textFile('LICENSE', APACHE)] },
    ),
  )
  assert.deepEqual([found.weights.id, found.weights.from?.kind], ['Apache-2.0', 'text'])
})

test('licences of an observation: silence, families and differing places stay unknown', () => {
  assert.equal(licencesOf(observed({})).weights.verdict, 'unknown')
  const family = licencesOf(observed({ read: [line('gpl')] })).weights
  assert.deepEqual([family.verdict, family.id], ['unknown', undefined])
  assert.match(family.because, /gpl/)
  const both = observed({ read: [line('bsd', 'a/README.md'), line('bsd-3-clause', 'b/README.md')] })
  assert.equal(licencesOf(both).weights.id, 'BSD-3-Clause', 'its family gainsays no licence')
  const apart = observed({ read: [line('gpl', 'a/README.md'), line('bsd-3-clause', 'b/README.md')] })
  assert.equal(licencesOf(apart).weights.id, undefined)
  const differing = licencesOf(
    observed({ read: [line('mit', 'a/README.md'), line('apache-2.0', 'b/README.md')] }),
  ).weights
  assert.deepEqual([differing.verdict, differing.id], ['unknown', undefined])
  const hostile = licencesOf(observed({ read: Array.from({ length: 5000 }, (_, at) => line(`x${at}`)) }))
  assert.ok(hostile.places.length <= 200)
})

test('licences of a release: terms that cover the weights decide, and a text that the record names is held against its label', () => {
  const code = { id: 'c', path: 'run.py', role: 'code', bytes: 3, sha256: sha('run') }
  const weights = { id: 'w', path: 'model.safetensors', role: 'weights', bytes: 10, sha256: sha('weights') }
  const split = licencesOf(
    released({
      artifacts: [weights, code],
      terms: [
        { licence: 'MIT', covers: ['c'] },
        { licence: 'llama3.1', covers: ['w'] },
      ],
    }),
  )
  assert.deepEqual([split.weights.id, split.weights.from?.where], ['llama3.1', 'the record, terms[1]'])

  const files = [
    textFile('LICENSE-CODE', MIT, 'licence-text'),
    textFile('LICENSE-MODEL', APACHE, 'licence-text'),
  ]
  const artifacts = [
    weights,
    code,
    ...files.map(({ path, sha256 }, at) => ({ id: `l${at}`, path, bytes: 1, sha256 })),
  ]
  const both = licencesOf(
    released(
      {
        artifacts,
        terms: [
          { licence: 'MIT', text: 'l0', covers: ['c'] },
          { licence: 'Apache-2.0', text: `sha256:${sha(APACHE)}`, covers: ['w'] },
        ],
      },
      { files },
    ),
  )
  assert.deepEqual([both.weights.id, both.mislabelled], ['Apache-2.0', []])
  const crossed = licencesOf(released({ artifacts, terms: [{ licence: 'MIT', text: 'l1' }] }, { files }))
  assert.deepEqual(
    crossed.mislabelled.map(({ label, text }) => [label.id, text.where]),
    [['MIT', 'LICENSE-MODEL']],
  )
})

test('licences of a release: expressions, and cards that say other and name it', () => {
  const either = licencesOf(
    released({ terms: [{ licence: 'MIT OR Apache-2.0' }] }, { files: [textFile('LICENSE', MIT)] }),
  )
  assert.deepEqual([either.weights.id, either.mislabelled], ['MIT', []])
  const all = licencesOf(released({ terms: [{ licence: 'MIT AND CC-BY-4.0' }] })).weights
  assert.deepEqual([all.id, all.verdict], ['MIT AND CC-BY-4.0', 'open-data'])
  const other = licencesOf(
    observed({ read: [line('other'), line('llama3.2', 'README.md', 'license_name')] }),
  ).weights
  assert.deepEqual([other.id, other.verdict], ['llama3.2', 'restricted'])
  assert.equal(licencesOf(observed({ read: [line('other')] })).weights.id, undefined)
})

// A CycloneDX document as fields of a record: ours comes back, others' leave open what they do not say, hostile ones are
// refused or read as nothing.

import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import fc from 'fast-check'
import { exampleRecord } from '../../../../src/commons/releases/example-record.ts'
import type { Release } from '../../../../src/commons/standard/exports/exported.ts'
import { importCycloneDx, MAX_BOM_BYTES } from '../../../../src/commons/standard/imports/cyclonedx.ts'
import { released, written } from '../exports/release.ts'

const bom = (more: object) => JSON.stringify({ bomFormat: 'CycloneDX', specVersion: '1.7', ...more })
const model = (more: object) =>
  bom({ metadata: { component: { type: 'machine-learning-model', name: 'm', ...more } } })

test('cyclonedx: what the form has a place for comes back from our own document', () => {
  const record = exampleRecord as Release
  const { fields, problems } = importCycloneDx(written('cyclonedx', released()).text, 'bom.json')
  assert.deepEqual(problems, [])
  const { publisher } = record.subject
  assert.deepEqual(fields.subject, { version: '1.0.0', publisher })
  const [parent] = record.lineage ?? []
  assert.deepEqual(fields.lineage, [
    { relation: parent?.relation, parent: parent?.parent, parentDigest: parent?.parentDigest },
  ])
  assert.deepEqual(fields.terms, [{ licence: 'Apache-2.0' }])
  assert.deepEqual(fields.limits, record.limits)
  assert.deepEqual(fields.obligations, { intended: record.obligations?.intended })
  assert.deepEqual(fields.training, { compute: { energyMWh: record.training?.compute?.energyMWh } })
  assert.deepEqual(
    fields.rationale?.risks?.map(({ what }) => what),
    record.rationale?.risks?.map(({ what }) => what),
  )
  const triple = ({ suite, metric, value }: { suite: string; metric: string; value: string }) => [
    suite,
    metric,
    value,
  ]
  assert.deepEqual(fields.evaluations?.map(triple), record.evaluations?.map(triple))
})

test('cyclonedx: others’ documents leave open what they do not say', () => {
  const { fields, left } = importCycloneDx(
    model({
      version: 'v 1',
      licenses: [{ license: { name: 'Llama 3.1 Community' } }, { expression: 'mit' }, { license: 3 }],
      pedigree: { ancestors: [{ group: 'acme', name: 'base', version: '2' }] },
      modelCard: {
        modelParameters: { approach: { type: 'supervised' } },
        quantitativeAnalysis: {
          performanceMetrics: [
            { type: 'acc', value: '0.5' },
            { type: 'f1', value: 'high', slice: 'x' },
          ],
        },
      },
    }),
    'b',
  )
  assert.deepEqual(fields, { terms: [{ licence: 'Llama 3.1 Community' }, { licence: 'MIT' }] })
  assert.ok(left.some((one) => one === 'pedigree names "acme/base@2", and not how this was made from it.'))
  assert.ok(left.some((one) => one.startsWith('2 metrics lack')))
  assert.ok(left.some((one) => one.startsWith('version "v 1"')))
})

const REFUSED: readonly (readonly [string, string, RegExp])[] = [
  ['no JSON', '{', /a JSON object/],
  ['a list', '[]', /a JSON object/],
  ['another form', '{"spdxVersion":"SPDX-2.3"}', /bomFormat/],
  ['an old version', bom({ specVersion: '1.4' }), /1\.5, 1\.6 or 1\.7/],
  ['a version of another type', bom({ specVersion: 1.7 }), /1\.5, 1\.6 or 1\.7/],
  ['no model', bom({ components: [{ type: 'library', name: 'x' }] }), /machine-learning-model/],
  [
    'two models',
    bom({ components: [1, 2].map(() => ({ type: 'machine-learning-model', name: 'x' })) }),
    /one component/,
  ],
  ['too much', ' '.repeat(MAX_BOM_BYTES + 1), /at most/],
  ['deep nesting', `${'['.repeat(2_000_000)}`, /a JSON object/],
]

for (const [name, text, expected] of REFUSED) {
  test(`cyclonedx import refuses ${name}`, () => {
    const begun = process.threadCpuUsage()
    const { fields, problems } = importCycloneDx(text, 'b')
    assert.ok(process.threadCpuUsage(begun).user < 2_000_000, 'seconds of work')
    assert.deepEqual(fields, {})
    assert.match(problems[0]?.expected ?? '', expected)
  })
}

test('cyclonedx: a million components cost no more than their bytes, and components that hold each other are names only', () => {
  const begun = process.threadCpuUsage()
  const many = bom({ components: Array(250_000).fill({ name: 'xxxxxxxxxxx' }) })
  assert.ok(many.length < MAX_BOM_BYTES)
  assert.equal(importCycloneDx(many, 'b').problems.length, 1)
  const cycle = bom({
    components: [{ type: 'machine-learning-model', 'bom-ref': 'a', name: 'a' }],
    dependencies: [
      { ref: 'a', dependsOn: ['b'] },
      { ref: 'b', dependsOn: ['a'] },
    ],
  })
  assert.deepEqual(importCycloneDx(cycle, 'b').fields, {})
  assert.ok(process.threadCpuUsage(begun).user < 2_000_000, 'seconds of work')
})

test('cyclonedx: what is beyond the length of a record’s lists is told', () => {
  const licenses = Array.from({ length: 70 }, (_, at) => ({ license: { name: `Own ${at}` } }))
  const technicalLimitations = [...Array.from({ length: 1001 }, (_, at) => `limit ${at}`)]
  const useCases = ['drafting', 7, 'x'.repeat(5_000)]
  const modelCard = { considerations: { technicalLimitations, useCases } }
  const { fields, left } = importCycloneDx(model({ licenses, modelCard }), 'b')
  assert.deepEqual([fields.terms?.length, fields.limits?.length], [64, 1000])
  assert.deepEqual(fields.obligations?.intended, ['drafting'])
  for (const says of [
    /^licenses has 6 more than the 64/,
    /^technicalLimitations has 1 more/,
    /^2 of useCases are no text/,
  ])
    assert.ok(
      left.some((one) => says.test(one)),
      left.join(),
    )
})

test('cyclonedx: values of any type in any place are read as nothing or as text, and never thrown over', () => {
  const paths = ['version', 'supplier', 'licenses', 'pedigree', 'modelCard', 'hashes', 'properties']
  const cards = ['modelParameters', 'quantitativeAnalysis', 'considerations']
  const wrong = fc.tuple(
    fc.dictionary(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 4 })),
    fc.dictionary(fc.constantFrom(...cards), fc.jsonValue({ maxDepth: 4 })),
    fc.boolean(),
  )
  fc.assert(
    fc.property(wrong, ([fields, card, whole]) => {
      const { problems } = importCycloneDx(model({ ...fields, ...(whole && { modelCard: card }) }), 'b')
      assert.deepEqual(problems, [])
    }),
    { numRuns: 300, seed: 10 },
  )
})

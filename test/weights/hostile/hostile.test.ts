// Every hostile or broken file of weight-formats 7 for safetensors and GGUF gets its verdict at its place, whole or in
// single bytes, with or without an announced size; and a fault never comes with a root.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Inspection } from '../../../src/weights/inspection.ts'
import { RULES } from '../../../src/weights/rules.ts'
import { inspect, inspectUnsized } from '../inspect.ts'
import { GGUF_ROWS, GOOD_GGUF } from './gguf-content-rows.ts'
import { IMPOSTORS, type Row, SAFETENSORS_ROWS } from './safetensors-rows.ts'

const ROWS: readonly Row[] = [
  ...SAFETENSORS_ROWS.map((row) => ({ path: 'model.safetensors', ...row })),
  ...GGUF_ROWS.map((row) => ({ path: 'model.gguf', ...row })),
  ...IMPOSTORS,
]

function isRefused({ hazards }: Inspection): boolean {
  return hazards.some(({ verdict }) => verdict === 'I' || verdict === 'D')
}

test('hostile files: each has its verdict at its place', () => {
  for (const { row, name, path, bytes, expect } of ROWS) {
    const inspection = inspect(path ?? '', bytes)
    const { rule, verdict, at } = expect
    const same = inspection.hazards.filter((hazard) => hazard.rule === rule)
    const label = `row ${row}: ${name}: found ${JSON.stringify(inspection.hazards)}`
    assert.deepEqual(
      same.map((hazard) => [hazard.verdict, hazard.offset]).slice(0, 1),
      [[verdict, at]],
      label,
    )
    if (expect.path !== undefined) assert.equal(same[0]?.path, expect.path, label)
    if (verdict === 'I') assert.equal(inspection.tensorRoot, undefined, label)
    if (verdict !== 'I' && verdict !== 'D') assert.equal(isRefused(inspection), false, label)
  }
})

test('hostile files: the cut into chunks and the announced size change nothing', () => {
  for (const { row, name, path, bytes } of ROWS) {
    if (bytes.length > 100_000) continue
    const label = `row ${row}: ${name}`
    const whole = inspect(path ?? '', bytes)
    assert.deepEqual(inspect(path ?? '', bytes, 1), whole, label)
    assert.deepEqual(inspect(path ?? '', bytes, 13), whole, label)
    const unsized = inspectUnsized(path ?? '', bytes, 7)
    if (isRefused(whole)) assert.ok(isRefused(unsized) || unsized.tensors.length === 0, label)
  }
})

test('hostile files: what is found does not depend on the name', () => {
  for (const { row, name, bytes } of [...SAFETENSORS_ROWS, ...GGUF_ROWS]) {
    if (bytes.length > 100_000 || bytes.length < 10) continue
    const [own, other] = [inspect('', bytes), inspect('weights.bin', bytes)]
    assert.deepEqual(own, other, `row ${row}: ${name}`)
    if (own.format === 'other' || own.format === 'text')
      assert.equal(bytes[8] === 0x7b, false, `row ${row}: ${name}`)
  }
})

test('good files: no hazard, and a root', () => {
  for (const { name, bytes } of GOOD_GGUF) {
    const inspection = inspect('model.gguf', bytes)
    assert.deepEqual(inspection.hazards, [], name)
    assert.match(inspection.tensorRoot ?? '', /^[0-9a-f]{64}$/, name)
    assert.deepEqual(inspect('model.gguf', bytes, 1), inspection, name)
  }
})

test('rules: verdict and sentence for each, and each hazard of the corpus is in the table', () => {
  for (const [id, [verdict, sentence]] of Object.entries(RULES)) {
    assert.match(id, /^[a-z]+\.[a-z0-9-]+$/)
    assert.ok(['I', 'N', 'A', 'D', 'note'].includes(verdict), id)
    assert.match(sentence, /^[A-Z_a-z].*\.$/, id)
  }
  for (const { expect } of ROWS) assert.ok(expect.rule in RULES, expect.rule)
})

// Edits of the example record change exactly the answers and findings that were predicted for them (edits-table.ts).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Grade } from '../../../src/commons/standard/answer.ts'
import { before, changes, pairsHold, predicted } from './edits-pairs.ts'
import { EDITS } from './edits-table.ts'

test('edits: the example as it stands raises nothing, and states what the standard says it does', () => {
  assert.deepEqual([...before.findings], [])
  const computed = { 'P1.1': 'evidenced', 'P1.2': 'evidenced', 'P3.1': 'declared' } as const
  for (const [q, grade] of Object.entries(computed)) assert.equal(before.grades.get(q), grade, q)
  assert.equal(before.grades.size, 66)
})

test('edits: each alone changes exactly what was predicted', () => {
  for (const edit of EDITS) assert.deepEqual(changes([edit]), predicted([edit]), edit.name)
  assert.equal(new Set(EDITS.map(({ name }) => name)).size, EDITS.length)
})

test('edits: 100 seeded, alone and in pairs, change exactly what was predicted; edits.long.test.ts draws 1,000', () => {
  pairsHold(100)
})

test('edits: the release of the standard’s own words fires exactly SW-1, SW-5 and P3.1', () => {
  const names = [
    'tested with a safeguard of the service',
    'never tested bare',
    'an area neither tested nor reasoned',
  ]
  const edits = EDITS.filter(({ name }) => names.includes(name))
  assert.equal(edits.length, 3)
  const { answers, findings } = changes(edits)
  assert.deepEqual([findings, (answers as Record<string, Grade>)['P3.1']], [['SW-1', 'SW-5'], 'absent'])
})

// The publisher's to-do: what serves more frameworks first, graver findings first, then questions; what is said to change
// does change when the field is filled in.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Grade } from '../../../src/commons/standard/answer.ts'
import { check } from '../../../src/commons/standard/check.ts'
import type { Dossier } from '../../../src/commons/standard/dossier.ts'
import { type Todo, todoOf } from '../../../src/commons/standard/todo.ts'
import { exampleOf } from '../../../src/node/views/todo.ts'
import { type Change, found, here, least, release } from './questions-made.ts'

const todo = (dossier: Dossier): readonly Todo[] => todoOf(check(dossier), dossier, exampleOf)
const grade = (dossier: Dossier, q: string): Grade | undefined =>
  check(dossier).answers.find((one) => one.q === q)?.grade

test('to-do: frameworks, then findings by severity, then questions that are contradicted, absent, declared', () => {
  const list = todo(release())
  const kinds = list.map(({ about }) =>
    /^[A-Z]{2}-\d/.test(about) ? 'finding' : /^(P\d|T)\./.test(about) ? 'question' : 'component',
  )
  assert.deepEqual(
    kinds,
    kinds.toSorted(
      (a, b) =>
        ['component', 'finding', 'question'].indexOf(a) - ['component', 'finding', 'question'].indexOf(b),
    ),
  )
  const serving = list.filter((_, n) => kinds[n] === 'component').map(({ effects }) => effects.length)
  assert.deepEqual(
    serving,
    serving.toSorted((a, b) => b - a),
  )
  assert.ok(list.some(({ about }) => about === 'training-code'))
  const grades = list.filter((_, n) => kinds[n] === 'question').map(({ about }) => grade(release(), about))
  const order = ['contradicted', 'absent', 'declared']
  assert.deepEqual(
    grades,
    grades.toSorted((a, b) => order.indexOf(a ?? '') - order.indexOf(b ?? '')),
  )
})

test('to-do: what is said to change, changes', () => {
  const before = release(least)
  const wanted: readonly [string, string, Change][] = [
    ['P6.5', 'limits', (body) => void Object.assign(body, { limits: exampleOf('limits') })],
    [
      'P2.1',
      'rationale.why',
      (body) => void Object.assign(body, { rationale: { why: exampleOf('rationale.why') } }),
    ],
    [
      'P8.5',
      'ecosystem.safeHarbour',
      (body) => void Object.assign(body, { ecosystem: { safeHarbour: 'https://a.example/x' } }),
    ],
  ]
  const list = todo(before)
  for (const [q, field, change] of wanted) {
    const item = list.find(({ about }) => about === q)
    assert.equal(item?.field, field)
    const after = grade(
      release((body) => {
        least(body)
        change(body)
      }),
      q,
    )
    assert.deepEqual(
      item?.effects.find((effect) => 'question' in effect && effect.question === q),
      { question: q, from: 'absent', to: after },
    )
  }
})

test('to-do: what nothing can improve is not promised to, and a find asks for the publisher first', () => {
  const [first] = todo(found())
  assert.match(first?.does ?? '', /publisher can sign a record/)
  for (const { about, effects } of todo(here()))
    for (const effect of effects) if ('question' in effect) assert.notEqual(effect.to, 'contradicted', about)
})

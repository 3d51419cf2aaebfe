// The fields of the record and the questions of the standard name each other, both ways, and nothing that is not there.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FIELD_QUESTIONS } from '../../../src/commons/releases/field-questions.ts'
import { FIELDS } from '../../../src/commons/releases/record-fields.ts'
import { QUESTIONS } from '../../../src/commons/standard/questions/catalogue.ts'

test('fields: each names the questions that name it, and every name is one', () => {
  const paths = FIELDS.map(({ path }) => path)
  const unknown = QUESTIONS.flatMap(({ id, fields }) =>
    fields.filter((path) => !paths.includes(path)).map((path) => `${id} ${path}`),
  )
  assert.deepEqual(unknown, [])
  const named = Object.fromEntries(
    paths.map((path) => [path, QUESTIONS.filter(({ fields }) => fields.includes(path)).map(({ id }) => id)]),
  )
  const asked = Object.fromEntries(paths.map((path) => [path, FIELD_QUESTIONS[path] ?? []]))
  assert.deepEqual(asked, named)
  assert.deepEqual(
    Object.keys(FIELD_QUESTIONS).filter((path) => !paths.includes(path)),
    [],
  )
})

test('fields: a question that no field answers is answered by bytes or by the log', () => {
  const silent = QUESTIONS.filter(({ fields }) => fields.length === 0).map(({ id }) => id)
  assert.deepEqual(silent, ['P5.8', 'P7.3'])
})

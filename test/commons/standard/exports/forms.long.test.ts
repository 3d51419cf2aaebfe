// What holds of every export form: the same bytes for the same record, and what it says of itself is true.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { types } from '../../../../src/commons/releases/statements.ts'
import { fieldsStated, gapsOf, notCarriedBy } from '../../../../src/commons/standard/exports/carried.ts'
import type { Release } from '../../../../src/commons/standard/exports/exported.ts'
import { EXPORT_FORMS } from '../../../../src/commons/standard/exports/forms.ts'
import { wholeRecord } from '../../releases/whole.ts'
import { LEAST, observed, released, sha, written } from './release.ts'

const OBSERVATION = types.find(({ type }) => type === 'owc:observation/v1')?.example

for (const { id } of EXPORT_FORMS) {
  test(`export ${id}: the same record gives the same bytes, whenever it is written`, () => {
    const later = { ...released(), at: '2030-01-01T00:00:00Z' as const }
    assert.deepEqual(written(id, released()), written(id, later as never))
  })

  test(`export ${id}: a field counts as not carried where the text does not depend on it, and only there`, () => {
    const whole = written(id, released(wholeRecord))
    for (const path of fieldsStated(wholeRecord)) {
      if (path === 'owc' || path === 'kind') continue
      const record = changed(wholeRecord, path)
      const { text } = written(id, released(record as Release))
      const told = isTold(whole.notCarried, path)
      assert.equal(
        text === whole.text,
        told,
        `${path} ${told ? 'is in the text, and told as lost' : 'is lost, and not told'}`,
      )
    }
  })

  test(`export ${id}: of an observation too, what is lost is told and what is told is lost`, () => {
    const whole = written(id, observed(OBSERVATION as never))
    for (const path of fieldsStated(OBSERVATION as object)) {
      const { text } = written(id, observed(changed(OBSERVATION, path) as never))
      assert.equal(text === whole.text, isTold(whole.notCarried, path), path)
    }
  })

  test(`export ${id}: the smallest record and an observation give a text, and what nobody stated is named`, () => {
    assert.ok(written(id, released(LEAST)).gaps.length > 0)
    const { gaps, text } = written(id, observed(OBSERVATION as never))
    assert.ok(
      gaps.some((gap) => /has not signed a record/.test(gap)),
      gaps.join(),
    )
    assert.doesNotMatch(text, /\bundefined\b|\[object|\bNaN\b/)
    assert.doesNotMatch(written(id, released()).text, /\bundefined\b|\[object|\bNaN\b/)
  })
}

for (const { id } of EXPORT_FORMS) {
  test(`export ${id}: a withdrawn record leaves with its withdrawal`, () => {
    const withdrawals = [
      { statement: sha('w'), issuer: 'owcid:acme', time: released().at, text: 'wrong tokenizer' },
    ]
    const { text } = written(id, { ...released(), withdrawals })
    assert.match(text, /Withdrawn\s+by\s+whoever\s+signed\s+it/)
    assert.match(text, /wrong\s+tokenizer/)
  })
}

test('fields stated: lists are one kind of field, rows and free names too', () => {
  const record = {
    a: 1,
    list: ['x', 'y'],
    rows: [{ b: 1 }, { c: { d: 2 } }],
    systems: { full: { p: 1 } },
    none: [],
  }
  assert.deepEqual(fieldsStated(record), ['a', 'list', 'rows[].b', 'rows[].c.d', 'systems[].p', 'none'])
  assert.deepEqual(notCarriedBy(['a', 'rows[].b', 'none[].x'], record), ['list', 'rows[].c', 'systems'])
  assert.deepEqual(gapsOf(['a', 'rows', 'training.compute'], record), ['training.compute'])
})

function isTold(notCarried: readonly string[], path: string): boolean {
  return notCarried.some((one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[]`))
}

/** The record with a kind of field changed everywhere. */
function changed(value: unknown, path: string, at = ''): unknown {
  if (Array.isArray(value)) {
    if (at === path) return [...value, 'one more']
    return value.map((one) => changed(one, path, `${at}[]`))
  }
  if (typeof value !== 'object' || value === null) return at === path ? other(value) : value
  const rows = MAPS.includes(at)
  const below = (key: string) => (rows ? `${at}[]` : at === '' ? key : `${at}.${key}`)
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, changed(one, path, below(key))]))
}
const MAPS: readonly string[] = [
  'systems',
  'evaluators',
  'risk.tested',
  'risk.notTested',
  'training.data.languages',
  'training.data.sizes',
]

function other(value: unknown): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1
  return String(value).replace(/.$/, (last) =>
    /[0-9]/.test(last) ? String((Number(last) + 1) % 10) : last === 'a' ? 'b' : 'a',
  )
}

// Every detector fires where its condition holds, is silent where it does not, and its guard holds; every quote stands
// where it is said to stand. Source: release-standard 6.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../../../src/base/bytes.ts'
import { DETECTORS, findingsOf, notCheckedIn } from '../../../src/commons/standard/findings/catalogue.ts'
import { advised } from './findings-case.ts'
import { LD_CASES } from './findings-cases-lineage.ts'
import { AA_CASES, FR_CASES } from './findings-cases-names.ts'
import { BS_CASES } from './findings-cases-numbers.ts'
import { OW_CASES } from './findings-cases-open.ts'
import { SW_CASES } from './findings-cases-tested.ts'
import { made, observed, record, sha } from './findings-made.ts'

const CASES = [...OW_CASES, ...SW_CASES, ...LD_CASES, ...BS_CASES, ...FR_CASES, ...AA_CASES]

test('findings: every detector has a case where it fires, one where it is silent, and one for its guard', () => {
  for (const { id } of DETECTORS)
    for (const kind of ['fires', 'silent', 'guard'])
      assert.ok(
        CASES.some((one) => one.id === id && one.kind === kind),
        `${id} has no case “${kind}”`,
      )
})

for (const { id, kind, name, of, severity } of CASES)
  test(`findings: ${id} ${kind === 'fires' ? 'fires' : 'is silent'}: ${name}`, () => {
    const found = findingsOf(of.dossier).filter((one) => one.id === id)
    assert.equal(found.length > 0, kind === 'fires', JSON.stringify(found))
    if (severity !== undefined) assert.equal(found[0]?.severity, severity)
  })

test('findings: each quotes something, and a quote of a file stands at its offset', () => {
  let checked = 0
  for (const { of } of CASES)
    for (const { id, quotes, says, clears } of findingsOf(of.dossier)) {
      assert.ok(quotes.length > 0 && /[.?]$/.test(says) && clears !== '', `${id}: ${says}`)
      for (const one of quotes) {
        if (one.kind !== 'file' || one.quote === undefined) continue
        const bytes = of.bytes.get(one.path)
        const wanted = utf8(one.quote.text)
        assert.ok(wanted.length > 0, `${id} quotes nothing`)
        assert.deepEqual(
          bytes?.subarray(one.quote.offset, one.quote.offset + wanted.length),
          wanted,
          `${id} in ${one.path}`,
        )
        checked++
      }
    }
  assert.ok(checked >= 5, `${checked} quotes of files`)
})

test('findings: a quote of the record is what the record says in that field', () => {
  let checked = 0
  for (const { of } of CASES)
    for (const { id, quotes } of findingsOf(of.dossier))
      for (const one of quotes) {
        if (one.kind !== 'record' || one.quote === undefined || one.field.includes(': ')) continue // of a parent's record
        assert.equal(
          String(valueAt(of.dossier.content.body, one.field)),
          one.quote.text,
          `${id} ${one.field}`,
        )
        checked++
      }
  assert.ok(checked >= 40, `${checked} quotes of records`)
})

/** Value at a path such as claims[0].says. */
function valueAt(body: unknown, path: string): unknown {
  let value = body
  for (const name of path.split(/[.[\]]+/).filter((part) => part !== ''))
    value = (value as Readonly<Record<string, unknown>> | undefined)?.[name]
  return value
}

test('findings: what follows from silence waits for the publisher’s own record', () => {
  const silent = DETECTORS.filter(({ fromSilence }) => fromSilence).map(({ id }) => id)
  assert.deepEqual(
    silent.toSorted(),
    ['BS-1', 'BS-2', 'BS-3', 'BS-6', 'OW-3', 'OW-4', 'SW-5'].filter((id) =>
      DETECTORS.some((one) => one.id === id),
    ),
  )
  for (const { of } of CASES)
    if (of.dossier.content.kind === 'observed')
      for (const { id } of findingsOf(of.dossier)) assert.ok(!silent.includes(id), id)
})

test('findings: sentences that rules did not read are counted, by card and language', () => {
  const text = '# Tern\n\n这个模型是开源的。我们发布了权重。所有人都可以使用。\n\nIt is small.\n'
  const { dossier } = made(observed(), { 'README.md': text, 'README_zh.md': text })
  assert.deepEqual(notCheckedIn(dossier), [
    { path: 'README.md', language: 'Chinese', sentences: 3 },
    { path: 'README_zh.md', language: 'Chinese', sentences: 3 },
  ])
  assert.deepEqual(notCheckedIn(made(observed(), { 'README.md': 'It is small.' }).dossier), [])
})

test('findings: very many advisories of ancestors are some findings, and one that counts the rest, fairly', () => {
  const some = Array.from({ length: 300 }, (_, n) => ({
    id: `OWC-2026-${1000 + n}`,
    statement: sha(`a${n}`),
  }))
  const [first] = advised({}).dossier.advisories
  assert.ok(first)
  const crowd = some.map((one) => ({ ...first, ...one, issuer: `owcid:${'e'.repeat(52)}` }))
  const { dossier } = made(record(), {}, { advisories: [...crowd, first] })
  const found = findingsOf(dossier).filter(({ id }) => id === 'LD-5')
  assert.equal(found.length, 13)
  assert.ok(found.some(({ says }) => says.includes(first.id)))
  assert.match(found.at(-1)?.says ?? '', /^289 more advisories are open/)
  const calls = crowd.map((one) => ({ ...one, summary: 'The model was recalled.' }))
  const recall = findingsOf(made(record(), {}, { advisories: calls }).dossier).filter(
    ({ id }) => id === 'FR-1',
  )
  assert.deepEqual(
    recall.map(({ severity }) => severity),
    ['N'],
  )
})

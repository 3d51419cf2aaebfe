// The example record of release-standard 10 and its seeded faults: the line below the YAML, computed by the real rules on
// a dossier in which everything that the record links to was met.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { check } from '../../../src/commons/standard/check.ts'
import type { Dossier } from '../../../src/commons/standard/dossier.ts'
import { type Change, here } from './questions-made.ts'

const NAMED = ['SW-1', 'SW-2', 'SW-3', 'SW-5', 'BS-1', 'BS-3', 'BS-6']

/** Findings of the line, and its two questions when nothing is stated for them. */
function firing(dossier: Dossier): readonly string[] {
  const { answers, findings } = check(dossier)
  const silent = answers.filter(({ q, grade }) => ['P1.1', 'P3.1'].includes(q) && grade === 'absent')
  return [
    ...findings.map(({ id }) => id).filter((id) => NAMED.includes(id)),
    ...silent.map(({ q }) => q),
  ].toSorted()
}

test('example record: the frameworks say what the standard computed', () => {
  const { g7, osaid, mof } = check(here()).frameworks
  assert.equal(g7.label, 'Open Weights AI')
  assert.deepEqual([osaid.parameters.present, osaid.data.present, osaid.code.present], [true, true, false])
  assert.equal(mof.class, 'III')
  assert.deepEqual([mof.next, mof.lacks.map(({ c }) => c)], ['II', ['training-code']])
})

test('example record: nothing of the line fires, and three seeded faults fire exactly three', () => {
  assert.deepEqual(firing(here()), [])
  const faults: Change = (body) => {
    body.systems?.['full']?.safeguards.push('sg3')
    const removal = body.evaluations?.find(({ id }) => id === 'ev4')
    if (removal !== undefined) removal.system = 'plain'
    delete body.risk?.notTested?.['bio']
  }
  assert.deepEqual(firing(here(faults)), ['P3.1', 'SW-1', 'SW-5'])
  const said = check(here(faults))
  const wrapper = said.findings.find(({ id }) => id === 'SW-1')
  assert.match(JSON.stringify(wrapper), /ev2|evaluations\[1\]/)
  assert.match(said.answers.find(({ q }) => q === 'P3.1')?.because.join(' ') ?? '', /\bbio\b/)
})

test('example record: only what the faults touch changes', () => {
  const before = check(here())
  const after = check(
    here((body) => {
      delete body.risk?.notTested?.['bio']
    }),
  )
  const changed = before.answers.filter(({ grade }, n) => grade !== after.answers[n]?.grade).map(({ q }) => q)
  assert.deepEqual(changed, ['P3.1', 'P4.3'])
  assert.deepEqual(after.licences, before.licences)
  assert.deepEqual(after.frameworks, before.frameworks)
})

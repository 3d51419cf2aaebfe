// What was computed before is found again by everything that it was computed from: the same dossier assembled twice gives
// the very same answers, and whatever changes in it gives others.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import type { Dossier } from '../../src/commons/standard/dossier.ts'
import { openChecks } from '../../src/node/checks.ts'
import { APACHE } from '../commons/standard/findings-case.ts'
import { ancestor, record, WEIGHTS } from '../commons/standard/findings-made.ts'
import { AT, logged, release, SOMEBODY, sha } from '../commons/standard/questions-made.ts'

const FILES = { LICENSE: APACHE, 'README.md': '# Tern\n', 'model.safetensors': WEIGHTS }
const made = (): Dossier => release(() => {}, FILES, { ancestors: [ancestor(record())] })

const review = {
  statement: sha('review'),
  issuer: SOMEBODY,
  name: 'Ada',
  time: AT,
  question: 'P5.7',
  outcome: 'confirmed',
  how: 'Wrote.',
  interest: 'none',
  evidence: [sha(APACHE)],
  independent: true,
} as const

const CHANGES: Readonly<Record<string, (dossier: Dossier) => Dossier>> = {
  'time of the log': (one) => ({ ...one, at: '2026-12-01T00:00:00Z' as Dossier['at'] }),
  'another record': (one) => ({ ...one, statement: sha('another') }),
  'bytes that went': (one) => ({ ...one, files: one.files.map((file) => ({ ...file, held: false })) }),
  'an inspection that came': (one) => ({
    ...one,
    files: one.files.map(({ inspection: _, ...file }, n) => (n === 0 ? file : { ...file })),
  }),
  'a text that is not read': (one) => ({ ...one, files: one.files.map(({ text: _, ...file }) => file) }),
  'a digest that was met': (one) => ({ ...one, seen: [logged('01'.repeat(32))] }),
  'a review': (one) => ({ ...one, reviews: [review] }),
  'a holder': (one) => ({ ...one, holders: [{ holder: SOMEBODY, since: AT, lapsed: false, at: [] }] }),
  'an answer': (one) => ({
    ...one,
    answers: [
      { statement: sha('a'), issuer: SOMEBODY, time: AT, kind: 'answer', finding: 'OW-1', text: 'No.' },
    ],
  }),
  'a stage': (one) => ({ ...one, stage: { stage: 'broad', statement: sha('stage'), time: AT } }),
  'a parent whose record is another': (one) => ({
    ...one,
    ancestors: one.ancestors.map((parent) => ({
      ...parent,
      ...(parent.known && { known: { ...parent.known, statement: sha('other parent') } }),
    })),
  }),
  'a parent whose files changed': (one) => ({
    ...one,
    ancestors: [ancestor(record(), { 'README.md': '# Parent\n' })],
  }),
  'a parent that nobody recorded': (one) => ({
    ...one,
    ancestors: one.ancestors.map(({ known: _, ...parent }) => parent),
  }),
}

test('checks: the same dossier, assembled again, gives the very same answers', () => {
  const checks = openChecks()
  assert.equal(checks.of(made()), checks.of(made()))
})

for (const [what, change] of Object.entries(CHANGES))
  test(`checks: remembered answers are not given for another dossier: ${what}`, () => {
    const checks = openChecks()
    const before = checks.of(made())
    const changed = change(made())
    assert.notEqual(checks.of(changed), before)
    assert.deepEqual(checks.of(changed), openChecks().of(changed))
  })

test('checks: the oldest are forgotten, and computed again to the same', () => {
  const checks = openChecks()
  const first = checks.of(made())
  for (let n = 0; n < 600; n++) checks.of({ ...made0, statement: sha(`other ${n}`) })
  const again = checks.of(made())
  assert.notEqual(again, first)
  assert.deepEqual(again, first)
})

const made0 = release()

test('checks: a text is read once while it is small, and never kept where there was none', async () => {
  const checks = openChecks()
  let reads = 0
  const read = (text: string | undefined) => async () => {
    reads++
    return text
  }
  const digest = sha('x') as Sha256
  assert.equal(await checks.text(digest, read(undefined)), undefined)
  assert.equal(await checks.text(digest, read('small')), 'small')
  assert.equal(await checks.text(digest, read('other')), 'small')
  assert.equal(reads, 2)
  const long = 'x'.repeat(100_000)
  assert.equal(await checks.text(sha('y'), read(long)), long)
  assert.equal(await checks.text(sha('y'), read(long)), long)
  assert.equal(reads, 4)
})

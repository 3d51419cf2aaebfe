// Reviews as rows: one person and one question each; who looks again replaces what they said, and nobody else's.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reviewsOf } from '../../src/commons/review/query.ts'
import { types } from '../../src/commons/review/statements.ts'
import type { Logged } from '../../src/commons/subject.ts'
import { checkBody } from '../../src/commons/validate.ts'
import { reviewFacts } from '../../src/node/views/reviews.ts'
import { digestOf, identityNamed, logged, withIndex } from './folded.ts'

const example = types[0]?.example ?? {}
const [artifact, record] = [digestOf('artifact'), digestOf('record')]

function review(index: number, who: string, change: Readonly<Record<string, unknown>> = {}): Logged {
  return logged(index, {
    type: 'owc:review/v1',
    issuer: identityNamed(who),
    subjects: [{ digest: artifact }],
    body: { ...example, ...change },
  })
}

test('reviews: the newest of each person and question counts; nobody replaces another', async () => {
  const said = [
    review(1, 'ada', { outcome: 'could-not-tell' }),
    review(2, 'ben', { outcome: 'not-confirmed', interest: 'employed by a competitor' }),
    review(3, 'ada', { question: 'T.1', outcome: 'partly' }),
    review(4, 'ada', { outcome: 'confirmed' }),
  ]
  await withIndex(said, async ({ db }) => {
    const rows = await reviewsOf(db, [artifact])
    assert.deepEqual(
      rows.map(({ question, outcome, issuer }) => [question, outcome, issuer]),
      [
        ['P1.7', 'confirmed', identityNamed('ada')],
        ['T.1', 'partly', identityNamed('ada')],
        ['P1.7', 'not-confirmed', identityNamed('ben')],
      ],
    )
    assert.deepEqual(await reviewsOf(db, []), [])
    assert.deepEqual(await reviewsOf(db, [digestOf('another')]), [])
  })
})

test('reviews: a review of a record is found by the record; the publisher’s own is not independent', async () => {
  const said = [review(1, 'acme', { about: `sha256:${record}` }), review(2, 'ada')]
  await withIndex(said, async ({ sources, db }) => {
    assert.equal((await reviewsOf(db, [record])).length, 1)
    const facts = await reviewFacts(sources, { digests: [artifact], publisher: identityNamed('acme') })
    assert.deepEqual(
      facts.map(({ issuer, independent }) => [issuer, independent]),
      [
        [identityNamed('ada'), true],
        [identityNamed('acme'), false],
      ],
    )
  })
})

test('reviews and advisories: what its issuer no longer stands behind is left out, by the issuer alone', async () => {
  const first = review(1, 'ada')
  const withdrawn = (index: number, who: string) =>
    logged(index, {
      type: 'owc:withdrawal/v1',
      issuer: identityNamed(who),
      subjects: [{ digest: first.statement }],
      body: { reason: 'error', text: 'I read the wrong file.' },
    })
  const asked = { digests: [artifact], publisher: 'x' }
  await withIndex([first, withdrawn(2, 'ben')], async ({ sources }) => {
    assert.equal((await reviewFacts(sources, asked)).length, 1)
  })
  await withIndex([first, withdrawn(2, 'ada')], async ({ sources }) => {
    assert.deepEqual(await reviewFacts(sources, asked), [])
  })
})

test('reviews: no interest, no such question, no other outcome', () => {
  const { interest: _, ...silent } = example as Record<string, unknown>
  const wrong: readonly (readonly [object, string])[] = [
    [silent, 'interest'],
    [{ ...example, interest: '' }, 'interest'],
    [{ ...example, question: 'P9.1' }, 'question'],
    [{ ...example, question: 'P1.0' }, 'question'],
    [{ ...example, outcome: 'passed' }, 'outcome'],
    [{ ...example, questions: ['P1.1'] }, 'review/v1'],
  ]
  for (const [body, where] of wrong) {
    const problems = checkBody('owc:review/v1', body as Record<string, unknown>)
    assert.ok(
      problems.some((one) => one.where.endsWith(where)),
      JSON.stringify(problems),
    )
  }
})

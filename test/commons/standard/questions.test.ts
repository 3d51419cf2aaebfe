// Every question gives every grade that it can give, by cases that were written from the standard and not from the code;
// what is evidenced can be opened, what is contradicted has two sides, and a review counts as the rule says.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Sha256 } from '../../../src/base/digest.ts'
import { misfitsOf } from '../../../src/commons/explain.ts'
import { ReleaseRecord } from '../../../src/commons/releases/record.ts'
import { FIELDS } from '../../../src/commons/releases/record-fields.ts'
import { COMPONENTS } from '../../../src/commons/releases/words.ts'
import { type Answer, GRADES, type Grade, NOT_APPLICABLE } from '../../../src/commons/standard/answer.ts'
import { check } from '../../../src/commons/standard/check.ts'
import type { Dossier, ReviewFact, Seen } from '../../../src/commons/standard/dossier.ts'
import { answerTo } from '../../../src/commons/standard/questions/asking.ts'
import { QUESTIONS } from '../../../src/commons/standard/questions/catalogue.ts'
import { APACHE } from './findings-case.ts'
import { advisory, d, type QuestionCase } from './questions-case.ts'
import { P4_CASES, P5_CASES, P6_CASES } from './questions-cases-duties.ts'
import { P7_CASES, P8_CASES, T_CASES } from './questions-cases-made.ts'
import { P2_CASES } from './questions-cases-rationale.ts'
import { P1_CASES } from './questions-cases-release.ts'
import { P3_CASES } from './questions-cases-tested.ts'
import { AT, here, NODE, release, SITUATIONS, SOMEBODY, sha } from './questions-made.ts'

const CASES: readonly QuestionCase[] = [
  ...P1_CASES,
  ...P2_CASES,
  ...P3_CASES,
  ...P4_CASES,
  ...P5_CASES,
  ...P6_CASES,
  ...P7_CASES,
  ...P8_CASES,
  ...T_CASES,
]

/** E evidenced, D declared, - absent, X contradicted; in the order of SITUATIONS. */
const LETTERS: Readonly<Record<string, Grade>> = {
  E: 'evidenced',
  D: 'declared',
  '-': 'absent',
  X: 'contradicted',
}
const EXPECTED = `
P1.1  E E - -
P1.2  D E - -
P1.3  - E - -
P1.4  D E - -
P1.5  - - - -
P1.6  D D - -
P1.7  D E - -
P1.8  D E - -
P2.1  D E - -
P2.2  D E - -
P2.3  D E - -
P2.4  D D - -
P2.5  D D - -
P2.6  E E - -
P2.7  D D - -
P3.1  D D - -
P3.2  E E - -
P3.3  D D - -
P3.4  D E - -
P3.5  D E - -
P3.6  D D - -
P3.7  D E - -
P3.8  D D - -
P3.9  D E - -
P3.10 - - - -
P4.1  D D - -
P4.2  - - - -
P4.3  X E - -
P4.4  - - - -
P4.5  D D - -
P4.6  E E - -
P5.1  - - - -
P5.2  D D - -
P5.3  D D - -
P5.4  D D - -
P5.5  D D - -
P5.6  D D - -
P5.7  D D - -
P5.8  E E E -
P5.9  D D - -
P6.1  D E D -
P6.2  E E E -
P6.3  D E - -
P6.4  D E - -
P6.5  D D - -
P6.6  D D E -
P6.7  D D - -
P7.1  D D D -
P7.2  D D - -
P7.3  E E E -
P7.4  D D - -
P7.5  D D - -
P7.6  - - - -
P7.7  D D - -
P7.8  D E - -
P8.1  D D - -
P8.2  D D - -
P8.3  D D - -
P8.4  D D - -
P8.5  D D - -
P8.6  - - - -
T.1   D D - -
T.2   D D - -
T.3   D D - -
T.4   D D - -
T.5   D D - -
`

const expected = new Map(
  EXPECTED.trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([q = '', ...letters]) => [q, letters.map((letter) => LETTERS[letter])]),
)

test('questions: each of the four situations gives every question the grade that the standard asks', () => {
  const given = new Map(QUESTIONS.map(({ id }) => [id, [] as Grade[]]))
  for (const dossier of Object.values(SITUATIONS))
    for (const { q, grade } of check(dossier()).answers) given.get(q)?.push(grade)
  assert.deepEqual(Object.fromEntries(given), Object.fromEntries(expected))
})

for (const [q, grade, when, of] of CASES)
  test(`questions: ${q} is ${grade}: ${when}`, () => {
    const question = QUESTIONS.find(({ id }) => id === q)
    assert.ok(question)
    const answer = answerTo(question, of())
    assert.equal(answer.grade, grade, answer.because.join(' '))
    sound(answer, of())
  })

test('questions: every grade that a question can give has a case, and no other is given', () => {
  const shown = new Map<string, Set<Grade>>()
  const add = (q: string, grade: Grade | undefined) => {
    if (grade !== undefined) shown.getOrInsertComputed(q, () => new Set()).add(grade)
  }
  for (const [q, grades] of expected) for (const grade of grades) add(q, grade)
  for (const [q, grade] of CASES) add(q, grade)
  for (const { id, grades } of QUESTIONS)
    assert.deepEqual([...(shown.get(id) ?? [])].toSorted(), [...grades].toSorted(), id)
})

function sound({ q, grade, because, evidence, against, rule }: Answer, dossier: Dossier): void {
  assert.ok(because.length > 0 && because.every((one) => /[.:?]$/.test(one.trim())), `${q}: ${because}`)
  if (grade === 'evidenced') assert.ok(evidence.length > 0, `${q} is evidenced by nothing`)
  if (grade === 'contradicted') assert.ok(against.length > 0, `${q} has one side`)
  else assert.deepEqual(against, [], q)
  if (grade === 'not-applicable')
    assert.ok(
      NOT_APPLICABLE.some((reason) => because.join(' ').includes(reason)),
      `${q}: ${because}`,
    )
  if (grade === 'absent' && dossier.content.kind === 'observed' && evidence.length === 0)
    assert.match(because.join(' '), /not in what this node found/)
  assert.ok(rule >= 1)
}

test('questions: what is evidenced has evidence, what is contradicted has two sides, in every situation', () => {
  for (const of of Object.values(SITUATIONS)) {
    const dossier = of()
    for (const answer of check(dossier).answers) sound(answer, dossier)
  }
})

test('questions: the catalogue has the ids of the standard, each once, with a rule in words and fields that exist', () => {
  const groups = { P1: 8, P2: 7, P3: 10, P4: 6, P5: 9, P6: 7, P7: 8, P8: 6, T: 5 }
  const ids = Object.entries(groups).flatMap(([group, count]) =>
    Array.from({ length: count }, (_, n) => `${group}.${n + 1}`),
  )
  assert.deepEqual(
    QUESTIONS.map(({ id }) => id),
    ids,
  )
  const paths = new Set([...FIELDS.map(({ path }) => path), ...COMPONENTS, 'tensorRoot'])
  for (const { id, asks, looksAt, fields, grades } of QUESTIONS) {
    assert.match(asks, /^\p{Lu}.*\?$/u, id)
    assert.match(looksAt, /^\p{Lu}.*\.$/u, id)
    assert.ok(
      grades.every((grade) => GRADES.includes(grade)),
      id,
    )
    for (const field of fields) assert.ok(paths.has(field), `${id}: ${field} is no field of the record`)
  }
})

function review(
  question: string,
  outcome: ReviewFact['outcome'],
  more: Partial<ReviewFact> = {},
): ReviewFact {
  return {
    statement: sha(`review ${outcome}`),
    issuer: `${SOMEBODY.slice(0, -1)}${outcome.length}`,
    name: 'Ada Reviewer',
    time: AT,
    question,
    outcome,
    how: 'Wrote to the address.',
    interest: 'none',
    evidence: [LETTER],
    independent: true,
    ...more,
  }
}

const LETTER = sha('a letter that this node holds')
const HELD: Seen = { sha256: LETTER, time: AT, how: 'held', by: NODE }

test('reviews: a named stranger who confirms or does not moves a declared answer, and nothing else', () => {
  const grade = (q: string, ...reviews: readonly ReviewFact[]): Grade | undefined =>
    check(release(() => {}, {}, { reviews, seen: [HELD] })).answers.find((one) => one.q === q)?.grade
  assert.equal(grade('P5.7'), 'declared')
  assert.equal(grade('P5.7', review('P5.7', 'confirmed')), 'evidenced')
  assert.equal(grade('P5.7', review('P5.7', 'not-confirmed')), 'contradicted')
  assert.equal(grade('P5.7', review('P5.7', 'confirmed'), review('P5.7', 'not-confirmed')), 'contradicted')
  assert.equal(grade('P5.7', review('P5.7', 'partly')), 'declared')
  assert.equal(grade('P5.7', review('P5.7', 'could-not-tell')), 'declared')
  assert.equal(grade('P5.7', review('P8.2', 'confirmed')), 'declared')
  assert.equal(grade('P5.7', review('P5.7', 'confirmed', { independent: false })), 'declared')
  const { name: _, ...nameless } = review('P5.7', 'confirmed')
  assert.equal(grade('P5.7', nameless), 'declared')
  assert.equal(grade('P8.6', review('P8.6', 'confirmed')), 'absent')
  const denied = review('P1.3', 'not-confirmed', { evidence: [d('15') as Sha256] })
  const bytes = check(here(() => {}, {}, { reviews: [denied] }))
  assert.equal(bytes.answers.find(({ q }) => q === 'P1.3')?.grade, 'evidenced')
})

test('reviews: who points to nothing that this node has met stands beside the answer', () => {
  const answer = (evidence: ReviewFact['evidence'], outcome: ReviewFact['outcome'] = 'confirmed') => {
    const more = { reviews: [review('P5.7', outcome, { evidence })], seen: [HELD, other] }
    const found = check(release(() => {}, { LICENSE: APACHE }, more)).answers.find(({ q }) => q === 'P5.7')
    assert.ok(found)
    return found
  }
  const others = sha('what somebody else says to hold')
  const other: Seen = { sha256: others, time: AT, how: 'custody', by: SOMEBODY, statement: sha('custody') }
  for (const evidence of [[], [sha('nowhere')], [others], [sha('statement')]])
    for (const outcome of ['confirmed', 'not-confirmed'] as const) {
      const { grade, because, evidence: shown, against } = answer(evidence, outcome)
      assert.equal(grade, 'declared', outcome)
      assert.match(because.join(' '), /not named by a digest that this node has met/)
      assert.ok(shown.some((one) => one.kind === 'statement' && one.says.startsWith('review by Ada')))
      assert.deepEqual(against, [])
    }
  const file = answer([sha(APACHE)])
  assert.equal(file.grade, 'evidenced')
  assert.ok(file.evidence.some((one) => one.kind === 'file' && one.path === 'LICENSE'))
  assert.equal(answer([sha('nowhere'), LETTER], 'not-confirmed').grade, 'contradicted')
})

test('reviews: a crowd leaves room for what the answer rests on, and the one that counts is seen', () => {
  const crowd = Array.from({ length: 300 }, (_, n) =>
    review('P5.7', 'not-confirmed', {
      issuer: `owcid:crowd${n}`,
      statement: sha(`crowd ${n}`),
      evidence: [],
    }),
  )
  const last = review('P5.7', 'confirmed', { statement: sha('last') })
  const dossier = release(() => {}, {}, { reviews: [...crowd, last], seen: [HELD] })
  const found = check(dossier).answers.find(({ q }) => q === 'P5.7')
  assert.equal(found?.grade, 'evidenced')
  assert.equal(found?.evidence.length, 24)
  assert.ok(found?.evidence.some((one) => one.kind === 'record' && one.field === 'obligations.reportTo'))
  assert.ok(
    found?.evidence.some((one) => one.kind === 'statement' && one.digest === `sha256:${last.statement}`),
  )
  assert.ok((found?.because.length ?? 0) < 30, 'sentences are bounded')
  assert.match(found?.because.at(-1) ?? '', /not named here: 277/)
})

test('T.5: a stranger’s notice stands beside the answer, with its own words', () => {
  const notice = { ...advisory(['new-version']), issuer: `owcid:${'e'.repeat(52)}`, reasonBy: SOMEBODY }
  const found = check(release(() => {}, {}, { advisories: [notice] })).answers.find(({ q }) => q === 'T.5')
  assert.equal(found?.grade, 'declared')
  assert.match(found?.because.join(' ') ?? '', /^No incident is known, .* It leaks its prompt\.$/)
  assert.ok(found?.evidence.some((one) => one.kind === 'statement' && one.says.includes('OWC-2026-0001')))
})

/** Paths of everything in a value. */
function pathsIn(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [[...path, key], ...pathsIn(inner, [...path, key])])
}

/** Takes out what a record can do without. */
function without(body: ReleaseRecord, [...path]: readonly string[]): ReleaseRecord {
  const next = structuredClone(body)
  const last = path.pop() ?? ''
  const at = path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], next)
  if (Array.isArray(at)) at.splice(Number(last), 1)
  else if (typeof at === 'object' && at !== null) delete (at as Record<string, unknown>)[last]
  return misfitsOf(ReleaseRecord, next).length === 0 ? next : body
}

test('questions: whatever is left out of a record, each answer stays sound and nothing throws', () => {
  const { content, ...rest } = release()
  const whole = content.body as ReleaseRecord
  const known = new Map(QUESTIONS.map(({ id, grades }) => [id, grades]))
  fc.assert(
    fc.property(fc.subarray([...pathsIn(whole)], { minLength: 4, maxLength: 16 }), (gone) => {
      const body = gone.toReversed().reduce(without, whole)
      const dossier: Dossier = { ...rest, content: { kind: 'release', body } }
      for (const answer of check(dossier).answers) {
        sound(answer, dossier)
        assert.ok(known.get(answer.q)?.includes(answer.grade), `${answer.q}: ${answer.grade}`)
      }
    }),
    { seed: 31, numRuns: 60 },
  )
})

// A question asked of a dossier. What a named person looked at stands beside every answer: a review by somebody else
// than the publisher turns a declared answer into an evidenced one when it confirms it, into a contradicted one when it
// does not; what bytes or the log decide, it does not change. Source: release-standard 5; issue 10 F.

import type { Answer, Evidence, Outcome, Question } from '../answer.ts'
import type { Dossier, ReviewFact } from '../dossier.ts'
import { entry } from './grading.ts'

const MAX_EVIDENCE = 24 // pieces of one side that an answer shows

export function answerTo({ id, rule, answer }: Question, dossier: Dossier): Answer {
  const { grade, because, evidence = [], against = [] } = reviewed(answer(dossier), reviewsOf(id, dossier))
  const [shown, other] = [evidence.slice(0, MAX_EVIDENCE), against.slice(0, MAX_EVIDENCE)]
  return { q: id, grade, because, evidence: shown, against: other, at: dossier.at, rule }
}

export const REVIEWS_COUNT =
  'A review of this question by a named person other than the publisher, with interest declared, turns declared into evidenced when it confirms, and into contradicted when it does not; it does not change what bytes or the log decide.'

/** The newest of each reviewer who has a name and did not publish it. */
export function reviewsOf(question: string, { reviews }: Dossier): readonly ReviewFact[] {
  const counted = reviews.filter(
    (one) => one.question === question && one.name !== undefined && one.independent,
  )
  const newest = new Map(
    counted.toSorted((a, b) => (a.time < b.time ? -1 : 1)).map((one) => [one.issuer, one]),
  )
  return [...newest.values()]
}

function reviewed(outcome: Outcome, reviews: readonly ReviewFact[]): Outcome {
  if (reviews.length === 0) return outcome
  const because = [...outcome.because, ...reviews.map(sentence)]
  const against = reviews.filter((one) => one.outcome === 'not-confirmed')
  const { evidence = [] } = outcome
  if (outcome.grade === 'declared' && against.length > 0) {
    const others = reviews.filter((one) => !against.includes(one))
    return {
      grade: 'contradicted',
      because,
      evidence: [...evidence, ...others.map(shown)],
      against: against.map(shown),
    }
  }
  const confirmed = reviews.some((one) => one.outcome === 'confirmed')
  const grade = outcome.grade === 'declared' && confirmed ? 'evidenced' : outcome.grade
  return { ...outcome, grade, because, evidence: [...evidence, ...reviews.map(shown)] }
}

const SAYS: Readonly<Record<ReviewFact['outcome'], string>> = {
  confirmed: 'confirmed it',
  partly: 'confirmed a part of it',
  'not-confirmed': 'did not confirm it',
  'could-not-tell': 'could not tell',
}

function sentence({ name, time, outcome, interest }: ReviewFact): string {
  return `${name} looked at it on ${time.slice(0, 10)} and ${SAYS[outcome]}; interest declared: ${interest}.`
}

function shown({ statement, name, outcome }: ReviewFact): Evidence {
  return entry(statement, `review by ${name}: ${SAYS[outcome]}`)
}

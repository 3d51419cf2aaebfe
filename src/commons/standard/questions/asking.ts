// A question asked of a dossier. What a named person looked at stands beside every answer: a review by somebody else
// than the publisher turns a declared answer into an evidenced one when it confirms it, into a contradicted one when it
// does not, if what they looked at resolves: it points to a digest that this node can open. Words alone stand beside,
// and what bytes or the log decide, no review changes. Source: release-standard 5; issue 10 F.

import type { Answer, Evidence, Outcome, Question } from '../answer.ts'
import type { Dossier, ReviewFact } from '../dossier.ts'
import { entry, MAX_EVIDENCE, withOthers } from './grading.ts'
import { openable } from './looked-up.ts'

const MAX_LOOKS = 24 // reviews that are told in sentences
const MAX_OF_LOOK = 4 // of them that one review points to

const answers = new WeakMap<Dossier, Map<Question, Answer>>() // of a dossier that nobody changes: a step asks others again

export function answerTo(question: Question, dossier: Dossier): Answer {
  return answers
    .getOrInsertComputed(dossier, () => new Map())
    .getOrInsertComputed(question, () => asked(question, dossier))
}

function asked({ id, rule, answer }: Question, dossier: Dossier): Answer {
  const { grade, because, evidence = [], against = [] } = reviewed(answer(dossier), looksAt(id, dossier))
  const [shown, other] = [evidence.slice(0, MAX_EVIDENCE), against.slice(0, MAX_EVIDENCE)]
  return { q: id, grade, because, evidence: shown, against: other, at: dossier.at, rule }
}

export const REVIEWS_COUNT =
  'A review of this question by a named person other than the publisher, with interest declared and with the digest of what they looked at, turns declared into evidenced when it confirms, and into contradicted when it does not, if this node has met that digest; else it stands beside the answer. It does not change what bytes or the log decide.'

/** A review, and where what was looked at can be opened; empty: it names nothing that this node has met. */
type Look = { readonly review: ReviewFact; readonly at: readonly Evidence[] }

/** The newest of each reviewer who has a name and did not publish it. */
function looksAt(question: string, dossier: Dossier): readonly Look[] {
  const counted = dossier.reviews.filter(
    (one) => one.question === question && one.name !== undefined && one.independent,
  )
  const newest = new Map(
    counted.toSorted((a, b) => (a.time < b.time ? -1 : 1)).map((one) => [one.issuer, one]),
  )
  const looks = [...newest.values()].map((review) => ({
    review,
    at: review.evidence // the record itself is what is asked about, and shows nothing
      .filter((digest) => digest !== dossier.statement)
      .flatMap((digest) => openable(dossier, digest)),
  }))
  return looks.toSorted((a, b) => Math.sign(b.at.length) - Math.sign(a.at.length)) // those that count come first
}

function reviewed(outcome: Outcome, looks: readonly Look[]): Outcome {
  if (looks.length === 0) return outcome
  const rest = looks.length - MAX_LOOKS
  const more = rest > 0 ? [`Others who looked at it, and are not named here: ${rest}.`] : []
  const because = [...outcome.because, ...looks.slice(0, MAX_LOOKS).map(sentence), ...more]
  const { evidence = [] } = outcome
  const counted = outcome.grade === 'declared' ? looks.filter(({ at }) => at.length > 0) : []
  const against = counted.filter(({ review }) => review.outcome === 'not-confirmed')
  if (against.length > 0)
    return {
      grade: 'contradicted',
      because,
      evidence: withOthers(evidence, looks.filter((one) => !against.includes(one)).flatMap(shown)),
      against: against.flatMap(shown),
    }
  const confirmed = counted.some(({ review }) => review.outcome === 'confirmed')
  const grade = confirmed ? 'evidenced' : outcome.grade
  return { ...outcome, grade, because, evidence: withOthers(evidence, looks.flatMap(shown)) }
}

const SAYS: Readonly<Record<ReviewFact['outcome'], string>> = {
  confirmed: 'confirmed it',
  partly: 'confirmed a part of it',
  'not-confirmed': 'did not confirm it',
  'could-not-tell': 'could not tell',
}

function sentence({ review: { name, time, outcome, interest }, at }: Look): string {
  const says = `${name} looked at it on ${time.slice(0, 10)} and ${SAYS[outcome]}; interest declared: ${interest}.`
  return at.length > 0 ? says : `${says} What was looked at is not named by a digest that this node has met.`
}

function shown({ review: { statement, name, outcome }, at }: Look): readonly Evidence[] {
  return [entry(statement, `review by ${name}: ${SAYS[outcome]}`), ...at.slice(0, MAX_OF_LOOK)]
}

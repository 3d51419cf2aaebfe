// A review: a named person looked into one question of the release standard about some bytes, and says what came of it,
// how they looked, and what interest they have. Invariants: one person and one question per statement; an interest is
// always declared, and "none" is a declaration. Source: DESIGN 5 (review), release-standard 5.

import Type, { type Static } from 'typebox'
import { closed, Digest, oneOf, optional, Pointers, Text, typed } from '../shapes.ts'
import type { StatementType } from '../subject.ts'

export const OUTCOMES = ['confirmed', 'partly', 'not-confirmed', 'could-not-tell'] as const

export const Review = closed({
  question: Type.String({ pattern: '^(P[1-8]\\.[1-9][0-9]?|T\\.[1-9])$' }),
  outcome: oneOf(OUTCOMES),
  how: Text,
  interest: Text,
  evidence: optional(Pointers),
  about: optional(Digest), // the record that was read, when it is one of several
})
export type Review = Static<typeof Review>

export const OUTCOME_WORDS: Readonly<Record<Review['outcome'], string>> = {
  confirmed: 'confirmed it',
  partly: 'confirmed it in part',
  'not-confirmed': 'could not confirm it',
  'could-not-tell': 'could not tell',
}

export const types: readonly StatementType[] = [
  {
    type: 'owc:review/v1',
    title: 'Review',
    summary: 'What one person found when they looked into one question, how, and with what interest.',
    schema: Review,
    ordered: false,
    example: {
      question: 'P1.7',
      outcome: 'confirmed',
      how: 'Read the data card at its digest and compared its sources with the loader in the training code.',
      interest: 'none',
      evidence: [{ kind: 'notes', ref: 'https://ada.example/tern', digest: `sha256:${'31'.repeat(32)}` }],
    } satisfies Review,
    line: typed(
      Review,
      ({ question, outcome, interest }) =>
        `looked into ${question} and ${OUTCOME_WORDS[outcome]} (interest: ${interest})`,
    ),
  },
]

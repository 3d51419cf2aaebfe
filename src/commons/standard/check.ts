// All questions asked of one dossier, and what was found. Pure: the same dossier gives the same answers, in the order of
// the catalogue. Nothing here adds up, ranks or picks.

import type { Answer, Finding, Question } from './answer.ts'
import type { Dossier } from './dossier.ts'
import { findingsOf } from './findings/catalogue.ts'
import { QUESTIONS } from './questions/catalogue.ts'

export type Checked = {
  readonly answers: readonly Answer[]
  readonly findings: readonly Finding[]
}

export function check(dossier: Dossier): Checked {
  return { answers: QUESTIONS.map((question) => answerTo(question, dossier)), findings: findingsOf(dossier) }
}

export function answerTo({ id, rule, answer }: Question, dossier: Dossier): Answer {
  const { grade, because, evidence = [], against = [] } = answer(dossier)
  return { q: id, grade, because, evidence, against, at: dossier.at, rule }
}

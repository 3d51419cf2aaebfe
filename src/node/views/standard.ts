// The release standard as data, for people and programs: what is asked, by which rule, which grades there are, what the
// detectors look for and how they err, what each stage demands. Made from the rules themselves.

import { GRADES, NOT_APPLICABLE, type Question } from '../../commons/standard/answer.ts'
import { MODES, SEVERITIES } from '../../commons/standard/findings/catalogue.ts'
import { METHODS, type Method } from '../../commons/standard/findings/method.ts'
import { REVIEWS_COUNT } from '../../commons/standard/questions/asking.ts'
import { GROUPS, QUESTIONS } from '../../commons/standard/questions/catalogue.ts'
import { GRADE_WORDS } from '../../commons/standard/questions/grading.ts'
import { ASKED, type Demand } from '../../commons/standard/stages.ts'

export type StandardView = {
  readonly grades: readonly { readonly grade: string; readonly means: string }[]
  readonly notApplicable: readonly string[] // reasons; nothing else excuses a question
  readonly reviews: string
  readonly groups: Readonly<Record<string, string>>
  readonly questions: readonly Omit<Question, 'answer'>[]
  readonly modes: Readonly<Record<string, string>>
  readonly severities: Readonly<Record<string, string>>
  readonly detectors: readonly Method[]
  readonly stages: readonly Demand[]
}

export function standardView(): StandardView {
  return {
    grades: GRADES.map((grade) => ({ grade, means: GRADE_WORDS[grade] })),
    notApplicable: NOT_APPLICABLE,
    reviews: REVIEWS_COUNT,
    groups: GROUPS,
    questions: QUESTIONS.map(({ answer: _, ...question }) => question),
    modes: MODES,
    severities: SEVERITIES,
    detectors: METHODS,
    stages: ASKED,
  }
}

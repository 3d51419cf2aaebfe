// All questions asked of one dossier, and what was found. Pure: the same dossier gives the same answers, in the order of
// the catalogue. Nothing here adds up, ranks or picks.

import type { Answer, Finding, NotChecked } from './answer.ts'
import type { Dossier } from './dossier.ts'
import { notCheckedIn } from './findings/catalogue.ts'
import { findingsIn } from './found.ts'
import type { FrameworksView } from './frameworks/all.ts'
import type { LicencesView } from './licences/of.ts'
import { answerTo } from './questions/asking.ts'
import { QUESTIONS } from './questions/catalogue.ts'
import { frameworksIn, licencesIn } from './readings.ts'

export type Checked = {
  readonly answers: readonly Answer[]
  readonly findings: readonly Finding[]
  readonly notChecked: readonly NotChecked[] // by rules about sentences
  readonly licences: LicencesView
  readonly frameworks: FrameworksView
}

export function check(dossier: Dossier): Checked {
  return {
    answers: QUESTIONS.map((question) => answerTo(question, dossier)),
    findings: findingsIn(dossier),
    notChecked: notCheckedIn(dossier),
    licences: licencesIn(dossier),
    frameworks: frameworksIn(dossier),
  }
}

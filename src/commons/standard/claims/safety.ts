// Claim 3 of 3: release safety, and nothing else: which stage is stated, what each step up to it demands, and what
// stands for each demand: present, missing or contradicted. The node never calls anything safe or of low risk, and the
// highest stage that the evidence bears is information, no permission (release-standard 0, 7).

import { DOMAINS, type Stage } from '../../releases/words.ts'
import type { Answer, Finding } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { areasOf } from '../questions/eight-areas.ts'
import { fullyOpen } from '../questions/fully-open.ts'
import { recordIn } from '../questions/grading.ts'
import { stageOf } from '../questions/p4.ts'
import { type DemandMet, demandsUpTo, highestOffered, type StageFacts } from '../stages.ts'

export type SafetyFacts = {
  readonly dossier: Dossier
  readonly answers: readonly Answer[]
  readonly findings: readonly Finding[]
}

export type Safety = {
  readonly stage?: Stage // as stated, by the record or in the log
  readonly highestOffered: Stage // that the evidence bears by the default policy
  readonly requirements: readonly DemandMet[] // of the steps up to the stage; up to broad when none is stated
  readonly sentences: readonly string[]
}

const ABSENT = 'not in what this node found'

export function safety({ dossier, answers, findings }: SafetyFacts): Safety {
  const grades = new Map(answers.map(({ q, grade }) => [q, grade]))
  const facts: StageFacts = {
    grade: (question) => grades.get(question) ?? 'absent',
    blocking: [...new Set(findings.filter(({ severity }) => severity === 'B').map(({ id }) => id))],
    fullyOpen: fullyOpen(dossier),
  }
  const stage = stageOf(dossier)
  const requirements = demandsUpTo(stage ?? 'broad', dossier, facts)
  return {
    ...(stage !== undefined && { stage }),
    highestOffered: highestOffered(dossier, facts),
    requirements,
    sentences: sentences(dossier, stage, requirements),
  }
}

function sentences(
  dossier: Dossier,
  stage: Stage | undefined,
  requirements: readonly DemandMet[],
): readonly string[] {
  if (dossier.content.kind === 'observed')
    return [
      `What its publisher says of tests for dangerous capabilities is ${ABSENT}.`,
      `Safeguards and a release stage are ${ABSENT}.`,
    ]
  return [areas(dossier), ...safeguards(dossier), stageLine(stage), demands(stage, requirements)]
}

function areas(dossier: Dossier): string {
  const all = areasOf(dossier)
  const of = (...states: readonly string[]) =>
    all.filter(({ state }) => states.includes(state)).map(({ area }) => area)
  const [run, argued, silent] = [of('evidenced', 'declared'), of('reasoned'), of('silent')]
  if (run.length + argued.length === 0)
    return `The record names no test in any of the ${DOMAINS.length} areas of misuse, and no reason why not.`
  const parts = [
    run.length === 0
      ? `The record names no test in any of the ${DOMAINS.length} areas of misuse.`
      : `The record names tests in ${run.length} of ${DOMAINS.length} areas of misuse${listed(run)}.`,
    ...(argued.length === 0 ? [] : [`Reasons instead of a test${listed(argued)}.`]),
    ...(silent.length === 0 ? [] : [`Not stated${listed(silent)}.`]),
  ]
  return parts.join(' ')
}

function safeguards(dossier: Dossier): readonly string[] {
  const list = recordIn(dossier)?.safeguards ?? []
  if (list.length === 0) return ['The record names no safeguards.']
  const elsewhere = list.filter(({ lives }) => lives === 'service').map(({ kind }) => kind)
  const along = list.filter(({ lives }) => lives !== 'service').map(({ kind }) => kind)
  return [
    ...(along.length === 0 ? [] : [`Safeguards in the files: ${along.join(', ')}.`]),
    ...(elsewhere.length === 0
      ? []
      : [`Safeguards of a service, which do not travel with the weights: ${elsewhere.join(', ')}.`]),
  ]
}

function stageLine(stage: Stage | undefined): string {
  return stage === undefined ? 'The record states no release stage.' : `Release stage as stated: ${stage}.`
}

function demands(stage: Stage | undefined, requirements: readonly DemandMet[]): string {
  const of = (met: DemandMet['met']) => requirements.filter((one) => one.met === met && one.excused !== true)
  const against = of('contradicted').length === 0 ? '' : ` Contradicted: ${named(of('contradicted'))}.`
  const missing = of('missing').length === 0 ? '' : ` Missing: ${named(of('missing'))}.`
  const step = stage === undefined ? 'the steps up to broad demand' : 'the steps up to this stage demand'
  return `Of what ${step}, present: ${named(of('present')) || 'nothing'}.${missing}${against}`
}

const MAX_NAMED = 3 // demands in one sentence; every one stands in `requirements`

function named(demands: readonly DemandMet[]): string {
  const shown = demands.slice(0, MAX_NAMED).map(({ says }) => says.charAt(0).toLowerCase() + says.slice(1))
  const rest = demands.length - shown.length
  return `${shown.join('; ')}${rest === 0 ? '' : `; ${rest} more`}`
}

function listed(areas: readonly string[]): string {
  return areas.length === 0 ? '' : `: ${areas.join(', ')}`
}

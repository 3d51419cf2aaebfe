// The stages of a release and what each step demands by the default policy: internal → trusted-external → research →
// gated → broad → fully-open. No step leads back; who skips one owes what it demands. Source: release-standard 7.1.
// Invariant: this says what is stated and shown for a step; it allows and refuses nothing.

import { STAGES, type Stage } from '../releases/words.ts'
import type { Grade } from './answer.ts'
import type { Dossier } from './dossier.ts'
import { generates } from './kind.ts'
import { areasOf } from './questions/eight-areas.ts'
import { recordIn } from './questions/grading.ts'
import { isAfter } from './questions/looked-up.ts'

export type Met = 'present' | 'missing' | 'contradicted'
export type Demand = {
  readonly stage: Stage // the step that first asks for it
  readonly says: string
  readonly questions: readonly string[] // that answer it; empty: a part of the record or of the log does
  readonly needs: 'stated' | 'shown' // shown: evidenced or excused; declared is not enough
}
/** `excused`: every question is not applicable, so that nothing is there and nothing is asked. */
export type DemandMet = Demand & { readonly met: Met; readonly because: string; readonly excused?: true }

const P1 = ['P1.1', 'P1.2', 'P1.3', 'P1.4', 'P1.5', 'P1.6', 'P1.7', 'P1.8']
const P2 = ['P2.1', 'P2.2', 'P2.3', 'P2.4', 'P2.5', 'P2.6', 'P2.7']
const TESTED = ['P3.2', 'P3.3', 'P3.4', 'P3.5', 'P3.6', 'P3.7']

/** Of questions; what the record and the log are asked besides stands in `besides`. */
export const ASKED: readonly Demand[] = [
  { stage: 'trusted-external', says: 'What is given out and what is not', questions: P1, needs: 'stated' },
  { stage: 'trusted-external', says: 'A digest of each file', questions: ['P6.1'], needs: 'stated' },
  {
    stage: 'research',
    says: 'A test or a reason for each area of misuse',
    questions: ['P3.1'],
    needs: 'stated',
  },
  { stage: 'research', says: 'A threshold logged before the result', questions: ['P3.9'], needs: 'stated' },
  { stage: 'research', says: 'What it is for and not for', questions: ['P5.4'], needs: 'stated' },
  { stage: 'gated', says: 'Removal of safeguards tried', questions: ['P3.5'], needs: 'stated' },
  { stage: 'gated', says: 'Why it is released', questions: P2, needs: 'stated' },
  {
    stage: 'gated',
    says: 'A copy of the acceptable use policy, where the terms have one',
    questions: ['P5.2'],
    needs: 'stated',
  },
  { stage: 'gated', says: 'An address for reports', questions: ['P5.7'], needs: 'stated' },
  { stage: 'broad', says: 'Tests of misuse, shown', questions: TESTED, needs: 'shown' },
  { stage: 'broad', says: 'What the tests changed', questions: ['P3.8'], needs: 'stated' }, // a reason, in words
  {
    stage: 'broad',
    says: 'Formats that run nothing, no code, signed',
    questions: ['P7.1', 'P7.2', 'P7.3'],
    needs: 'shown',
  },
]

export type StageFacts = {
  readonly grade: (question: string) => Grade
  readonly blocking: readonly string[] // ids of findings of severity B
  readonly fullyOpen: boolean // MOF Class II, or the G7 label that the publisher claims
}

/** Everything that the steps up to a stage demand, each with what stands for it. */
export function demandsUpTo(stage: Stage, dossier: Dossier, facts: StageFacts): readonly DemandMet[] {
  const most = STAGES.indexOf(stage)
  return [...ASKED.map((demand) => metBy(demand, facts.grade)), ...besides(dossier, facts)]
    .filter((demand) => STAGES.indexOf(demand.stage) <= most)
    .toSorted((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage))
}

function metBy(demand: Demand, grade: StageFacts['grade']): DemandMet {
  const graded = demand.questions.map((id) => ({ id, grade: grade(id) }))
  const against = graded.filter((one) => one.grade === 'contradicted')
  if (against.length > 0)
    return { ...demand, met: 'contradicted', because: `Contradicted: ${named(against)}.` }
  const weak = graded.filter(
    (one) => one.grade === 'absent' || (demand.needs === 'shown' && one.grade === 'declared'),
  )
  if (weak.length > 0) {
    const word = demand.needs === 'shown' ? 'Absent or only declared' : 'Absent'
    return { ...demand, met: 'missing', because: `${word}: ${named(weak)}.` }
  }
  if (graded.every((one) => one.grade === 'not-applicable'))
    return { ...demand, met: 'present', excused: true, because: `Not applicable: ${named(graded)}.` }
  return { ...demand, met: 'present', because: `Answered: ${named(graded)}.` }
}

function named(graded: readonly { readonly id: string }[]): string {
  return graded.map(({ id }) => id).join(', ')
}

function besides(dossier: Dossier, { blocking, fullyOpen }: StageFacts): readonly DemandMet[] {
  const { risk, stages = [] } = recordIn(dossier) ?? {}
  const profiles = (risk?.threatProfiles ?? []).length
  const agreements = stages.flatMap((step) => step.agreements ?? []).length
  const one = (
    demand: Pick<Demand, 'stage' | 'says'>,
    holds: boolean,
    because: readonly [string, string],
  ): DemandMet => ({
    ...demand,
    questions: [],
    needs: 'stated',
    met: holds ? 'present' : 'missing',
    because: because[holds ? 0 : 1],
  })
  return [
    one({ stage: 'trusted-external', says: 'Threat profiles' }, profiles > 0, [
      `The record names ${profiles}.`,
      'The record names none.',
    ]),
    one({ stage: 'trusted-external', says: 'Digests of the agreements' }, agreements > 0, [
      `The record names ${agreements}.`,
      'The record names none.',
    ]),
    one({ stage: 'broad', says: 'No finding that blocks' }, blocking.length === 0, [
      'No finding of severity B.',
      `Findings of severity B: ${blocking.join(', ')}.`,
    ]),
    one({ stage: 'fully-open', says: 'MOF Class II, or the G7 label that is claimed' }, fullyOpen, [
      'One of the two is computed from components and licences.',
      'Neither is computed from components and licences.',
    ]),
  ]
}

/** Areas of misuse that are silent or only declared keep the offered stage at gated at most. */
export function weakAreas(dossier: Dossier): readonly string[] {
  if (generates(dossier).is === false) return []
  return areasOf(dossier)
    .filter(({ state }) => state === 'silent' || state === 'declared')
    .map(({ area }) => area)
}

/** The highest stage whose demands are all met and that weak evidence does not forbid; as information. */
export function highestOffered(dossier: Dossier, facts: StageFacts): Stage {
  const weak = weakAreas(dossier).length > 0
  const reached = STAGES.filter((stage) =>
    demandsUpTo(stage, dossier, facts).every(({ met }) => met === 'present'),
  )
  const offered = reached.filter((stage) => !weak || STAGES.indexOf(stage) <= STAGES.indexOf('gated'))
  return offered.at(-1) ?? 'internal'
}

export type Step = { readonly stage: Stage; readonly from: string }

/** Steps that come after one to a higher stage; of the same day, in the order of the list. A month is no day. */
export function stepsBack(steps: readonly Step[]): readonly Step[] {
  return steps.filter((step, at) =>
    steps.some(
      (other, place) =>
        STAGES.indexOf(other.stage) > STAGES.indexOf(step.stage) &&
        (isAfter(step.from, other.from) || (step.from === other.from && place < at)),
    ),
  )
}

export function isStage(word: string): word is Stage {
  return STAGES.some((stage) => stage === word)
}

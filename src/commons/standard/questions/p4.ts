// P4, staged release: did stages only go on, was each step's evidence there, who accepted what, what ended a stage, and
// are there copies where none should be. Source: release-standard 5 and 7.1; evidence: stages, counters, custody.

import type { Stage } from '../../releases/words.ts'
import { STAGES } from '../../releases/words.ts'
import type { Evidence, Outcome, Question } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { findingsIn } from '../found.ts'
import { generates } from '../kind.ts'
import { demandsUpTo, isStage, type Step, stepsBack, weakAreas } from '../stages.ts'
import { answerTo } from './asking.ts'
import { fullyOpen } from './fully-open.ts'
import {
  absent,
  contradicted,
  count,
  declared,
  entry,
  evidenced,
  field,
  incomplete,
  list,
  notApplicable,
  recordIn,
} from './grading.ts'
import { recordEntry } from './looked-up.ts'
import { P1 } from './p1.ts'
import { P2 } from './p2.ts'
import { P3 } from './p3.ts'
import { P5 } from './p5.ts'
import { P6 } from './p6.ts'
import { P7 } from './p7.ts'

type Said = { readonly stage: Stage; readonly evidence: Evidence }

/** The newest word on it: an entry of the log, or the record where that was logged later. */
function newestStage(dossier: Dossier): Said | undefined {
  const { releaseType, stages } = recordIn(dossier) ?? {}
  const stated = releaseType?.stage ?? stages?.at(-1)?.stage
  const path = releaseType?.stage === undefined ? 'stages' : 'releaseType.stage'
  const own = stated === undefined ? undefined : { stage: stated, evidence: field(path, stated) }
  const { stage: logged } = dossier
  if (logged === undefined || !isStage(logged.stage)) return own
  if (own !== undefined && logged.time < dossier.recorded) return own
  return { stage: logged.stage, evidence: entry(logged.statement, `stage ${logged.stage}`) }
}

export function stageOf(dossier: Dossier): Stage | undefined {
  return newestStage(dossier)?.stage
}

function stageSaid(dossier: Dossier): readonly Evidence[] {
  const said = newestStage(dossier)
  return said === undefined ? [] : [said.evidence]
}

function legalSteps(dossier: Dossier): Outcome {
  const stage = stageOf(dossier)
  if (stage === undefined) return absent(dossier, 'a stage')
  const record = recordIn(dossier)
  const stated = (record?.stages ?? []).map(({ stage: word, from }): Step => ({ stage: word, from }))
  const entries = (dossier.stagesLogged ?? []).flatMap(({ stage: word, time, statement }) =>
    isStage(word) ? [{ stage: word, from: time, statement }] : [],
  )
  const first = record?.releaseType?.stage
  const own = first === undefined ? [] : [{ stage: first, from: dossier.recorded }] // the record is an entry as well
  const back = [...stepsBack(stated), ...stepsBack([...own, ...entries])]
  const said = stageSaid(dossier)
  if (back.length > 0)
    return contradicted(
      `A stage leads back: ${list(back.map(({ stage: word, from }) => `${word} from ${from}`))}.`,
      {
        said,
        against: [
          field('stages'),
          recordEntry(dossier),
          ...entries.map(({ statement, stage: word }) => entry(statement, `stage ${word}`)),
        ],
      },
    )
  if (entries.length > 0) return evidenced(`Stage ${stage}, in the log; no step leads back.`, said)
  return declared(`Stage ${stage}, as the record says; no step leads back.`, said)
}

const DEMANDED = [...P1, ...P2, ...P3, ...P5, ...P6, ...P7]

function stepEvidence(dossier: Dossier): Outcome {
  const stage = stageOf(dossier)
  if (stage === undefined) return absent(dossier, 'a stage')
  const blocking = findingsIn(dossier).filter(({ severity }) => severity === 'B')
  const grades = new Map(DEMANDED.map((question) => [question.id, answerTo(question, dossier).grade]))
  const demands = demandsUpTo(stage, dossier, {
    grade: (id) => grades.get(id) ?? 'absent',
    blocking: [...new Set(blocking.map(({ id }) => id))],
    fullyOpen: fullyOpen(dossier),
  })
  const said = stageSaid(dossier)
  const against = demands.filter(({ met }) => met === 'contradicted')
  if (against.length > 0)
    return contradicted(
      `Stage ${stage}: ${against.map(({ says, because }) => `${says}. ${because}`).join(' ')}`,
      {
        said,
        against: [recordEntry(dossier)],
      },
    )
  const missing = demands.filter(({ met }) => met === 'missing')
  if (missing.length > 0)
    return incomplete(
      `Stage ${stage} asks besides: ${missing.map(({ says, because }) => `${says}. ${because}`).join(' ')}`,
      said,
    )
  const shown = demands.every(({ questions }) => questions.every((id) => grades.get(id) !== 'declared'))
  const because = `All that stage ${stage} asks is there: ${count(demands.length, 'demand')}.`
  return shown ? evidenced(because, [...said, recordEntry(dossier)]) : declared(because, said)
}

function weakEvidence(dossier: Dossier): Outcome {
  const excuse = generates(dossier)
  if (excuse.is === false) return notApplicable('it does not generate', excuse.evidence)
  const stage = stageOf(dossier)
  if (stage === undefined) return absent(dossier, 'a stage')
  const weak = weakAreas(dossier)
  const said = stageSaid(dossier)
  const wide = STAGES.indexOf(stage) > STAGES.indexOf('gated')
  if (weak.length === 0)
    return evidenced('No area of misuse is silent or only declared.', [...said, recordEntry(dossier)])
  const because = `Silent or only declared: ${list(weak)}.`
  if (wide)
    return contradicted(`Stage ${stage}, beyond gated. ${because}`, {
      said,
      against: [field('risk.tested'), field('risk.notTested')],
    })
  return declared(`Stage ${stage}, not beyond gated. ${because}`, said)
}

const COUNTED: readonly Stage[] = ['trusted-external', 'research', 'gated']

function acceptances(dossier: Dossier): Outcome {
  const stage = stageOf(dossier)
  if (stage === undefined) return absent(dossier, 'a stage')
  const said = stageSaid(dossier)
  const { gate } = dossier
  if (gate !== undefined) {
    const terms =
      gate.terms === undefined
        ? []
        : [{ kind: 'link', url: `/commons/v1/blobs/${gate.terms}`, digest: `sha256:${gate.terms}` } as const]
    return evidenced(`This node serves a gate; ${count(gate.accepted, 'acceptance')} counted.`, [
      ...said,
      ...terms,
    ])
  }
  const steps = (recordIn(dossier)?.stages ?? []).filter(({ stage: word }) => COUNTED.includes(word))
  const counted = steps.filter(
    ({ accepted, agreements = [] }) => accepted !== undefined || agreements.length > 0,
  )
  if (COUNTED.includes(stage) && counted.length === 0)
    return incomplete(`Stage ${stage}, and no acceptance is counted.`, said)
  if (steps.length > 0 && counted.length === steps.length)
    return declared(
      `Counted by the publisher: ${list(counted.map(({ stage: word, accepted }) => (accepted === undefined ? word : `${word} ${accepted}`)))}.`,
      [field('stages')],
    )
  if (steps.length > 0)
    return incomplete('A stage with accepted terms is named, without a count.', [field('stages')])
  return evidenced(
    `Stage ${stage}: no terms to accept, no gate is served here, so there is nothing to count.`,
    said,
  )
}

function exitCondition(dossier: Dossier): Outcome {
  const steps = recordIn(dossier)?.stages ?? []
  const narrow = steps.filter(({ stage }) => STAGES.indexOf(stage) < STAGES.indexOf('broad'))
  if (narrow.length === 0) return absent(dossier, 'a stage before the broad one, with what ends it')
  const bare = narrow.filter(({ exit }) => exit === undefined)
  if (bare.length > 0)
    return incomplete(`What ends it is not stated for ${list(bare.map(({ stage }) => stage))}.`, [
      field('stages'),
    ])
  const said = narrow.map(({ stage, exit }) => field('stages', `${stage}: ${exit}`))
  return declared(`What ends each stage is stated: ${list(narrow.map(({ stage }) => stage))}.`, said)
}

function strayCopies(dossier: Dossier): Outcome {
  const stage = stageOf(dossier)
  if (stage === undefined) return absent(dossier, 'a stage')
  const present = dossier.holders.filter(({ lapsed }) => !lapsed)
  const said = stageSaid(dossier)
  const known = count(present.length, 'holder is', 'holders are')
  if (STAGES.indexOf(stage) >= STAGES.indexOf('broad'))
    return evidenced(`Stage ${stage}; every host is permitted, ${known} known here.`, said)
  const permitted = permittedHosts(dossier, stage)
  const stray = present.filter(({ holder }) => holder !== dossier.by.identity && !permitted.includes(holder))
  if (stray.length > 0)
    return contradicted(
      `Stage ${stage}, and others than the named hosts say to hold copies: ${stray.length}.`,
      {
        said,
        against: stray.map(({ holder, statement }) =>
          entry(statement ?? dossier.statement, `custody by ${holder}`),
        ),
      },
    )
  return declared(
    `Stage ${stage}; no copy outside of the named hosts is known here. Unknown copies may exist.`,
    said,
  )
}

function permittedHosts(dossier: Dossier, stage: Stage): readonly string[] {
  const record = recordIn(dossier)
  const steps = (record?.stages ?? []).filter((step) => step.stage === stage)
  const names = steps.flatMap(({ hosts = [], who = [] }) => [...hosts, ...who])
  return names.map((name) => record?.evaluators?.[name]?.identity ?? name)
}

export const P4: readonly Question[] = [
  {
    id: 'P4.1',
    group: 'P4',
    asks: 'Did the stages only go on?',
    looksAt:
      'Stages of the record and of the log, in order: contradicted when one leads back, evidenced when the log has them, declared when only the record has.',
    fields: ['releaseType.stage', 'stages'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: legalSteps,
  },
  {
    id: 'P4.2',
    group: 'P4',
    asks: 'Is the evidence for this stage there?',
    looksAt:
      'What the steps up to the stage demand by the default policy: absent while something is missing, contradicted when an answer to it is, evidenced when none of the answers is only declared.',
    fields: ['stages', 'risk.threatProfiles'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: stepEvidence,
  },
  {
    id: 'P4.3',
    group: 'P4',
    asks: 'Does weak evidence keep it at gated at most?',
    looksAt:
      'Areas of misuse that are silent or have results that nobody can open: contradicted when there is one and the stage is broad or beyond, declared when the stage is not, evidenced when there is none.',
    fields: ['risk.tested', 'risk.notTested', 'releaseType.stage'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted', 'not-applicable'],
    rule: 1,
    answer: weakEvidence,
  },
  {
    id: 'P4.4',
    group: 'P4',
    asks: 'Are acceptances of terms counted?',
    looksAt:
      'Evidenced when this node serves a gate and counts, or when no stage has terms to accept; declared when the record counts; absent when a gated stage has no count.',
    fields: ['stages'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: acceptances,
  },
  {
    id: 'P4.5',
    group: 'P4',
    asks: 'What ends each stage?',
    looksAt:
      'Declared when each stage before the broad one names what ends it; never more, since it is free text.',
    fields: ['stages'],
    grades: ['declared', 'absent'],
    rule: 1,
    answer: exitCondition,
  },
  {
    id: 'P4.6',
    group: 'P4',
    asks: 'Were copies seen outside of permitted hosts?',
    looksAt:
      'Statements of custody against the hosts that the stage names: contradicted when others hold the bytes before the broad stage, declared when none is known, evidenced when every host is permitted.',
    fields: ['stages'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: strayCopies,
  },
]

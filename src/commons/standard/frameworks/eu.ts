// The conditions of the open-source exception of Regulation (EU) 2024/1689, Article 53(2), as five questions with their
// answers, and monetisation as declared. Invariants: each legal line has its source and day; no sentence says that a duty
// is met or lifted: that is for a provider and a court (release-standard 1.3, 2.1).

import type { Dossier } from '../dossier.ts'
import { bindingFacts } from '../licences/facts.ts'
import { LICENCE_LIST } from '../licences/known.ts'
import { EU_LINES, type LegalLine } from './eu-law.ts'
import type { ComponentId, Components } from './have.ts'
import { factOf } from './have.ts'
import type { Stamp } from './result.ts'

export type EuAnswer = {
  readonly asks: string
  readonly answer: 'yes' | 'no' | 'unknown'
  readonly because: string
}
export type Eu = Stamp & {
  readonly answers: readonly EuAnswer[]
  readonly monetisation: string // as declared
  readonly law: readonly LegalLine[]
  readonly says: string
}

const STAMP: Stamp = {
  framework: 'Regulation (EU) 2024/1689, Article 53(2)',
  date: '2026-07-24',
  source: 'as amended by Regulation (EU) 2026/1744; guidelines C(2025) 5045',
  list: LICENCE_LIST,
}

const SYSTEMIC_FLOP = 1e25 // Article 51(2)

export function eu(components: Components, record: Dossier['content']): Eu {
  return {
    ...STAMP,
    answers: [
      terms(components),
      weights(components),
      architecture(components, record),
      usage(components, record),
      risk(record),
    ],
    monetisation: monetisationIn(record),
    law: EU_LINES,
    says: 'Five conditions and what is known of each; whether the exception applies is for the provider to say. Not legal advice.',
  }
}

function monetisationIn(content: Dossier['content']): string {
  const declared = content.kind === 'release' ? content.body.eu?.monetisation : undefined
  if (declared === undefined) return 'Not declared in the record.'
  return declared.length === 0 ? 'The record declares none.' : `As declared: ${declared.join('; ')}.`
}

function terms(components: Components): EuAnswer {
  const asks =
    'Does the licence allow access, use, modification and distribution without losing the exception?'
  const { licence, verdict } = factOf(components, 'weights-final')
  const name = licence ?? 'none stated'
  if (verdict === 'osi' || verdict === 'open-data' || verdict === 'unlisted')
    return { asks, answer: 'yes', because: `No limit of use is known in its terms (${name}).` }
  const facts = licence === undefined ? [] : bindingFacts(licence)
  const losing = facts.flatMap(({ limits, flow }) => [
    ...limits.filter(({ kind }) => kind !== 'use' && kind !== 'models' && kind !== 'outputs'),
    ...(flow.kind === 'no-derivatives' ? [flow] : []),
  ])
  const [first] = losing
  if (first !== undefined) return { asks, answer: 'no', because: `${name}: ${first.says}` }
  return {
    asks,
    answer: 'unknown',
    because:
      verdict === 'restricted'
        ? `${name} limits kinds of use; whether as non-discriminatory terms of safety, a person has to judge.`
        : `The terms are not known (${name}).`,
  }
}

function weights(components: Components): EuAnswer {
  const { have, because } = factOf(components, 'weights-final')
  return { asks: 'Are the parameters, including the weights, public?', answer: answerOf(have), because }
}

function architecture(components: Components, content: Dossier['content']): EuAnswer {
  const asks = 'Is information on the architecture public?'
  if (content.kind === 'release' && content.body.eu?.architecture !== undefined)
    return { asks, answer: 'yes', because: 'The record describes it.' }
  return { asks, ...informed(components, ['architecture', 'technical-report', 'research-paper']) }
}

function usage(components: Components, content: Dossier['content']): EuAnswer {
  const asks = 'Is information on usage public?'
  const intended = content.kind === 'release' ? content.body.obligations?.intended : undefined
  if (intended !== undefined && intended.length > 0)
    return { asks, answer: 'yes', because: 'The record states intended uses.' }
  return { asks, ...informed(components, ['model-card']) }
}

function informed(components: Components, ids: readonly ComponentId[]): Pick<EuAnswer, 'answer' | 'because'> {
  const facts = ids.map((c) => factOf(components, c))
  const found = facts.find(({ have, state }) => have !== 'no' || state === 'described')
  if (found !== undefined) return { answer: 'yes', because: `${found.c}: ${found.because}` }
  const withheld = facts.every(({ state }) => state === 'withheld' || state === 'not-produced')
  return { answer: withheld ? 'no' : 'unknown', because: facts[0]?.because ?? 'Not stated.' }
}

function risk(content: Dossier['content']): EuAnswer {
  const asks = 'Is no systemic risk known?'
  const record = content.kind === 'release' ? content.body : undefined
  const declared = record?.eu?.systemicRisk
  const flop = Number(record?.training?.compute?.flop ?? Number.NaN)
  if (declared === 'designated' || declared === 'presumed')
    return { asks, answer: 'no', because: `The record declares it: ${declared}.` }
  if (flop > SYSTEMIC_FLOP)
    return {
      asks,
      answer: 'no',
      because: `Declared compute of ${flop} FLOP is above 1e25, where systemic risk is presumed.`,
    }
  if (flop > 0)
    return {
      asks,
      answer: 'yes',
      because: `Declared compute of ${flop} FLOP is not above 1e25; a designation is not known here.`,
    }
  return declared === 'none-known'
    ? {
        asks,
        answer: 'unknown',
        because: 'The record declares that none is known, and no compute of its training.',
      }
    : { asks, answer: 'unknown', because: 'The compute of its training is not stated.' }
}

function answerOf(have: 'checked' | 'claimed' | 'no'): EuAnswer['answer'] {
  if (have === 'checked') return 'yes'
  return have === 'claimed' ? 'unknown' : 'no'
}

// The labels of the G7 Vision on AI openness (2026-05-29, not binding), computed from components and their licences
// alone. A licence that is neither restricted nor approved leaves the label undecided, and says so (release-standard 1.3).

import type { Verdict } from '../licences/fact.ts'
import { worst } from '../licences/facts.ts'
import { LICENCE_LIST } from '../licences/known.ts'
import { believed, type ComponentFact, type ComponentId, type Components, factOf } from './have.ts'
import type { Lack, Stamp } from './result.ts'

export const G7_LABELS = [
  'Open Source AI with Open Data',
  'Open Source AI',
  'Open Weights AI',
  'Weights Available AI',
] as const
export type G7Label = (typeof G7_LABELS)[number]

export type G7Outcome = {
  readonly label: G7Label | 'none' | 'undecided'
  readonly because: string
  readonly lacks: readonly Lack[] // of the next label up
  readonly notJudged: readonly string[] // reasons that a person would have to judge
}
export type G7 = Stamp & G7Outcome & { readonly claimed?: G7Outcome } // as if every link held; only where that differs

const STAMP: Stamp = {
  framework: 'G7 Vision on AI openness',
  date: '2026-05-29',
  source: 'G7, non-binding; read in quotations by the Open Source Initiative and the press',
  list: LICENCE_LIST,
}

export function g7(components: Components): G7 {
  const seen = outcome((c) => factOf(components, c))
  const said = outcome((c) => believed(factOf(components, c)))
  return { ...STAMP, ...seen, ...(said.label !== seen.label && { claimed: said }) }
}

type Look = (c: ComponentId) => ComponentFact

function outcome(of: Look): G7Outcome {
  const weights = of('weights-final')
  const code = of('inference-code')
  if (weights.have !== 'checked')
    return plain('none', 'The final weights cannot be had by their digest.', [lack(weights)])
  if (code.have !== 'checked')
    return plain('undecided', 'No deployment code is known here by its digest.', [lack(code)])
  const verdict = worst(
    [weights, code].map((one) => (one.verdict === 'open-data' ? 'unlisted' : one.verdict)),
  )
  return verdict === 'osi' ? openSource(of) : byLicence(verdict, weights, code)
}

function byLicence(verdict: Verdict, weights: ComponentFact, code: ComponentFact): G7Outcome {
  const named = [weights, code]
    .filter((one) => one.verdict !== 'osi')
    .map(({ c, licence }) => `${c}: ${licence ?? 'none stated'}`)
    .join('; ')
  const lacks = [{ says: `A licence approved by the Open Source Initiative, where now: ${named}.` }]
  if (verdict === 'restricted')
    return plain(
      'Weights Available AI',
      `The licence limits use, users, territory or commerce (${named}).`,
      lacks,
    )
  if (verdict === 'unknown') return plain('undecided', `A licence is not known (${named}).`, lacks)
  return plain(
    'undecided',
    `The licence is not approved by the Open Source Initiative, and no restriction in it is known (${named}).`,
    lacks,
  )
}

const DATA = ['pretraining-data', 'posttraining-data'] as const
const EXCUSES = ['legal', 'privacy', 'third-party']

function openSource(of: Look): G7Outcome {
  const training = of('training-code')
  const trains = training.have === 'checked' && training.verdict === 'osi'
  const sets = DATA.map(of)
  const hidden = sets.filter((set) => !isFull(set))
  const excused = hidden.every((set) => isInformation(set, of('data-card')))
  const trainingLack = trains ? [] : [lackOfLicensed(training)]
  if (trains && hidden.length === 0)
    return plain('Open Source AI with Open Data', 'Weights, code and all training data are open.', [])
  const full = hidden.map((set) => lackOfLicensed(set))
  if (trains && excused) {
    const reasons = hidden.map(({ c, why }) => `${c}: ${why}`)
    return {
      label: 'Open Source AI',
      because: 'Weights and code are open; data is described where a reason is given for not sharing it.',
      lacks: full,
      notJudged: reasons,
    }
  }
  return plain('Open Weights AI', 'Weights and deployment code are open.', [
    ...trainingLack,
    ...hidden
      .filter((set) => !isInformation(set, of('data-card')))
      .map((set) => lackOfInformation(set, of('data-card'))),
  ])
}

function isFull({ state, have, verdict }: ComponentFact): boolean {
  return state === 'not-produced' || (have === 'checked' && (verdict === 'osi' || verdict === 'open-data'))
}

function isInformation(set: ComponentFact, card: ComponentFact): boolean {
  if (isFull(set)) return true
  const open = card.verdict === 'osi' || card.verdict === 'open-data'
  return EXCUSES.includes(set.why ?? '') && card.have === 'checked' && open
}

function plain(label: G7Outcome['label'], because: string, lacks: readonly Lack[]): G7Outcome {
  return { label, because, lacks, notJudged: [] }
}

function lack({ c, because }: ComponentFact): Lack {
  return { c, says: because }
}

function lackOfLicensed({ c, have, because, licence, verdict }: ComponentFact): Lack {
  if (have !== 'checked') return { c, says: because }
  return { c, says: `Its licence is ${licence ?? 'not stated'} (${verdict}).` }
}

function lackOfInformation(set: ComponentFact, card: ComponentFact): Lack {
  const reason = EXCUSES.includes(set.why ?? '')
    ? `A data card that can be had, under an open licence (now: ${card.have}, ${card.licence ?? 'no licence'}).`
    : 'The data, or a reason of law, of privacy or of a third party why it cannot be shared.'
  return { c: set.c, says: reason }
}

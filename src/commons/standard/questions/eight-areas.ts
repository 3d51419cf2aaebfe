// P3.1: each of the eight areas of misuse tested, or a reason why not; and how far each is shown, which bounds the stage
// that is offered (7.1). Source: release-standard 2.2, 5.

import { DOMAINS } from '../../releases/words.ts'
import type { Evidence, Outcome } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { absent, contradicted, declared, evidenced, field, incomplete, list, recordIn } from './grading.ts'
import { type Evaluation, evaluations, resultEvidence } from './looked-up.ts'

export type Area = (typeof DOMAINS)[number]
/** evidenced: each result can be opened · declared: a result is named · reasoned: a reason instead · silent */
export type AreaState = 'evidenced' | 'declared' | 'reasoned' | 'silent'
export type AreaFacts = {
  readonly area: Area
  readonly state: AreaState
  readonly reason?: string
  readonly results: readonly Evaluation[]
  readonly evidence: readonly Evidence[]
}

export function areasOf(dossier: Dossier): readonly AreaFacts[] {
  const { tested = {}, notTested = {} } = recordIn(dossier)?.risk ?? {}
  const byId = new Map(evaluations(dossier).map((one) => [one.id, one]))
  return DOMAINS.map((area) => {
    const named = (tested[area] ?? []).flatMap((id) => byId.get(id) ?? [])
    const about = evaluations(dossier, 'misuse').filter(({ domain }) => domain === area)
    const results = [...new Set([...named, ...about])]
    const shown = results.map((one) => resultEvidence(dossier, one))
    const reason = notTested[area]
    const open = shown.every((evidence) => evidence.length > 0) ? 'evidenced' : 'declared'
    const state = results.length > 0 ? open : reason === undefined ? 'silent' : 'reasoned'
    return { area, state, results, evidence: shown.flat(), ...(reason !== undefined && { reason }) }
  })
}

export function eightAreas(dossier: Dossier): Outcome {
  const wrong = wrongResults(dossier)
  const areas = areasOf(dossier)
  const both = areas.filter(({ reason, results }) => reason !== undefined && results.length > 0)
  const sides = { said: [field('risk.tested')], against: [field('evaluations'), field('risk.notTested')] }
  if (wrong.length > 0)
    return contradicted(`Called the test of an area, and no result of it: ${list(wrong)}.`, sides)
  if (both.length > 0)
    return contradicted(`Called tested and not tested: ${list(both.map(({ area }) => area))}.`, sides)
  const of = (...states: readonly AreaState[]) =>
    areas.filter(({ state }) => states.includes(state)).map(({ area }) => area)
  const [run, reasoned, silent] = [of('evidenced', 'declared'), of('reasoned'), of('silent')]
  if (silent.length === DOMAINS.length) return absent(dossier, 'a test or a reason for any area of misuse')
  const said = [
    ...run.map((area) => field(`risk.tested.${area}`)),
    ...reasoned.map((area) => field(`risk.notTested.${area}`)),
  ]
  if (silent.length > 0) return incomplete(`Neither a test nor a reason for ${list(silent)}.`, said)
  const evidence = areas.flatMap((one) => one.evidence)
  if (of('evidenced').length === DOMAINS.length)
    return evidenced('All eight areas were tested, and each has results that can be opened.', evidence)
  return declared(`Tested: ${list(run) || 'none'}. Reasoned: ${list(reasoned) || 'none'}.`, [
    ...said,
    ...evidence,
  ])
}

/** Results that are named for an area and are not of it. */
function wrongResults(dossier: Dossier): readonly string[] {
  const byId = new Map(evaluations(dossier).map((one) => [one.id, one]))
  return Object.entries(recordIn(dossier)?.risk?.tested ?? {}).flatMap(([area, ids]) =>
    ids.filter((id) => {
      const one = byId.get(id)
      return one?.kind !== 'misuse' || (one.domain !== undefined && one.domain !== area)
    }),
  )
}

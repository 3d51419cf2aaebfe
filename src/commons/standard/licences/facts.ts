// What is known of a licence, and the one word that the frameworks read: is it approved as open source, open data, open
// without approval, restricted, or unknown (release-standard 1.3). What is not known stays unknown.

import type { LicenceFacts, Verdict } from './fact.ts'
import { FACTS } from './facts-table.ts'
import { known } from './known.ts'
import { type Expression, expressionOf } from './spelling.ts'

const OPEN_DATA = /^(CC0-1\.0|CC-BY(-SA)?-\d\.\d(-[A-Z]{2,3})?|CDLA-.+|PDDL-1\.0|ODC-By-1\.0|ODbL-1\.0)$/

const byId = new Map(FACTS.map((facts) => [facts.id, facts]))

/** Facts of a licence by its id, or of another one with the same text. */
export function factsOfLicence(id: string): LicenceFacts | undefined {
  const own = byId.get(id)
  if (own !== undefined) return own
  const shared = known().texts.find(({ ids }) => ids.includes(id))?.ids ?? []
  return shared.map((one) => byId.get(one)).find((facts) => facts !== undefined)
}

/** Facts that bind under an expression: of `AND` all, of `OR` those of the alternative that limits least. */
export function bindingFacts(licence: string): readonly LicenceFacts[] {
  const expression = expressionOf(licence)
  return factsBinding(expression ?? { id: licence })
}

function factsBinding(expression: Expression): readonly LicenceFacts[] {
  if ('id' in expression) return [factsOfLicence(expression.id)].filter((facts) => facts !== undefined)
  const sides = expression.parts.map(factsBinding)
  if (expression.join === 'and') return sides.flat()
  return sides.toSorted((a, b) => weight(a) - weight(b))[0] ?? []
}

/** How much terms limit, only to choose between alternatives. */
function weight(all: readonly LicenceFacts[]): number {
  return all.reduce((sum, { limits, flow }) => sum + limits.length + (flow.kind === 'none' ? 0 : 1), 0)
}

/** Of an id, or of an SPDX expression: of `OR` the best, of `AND` the worst. */
export function verdictOf(licence: string): Verdict {
  const expression = expressionOf(licence)
  return expression === undefined ? verdictOfId(licence) : verdictOfExpression(expression)
}

/** Worst first: what is unknown decides before what is restricted (release-standard 1.3). */
const ORDER: readonly Verdict[] = ['unknown', 'restricted', 'unlisted', 'open-data', 'osi']

export function worst(verdicts: readonly Verdict[]): Verdict {
  return ORDER.find((verdict) => verdicts.includes(verdict)) ?? 'unknown'
}

function verdictOfExpression(expression: Expression): Verdict {
  if ('id' in expression) return verdictOfId(expression.id)
  const [left, right] = expression.parts.map(verdictOfExpression)
  const both = [left ?? 'unknown', right ?? 'unknown']
  return expression.join === 'and'
    ? worst(both)
    : (ORDER.findLast((verdict) => both.includes(verdict)) ?? 'unknown')
}

function verdictOfId(id: string): Verdict {
  if (known().licences.get(id)?.osi === true) return 'osi'
  if (OPEN_DATA.test(id)) return 'open-data'
  const facts = factsOfLicence(id)
  if (facts === undefined) return 'unknown'
  return facts.limits.length > 0 || facts.flow.kind === 'no-derivatives' ? 'restricted' : 'unlisted'
}

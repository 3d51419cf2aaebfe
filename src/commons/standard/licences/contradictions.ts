// Where a stated licence cannot stand beside what flows down: laxer than an ancestor's (C4), two names that one name
// cannot both begin with (C5), share-alike against another licence, no-derivatives against a changed version. Permissive
// duties that were dropped (a text, a notice) are losses, not contradictions, and are told elsewhere (lineage 5).

import type { Dossier } from '../dossier.ts'
import type { Bound, Contradiction } from './chain.ts'
import { mayFollow } from './compatible.ts'
import type { LicenceFacts } from './fact.ts'
import { bindingFacts } from './facts.ts'
import type { LicencesView } from './of.ts'

export function contradictionsOf(
  { content }: Dossier,
  own: LicencesView,
  bound: readonly Bound[],
): readonly Contradiction[] {
  const above = bound.filter(({ step }) => step.basis !== 'release')
  const stated = statedLicences(own)
  return [
    ...above.flatMap((one) => laxer(one, stated)),
    ...names(above),
    ...alike(above),
    ...above.flatMap((one) => noDerivatives(one, content.kind)),
  ]
}

/** Licences that the release says it is under, by its record, weights or card; a text of its own counts too. */
function statedLicences({ places, weights }: LicencesView): readonly LicenceFacts[] {
  const ids = places
    .filter(({ kind }) => kind !== 'package')
    .flatMap(({ id }) => (id === undefined ? [] : [id]))
  const all = [...new Set([...(weights.id === undefined ? [] : [weights.id]), ...ids])]
  return all.flatMap(bindingFacts)
}

function weightOf({ step }: Bound): Contradiction['weight'] {
  return step.basis === 'measured' || step.known !== 'record' ? 'check' : 'conflict'
}

/** C4: every licence stated here asks less than an ancestor's terms make its derivatives ask. */
function laxer(above: Bound, stated: readonly LicenceFacts[]): readonly Contradiction[] {
  const { step, facts } = above
  if (stated.length === 0 || stated.some((own) => covers(own, above))) return []
  if (facts.flow.kind === 'none' && facts.limits.length === 0) return []
  if (step.joined === 'outputs' && facts.flow.distillation !== true) return []
  const [child] = stated
  if (child === undefined) return []
  return [
    {
      rule: 'C4',
      weight: weightOf(above),
      says: `${child.id} is laxer than ${facts.id} of ${step.name}: ${facts.flow.kind === 'none' ? (facts.limits[0]?.says ?? '') : facts.flow.says}`,
      licence: child.id,
      ancestor: step,
      ...(facts.flow.clause !== undefined && { clause: facts.flow.clause }),
    },
  ]
}

/** The same terms, or such as theirs let follow; of terms that bind no derivative, any that limit no less. */
function covers(own: LicenceFacts, { step, facts: theirs }: Bound): boolean {
  if (own.id === theirs.id) return true
  if (theirs.flow.kind === 'same-licence') return mayFollow(own.id, theirs.id, step.licence)
  const has = new Set(own.limits.map(({ kind }) => kind))
  return theirs.flow.kind === 'none' && theirs.limits.every(({ kind }) => has.has(kind))
}

/** C5. */
function names(above: readonly Bound[]): readonly Contradiction[] {
  const asked = above.flatMap((one) =>
    one.facts.asks
      .filter(({ kind, prefix }) => kind === 'name' && prefix !== undefined)
      .map(({ prefix = '', clause }) => ({ one, prefix, clause })),
  )
  const [first, ...others] = asked
  if (first === undefined) return []
  return others
    .filter(({ prefix }) => !prefix.startsWith(first.prefix) && !first.prefix.startsWith(prefix))
    .map(({ one, prefix, clause }) => ({
      rule: 'C5',
      weight: weightOf(one) === 'check' ? 'check' : weightOf(first.one),
      says: `One name cannot begin with both “${first.prefix}” (${first.one.facts.id}) and “${prefix}” (${one.facts.id}).`,
      ancestor: one.step,
      ...(clause !== undefined && { clause }),
    }))
}

/** Two share-alike licences, or share-alike beside terms that ask for something else. */
function alike(above: readonly Bound[]): readonly Contradiction[] {
  const shared = above.filter(({ facts }) => facts.flow.kind === 'same-licence')
  return shared.flatMap((one, at) =>
    shared
      .slice(at + 1)
      .filter((other) => !covers(other.facts, one) && !covers(one.facts, other))
      .map((other) => ({
        rule: 'NC+SA' as const,
        weight: weightOf(other) === 'check' ? ('check' as const) : weightOf(one),
        says: `${one.facts.id} of ${one.step.name} and ${other.facts.id} of ${other.step.name} each ask for their own licence: both cannot hold.`,
        ancestor: other.step,
      })),
  )
}

function noDerivatives(above: Bound, kind: Dossier['content']['kind']): readonly Contradiction[] {
  const { step, facts } = above
  const same = /^(copy|copied|convert(ed)?|conversion|repack(ed)?)$/i.test(step.relation)
  if (facts.flow.kind !== 'no-derivatives' || same) return []
  return [
    {
      rule: 'ND',
      weight: kind === 'observed' ? 'check' : weightOf(above),
      says: `${facts.id} of ${step.name} does not allow changed versions to be shared.`,
      ancestor: step,
    },
  ]
}

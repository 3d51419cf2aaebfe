// What flows down to a release from what it was made from: duties of every ancestor joined by fine-tuning, merging,
// quantising, pruning or an applied adapter, and of those it was distilled from where their terms say so; caps, limits,
// names and notices; and where a stated licence contradicts them (release-standard 4.3, C1 to C10; lineage 5). Invariants:
// an inferred parent asks for a check and accuses nobody; what is unknown stays unknown.

import type { Sha256 } from '../../../base/digest.ts'
import type { Ancestor, Dossier } from '../dossier.ts'
import { contradictionsOf } from './contradictions.ts'
import type { Ask, Ending, LicenceFacts, Limit, Policy, Verdict } from './fact.ts'
import { bindingFacts, verdictOf } from './facts.ts'
import { licenceOfFamily } from './families.ts'
import { type LicencesView, licencesOf } from './of.ts'
import { type Joined, joinedBy } from './relations.ts'

export type ChainStep = {
  readonly name: string // of the ancestor, or its digest
  readonly relation: string
  readonly joined: Joined
  readonly basis: Ancestor['basis'] | 'release' // `release`: the release itself
  readonly statement?: Sha256
  readonly ref?: string // its record here
  readonly licence?: string
  readonly verdict: Verdict
  readonly known: 'record' | 'name' | 'unknown' // how its licence is known: by its record here, by the name's family, not
  readonly because: string
}

export type Carried<Thing> = Thing & { readonly licence: string; readonly from: ChainStep }

export type ChainView = {
  readonly steps: readonly ChainStep[] // the release first, then parents before their own
  readonly asks: readonly Carried<Ask>[] // C1: own and of every ancestor that is joined
  readonly limits: readonly Carried<Limit>[] // C3: union
  readonly caps: readonly Carried<Limit>[] // C3: the lowest of its kind
  readonly names: readonly Carried<Ask>[] // what the name must begin with
  readonly notices: readonly Carried<Ask>[] // sentences that must stand in a file
  readonly policies: readonly Carried<Policy & { readonly snapshot?: Sha256 }>[] // C8
  readonly endings: readonly Carried<Ending>[] // C10
  readonly contradictions: readonly Contradiction[]
  readonly unknown: readonly ChainStep[] // C6
}

export type Contradiction = {
  readonly rule: 'C4' | 'C5' | 'NC+SA' | 'ND'
  readonly weight: 'conflict' | 'check' // check: what it follows from was inferred, or known by a name only
  readonly says: string
  readonly licence?: string // of the child
  readonly ancestor: ChainStep
  readonly clause?: string
}

export function chainOf(dossier: Dossier, own: LicencesView = licencesOf(dossier)): ChainView {
  const steps = [stepOfRelease(dossier, own), ...dossier.ancestors.map(stepOfAncestor)]
  const bound = steps.flatMap((step) =>
    bindingFacts(step.licence ?? '')
      .filter((facts) => binds(step, facts))
      .map((facts) => ({ step, facts })),
  )
  const carry = <Thing>(pick: (facts: LicenceFacts, step: ChainStep) => readonly Thing[]) =>
    bound.flatMap(({ step, facts }) =>
      pick(facts, step).map((thing): Carried<Thing> => ({ ...thing, licence: facts.id, from: step })),
    )
  const asks = carry((facts, step) => facts.asks.filter((ask) => reaches(ask, step, facts)))
  const limits = carry((facts, step) =>
    step.joined === 'outputs' && facts.flow.distillation !== true ? [] : facts.limits,
  )
  return {
    steps,
    asks,
    limits,
    caps: lowest(limits),
    names: asks.filter(({ kind, from }) => kind === 'name' && from.basis !== 'release'),
    notices: asks.filter(({ kind, sentence }) => kind === 'notice' && sentence !== undefined),
    policies: carry((facts) => facts.policies).map((policy) => ({
      ...policy,
      ...snapshotOf(dossier, policy),
    })),
    endings: carry((facts) => facts.ends),
    contradictions: contradictionsOf(dossier, own, bound),
    unknown: steps.filter(({ basis, licence }) => basis !== 'release' && licence === undefined),
  }
}

export type Bound = { readonly step: ChainStep; readonly facts: LicenceFacts }

function stepOfRelease({ ref }: Dossier, { weights }: LicencesView): ChainStep {
  return {
    name: ref,
    relation: 'this release',
    joined: 'weights',
    basis: 'release',
    ref,
    ...(weights.id !== undefined && { licence: weights.id }),
    verdict: weights.verdict,
    known: weights.id === undefined ? 'unknown' : 'record',
    because: weights.because,
  }
}

function stepOfAncestor(ancestor: Ancestor): ChainStep {
  const { relation, name, digest, basis, statement, known } = ancestor
  const shared = {
    name: name ?? digest ?? 'unnamed',
    relation,
    joined: joinedBy(relation),
    basis,
    statement,
    ...(known !== undefined && { ref: known.ref }),
  }
  if (known !== undefined) {
    const { weights } = licencesOf(known)
    if (weights.id !== undefined)
      return {
        ...shared,
        licence: weights.id,
        verdict: weights.verdict,
        known: 'record',
        because: weights.because,
      }
  }
  const family = name === undefined ? undefined : licenceOfFamily(name)
  if (family !== undefined)
    return {
      ...shared,
      licence: family,
      verdict: verdictOf(family),
      known: 'name',
      because: 'By its name only; its own record is not here.',
    }
  return { ...shared, verdict: 'unknown', known: 'unknown', because: 'Its licence is not known here.' }
}

/** Does this licence of an ancestor bind the release at all? */
function binds({ joined, basis }: ChainStep, { flow, asks }: LicenceFacts): boolean {
  if (basis === 'release' || joined === 'weights') return true
  if (joined !== 'outputs') return false
  return flow.distillation !== false || asks.some(({ made }) => made === 'from it or its outputs')
}

function reaches(ask: Ask, { joined }: ChainStep, { flow }: LicenceFacts): boolean {
  return joined === 'weights' || flow.distillation === true || ask.made === 'from it or its outputs'
}

function lowest(limits: readonly Carried<Limit>[]): readonly Carried<Limit>[] {
  const counted = limits.filter(({ most }) => most !== undefined)
  return counted.filter(
    (one, at) =>
      !counted.some(
        (other, place) =>
          other.kind === one.kind &&
          ((other.most ?? 0) < (one.most ?? 0) || (other.most === one.most && place < at)),
      ),
  )
}

/** The bytes of a policy as they were when it was accepted: a component of the record that names its digest. */
function snapshotOf({ content }: Dossier, { url }: Policy): { readonly snapshot?: Sha256 } {
  if (content.kind !== 'release') return {}
  const component = content.body.components?.find(({ c }) => c === 'acceptable-use-policy')
  const same = component?.url === undefined || bare(component.url) === bare(url)
  return component?.sha256 === undefined || !same ? {} : { snapshot: component.sha256 as Sha256 }
}

function bare(url: string): string {
  return url.replace(/^https?:\/\/(www\.)?/, '').replace(/[/?#]+$/, '')
}

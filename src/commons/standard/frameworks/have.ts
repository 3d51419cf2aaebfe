// What there is of each component, and how sure that is: held here or met lately by its digest ("checked"), only said
// ("claimed"), or not (release-standard 1.1, 1.3). With its licence and reason it is all that a framework reads, so each
// framework can be asked about any list of components.

import type { Instant } from '../../../base/time.ts'
import { COMPONENTS } from '../../releases/words.ts'
import type { Dossier } from '../dossier.ts'
import type { Verdict } from '../licences/fact.ts'
import { verdictOf } from '../licences/facts.ts'
import type { LicencesView } from '../licences/of.ts'
import { spelledId } from '../licences/spelling.ts'
import { SEEN_DAYS, seenLately, weightFiles } from '../met.ts'

export type ComponentId = (typeof COMPONENTS)[number]
export type Have = 'checked' | 'claimed' | 'no'

export type ComponentFact = {
  readonly c: ComponentId
  readonly state: 'released' | 'linked' | 'described' | 'withheld' | 'not-produced' | 'unknown'
  readonly have: Have
  readonly because: string
  readonly licence?: string
  readonly verdict: Verdict
  readonly why?: string
}

/** The six facts about data that a data card has to state. */
export const DATA_FACTS = ['provenance', 'scope', 'obtained', 'selected', 'labelled', 'processed'] as const
export type DataFact = (typeof DATA_FACTS)[number]

export type Components = {
  readonly at: Instant
  readonly kind: 'release' | 'observed'
  readonly facts: ReadonlyMap<ComponentId, ComponentFact>
  readonly data: Readonly<Record<DataFact, boolean>>
}

export function componentsOf(dossier: Dossier, licences: LicencesView): Components {
  const { at, content } = dossier
  const facts = COMPONENTS.map((c): ComponentFact => {
    const fact = content.kind === 'release' ? stated(dossier, content.body, c) : found(dossier, c)
    if (c !== 'weights-final') return fact
    const { id, verdict } = licences.weights
    return { ...fact, ...(id !== undefined && { licence: id }), verdict }
  })
  return {
    at,
    kind: content.kind,
    facts: new Map(facts.map((fact) => [fact.c, fact])),
    data: dataFacts(content),
  }
}

export function factOf({ facts, kind }: Components, c: ComponentId): ComponentFact {
  const because = kind === 'release' ? 'The record does not speak of it.' : 'Not in what this node found.'
  return facts.get(c) ?? { c, state: 'unknown', have: 'no', because, verdict: 'unknown' }
}

/** A component as if links and releases were all as they are said to be. */
export function believed({ have, ...fact }: ComponentFact): ComponentFact {
  return { ...fact, have: have === 'claimed' ? 'checked' : have }
}

type Body = Extract<Dossier['content'], { kind: 'release' }>['body']
type Component = NonNullable<Body['components']>[number]

function stated(dossier: Dossier, record: Body, c: ComponentId): ComponentFact {
  const component = record.components?.find((one) => one.c === c)
  if (component === undefined) {
    const because = 'The record does not speak of it.'
    const weights = c === 'weights-final' ? weightsHere(dossier) : undefined
    return weights === undefined
      ? { c, state: 'unknown', have: 'no', because, verdict: 'unknown' }
      : { c, state: 'released', ...weights, verdict: 'unknown' }
  }
  const licence = licenceOfComponent(record, component)
  return {
    c,
    state: component.state,
    ...haveOf(dossier, record, component),
    ...(licence !== undefined && { licence: spelledId(licence) ?? licence }),
    verdict: licence === undefined ? 'unknown' : verdictOf(spelledId(licence) ?? licence),
    ...(component.why !== undefined && { why: component.why }),
  }
}

/** Its own; else that of the terms that cover one of its files, or of the only terms when they name no files. */
export function licenceOfComponent(record: Body, component: Component): string | undefined {
  return component.licence ?? inherited(record, component)
}

function inherited({ terms = [], artifacts }: Body, { ref = [] }: Component): string | undefined {
  const named = new Set(ref)
  const own = artifacts.filter(({ sha256 }) => named.has(`sha256:${sha256}`)).map(({ id }) => id)
  const ids = new Set<string | undefined>([...ref, ...own])
  const covering = terms.find(({ covers }) => covers?.some((one) => ids.has(one)) ?? false)
  const [only] = terms
  return covering?.licence ?? (terms.length === 1 && only?.covers === undefined ? only?.licence : undefined)
}

type Had = Pick<ComponentFact, 'have' | 'because'>

function haveOf(dossier: Dossier, record: Body, component: Component): Had {
  const { c, state, ref = [], sha256, url } = component
  if (state === 'released') {
    if (ref.length > 0) return ofDigests(dossier, digestsOf(record, ref))
    const weights = c === 'weights-final' ? weightsHere(dossier) : undefined
    return weights ?? { have: 'claimed', because: 'Said to be released; no file is named.' }
  }
  if (state !== 'linked') return { have: 'no', because: `The record says: ${state}.` }
  if (sha256 === undefined)
    return { have: 'claimed', because: `Linked without a digest${url === undefined ? '' : `: ${url}`}.` }
  return seenLately(dossier, sha256).length > 0
    ? { have: 'checked', because: `This node met its digest in the last ${SEEN_DAYS} days.` }
    : {
        have: 'claimed',
        because: `Linked; this node has not met its digest in the last ${SEEN_DAYS} days.`,
      }
}

/** What references mean: a digest, a file of the record, or the item-level results of one of its evaluations. */
function digestsOf(
  { artifacts, evaluations = [] }: Body,
  refs: readonly string[],
): readonly (string | undefined)[] {
  const files = new Map(artifacts.toReversed().map(({ id, sha256 }) => [id, sha256])) // the first of each
  const items = new Map(evaluations.toReversed().map((one) => [one.id, one.items?.slice(7)]))
  return refs.map((ref) =>
    /^sha256:[0-9a-f]{64}$/.test(ref) ? ref.slice(7) : (files.get(ref) ?? items.get(ref)),
  )
}

function ofDigests(dossier: Dossier, digests: readonly (string | undefined)[]): Had {
  const files = new Map(dossier.files.toReversed().map((file) => [file.sha256 as string, file])) // the first of each
  const isHad = (digest: string): boolean =>
    files.get(digest)?.held === true || seenLately(dossier, digest).length > 0
  const missing = digests.filter((digest) => digest === undefined || !isHad(digest))
  if (missing.length === 0)
    return { have: 'checked', because: 'Its bytes are here, or were met lately, and match.' }
  return { have: 'claimed', because: `${missing.length} of ${digests.length} files were not met here.` }
}

function weightsHere(dossier: Dossier): Had | undefined {
  const weights = weightFiles(dossier)
  if (weights.length === 0) return undefined
  return weights.every(({ held }) => held)
    ? { have: 'checked', because: 'Its bytes are here and match.' }
    : { have: 'claimed', because: 'Its files are named; their bytes were not met here.' }
}

function found(dossier: Dossier, c: ComponentId): ComponentFact {
  const unknown = {
    c,
    state: 'unknown',
    have: 'no',
    because: 'Not in what this node found.',
    verdict: 'unknown',
  } as const
  if (c !== 'weights-final') return unknown
  const weights = weightsHere(dossier)
  return weights === undefined ? unknown : { c, state: 'released', ...weights, verdict: 'unknown' }
}

function dataFacts(content: Dossier['content']): Readonly<Record<DataFact, boolean>> {
  const data = content.kind === 'release' ? content.body.training?.data : undefined
  const filled = (value: unknown) => value !== undefined && (!Array.isArray(value) || value.length > 0)
  return {
    provenance: filled(data?.provenance),
    scope: filled(data?.scope),
    obtained: filled(data?.obtained),
    selected: filled(data?.selected),
    labelled: filled(data?.labelled),
    processed: filled(data?.processed),
  }
}

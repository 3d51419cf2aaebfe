// Who said what in a CycloneDX document, and by which source: one citation for each claim, one for each measurement.
// All of it was supplied by whoever signed the record; the note says whose word it is. Source: CycloneDX 1.7, citations.

import type { Dossier } from '../dossier.ts'
import type { Observed, Release } from './exported.ts'

const MODEL = '/metadata/component'
const MAX_CITATIONS = 2_000

export type Citation = {
  readonly 'bom-ref': string
  readonly pointers: readonly string[]
  readonly timestamp: string
  readonly attributedTo: string
  readonly note: string
}

export function citationsOf({ content, recorded }: Dossier): readonly Citation[] {
  const said = content.kind === 'release' ? ofRelease(content.body) : ofObserved(content.body)
  return said.slice(0, MAX_CITATIONS).map(([pointer, note], index) => ({
    'bom-ref': `citation-${index + 1}`,
    pointers: [pointer],
    timestamp: recorded,
    attributedTo: 'issuer',
    note,
  }))
}

type Said = readonly [pointer: string, note: string]

function ofRelease(record: Release): readonly Said[] {
  return [
    ...(record.claims ?? []).map((one) => claim(record, one)),
    ...(record.evaluations ?? []).map((one, at) => measured(record, one, at)),
  ]
}

function claim({ artifacts }: Release, one: NonNullable<Release['claims']>[number]): Said {
  const { id, says, type, by, source, jurisdiction, asOf, scope, about } = one
  const file = artifacts.findIndex(({ sha256, id: name }) => about === `sha256:${sha256}` || about === name)
  const words = [
    `${id}: ${says}`,
    `kind of claim: ${type}`,
    by === undefined ? 'said by: not stated' : `said by: ${by}`,
    about === undefined ? '' : `about: ${about}`,
    scope === undefined ? '' : `scope: ${scope}`,
    jurisdiction === undefined ? '' : `jurisdiction: ${jurisdiction}`,
    asOf === undefined ? '' : `as of: ${asOf}`,
    source === undefined ? 'source: not stated' : `source: ${sourceText(source)}`,
  ]
  return [file === -1 ? MODEL : `${MODEL}/components/${file}`, sentence(words)]
}

function sourceText(source: NonNullable<NonNullable<Release['claims']>[number]['source']>): string {
  const { kind, url, sha256, ref, retrieved, quote } = source
  const parts = [kind, url, ref, sha256 === undefined ? undefined : `sha256:${sha256}`]
  const read = retrieved === undefined ? undefined : `read ${retrieved}`
  const words = quote === undefined ? undefined : JSON.stringify(quote)
  return [...parts, words, read].filter((part) => part !== undefined).join(' ')
}

function measured(record: Release, one: NonNullable<Release['evaluations']>[number], at: number): Said {
  const { id, kind, domain, by, on, system, n, suiteDigest, items, statement } = one
  const who = by === undefined ? undefined : record.evaluators?.[by]
  const words = [
    `${id}: ${kind}${domain === undefined ? '' : `, ${domain}`}`,
    who === undefined
      ? 'measured by: not stated'
      : `measured by: ${who.name} (${independence(who.independent)})`,
    on === undefined ? '' : `on: ${on}`,
    system === undefined ? 'system tested: not stated' : `system tested: ${system}`,
    n === undefined ? '' : `items: ${n}`,
    suiteDigest === undefined ? '' : `suite: ${suiteDigest}`,
    items === undefined ? '' : `results item by item: ${items}`,
    statement === undefined ? '' : `statement: ${statement}`,
  ]
  return [`${MODEL}/modelCard/quantitativeAnalysis/performanceMetrics/${at}`, sentence(words)]
}

function independence(independent: boolean | undefined): string {
  if (independent === undefined) return 'independence not stated'
  return independent ? 'states to be independent' : 'not independent'
}

function ofObserved({ where }: Observed): readonly Said[] {
  return [[MODEL, `Observed: ${where ?? 'found by an importer'}; nothing is claimed for the publisher.`]]
}

function sentence(words: readonly string[]): string {
  return words.filter((word) => word !== '').join('; ')
}

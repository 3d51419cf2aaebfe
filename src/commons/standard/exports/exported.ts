// What every export gives: the text, and in plain sight what the form has no place for and what the record does not
// say. Invariants: pure and deterministic, so the same record gives the same bytes; nothing is filled in that nobody
// stated. Source: release-standard 2, 3 and 12.

import type { Content } from '../../releases/query.ts'
import type { Dossier } from '../dossier.ts'

export type Exported = {
  readonly text: string
  readonly mediaType: string
  readonly gaps: readonly string[] // fields of the record that the form asks for and nobody stated; or a sentence
  readonly notCarried: readonly string[] // fields of the record that the form has no place for; or a sentence
}

export type Release = Extract<Content, { readonly kind: 'release' }>['body']
export type Observed = Extract<Content, { readonly kind: 'observed' }>['body']

export const NOT_STATED = 'not stated'

/** Of every export of a record that a finder wrote: what only a publisher can state is missing, as one gap. */
export const OBSERVED_GAP =
  'The publisher has not signed a record here: what only a publisher can state is not stated.'

/** What a text that leaves this node says of itself when a finder wrote the record. */
export function foundWords({ where }: Observed): string {
  return `Written from what an importer found${where === undefined ? '' : ` (${where})`}; the publisher has not signed a record here.`
}

/** Whoever takes a withdrawn record away takes along that it was withdrawn. */
export function withdrawnIn({ withdrawals = [] }: Dossier): string | undefined {
  const [newest] = withdrawals.toSorted((a, b) => (a.time < b.time ? 1 : -1))
  if (newest === undefined) return undefined
  const { time, statement, text } = newest
  return `Withdrawn by whoever signed it, ${time}, statement sha256:${statement}: ${text}`
}

/** What a release calls itself, or its finder: the record's own words. */
export function calledIn({ content, version }: Pick<Dossier, 'content' | 'version'>): {
  readonly namespace: string
  readonly name: string
  readonly ref: string // as logs know it
  readonly version: string | undefined
} {
  const said = content.kind === 'release' ? content.body.subject : { ...content.body, id: content.body.name }
  const [first = '', ...rest] = (said.display ?? said.id).split('/')
  return {
    namespace: rest.length > 0 ? first : said.id.slice(0, said.id.indexOf('/')),
    name: rest.length > 0 ? rest.join('/') : first,
    ref: said.id,
    version: said.version ?? version ?? undefined,
  }
}

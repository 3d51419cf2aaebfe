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

/** Whoever takes a withdrawn record away takes along that it was withdrawn. */
export function withdrawnIn({ withdrawals = [] }: Dossier): string | undefined {
  const [newest] = withdrawals.toSorted((a, b) => (a.time < b.time ? 1 : -1))
  if (newest === undefined) return undefined
  const { time, statement, text } = newest
  return `Withdrawn by whoever signed it, ${time}, statement sha256:${statement}: ${text}`
}

/** What a release calls itself: the record's own words before the row's. */
export function calledIn({ content, ref, display, version }: Dossier): {
  readonly namespace: string
  readonly name: string
  readonly ref: string // as logs know it
  readonly version: string | undefined
} {
  const subject = content.kind === 'release' ? content.body.subject : undefined
  const [first = '', ...rest] = (subject?.display ?? subject?.id ?? display).split('/')
  const named = rest.length > 0
  return {
    namespace: named ? first : ref.slice(0, Math.max(0, ref.indexOf('/'))),
    name: named ? rest.join('/') : first,
    ref: subject?.id ?? ref,
    version: subject?.version ?? version ?? undefined,
  }
}

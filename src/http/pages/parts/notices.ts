// Advisories that bear on a release, with the way by which they reach it and what its maker answered; and reviews, each a
// named person who looked into one question. Inheritance alone is under investigation, never affected and never left out;
// nothing is added up. Source: release-standard 8, DESIGN 5 (review).

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import { OUTCOME_WORDS } from '../../../commons/review/statements.ts'
import type { AdvisoryFact, ReviewFact } from '../../../commons/standard/dossier.ts'
import { statementAddress } from '../addresses.ts'
import { countText } from '../figures.ts'
import { somebody } from './digest.ts'
import type { Example } from './example.ts'
import { named, prose } from './fields.ts'

const MOST = 20 // shown open

export const STATUS_WORDS: Readonly<Record<AdvisoryFact['status'], string>> = {
  not_affected: 'not affected',
  affected: 'affected',
  fixed: 'fixed',
  under_investigation: 'under investigation',
}

const WAYS: Readonly<Record<AdvisoryFact['basis'], string>> = {
  named: 'These bytes are named.',
  tensors: 'The same tensors are named.',
  declared: 'Something that these bytes were made from is named.',
}

/** Undefined: none is known here. */
export function advisories(list: readonly AdvisoryFact[]): Html | undefined {
  return folded(list.map(advisory), 'advisory', 'advisories')
}

function advisory(one: AdvisoryFact): Html {
  const { id, kind, summary, statement, issuer, published, status, basis, path } = one
  const { reason, reasonBy, quoting, byOthers } = one
  const open = status === 'affected' || status === 'under_investigation'
  const by =
    reasonBy === undefined
      ? undefined
      : html` Says ${named(reasonBy)}${quoting && html`, quoting <bdi>${quoting}</bdi>`}${reason && html`: <bdi>${reason}</bdi>`}.`
  const way = path.length === 0 ? undefined : html` By way of <bdi>${path.join(' → ')}</bdi>.`
  const whose = byOthers ? html` That the way leads here is others’ word only.` : undefined
  return html`<section class="finding${open ? undefined : html` note`}"><h3>${id}: <bdi>${summary}</bdi></h3>
<p><strong>${STATUS_WORDS[status]}</strong> (${kind.replaceAll('-', ' ')}).${by} ${WAYS[basis]}${way}${whose}</p>
<p class="small"><a href="${link(statementAddress(statement))}">The advisory</a> of ${published.slice(0, 10)}, by ${somebody(issuer)}</p></section>`
}

/** Undefined: nobody reviewed it. @param check the page on which each question stands */
export function reviews(list: readonly ReviewFact[], check: string): Html | undefined {
  return folded(
    list.map((one) => review(one, check)),
    'review',
    'reviews',
  )
}

function review(one: ReviewFact, check: string): Html {
  const { question, outcome, how, interest, independent, name, issuer, statement, time } = one
  const own = independent ? undefined : ', who released it (no independent review),'
  const asked = html`<a href="${link(`${check}#${question}`)}">${question}</a>`
  return html`<section><p>${somebody(issuer, name)}${own} looked into ${asked} and ${OUTCOME_WORDS[outcome]}, <a href="${link(statementAddress(statement))}">${time.slice(0, 10)}</a>.</p>
${prose(how)}<p class="small">Interest, as declared: <bdi>${interest}</bdi></p></section>`
}

function folded(items: readonly Html[], one: string, many: string): Html | undefined {
  if (items.length === 0) return undefined
  const rest = items.slice(MOST)
  return html`${items.slice(0, MOST)}${rest.length === 0 ? undefined : html`<details><summary>${countText(rest.length)} more ${rest.length === 1 ? one : many}</summary>${rest}</details>`}`
}

export function examples(): readonly Example[] {
  const [statement, hostile] = ['a'.repeat(64) as Sha256, '"><script>alert(1)</script>\u202e']
  const issuer = `owcid:${'a'.repeat(52)}`
  const published = '2026-11-05T00:00:00Z' as Instant
  const about: AdvisoryFact = {
    id: 'OWC-2026-0007',
    statement,
    issuer,
    kind: 'safeguard-failure',
    summary: 'Its prompt can be turned off.',
    published,
    status: 'under_investigation',
    basis: 'declared',
    path: ['acme/base', 'acme/tern'],
    responses: [],
    evidence: [],
  }
  const looked: ReviewFact = {
    statement,
    issuer,
    name: 'Ada',
    time: published,
    question: 'P1.7',
    outcome: 'partly',
    how: 'Read the data card.',
    interest: 'none',
    evidence: [],
    independent: true,
  }
  return [
    { name: 'inherited', html: html`${advisories([about])}` },
    {
      name: 'answered',
      html: html`${advisories([{ ...about, status: 'not_affected', reason: hostile, reasonBy: issuer, quoting: hostile, byOthers: true, summary: hostile, path: [hostile] }])}`,
    },
    {
      name: 'review',
      html: html`${reviews([looked, { ...looked, independent: false, how: hostile, interest: hostile, name: hostile }], '/r/acme/tern/check')}`,
    },
    {
      name: 'many',
      html: html`${reviews(
        Array.from({ length: 30 }, () => looked),
        '/r/acme/tern/check',
      )}`,
    },
    { name: 'none', html: html`<p>${advisories([])}${reviews([], '')}</p>` },
  ]
}

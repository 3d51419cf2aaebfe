// "What was said": every statement of this node's index, newest first, by type, issuer, subject and time. Everything is in
// the address, pages go by key, and nothing is counted, so the page is the same for ten statements and ten million.

import { type Html, html, link } from '../../base/html.ts'
import type { SaidPage, SaidQuery } from '../../node/views/said-page.ts'
import { releaseAddress, saidAddress } from './addresses.ts'
import { many } from './figures.ts'
import { type Frame, page } from './page.ts'
import { empty } from './parts/empty.ts'
import { select } from './parts/filters.ts'
import { paging } from './parts/paging.ts'
import { trail } from './parts/trail.ts'

export type SaidPageView = SaidPage & { readonly filter: SaidQuery }

export function said(view: SaidPageView, frame: Frame): Html {
  const { filter, rows, next } = view
  const { after, ...whole } = filter
  const first = after === undefined ? {} : { first: saidAddress(whole) }
  const more = next === undefined ? {} : { next: saidAddress({ ...whole, after: next }), nextName: 'Older' }
  return page(
    { title: 'What was said', address: saidAddress(filter), part: 'log' },
    frame,
    html`<h1>What was said</h1>
<p>Each line is a signed statement; it opens to its proof, and to what was answered. Newest first, by the time of the log.${meaning(view)}</p>
${filters(view)}
${rows.length === 0 ? nothing(view) : trail(rows)}
${paging({ ...first, ...more })}`,
  )
}

function meaning({ about }: SaidPageView): Html | undefined {
  if (about?.ref === undefined) return undefined
  const digests = many(about.digests.length, 'digest', 'digests')
  return html` About <a href="${link(releaseAddress(about.ref))}"><bdi>${about.ref}</bdi></a>: its record, its bytes and its objects, ${digests}.`
}

function filters({ filter, types }: SaidPageView): Html {
  const options = types.map(({ type, title }) => [type, title] as const)
  return html`<form class="filters" action="/said" aria-label="Filter statements">
${select({ name: 'type', label: 'Kind', now: filter.type, options })}
<label class="wide">By <input name="issuer" value="${filter.issuer ?? ''}" maxlength="100" placeholder="owcid:… or namespace" autocapitalize="none" spellcheck="false"></label>
<label class="wide">About <input name="about" value="${filter.about ?? ''}" maxlength="2000" placeholder="namespace/name or digest" autocapitalize="none" spellcheck="false"></label>
<label>From <input name="from" type="date" value="${filter.from ?? ''}"></label>
<label>Until <input name="until" type="date" value="${filter.until ?? ''}"></label>
<button>Show</button> <a class="button quiet" href="/said">Show all</a></form>`
}

function nothing({ next, filter }: SaidPageView): Html {
  if (next !== undefined)
    return empty('Nothing among the newest that were looked at.', 'Older ones may match.')
  const { type, issuer, about, from, until, after } = filter
  if (after !== undefined) return empty('Nothing older.')
  const filtered = [type, issuer, about, from, until].some((one) => one !== undefined)
  return filtered
    ? empty('Nothing that this node knows matches.', html`<a href="/said">Show all</a>`)
    : empty('Nothing was said here yet.')
}

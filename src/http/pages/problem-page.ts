// A problem as a page: what was expected, what was found, what to do next; nearest names for one that is not here.

import { type Html, html, link } from '../../base/html.ts'
import type { ProblemBody } from '../problem.ts'
import { releaseAddress } from './addresses.ts'
import { type Frame, page } from './page.ts'
import { keyNeeded } from './parts/operator.ts'

const TITLES: Readonly<Record<number, string>> = {
  400: 'This address cannot be read',
  401: 'This needs the operator’s session',
  403: 'This is not allowed from here',
  404: 'Nothing is here under this address',
  410: 'This was here, and was erased',
  451: 'This node may not show this',
}

export type ProblemSheet = { readonly body: ProblemBody; readonly nearest: readonly string[] }

export function problemPage({ body, nearest }: ProblemSheet, frame: Frame): Html {
  const title = TITLES[body.status] ?? (body.status >= 500 ? 'This did not work' : 'This was refused')
  return page(
    { title, address: '/', twin: 'none' },
    frame,
    html`<p class="kind">${body.status} · ${body.code}</p><h1>${title}</h1>
${explanation(body)}
${body.status === 401 || body.status === 403 ? keyNeeded('What you asked for') : undefined}
${nearest.length === 0 ? undefined : html`<h2>Names here that are near</h2><ul>${nearest.map((ref) => html`<li><a href="${link(releaseAddress(ref))}">${ref}</a></li>`)}</ul>`}
<p><a href="/">Start</a> · <a href="/releases">All releases</a></p>`,
  )
}

/** Said in a sentence; who writes to the operator quotes it. */
function explanation({ where, expected, found, hint, detail }: ProblemBody): Html {
  if (where === undefined || expected === undefined || found === undefined) return html`<p>${detail}</p>`
  return html`<p><bdi>${where}</bdi>: expected <bdi>${expected}</bdi>, found <bdi>${found}</bdi>.</p>
${hint === undefined ? undefined : html`<p>${hint}</p>`}`
}

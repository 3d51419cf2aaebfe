// Status and withdrawal: where a release stands, and what its issuer no longer stands behind. Bytes that are out cannot
// be called back, and no word here says so (release-standard 7.3).

import { html } from '../../../base/html.ts'
import { Status, Withdrawal } from '../../../commons/releases/statements.ts'
import { countText } from '../figures.ts'
import { digests, fields, prose, reference, texts } from '../parts/fields.ts'
import { day } from '../parts/when.ts'
import { form } from './form.ts'

export const status = form(Status, ({ stage, serving, supersededBy, because, evidence, from }) => {
  const since = from === undefined ? undefined : html` from ${day(from)} on`
  const paused = serving === 'paused' ? ' Serving is paused.' : undefined
  return html`<p>The release is at the stage <strong>${stage}</strong>${since}.${paused}</p>${prose(because)}
${fields([
  ['Superseded by', supersededBy === undefined ? undefined : reference(supersededBy)],
  ['Evidence', digests(evidence)],
])}${supersededBy === undefined ? undefined : html`<p>What is superseded stays visible.</p>`}`
})

const REASONS: Readonly<Record<Withdrawal['reason'], string>> = {
  error: 'an error',
  security: 'security',
  legal: 'a legal reason',
  licence: 'the licence',
  privacy: 'privacy',
  safety: 'safety',
  superseded: 'something newer takes its place',
  other: 'another reason',
}

export const withdrawal = form(Withdrawal, ({ reason, text, from, remaining }) => {
  const known = remaining?.known.length ?? 0
  const asOf = remaining === undefined ? undefined : html`, as of ${day(remaining.asOf)}`
  return html`<p>Its issuer no longer stands behind what is named below. Reason given: ${REASONS[reason]}.</p>${prose(text)}
${fields([['Withdrawn from', texts(from)]])}
<p>Known copies elsewhere: ${countText(known)}${asOf}. Unknown copies may exist.</p>${texts(remaining?.known)}`
})

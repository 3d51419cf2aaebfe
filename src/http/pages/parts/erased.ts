// A body that is gone, in plain words: what was removed and why, what stays and can still be proved, what nobody here
// can reach.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import type { StatementView } from '../../../node/views/statement.ts'
import { countText, many } from '../figures.ts'
import { identity, statementDigest } from './digest.ts'
import type { Example } from './example.ts'
import { day } from './when.ts'

const REASONS: Readonly<Record<string, string>> = {
  'personal-data': 'it held personal data',
  law: 'a law required it',
  'court-order': 'a court ordered it',
  safety: 'it endangered somebody',
  other: 'of another reason',
}

export function erased({
  by,
  time,
  reason,
  text,
  payloadBytes,
  keyids,
}: NonNullable<StatementView['erased']>): Html {
  const because = reason === undefined ? undefined : html` because ${REASONS[reason] ?? reason}`
  const words = text === undefined ? undefined : html` Its operator says: <q><bdi>${text}</bdi></q>`
  const keys = html`${keyids.map((keyid, i) => html`${i === 0 ? '' : ', '}${identity(keyid)}`)}`
  return html`<section class="finding"><h3>The words were erased</h3>
<p>This node erased them on ${day(time)}${because} (${statementDigest(by)}).${words}</p>
<ul><li>Gone: who was named as the one who says it, what it was about, and what it said, ${countText(payloadBytes)} bytes. No page, search, feed, bundle or export of this node holds them.</li>
<li>Still provable: that ${many(keyids.length, 'key', 'keys')} ${keys} signed a statement of this type and size, and when it was logged. The entry, its place and its proof are unchanged.</li>
<li>Out of reach: copies on other nodes, and bundles that somebody took before. Who holds one can still verify it; that it was erased here is for them to know.</li></ul></section>`
}

export function examples(): readonly Example[] {
  const by = '8b5cc4df1f5a0e6b3c1f7a7c1d0e9b2f8b5cc4df1f5a0e6b3c1f7a7c1d0e9b2f' as Sha256
  const one = {
    by,
    time: '2026-11-03T09:00:00Z' as Instant,
    reason: 'personal-data',
    text: 'A person who was named asked for it.',
    payloadBytes: 1214,
    keyids: [by],
  }
  const { by: who, time, payloadBytes } = one
  return [
    { name: 'personal data', html: erased(one) },
    { name: 'reason not known here', html: erased({ by: who, time, payloadBytes, keyids: [by, by] }) },
    { name: 'hostile', html: erased({ ...one, reason: '<b>', text: '\u202e<script>"\u2066onload' }) },
  ]
}

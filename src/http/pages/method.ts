// The page of a detector: what it looks for, how grave it is, what clears it, how it errs, what it said of real cards,
// and where it fires here.

import { type Html, html, link } from '../../base/html.ts'
import { CALIBRATED_ON, type Calibration } from '../../commons/standard/findings/calibration.ts'
import type { Method } from '../../commons/standard/findings/method.ts'
import type { FindingsFilter, FindingsPage, MethodPage } from '../../node/views/findings.ts'
import { methodAddress, withQuery } from './addresses.ts'
import { countText, many } from './figures.ts'
import { findingsOfRule } from './findings.ts'
import { type Frame, page } from './page.ts'
import { command } from './parts/command.ts'
import { empty } from './parts/empty.ts'
import { paging } from './parts/paging.ts'
import { table } from './parts/table.ts'

export type MethodView = MethodPage & { readonly after?: FindingsFilter['after'] }

export function method({ method: one, here, after }: MethodView, frame: Frame): Html {
  const { id, title, modeName, condition, clears, errs, fields } = one
  const address = methodAddress(id)
  return page(
    { title: `${id} ${title}`, address: withQuery(address, { after }), part: 'learn' },
    frame,
    html`<p class="kind">${modeName} · <a href="/findings">all findings</a></p><h1>${id}: ${title}</h1>
<p>${condition}</p>
<h2>How grave it is</h2>${graveness(one)}
<h2>What clears it</h2><p>${clears}</p>
${fields.length === 0 ? undefined : html`<p>In the record: ${fields.map((field, index) => html`${index === 0 ? undefined : ', '}<code>${field}</code>`)}.</p>`}
<h2>How it errs</h2><p>${errs}</p>${calibration(one.calibration)}
<h2>Answer it</h2><p>Whoever is spoken about can answer, and so can anyone else; the answer is signed, logged and shown beside the finding, with the name of who gives it. Name the statement of the record:</p>
${command(`npx owc respond sha256:STATEMENT --finding ${id} --text '…'`, 'Answer a finding')}
<h2>Where it fires here</h2>${fires(here)}
${paging({
  ...(after === undefined ? {} : { first: address }),
  ...(here.next === undefined
    ? {}
    : { next: withQuery(address, { after: here.next }), nextName: 'Older records' }),
})}
<p class="small">Rule version ${countText(one.rule)}. The whole list as data: <a href="${link('/commons/v1/standard')}">/commons/v1/standard</a>.</p>`,
  )
}

function graveness({ severity, severityWords, fromSilence }: Method): Html {
  return html`<p>${severity}: it ${severityWords}. A host’s policy may set that otherwise; the condition stays.</p>
<p>${
    fromSilence
      ? 'It follows from silence, so it waits for the publisher’s own record; a find by an importer never raises it.'
      : 'It follows from something that stands in the files, the record or the log, which it quotes.'
  }</p>`
}

const SETS: Readonly<Record<Calibration['set'], string>> = {
  unseen: 'new ones, before any mending',
  tuned: 'all so far, after it was mended on them',
  fresh: 'new ones since, on which nothing was mended',
}

function calibration(list: readonly Calibration[]): Html {
  if (list.length === 0)
    return html`<p>It was held against made cases only: one where it fires, one where it is silent, one for its guard.</p>`
  return html`<p>Read on real, unmodified model cards on ${CALIBRATED_ON}; a person judged each firing.</p>
${table(
  'What it said of real cards',
  [
    { name: 'Cards', cell: ({ set }) => SETS[set] },
    { name: 'Read', cell: ({ cards }) => countText(cards), kind: 'number' },
    { name: 'Fired', cell: ({ fired }) => countText(fired), kind: 'number' },
    { name: 'Rightly', cell: ({ right }) => countText(right), kind: 'number' },
  ],
  list,
)}`
}

function fires({ rows, looked, next }: FindingsPage): Html {
  const among = `Among the newest ${many(looked, 'record', 'records')}`
  if (rows.length === 0)
    return empty(`${among} it fires nowhere.`, next === undefined ? undefined : 'Older ones may differ.')
  return html`<p>${among}: ${many(rows.length, 'time', 'times')}.</p>${findingsOfRule(rows)}`
}

// The log as people read it: newest entries first, the checkpoint that covers them, the key that signed it.

import { type Html, html, link } from '../../base/html.ts'
import type { LogRow, LogView } from '../../node/views/statement.ts'
import { statementAddress, withQuery } from './addresses.ts'
import { countText, many } from './figures.ts'
import { type Frame, page } from './page.ts'
import { command } from './parts/command.ts'
import { digest, somebody } from './parts/digest.ts'
import { empty } from './parts/empty.ts'
import { reference } from './parts/fields.ts'
import { differences, looks, otherLogs } from './parts/other-logs.ts'
import { paging } from './parts/paging.ts'
import { table } from './parts/table.ts'
import { moment } from './parts/when.ts'

export type LogPageView = LogView & { readonly before?: number }

export function log(view: LogPageView, frame: Frame): Html {
  const address = withQuery('/log', { before: view.before })
  const older =
    view.from > 0 ? { next: withQuery('/log', { before: view.from }), nextName: 'Older entries' } : {}
  const first = view.before === undefined || view.before >= view.size ? {} : { first: '/log' }
  return page(
    { title: 'Log', address, part: 'log' },
    frame,
    html`<h1>Log</h1>
${differences(view.differences)}
<p>${many(view.size, 'entry', 'entries')}, in the order in which they were logged. Nothing is ever changed or taken out; a statement is answered by further statements. <a href="/said">What was said</a> can be sifted by kind, by whom, about what. Time stands in entries of its own.</p>
${view.rows.length === 0 ? empty('No entry yet.') : rows(view.rows)}
${paging({ ...first, ...older })}
<h2>The newest checkpoint</h2>
<p>One signature over all ${countText(view.size)} entries. Keep it: a later log that does not begin with these entries has been changed, and anyone can show it.</p>
<pre tabindex="0" role="group" aria-label="Checkpoint"><code data-copy>${view.checkpoint}</code></pre>
<p>It is served as it lies, at <a href="/log/checkpoint">/log/checkpoint</a>. The key that verifies it:</p>
${command(view.verifierKey, 'Verifier key of the log')}
${others(view, frame)}`,
  )
}

function rows(list: readonly LogRow[]): Html {
  return table(
    'Entries',
    [
      { name: 'Entry', kind: 'number', cell: ({ index }) => countText(index) },
      { name: 'Logged', cell: ({ time }) => moment(time) },
      { name: 'What', cell: what },
      {
        name: 'By',
        cell: ({ issuer, issuerName }) => (issuer === undefined ? undefined : somebody(issuer, issuerName)),
      },
      {
        name: 'About',
        cell: ({ subject }) => (subject === undefined ? undefined : reference(subject)),
      },
      { name: 'Leaf hash', kind: 'spare', cell: ({ leafHash }) => digest(leafHash) },
    ],
    list,
  )
}

function what(row: LogRow): Html {
  if (row.kind === 'time' || row.statement === undefined) return html`<small>time</small>`
  const address = statementAddress(row.statement)
  const answered =
    row.answers === undefined
      ? undefined
      : html`<br><small><a href="${link(`${address}#answers`)}">${many(row.answers.length, 'answer', 'answers')}</a></small>`
  return html`<a href="${link(address)}">${row.title ?? row.type ?? 'statement'}</a>${answered}`
}

function others(view: LogView, { who }: Frame): Html | undefined {
  const [logs, looked] = [otherLogs(view.peers), looks(view.looks, who)]
  return logs === undefined && looked === undefined
    ? undefined
    : html`<h2 id="others">Logs of other nodes</h2>${logs}${looked}`
}

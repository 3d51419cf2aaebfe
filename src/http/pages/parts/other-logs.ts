// Logs of other nodes: what did not fit together, loudly and first; how far each was seen to be; and what came of the
// last look at each address. A difference states what was signed and where; why it happened is for people to find out.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import type { Who } from '../../../node/access.ts'
import type { DifferenceView, LookView, PeerView } from '../../../node/views/logs.ts'
import { statementAddress } from '../addresses.ts'
import { countText, many } from '../figures.ts'
import { command } from './command.ts'
import { statementDigest } from './digest.ts'
import type { Example } from './example.ts'
import { grade } from './grade.ts'
import { act } from './operator.ts'
import { table } from './table.ts'
import { moment } from './when.ts'

const MOST = 5 // shown open; the rest stand under <details>

/** What other logs told that does not fit together. */
export function differences(list: readonly DifferenceView[] | undefined): Html | undefined {
  if (list === undefined || list.length === 0) return undefined
  const rest = list.slice(MOST)
  return html`<section class="finding serious" id="differences"><h2>What other logs told does not fit together</h2>
<p>${list.length === 1 ? 'Once' : `${countText(list.length)} times`} a log of another node did not fit what it had shown before. Such a log cannot be relied on until its operator has explained it. Both signed notes are kept here for ever; anybody who has the key of that log can check them.</p>
<ul>${list.slice(0, MOST).map(one)}</ul>
${rest.length === 0 ? undefined : html`<details><summary>${many(rest.length, 'more', 'more')}</summary><ul>${rest.map(one)}</ul></details>`}
${command('npx owc log evidence', 'Show the evidence')}</section>`
}

function one({ sentence, size, url, time, statement, evidence }: DifferenceView): Html {
  const where = url === undefined ? undefined : html` at <bdi>${url}</bdi>`
  return html`<li><bdi>${sentence}</bdi> <small>Seen ${moment(time)}${where}, size ${countText(size)} · <a href="${link(statementAddress(statement))}">the statement</a> · <a href="${link(`/commons/v1/log/evidence/${evidence}`)}">the evidence</a></small></li>`
}

export function otherLogs(list: readonly PeerView[]): Html | undefined {
  if (list.length === 0) return undefined
  return table(
    'Logs of other nodes',
    [
      { name: 'Log', cell: ({ origin }) => html`<bdi>${origin}</bdi>` },
      { name: 'Entries', kind: 'number', cell: ({ size }) => countText(size) },
      { name: 'As of', cell: ({ time }) => moment(time) },
      {
        name: 'Its signature',
        cell: ({ checked }) =>
          checked ? grade('evidenced', 'checked here') : grade('declared', 'came along, not checked'),
      },
      { name: 'Said in', cell: ({ statement }) => statementDigest(statement) },
      {
        name: 'Key',
        kind: 'spare',
        cell: ({ verifierKey }) => verifierKey && html`<code>${verifierKey}</code>`,
      },
    ],
    list,
  )
}

export function looks(list: readonly LookView[] | undefined, who: Who): Html | undefined {
  if (list === undefined || list.length === 0) return undefined
  return html`<p>Once a day this node looks at these addresses, and writes down what it sees there.</p>${table(
    'Looks at other logs',
    [
      { name: 'Address', cell: ({ url }) => html`<bdi>${url}</bdi>` },
      {
        name: 'Because',
        cell: ({ named }) => (named ? 'named in the settings' : 'something was imported from there'),
      },
      { name: 'Looked', cell: ({ looked }) => (looked === undefined ? 'not yet' : moment(looked)) },
      {
        name: 'What came of it',
        cell: ({ failed, sentence }) =>
          failed
            ? html`${grade('contradicted', 'failed')} <bdi>${sentence}</bdi>`
            : html`<bdi>${sentence}</bdi>`,
      },
      ...(who.operator
        ? [
            {
              name: 'Now',
              cell: ({ url }: LookView) =>
                act(who, { address: '/log/look', button: 'Look now', fields: { url }, quiet: 'quiet' }),
            },
          ]
        : []),
    ],
    list,
  )}`
}

export function examples(): readonly Example[] {
  const digest = '68b076be5ba97799e19ed6b1e9ef1a3d68b076be5ba97799e19ed6b1e9ef1a3d' as Sha256
  const time = '2026-11-03T09:00:00Z' as Instant
  const difference: DifferenceView = {
    origin: 'owc-log/68b076be5ba97799',
    kind: 'split',
    sentence: 'The log owc-log/68b076be5ba97799 has signed two histories that exclude each other.',
    size: 1284,
    url: 'https://north.example/',
    time,
    statement: digest,
    evidence: digest,
  }
  const peer: PeerView = {
    origin: 'owc-log/68b076be5ba97799',
    size: 1284,
    root: digest,
    time,
    statement: digest,
    checked: true,
    verifierKey: 'owc-log/68b076be5ba97799+62614b5e+AQOhB7',
  }
  const look: LookView = {
    url: 'https://north.example/',
    named: true,
    looked: time,
    failed: false,
    sentence: 'owc-log/68b076be5ba97799, size 1284: continues what was seen before',
  }
  const hostile = '<script>alert(1)</script>\u202e"onload="x'
  return [
    { name: 'no difference', html: html`${differences(undefined)}` },
    { name: 'differences', html: html`${differences(Array.from({ length: 7 }, () => difference))}` },
    {
      name: 'hostile difference',
      html: html`${differences([{ ...difference, sentence: hostile, url: 'javascript:alert(1)', size: Number.NaN }])}`,
    },
    { name: 'logs', html: html`${otherLogs([peer, { ...peer, origin: hostile, checked: false }])}` },
    {
      name: 'looks',
      html: html`${looks([look, { url: hostile, named: false, failed: true, sentence: hostile }], { name: 'operator', scopes: ['operate'], operator: true })}`,
    },
  ]
}

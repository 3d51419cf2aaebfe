// Where a name has pointed: which bytes it meant when, by whom, on which statement. A name is a pointer that the log
// moves (DESIGN 4); what it meant before stays here and can be held against what it means now.

import { type Html, html, link, type Value } from '../../base/html.ts'
import type { HistoryPage, HistoryRow } from '../../node/views/history.ts'
import {
  compareAddress,
  feedAddress,
  historyAddress,
  releaseAddress,
  saidAddress,
  statementAddress,
  withQuery,
} from './addresses.ts'
import { many, sizeText } from './figures.ts'
import { type Frame, page } from './page.ts'
import { artifactDigest, somebody } from './parts/digest.ts'
import { paging } from './parts/paging.ts'
import { table } from './parts/table.ts'
import { day } from './parts/when.ts'

export type HistoryView = HistoryPage & { readonly after?: string }

export function historyPage(view: HistoryView, frame: Frame): Html {
  const { ref, display, after, next } = view
  const address = historyAddress(ref)
  const first = after === undefined ? {} : { first: address }
  const older = next === undefined ? {} : { next: withQuery(address, { after: next }), nextName: 'Older' }
  return page(
    {
      title: `${display}, history`,
      address: withQuery(address, { after }),
      part: 'releases',
      feed: { address: feedAddress(releaseAddress(ref)), title: display },
    },
    frame,
    html`<p class="kind">history of a name</p><h1><bdi>${display}</bdi></h1>
<p>${sentence(view)}</p>
<p><a href="${link(releaseAddress(ref))}">The release</a> · <a href="${link(compareAddress(ref))}">Compare two records</a> · <a href="${link(saidAddress({ about: ref }))}">What was said of it</a></p>
${rows(view)}
${paging({ ...first, ...older })}`,
  )
}

function sentence({ holder, rows: list, after }: HistoryView): Html {
  const present =
    after === undefined
      ? list.find(({ meant }) => meant !== undefined && meant.until === undefined)
      : undefined
  const now =
    present === undefined
      ? undefined
      : html`It means ${artifactDigest(present.artifact)} since ${day(present.time)}. `
  const rule =
    holder === undefined
      ? html`Nobody holds its namespace here, so it points to the newest record by anyone.`
      : html`${somebody(holder.identity, holder.name)} holds its namespace since ${day(holder.since)}: it points to their newest record, and records by others move nothing once they have spoken.`
  return html`${now}${rule} Records whose body was erased are not shown; <a href="/log">the log</a> keeps their place.`
}

function rows({ rows: list, ref }: HistoryView): Html {
  const older = new Map(list.map((row, i) => [row, list[i + 1]]))
  return table<HistoryRow>(
    'Records',
    [
      { name: 'Recorded', cell: recorded },
      { name: 'Bytes', cell: (row) => bytes(row, ref) },
      {
        name: 'Size',
        kind: 'number',
        cell: ({ sizeBytes, files }) =>
          html`${sizeText(sizeBytes)}<br><small>${many(files, 'file', 'files')}</small>`,
      },
      { name: 'By', cell: ({ by, byName }) => somebody(by, byName) },
      { name: 'The name meant it', cell: meant },
      { name: 'Against the one before', cell: (row) => against(row, older.get(row), ref) },
    ],
    list,
  )
}

function recorded({ time, statement, kind, withdrawn }: HistoryRow): Html {
  return html`${day(time)}<br><small><a href="${link(statementAddress(statement))}">${kind === 'observed' ? 'observation' : 'release'}</a>${withdrawn ? ', withdrawn since' : undefined}</small>`
}

function bytes({ artifact, version }: HistoryRow, ref: string): Html {
  const at = releaseAddress(ref, { version: null, digest: artifact })
  return html`${artifactDigest(artifact)}<br><small><a href="${link(at)}">${version === null ? 'no version stated' : html`version <bdi>${version}</bdi>`}</a></small>`
}

function meant({ meant: span }: HistoryRow): Value {
  if (span === undefined) return html`<small>never: the holder had spoken</small>`
  return span.until === undefined
    ? html`<strong>since ${day(span.from)}</strong>`
    : html`${day(span.from)} to ${day(span.until)}`
}

function against(row: HistoryRow, before: HistoryRow | undefined, ref: string): Value {
  if (before === undefined) return undefined
  const words = row.artifact === before.artifact ? 'same bytes; what is said differs' : 'what changed'
  return html`<a href="${link(compareAddress(ref, before.statement, row.statement))}">${words}</a>`
}

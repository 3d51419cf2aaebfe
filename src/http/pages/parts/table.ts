// A table of rows. On a narrow screen each row becomes a small list that names its columns, so nothing scrolls sideways.
// Sorting is by header links and works without script.

import { type Html, html, link, type Value } from '../../../base/html.ts'
import { many } from '../figures.ts'
import type { Example } from './example.ts'

export type Column<Row> = {
  readonly name: string
  readonly cell: (row: Row) => Value
  readonly kind?: 'number' | 'spare' // figures line up on the right; spare columns are left out where it is narrow
  readonly sort?: { readonly address: string; readonly now: 'ascending' | 'descending' | 'none' }
}

/** @param caption what the table shows; read aloud, not drawn, since a heading stands above */
export function table<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  return html`<table class="stack"><caption class="unseen">${caption}</caption>
<thead><tr>${columns.map(head)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${columns.map((column, index) => cell(column, row, index))}</tr>`)}</tbody></table>`
}

const MOST = 50 // rows shown open; the rest under <details> (design rule 8)

/** The same for a list as long as somebody made it. */
export function longTable<Row>(caption: string, columns: readonly Column<Row>[], rows: readonly Row[]): Html {
  if (rows.length <= MOST) return table(caption, columns, rows)
  const rest = rows.slice(MOST)
  return html`${table(caption, columns, rows.slice(0, MOST))}
<details><summary>${many(rest.length, 'more row', 'more rows')}</summary>${table(caption, columns, rest)}</details>`
}

function head<Row>(column: Column<Row>): Html {
  const kind = column.kind ?? ''
  if (column.sort === undefined) return html`<th scope="col" class="${kind}">${column.name}</th>`
  const { address, now } = column.sort
  const arrow = { ascending: ' ↑', descending: ' ↓', none: '' }[now]
  return html`<th scope="col" class="${kind}" aria-sort="${now}"><a href="${link(address)}">${column.name}${arrow}</a></th>`
}

function cell<Row>(column: Column<Row>, row: Row, index: number): Html {
  const value = column.cell(row)
  const kind = column.kind ?? ''
  if (index === 0) return html`<th scope="row" class="${kind}">${value}</th>`
  if (value === undefined || value === '')
    return html`<td class="${kind} none" data-name="${column.name}"><span class="unseen">nothing</span></td>`
  return html`<td class="${kind}" data-name="${column.name}">${value}</td>`
}

export function examples(): readonly Example[] {
  const columns: readonly Column<readonly string[]>[] = [
    { name: 'Name', cell: (row) => row[0], sort: { address: '/releases?sort=name', now: 'ascending' } },
    {
      name: 'Size',
      cell: (row) => row[1],
      kind: 'number',
      sort: { address: '/releases?sort=largest', now: 'none' },
    },
    { name: 'Licence', cell: (row) => row[2] },
  ]
  return [
    {
      name: 'rows',
      html: table('Example', columns, [
        ['one', '98.4 MB', 'apache-2.0'],
        ['two', '1.2 GB', ''],
      ]),
    },
    {
      name: 'long',
      html: longTable(
        'Example',
        columns,
        Array.from({ length: 60 }, (_, n) => [`row ${n}`]),
      ),
    },
    { name: 'hostile', html: table('"><b>', columns, [['<script>', '\u202e1', '"onmouseover="alert(1)']]) },
  ]
}

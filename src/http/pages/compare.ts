// Two records of one name side by side: what changed in the bytes, then what changed in what is said of them. Choosing
// is a plain form, so the address can be kept and passed on. Nothing is weighed: what changed is shown, both sides.

import { type Html, html, link, type Value } from '../../base/html.ts'
import type {
  ComparedRecord,
  ComparePage,
  FieldChange,
  FileChange,
  SectionChange,
} from '../../node/views/compare.ts'
import { compareAddress, historyAddress, releaseAddress } from './addresses.ts'
import { countText, dateText, many, sizeText } from './figures.ts'
import { type Frame, page } from './page.ts'
import { anyDigest, artifactDigest, somebody, statementDigest } from './parts/digest.ts'
import { empty } from './parts/empty.ts'
import { select } from './parts/filters.ts'
import { table } from './parts/table.ts'
import { day } from './parts/when.ts'

const LONGEST = 400 // characters of a value that stand open

export function comparePage(view: ComparePage, frame: Frame): Html {
  const { ref, display, a, b } = view
  return page(
    {
      title: `${display}, compared`,
      address: compareAddress(ref, a?.statement, b?.statement),
      part: 'releases',
    },
    frame,
    html`<p class="kind">two records of one name</p><h1><bdi>${display}</bdi></h1>
<p><a href="${link(releaseAddress(ref))}">The release</a> · <a href="${link(historyAddress(ref))}">History of the name</a></p>
${choice(view)}
${a === undefined || b === undefined ? alone(view) : pair(view, a, b)}`,
  )
}

function alone({ ref }: ComparePage): Html {
  return empty(
    'Only one record bears this name.',
    html`<a href="${link(historyAddress(ref))}">The history of the name</a>`,
  )
}

function choice({ ref, choices, a, b }: ComparePage): Html | undefined {
  if (choices.length < 2) return undefined
  const options = choices.map((one) => [one.statement, optionText(one)] as const)
  return html`<form class="filters" action="${link(compareAddress(ref))}" aria-label="Choose two records">
${select({ name: 'a', label: 'Before', now: a?.statement, options, none: 'the one before the newest' })}
${select({ name: 'b', label: 'After', now: b?.statement, options, none: 'the newest' })}
<button>Compare</button></form>`
}

function optionText({ version, kind, time, statement }: ComparedRecord): string {
  const what = kind === 'observed' ? 'observed' : 'released'
  return `${version ?? 'no version'}, ${what} ${dateText(time)}, ${statement.slice(0, 8)}`
}

function pair(view: ComparePage, a: ComparedRecord, b: ComparedRecord): Html {
  return html`<p>${sentence(view, a, b)}</p>
${sides(a, b)}
<h2>Files</h2>${files(view)}
<h2>What is said of them</h2><div class="compared">${said(view)}</div>`
}

function sentence({ files: changed, sections }: ComparePage, a: ComparedRecord, b: ComparedRecord): Html {
  if (a.statement === b.statement) return html`Both are the same record.`
  const bytes =
    a.artifact === b.artifact
      ? html`Both are about the same bytes.`
      : html`${many((changed?.changes.length ?? 0) + (changed?.more ?? 0), 'file differs', 'files differ')}, ${many(changed?.same ?? 0, 'file is', 'files are')} the same.`
  const count = (sections ?? []).reduce((sum, { changes, more }) => sum + changes.length + more, 0)
  const mixed =
    a.kind === b.kind
      ? undefined
      : html` One is the publisher’s own record, the other says what an importer found: what one does not speak of is not contradicted by it.`
  return html`${bytes} In what is said of them, ${many(count, 'field differs', 'fields differ')}.${mixed}`
}

function sides(a: ComparedRecord, b: ComparedRecord): Html {
  const rows = [
    { side: 'Before', one: a },
    { side: 'After', one: b },
  ]
  return table(
    'The two records',
    [
      {
        name: 'Record',
        cell: ({ side, one }) =>
          html`${side}: ${one.kind === 'observed' ? 'observation' : 'release'} ${statementDigest(one.statement)}`,
      },
      { name: 'Version', cell: ({ one }) => html`<bdi>${one.version ?? 'none stated'}</bdi>` },
      { name: 'Bytes', cell: ({ one }) => artifactDigest(one.artifact) },
      { name: 'By', cell: ({ one }) => somebody(one.by, one.byName) },
      { name: 'Recorded', cell: ({ one }) => day(one.time) },
    ],
    rows,
  )
}

function files({ files: changed }: ComparePage): Html {
  if (changed === undefined) return empty('One of the records was erased, so its files are not known here.')
  const { changes, more, same } = changed
  if (changes.length === 0) return html`<p>All ${countText(same)} files are the same.</p>`
  return html`${table<FileChange>(
    'Files that differ',
    [
      {
        name: 'File',
        cell: ({ path, was }) =>
          html`<bdi>${path}</bdi>${was?.path === undefined ? undefined : html`<br><small>was <bdi>${was.path}</bdi></small>`}`,
      },
      { name: 'What', cell: fileWord },
      { name: 'Before', cell: ({ was }) => was && html`${anyDigest(was.sha256)} ${sizeText(was.sizeBytes)}` },
      { name: 'After', cell: ({ is }) => is && html`${anyDigest(is.sha256)} ${sizeText(is.sizeBytes)}` },
    ],
    changes,
  )}<p>${more === 0 ? undefined : html`${many(more, 'more file differs', 'more files differ')}. `}${many(same, 'file is', 'files are')} the same.</p>`
}

function fileWord({ was, is }: FileChange): string {
  if (was === undefined) return 'added'
  if (is === undefined) return 'gone'
  if (was.sha256 === is.sha256) return 'moved'
  return 'changed'
}

function said({ sections, left }: ComparePage): Html {
  if (sections === undefined) return empty('One of the records was erased, so its words are not known here.')
  const changed = sections.filter(({ changes }) => changes.length > 0)
  const same = sections.filter(({ changes }) => changes.length === 0)
  const unread =
    left === undefined || left === 0
      ? undefined
      : html`<p>${many(left, 'field was', 'fields were')} left out, because the records are very long.</p>`
  return html`${changed.map(section)}
${same.length === 0 ? undefined : html`<p>The same in both: ${same.map(({ title }) => title.toLowerCase()).join(', ')}.</p>`}${unread}`
}

function section({ title, only, changes, more, same }: SectionChange): Html {
  const words =
    only === undefined ? undefined : html` <small>only ${only === 'a' ? 'before' : 'after'}</small>`
  const rest = html`${more === 0 ? undefined : html`${many(more, 'more field differs', 'more fields differ')}. `}${same === 0 ? undefined : html`${many(same, 'field agrees', 'fields agree')}.`}`
  const body = html`${table<FieldChange>(
    title,
    [
      { name: 'Field', cell: ({ field }) => html`<bdi>${field}</bdi>` },
      { name: 'Before', cell: ({ was }) => value(was) },
      { name: 'After', cell: ({ is }) => value(is) },
    ],
    changes,
  )}<p class="small">${rest}</p>`
  if (only === undefined) return html`<h3>${title}</h3>${body}`
  return html`<h3>${title}${words}</h3><details><summary>${many(changes.length, 'field', 'fields')}</summary>${body}</details>`
}

function value(text: string | undefined): Value {
  if (text === undefined) return undefined
  if (/^(sha256:)?[0-9a-f]{64}$/.test(text)) return anyDigest(text.slice(-64))
  if (text.length <= LONGEST) return html`<bdi>${text}</bdi>`
  const start = `${text.slice(0, 80).toWellFormed()} …`
  return html`<details><summary><bdi>${start}</bdi> (${countText(text.length)} characters)</summary><bdi>${text}</bdi></details>`
}

// Findings across the node: what rules found in the newest record of each name, by rule and severity; then every rule,
// each with a page of its own that says how it errs. Nobody is ranked, nothing is added up.

import { type Html, html, link } from '../../base/html.ts'
import type { Severity } from '../../commons/standard/answer.ts'
import { MODES, SEVERITIES } from '../../commons/standard/findings/catalogue.ts'
import { METHODS, type Method, methodOf } from '../../commons/standard/findings/method.ts'
import type { FindingRow, FindingsFilter, FindingsPage } from '../../node/views/findings.ts'
import { checkAddress, methodAddress, statementAddress, withQuery } from './addresses.ts'
import { many } from './figures.ts'
import { type Frame, page } from './page.ts'
import { empty } from './parts/empty.ts'
import { select } from './parts/filters.ts'
import { paging } from './parts/paging.ts'
import { type Column, longTable, table } from './parts/table.ts'
import { day } from './parts/when.ts'

export type FindingsView = FindingsPage & { readonly filter: FindingsFilter }

export function findings(view: FindingsView, frame: Frame): Html {
  const { filter, rows, next } = view
  const { after, ...whole } = filter
  return page(
    { title: 'Findings', address: findingsAddress(filter), part: 'learn' },
    frame,
    html`<h1>Findings</h1>
<p>${sentence(view)} A finding is a failure mode that a fixed rule detected: it quotes what it is about, names what would clear it, and can be answered. It says nothing about anybody’s intent, and that none fired says nothing about a release.</p>
${filters(filter)}
${rows.length === 0 ? nothing(view) : longTable('Findings', COLUMNS, rows)}
${paging({
  ...(after === undefined ? {} : { first: findingsAddress(whole) }),
  ...(next === undefined
    ? {}
    : { next: findingsAddress({ ...whole, after: next }), nextName: 'Older records' }),
})}
<h2 id="rules">The rules</h2>
<p>Each opens to what it looks for, how grave it is, what clears it and how it errs. Rules that would follow from silence wait for the publisher’s own record.</p>
${Object.entries(MODES).map(
  ([mode, name]) =>
    html`<h3>${name}</h3>${rules(
      name,
      METHODS.filter((one) => one.mode === mode),
    )}`,
)}`,
  )
}

export function findingsAddress({ rule, severity, after }: Partial<FindingsFilter>): string {
  return withQuery('/findings', { rule, severity, after })
}

function sentence({ rows, looked, next, filter }: FindingsView): string {
  if (looked === 0) return 'No record was looked at.'
  const whole = next === undefined && filter.after === undefined
  const among = whole
    ? `the newest record of ${many(looked, 'name', 'names')}`
    : `the ${many(looked, 'record', 'records')} looked at here`
  return `${many(rows.length, 'finding', 'findings')} in ${among}.`
}

function filters(filter: FindingsFilter): Html {
  const severities = Object.entries(SEVERITIES).map(
    ([value, words]) => [value, `${value}: ${words}`] as const,
  )
  return html`<form class="filters" action="/findings" aria-label="Filter findings">
${select({ name: 'rule', label: 'Rule', now: filter.rule, options: METHODS.map(({ id, title }) => [id, `${id} ${title}`] as const) })}
${select({ name: 'severity', label: 'Severity', now: filter.severity, options: severities })}
<button>Show</button> <a class="button quiet" href="/findings">Show all</a></form>`
}

function nothing({ next, filter: { rule, severity, after } }: FindingsView): Html {
  if (next !== undefined)
    return empty('No finding among the records that were looked at.', 'Older ones may have some.')
  if (after !== undefined) return empty('No finding in older records.')
  return rule === undefined && severity === undefined
    ? empty('No rule found a failure in any record here.')
    : empty('No finding matches.', html`<a href="/findings">Show all findings</a>`)
}

const WORDS: Readonly<Record<Severity, string>> = { B: 'blocks', W: 'warns', N: 'notes' }

const RELEASE: Column<FindingRow> = {
  name: 'Release',
  cell: ({ ref, display, version, kind }) =>
    html`<a href="${link(checkAddress(ref))}"><bdi>${display}</bdi></a>${version === null ? undefined : html` <small><bdi>${version}</bdi></small>`}<br><small>${kind === 'observed' ? 'observed' : 'by its publisher'}</small>`,
}
const SHOWN: readonly Column<FindingRow>[] = [
  { name: 'What is shown', cell: ({ says }) => html`<bdi>${says}</bdi>` },
  { name: 'Severity', cell: ({ severity }) => WORDS[severity] },
  {
    name: 'Answers',
    kind: 'number',
    cell: ({ answers, statement }) =>
      html`<a href="${link(statementAddress(statement))}">${answers === 0 ? 'none yet' : String(answers)}</a>`,
  },
  { name: 'Recorded', cell: ({ time }) => day(time), kind: 'spare' },
]

const COLUMNS: readonly Column<FindingRow>[] = [
  RELEASE,
  {
    name: 'Rule',
    cell: ({ id }) =>
      html`<a href="${link(methodAddress(id))}">${id}</a><br><small>${methodOf(id)?.title ?? ''}</small>`,
  },
  ...SHOWN,
]

/** Where one rule fires: the same without the rule. */
export function findingsOfRule(rows: readonly FindingRow[]): Html {
  return longTable('Where it fires here', [RELEASE, ...SHOWN], rows)
}

function rules(name: string, methods: readonly Method[]): Html {
  return table(
    name,
    [
      { name: 'Rule', cell: ({ id }) => html`<a href="${link(methodAddress(id))}">${id}</a>` },
      { name: 'What it is called', cell: ({ title }) => title },
      { name: 'Severity', cell: ({ severity }) => WORDS[severity] },
      {
        name: 'Here',
        cell: ({ id }) => html`<a href="${link(findingsAddress({ rule: id }))}">findings</a>`,
        kind: 'spare',
      },
    ],
    methods,
  )
}

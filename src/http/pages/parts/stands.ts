// In which logs something about these bytes stands: this node's own record in its own log, and what came along from
// other logs, as of those, with the proofs to take away. Nothing of another log is merged into ours.

import type { Sha256 } from '../../../base/digest.ts'
import { type Html, html, link } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import type { ElsewhereView, ReleaseView } from '../../../node/views/release.ts'
import { statementAddress, withQuery } from '../addresses.ts'
import { countText, many } from '../figures.ts'
import { somebody, statementDigest } from './digest.ts'
import type { Example } from './example.ts'
import { grade } from './grade.ts'
import { itself, licences } from './stated.ts'
import { table } from './table.ts'
import { day, moment } from './when.ts'

type View = Pick<ReleaseView, 'artifact' | 'statement' | 'logIndex' | 'time' | 'by' | 'elsewhere' | 'kind'> &
  Partial<Pick<ReleaseView, 'byName'>>

/** The publisher's own record in another log, for the first sentences of a page. */
export function publisherElsewhere({ elsewhere = [] }: Pick<ReleaseView, 'elsewhere'>): Html | undefined {
  const found = elsewhere.find(({ type, record }) => record && type === 'owc:release/v1')
  if (found === undefined) return undefined
  const [place] = found.places
  const said = html`${somebody(found.issuer, found.issuerName)} signed a <a href="#stands">release</a> of these bytes`
  const where =
    place === undefined
      ? undefined
      : html`; it stands in the log <bdi>${place.origin}</bdi>, and came along from there`
  return html`${said}${where}.${found.withdrawnBy === undefined ? undefined : html` <strong>Its issuer has withdrawn it.</strong>`}`
}

/** Undefined when nothing but this node's own log speaks of it. */
export function standsIn(view: View, origin: string): Html | undefined {
  const { elsewhere = [] } = view
  if (elsewhere.length === 0) return undefined
  const records = elsewhere.filter(({ record }) => record)
  const rest = elsewhere.filter(({ record }) => !record)
  const logs = new Set(elsewhere.flatMap(({ places }) => places.map((place) => place.origin)))
  return html`<h2 id="stands">Stands in these logs</h2>
<p>This node’s own record stands in its own log. ${many(elsewhere.length, 'statement', 'statements')} of ${many(logs.size, 'other log', 'other logs')} came along with the bytes, as of ${logs.size === 1 ? 'that log' : 'those logs'}; what was said there since is not known here.</p>
${table('Records and the logs in which they stand', COLUMNS, [own(view, origin), ...lines(view.artifact, records)])}
${records.map(told)}
${rest.length === 0 ? undefined : html`<details><summary>${many(rest.length, 'other statement', 'other statements')} that came along</summary>${table('Other statements', COLUMNS, lines(view.artifact, rest))}</details>`}
<p class="small">The <a href="${link(`/commons/v1/bundles/${view.artifact}`)}">bundle</a> has all of it, for <code>owc verify</code> without network; <a href="${link(`/commons/v1/artifacts/${view.artifact}/elsewhere`)}">as JSON</a>.</p>`
}

type Line = {
  readonly what: Html
  readonly by: Html
  readonly log: Html
  readonly index: number
  readonly time: Instant | undefined
  readonly shown: Html
  readonly proof: Html
}

const COLUMNS = [
  { name: 'What', cell: ({ what }: Line) => what },
  { name: 'By', cell: ({ by }: Line) => by },
  { name: 'Log', cell: ({ log }: Line) => log },
  { name: 'Entry', kind: 'number', cell: ({ index }: Line) => countText(index) },
  { name: 'Logged', cell: ({ time }: Line) => (time === undefined ? undefined : moment(time)) },
  { name: 'Shown by', cell: ({ shown }: Line) => shown },
  { name: 'To take away', cell: ({ proof }: Line) => proof },
] as const

function own({ kind, statement, by, byName, logIndex, time }: View, origin: string): Line {
  return {
    what: html`<a href="${link(statementAddress(statement))}">${kind === 'release' ? 'Release' : 'Observation'}</a>`,
    by: somebody(by, byName),
    log: html`<bdi>${origin}</bdi> <small>this node’s</small>`,
    index: logIndex,
    time,
    shown: grade('evidenced', 'this log'),
    proof: html`<a href="${link(`/commons/v1/statements/${statement}/proof`)}">proof</a>`,
  }
}

/** One line for each log in which a statement stands. */
function lines(artifact: Sha256, list: readonly ElsewhereView[]): readonly Line[] {
  return list.flatMap((one) => {
    const base = `/commons/v1/artifacts/${artifact}/elsewhere/${one.statement}`
    return one.places.map(({ origin, index, notBefore, checked, differs }) => ({
      what: html`${one.title} ${statementDigest(one.statement)}${one.withdrawnBy === undefined ? undefined : html` <small>withdrawn by its issuer</small>`}`,
      by: somebody(one.issuer, one.issuerName),
      log: html`<bdi>${origin}</bdi>${differs === undefined ? undefined : html` <small><a href="/log#differences">does not fit together</a></small>`}`,
      index,
      time: notBefore,
      shown: shownBy(one, checked),
      proof: html`<a href="${link(withQuery(`${base}/proof`, { log: origin }))}">proof</a>, <a href="${link(`${base}/envelope`)}">signed text</a>`,
    }))
  })
}

function shownBy({ signed }: ElsewhereView, checked: boolean): Html {
  if (!signed) return grade('contradicted', 'its signature does not hold')
  if (checked) return grade('evidenced', 'signature and proof, checked here')
  return grade('declared', 'signature holds; the key of that log was not seen here')
}

function told(one: ElsewhereView): Html | undefined {
  if (one.stated.length === 0) return undefined
  const named = one.stated.filter(({ key }) => key === 'licence')
  const agreement = named.length === 0 ? 'silent' : 'single'
  return html`<details><summary>What the ${one.title.toLowerCase()} of ${day(one.issued)} states, in the words of its issuer</summary>${named.length === 0 ? undefined : licences(agreement, one.stated)}${itself(one.stated)}</details>`
}

/** Told at the head of the page: what came along rests on a log that has shown what does not fit together. */
export function distrusted({ elsewhere = [] }: Pick<ReleaseView, 'elsewhere'>): Html | undefined {
  const logs = new Set(
    elsewhere.flatMap(({ places }) =>
      places.flatMap(({ origin, differs }) => (differs === undefined ? [] : [origin])),
    ),
  )
  if (logs.size === 0) return undefined
  return html`<section class="finding serious"><h2>What other logs say of it rests on one that does not fit together</h2>
<p>${[...logs].map((origin) => html`The log <bdi>${origin}</bdi> has shown something that does not fit what it had shown before. `)}<a href="/log#differences">What was seen, with the evidence</a>.</p></section>`
}

export function examples(): readonly Example[] {
  const digest = '68b076be5ba97799e19ed6b1e9ef1a3d68b076be5ba97799e19ed6b1e9ef1a3d' as Sha256
  const time = '2026-11-03T09:00:00Z' as Instant
  const foreign: ElsewhereView = {
    statement: digest,
    type: 'owc:release/v1',
    title: 'Release',
    issuer: `owcid:${'a'.repeat(52)}`,
    issuerName: 'Acme',
    issued: time,
    summary: 'released acme/tern@1.0.0',
    record: true,
    signed: true,
    places: [{ origin: 'owc-log/68b076be5ba97799', index: 7, size: 12, notBefore: time, checked: true }],
    stated: [{ key: 'licence', value: 'apache-2.0', where: 'the release record' }],
  }
  const view: View = {
    artifact: digest,
    statement: digest,
    logIndex: 3,
    time,
    by: `owcid:${'b'.repeat(52)}`,
    byName: 'Harbour Library',
    kind: 'observed',
    elsewhere: [foreign, { ...foreign, type: 'owc:status/v1', title: 'Status', record: false, stated: [] }],
  }
  const hostile = '<script>alert(1)</script>\u202e"onload="x'
  const worse: ElsewhereView = {
    ...foreign,
    title: hostile,
    issuerName: hostile,
    signed: false,
    withdrawnBy: digest,
    places: [{ origin: hostile, index: Number.NaN, size: -1, checked: false, differs: 'split' }],
    stated: [{ key: hostile, value: hostile, where: hostile }],
  }
  return [
    { name: 'nowhere else', html: html`${standsIn({ ...view, elsewhere: [] }, 'owc-log/1')}` },
    { name: 'elsewhere', html: html`<p>${publisherElsewhere(view)}</p>${standsIn(view, 'owc-log/1')}` },
    {
      name: 'hostile',
      html: html`<p>${publisherElsewhere({ elsewhere: [worse] })}</p>${distrusted({ elsewhere: [worse] })}${standsIn({ ...view, elsewhere: [worse] }, hostile)}`,
    },
  ]
}

// Rows of lists: the newest record of each name with its state on this node, a page at a time.

import {
  type Asked,
  artifactsDecided,
  type DecisionInForce,
  decisionsInForce,
} from '../../commons/governance/query.ts'
import { about, type Filter, facetValues, page } from '../../commons/releases/list.ts'
import { current, type Row, withdrawnAmong } from '../../commons/releases/query.ts'
import { holdersOf } from '../namespaces.ts'
import type { HostingState, ReleaseFilter, ReleasePage, ReleaseRow } from './release.ts'
import type { ViewSources } from './sources.ts'
import { readToken, writeToken } from './token.ts'

const MAX_ROWS = 200
const MAX_CHOICES = 100
const HOSTED = ['hosted', 'hosted-with-notice']
const REFUSED = ['refused']

/** @throws OwcError `usage` for a page token that no page gave out */
export async function releaseRows(sources: ViewSources, filter: ReleaseFilter): Promise<ReleasePage> {
  const { index, engine } = sources
  const wanted = await filterOf(sources, filter)
  if (wanted === undefined) return { rows: [], about: 0 }
  const [found, count] = await Promise.all([page(index, engine, wanted), about(index, engine, wanted)])
  const rows = await rowViews(sources, await pointed(sources, found.rows))
  return { rows, about: count, ...(found.next && { next: writeToken(found.next) }) }
}

/** Where the names of rows point: a newer record by somebody else does not move a name away from who holds its
 *  namespace, and in a held one a name that only others used points nowhere. A filter still looks at the newest record of a name, whoever wrote it. */
async function pointed(sources: ViewSources, rows: readonly Row[]): Promise<readonly Row[]> {
  const holders = await holdersOf(sources, rows.map(namespaceOf))
  if (holders.size === 0) return rows
  const found = await Promise.all(
    rows.map(async (row) => {
      const holder = holders.get(namespaceOf(row))?.identity
      if (holder === undefined || holder === row.issuer) return row
      return await current(sources.index, { name: row.name, held: { holder, node: sources.host.identity } })
    }),
  )
  return found.filter((row) => row !== undefined)
}

function namespaceOf({ name }: Row): string {
  return name.slice(0, name.indexOf('/'))
}

/** Formats and licences that occur here, for filters. */
export async function releaseChoices({
  index,
}: Pick<ViewSources, 'index'>): Promise<{ formats: readonly string[]; licences: readonly string[] }> {
  const [formats, licences] = await Promise.all([
    facetValues(index, 'format', MAX_CHOICES),
    facetValues(index, 'licence', MAX_CHOICES),
  ])
  return { formats, licences }
}

export async function rowViews(sources: ViewSources, rows: readonly Row[]): Promise<readonly ReleaseRow[]> {
  const { index } = sources
  const artifacts = [...new Set(rows.map(({ artifact }) => artifact))]
  const decisions = await decisionsInForce(index, artifacts, hostingMatter(sources))
  const withdrawn = await withdrawnAmong(index, rows)
  return rows.map((row) => rowView(row, decisions.get(row.artifact), withdrawn.has(row.statement)))
}

export function hostingMatter({ origin, logTime }: Pick<ViewSources, 'origin' | 'logTime'>): Asked {
  return { origin, matter: 'hosting', now: logTime }
}

/** Held unless a decision in force says otherwise (DESIGN 2). */
export function stateOf(decision: Pick<DecisionInForce, 'outcome'> | undefined): HostingState {
  if (decision === undefined) return 'held'
  if (HOSTED.includes(decision.outcome)) return 'hosted'
  return REFUSED.includes(decision.outcome) ? 'refused' : 'held'
}

function rowView(row: Row, decision: DecisionInForce | undefined, withdrawn: boolean): ReleaseRow {
  return {
    ref: row.name,
    display: row.display,
    version: row.version,
    kind: row.kind,
    artifact: row.artifact,
    sizeBytes: row.sizeBytes,
    files: row.files,
    formats: row.formats,
    licences: row.licences,
    state: stateOf(decision),
    withdrawn,
    time: row.time,
    logIndex: row.logIndex,
  }
}

/** Undefined when nothing can match: a node without a charter hosts and refuses nothing. */
async function filterOf(sources: ViewSources, filter: ReleaseFilter): Promise<Filter | undefined> {
  const { words, namespace, format, licence, state, kind, sort = 'newest', after } = filter
  const plain: Filter = {
    sort,
    limit: Math.max(1, Math.min(MAX_ROWS, Math.trunc(filter.limit))),
    ...(words !== undefined && { words }),
    ...(namespace !== undefined && { namespace }),
    ...(format !== undefined && { format }),
    ...(licence !== undefined && { licence }),
    ...(kind !== undefined && { kind }),
    ...(after !== undefined && { after: readKey(after, sort) }),
  }
  if (state === undefined) return plain
  const outcomes = state === 'held' ? [...HOSTED, ...REFUSED] : state === 'hosted' ? HOSTED : REFUSED
  const decided = await artifactsDecided(sources.index, outcomes, hostingMatter(sources))
  if (state === 'held') return decided === undefined ? plain : { ...plain, notAmong: decided.artifacts }
  return decided && { ...plain, among: decided.artifacts }
}

function readKey(token: string, sort: string): readonly [string | number, string] {
  return readToken(token, [sort === 'largest' ? 'number' : 'string', 'string']) as [string | number, string]
}

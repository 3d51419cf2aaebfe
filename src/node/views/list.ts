// Rows of lists: the newest record of each name with its state on this node, a page at a time.

import { fromHex, fromUtf8, toHex, utf8 } from '../../base/bytes.ts'
import { OwcError } from '../../base/errors.ts'
import {
  type Asked,
  artifactsDecided,
  type DecisionInForce,
  decisionsInForce,
} from '../../commons/governance/query.ts'
import { about, type Filter, facetValues, page } from '../../commons/releases/list.ts'
import { type Row, withdrawnAmong } from '../../commons/releases/query.ts'
import type { HostingState, ReleaseFilter, ReleasePage, ReleaseRow } from './release.ts'
import type { ViewSources } from './sources.ts'

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
  const rows = await rowViews(sources, found.rows)
  return { rows, about: count, ...(found.next && { next: toHex(utf8(JSON.stringify(found.next))) }) }
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
  const { words, format, licence, state, kind, sort = 'newest', after } = filter
  const plain: Filter = {
    sort,
    limit: Math.max(1, Math.min(MAX_ROWS, Math.trunc(filter.limit))),
    ...(words !== undefined && { words }),
    ...(format !== undefined && { format }),
    ...(licence !== undefined && { licence }),
    ...(kind !== undefined && { kind }),
    ...(after !== undefined && { after: readToken(after, sort) }),
  }
  if (state === undefined) return plain
  const outcomes = state === 'held' ? [...HOSTED, ...REFUSED] : state === 'hosted' ? HOSTED : REFUSED
  const decided = await artifactsDecided(sources.index, outcomes, hostingMatter(sources))
  if (state === 'held') return decided === undefined ? plain : { ...plain, notAmong: decided.artifacts }
  return decided && { ...plain, among: decided.artifacts }
}

function readToken(token: string, sort: string): readonly [string | number, string] {
  const text = fromUtf8(fromHex(token) ?? new Uint8Array())
  const value = text === undefined ? undefined : parsed(text)
  if (Array.isArray(value) && value.length === 2 && typeof value[1] === 'string') {
    const [key, name] = value
    if (sort === 'largest' ? Number.isSafeInteger(key) : typeof key === 'string') return [key, name]
  }
  throw new OwcError({
    code: 'usage',
    where: 'after',
    expected: 'a page token of this list, in the same order',
    found: JSON.stringify(token.slice(0, 80)),
    hint: 'Begin again with the first page.',
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // a token that is no JSON is answered like any other foreign one
  }
}

// Where a name has pointed: its records, newest first, each with the time in which the name meant its bytes. A record by
// anybody but the holder of the namespace stands in the history and moves nothing, once the holder has spoken; one by
// anybody but this node moves nothing since somebody holds the namespace.

import { parseName } from '../../base/names.ts'
import type { Instant } from '../../base/time.ts'
import { identityNames } from '../../commons/keys/query.ts'
import { firstBy, nextRecord, pastOf } from '../../commons/releases/list.ts'
import { type Row, withdrawnAmong } from '../../commons/releases/query.ts'
import { holderOf } from '../namespaces.ts'
import type { ReleaseRow } from './release.ts'
import type { ViewSources } from './sources.ts'
import { readToken, writeToken } from './token.ts'

export type HistoryRow = Pick<
  ReleaseRow,
  'version' | 'kind' | 'artifact' | 'sizeBytes' | 'files' | 'withdrawn' | 'time' | 'logIndex'
> & {
  readonly statement: Row['statement']
  readonly origin: string
  readonly by: string
  readonly byName?: string
  readonly meant?: { readonly from: Instant; readonly until?: Instant } // absent: the name never pointed to it
}

export type HistoryPage = {
  readonly ref: string
  readonly display: string
  readonly holder?: { readonly identity: string; readonly name?: string; readonly since: Instant }
  readonly rows: readonly HistoryRow[] // newest first
  readonly next?: string // page token
}

type Rule = {
  readonly holder: string
  readonly node: string
  readonly since: Instant
  readonly first: Row | undefined
}

/** Undefined when no record bears the name. */
export async function historyPage(
  sources: ViewSources,
  { ref, after, limit }: { readonly ref: string; readonly after?: string; readonly limit: number },
): Promise<HistoryPage | undefined> {
  const { index } = sources
  const { namespace, name } = parseName(ref, 'address')
  const full = `${namespace}/${name}`
  const before = after === undefined ? undefined : (readToken(after, ['string'])[0] as string)
  const found = await pastOf(index, { name: full, limit: limit + 1, ...(before !== undefined && { before }) })
  const [newest] = found
  if (newest === undefined) return undefined
  const holder = await holderOf(sources, namespace)
  const rule = holder && {
    holder: holder.identity,
    node: sources.host.identity,
    since: holder.since,
    first: await firstBy(index, { name: full, issuer: holder.identity }),
  }
  const shown = found.slice(0, limit)
  const last = shown.at(-1)
  const names = await identityNames(index, [
    ...shown.map(({ issuer }) => issuer),
    ...(holder ? [holder.identity] : []),
  ])
  const holderName = holder && names.get(holder.identity)
  return {
    ref: full,
    display: newest.display,
    ...(holder !== undefined && {
      holder: {
        identity: holder.identity,
        since: holder.since,
        ...(holderName !== undefined && { name: holderName }),
      },
    }),
    rows: await rowsOf(sources, shown, { rule, names }),
    ...(found.length > limit && last !== undefined && { next: writeToken([last.place]) }),
  }
}

async function rowsOf(
  { index }: ViewSources,
  shown: readonly Row[],
  { rule, names }: { readonly rule: Rule | undefined; readonly names: ReadonlyMap<string, string> },
): Promise<readonly HistoryRow[]> {
  const withdrawn = await withdrawnAmong(index, shown)
  let end = await movedAfter(index, shown[0] as Row, rule)
  return shown.map((row) => {
    const moves = movesName(row, rule)
    const until = endOf(row, rule, end)
    if (moves) end = row.time
    const byName = names.get(row.issuer)
    return {
      statement: row.statement,
      origin: row.origin,
      by: row.issuer,
      ...(byName !== undefined && { byName }),
      version: row.version,
      kind: row.kind,
      artifact: row.artifact,
      sizeBytes: row.sizeBytes,
      files: row.files,
      withdrawn: withdrawn.has(row.statement),
      time: row.time,
      logIndex: row.logIndex,
      ...(moves && { meant: { from: row.time, ...(until !== undefined && { until }) } }),
    }
  })
}

function movesName({ issuer, place, time }: Row, rule: Rule | undefined): boolean {
  if (rule === undefined || issuer === rule.holder) return true
  if (issuer !== rule.node) return time < rule.since
  if (rule.first === undefined) return true
  return place < rule.first.place || time < rule.since
}

/** A stranger's record also ends when somebody comes to hold the namespace, this node's when one does who has spoken. */
function endOf(
  { issuer, time }: Row,
  rule: Rule | undefined,
  next: Instant | undefined,
): Instant | undefined {
  if (rule === undefined || issuer === rule.holder || time >= rule.since) return next
  const spoke = rule.first !== undefined && rule.first.time <= rule.since
  if (issuer === rule.node && !spoke) return next
  return next === undefined || rule.since < next ? rule.since : next
}

/** When the name moved on from what stood before this page, if it did. */
async function movedAfter(
  index: ViewSources['index'],
  { name, place }: Row,
  rule: Rule | undefined,
): Promise<Instant | undefined> {
  const next = await nextRecord(index, { name, place })
  if (next === undefined || movesName(next, rule)) return next?.time
  const own = rule && (await nextRecord(index, { name, place, issuer: rule.holder }))
  return own?.time
}

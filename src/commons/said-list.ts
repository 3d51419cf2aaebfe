// Lists of what was said: filtered by type, issuer, subject and time, newest first, a page at a time. A page token is the
// place of the last row (keyset), so that nothing is shown twice or missed while the log grows, and no page counts or
// scans: each filter has an index in the order of the list. Only beside a subject are type and issuer sifted, among at
// most MOST_LOOKED statements; a page may then hold few rows, or none, and still lead on.

import { type Kysely, sql } from 'kysely'
import type { Sha256 } from '../base/digest.ts'
import type { Instant } from '../base/time.ts'
import { type AllTables, newestFirst, type SaidRow, saidRow } from './all-statements.ts'

const MOST_LOOKED = 500 // statements about one digest that one page sifts
const MOST_DIGESTS = 64 // of one subject: artifact, record, objects, weights root

export type SaidKey = readonly [time: string, origin: string, index: number]

export type SaidFilter = {
  readonly type?: string
  readonly issuer?: string
  readonly subjects?: readonly Sha256[] // about any of these
  readonly from?: Instant // log time, included
  readonly until?: Instant // log time, not included
  readonly after?: SaidKey
  readonly limit: number
}

export type SaidList = { readonly rows: readonly SaidRow[]; readonly next?: SaidKey }

export async function saidList(db: Kysely<AllTables>, filter: SaidFilter): Promise<SaidList> {
  const { subjects } = filter
  if (subjects !== undefined) return await aboutSubjects(db, filter, [...new Set(subjects)])
  let query = db.selectFrom('statements').selectAll()
  if (filter.type !== undefined) query = query.where('type', '=', filter.type)
  if (filter.issuer !== undefined) query = query.where('issuer', '=', filter.issuer)
  const found = await query
    .where(between('statements', filter))
    .orderBy('time', 'desc')
    .orderBy('origin', 'desc')
    .orderBy('idx', 'desc')
    .limit(filter.limit + 1)
    .execute()
  return cut(found.map(saidRow), filter.limit)
}

/** Each digest is a stream of its own, newest first; they are merged down to where all of them were looked at. */
async function aboutSubjects(
  db: Kysely<AllTables>,
  filter: SaidFilter,
  digests: readonly Sha256[],
): Promise<SaidList> {
  const sifted = filter.type !== undefined || filter.issuer !== undefined
  const look = sifted ? MOST_LOOKED : filter.limit + 1
  const merged = new Map<string, SaidRow>()
  let horizon: SaidRow | undefined
  for (const digest of digests.slice(0, MOST_DIGESTS)) {
    const stream = await aboutDigest(db, { ...filter, limit: look }, digest)
    for (const row of stream) merged.set(`${row.index} ${row.origin}`, row)
    const last = stream.length === look ? stream.at(-1) : undefined
    if (last !== undefined && (horizon === undefined || newestFirst(last, horizon) < 0)) horizon = last
  }
  const { type, issuer, limit } = filter
  const end = horizon
  const rows = [...merged.values()]
    .filter((row) => end === undefined || newestFirst(row, end) <= 0)
    .filter((row) => type === undefined || row.type === type)
    .filter((row) => issuer === undefined || row.issuer === issuer)
    .sort(newestFirst)
  if (rows.length > limit || end === undefined) return cut(rows, limit)
  return { rows, next: keyOf(end) }
}

async function aboutDigest(db: Kysely<AllTables>, filter: SaidFilter, digest: Sha256): Promise<SaidRow[]> {
  const rows = await db
    .selectFrom(
      db
        .selectFrom('statement_subjects')
        .select(['time', 'origin', 'idx'])
        .distinct()
        .where('digest', '=', digest)
        .where(between('statement_subjects', filter))
        .orderBy('time', 'desc')
        .orderBy('origin', 'desc')
        .orderBy('idx', 'desc')
        .limit(filter.limit)
        .as('about'),
    )
    .innerJoin('statements', (join) =>
      join.onRef('statements.origin', '=', 'about.origin').onRef('statements.idx', '=', 'about.idx'),
    )
    .selectAll('statements')
    .execute()
  return rows.map(saidRow).sort(newestFirst)
}

/** Below the page's key and within the asked times. */
function between(table: 'statements' | 'statement_subjects', { after, from, until }: SaidFilter) {
  const time = sql.ref(`${table}.time`)
  const parts = [
    ...(from === undefined ? [] : [sql`${time} >= ${from}`]),
    ...(until === undefined ? [] : [sql`${time} < ${until}`]),
    ...(after === undefined
      ? []
      : [
          sql`(${time}, ${sql.ref(`${table}.origin`)}, ${sql.ref(`${table}.idx`)}) < (${after[0]}, ${after[1]}, ${after[2]})`,
        ]),
  ]
  return parts.length === 0 ? sql<boolean>`1 = 1` : sql<boolean>`${sql.join(parts, sql` and `)}`
}

function cut(rows: readonly SaidRow[], limit: number): SaidList {
  const last = rows[limit - 1]
  return rows.length > limit && last !== undefined
    ? { rows: rows.slice(0, limit), next: keyOf(last) }
    : { rows: rows.slice(0, limit) }
}

function keyOf({ time, origin, index }: SaidRow): SaidKey {
  return [time, origin, index]
}

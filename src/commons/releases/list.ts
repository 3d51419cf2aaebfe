// Lists of releases: the newest record of each name, filtered, sorted, a page at a time (keyset paging: a page token is
// the place of the last row, so that nothing is shown twice or missed while the log grows).

import { type Kysely, type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import type { Engine } from '../../storage/contracts.ts'
import { newestCondition, rowCondition, searchCondition } from '../../storage/tables/engine.ts'
import { queryWords } from '../../storage/tables/search.ts'
import type { Tables } from './fold.ts'
import { ROW_COLUMNS, type Row, rowOf } from './query.ts'

export type Sort = 'newest' | 'oldest' | 'name' | 'largest'

export type Filter = {
  readonly words?: string
  readonly namespace?: string
  readonly format?: string
  readonly licence?: string
  readonly kind?: 'release' | 'observed'
  readonly sort: Sort
  readonly after?: readonly [key: string | number, name: string]
  readonly limit: number
  /** Further conditions on artifacts, by subjects that this one does not know: queries of one column. */
  readonly among?: Artifacts
  readonly notAmong?: Artifacts
}
export type Artifacts = () => object // a Kysely query

export type Page = { readonly rows: readonly Row[]; readonly next?: readonly [string | number, string] }

const KEY = { newest: 'place', oldest: 'place', name: 'name', largest: 'size_bytes' } as const
const COUNT_LIMIT = 10_000 // counting stops here
const SEARCH_COUNT_LIMIT = 300 // and here where words are looked up
const FEW = 100 // rows with the searched words, up to which all of them are listed first
const MANY = 500 // newest rows with the searched words that are tried before all of them

export async function page(db: Kysely<Tables>, engine: Engine, filter: Filter): Promise<Page> {
  const { sort, limit } = filter
  let found: readonly Row[] = []
  for (const words of await wordFilters(db, engine, filter)) {
    found = (await listed(db, filter, words).execute()).map(rowOf)
    if (found.length > limit) break
  }
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  return found.length > limit && last !== undefined ? { rows, next: keyOf(last, sort) } : { rows }
}

function listed(db: Kysely<Tables>, filter: Filter, words: WordFilter) {
  const { sort, after, limit } = filter
  const down = sort === 'newest' || sort === 'largest'
  const key = KEY[sort]
  const query = matching(db, filter, words)
    .select(ROW_COLUMNS.map((column) => `records.${column}` as const))
    .orderBy(`records.${key}`, down ? 'desc' : 'asc')
    .orderBy('records.name', down ? 'desc' : 'asc')
    .limit(limit + 1)
  if (after === undefined) return query
  const sign = sql.raw(down ? '<' : '>')
  return query.where(
    sql<boolean>`(${sql.ref(`records.${key}`)}, records.name) ${sign} (${after[0]}, ${after[1]})`,
  )
}

function keyOf(row: Row, sort: Sort): readonly [string | number, string] {
  if (sort === 'largest') return [row.sizeBytes, row.name]
  return [sort === 'name' ? row.name : row.place, row.name]
}

/** Records by their statements, newest first. */
export async function byStatements(
  db: Kysely<Tables>,
  statements: readonly string[],
): Promise<readonly Row[]> {
  if (statements.length === 0) return []
  const found = await db
    .selectFrom('records')
    .select(ROW_COLUMNS)
    .where('statement', 'in', [...statements])
    .orderBy('place', 'desc')
    .execute()
  return found.map(rowOf)
}

/** Records of a name, newest first, below a place. */
export async function pastOf(
  db: Kysely<Tables>,
  { name, before, limit }: { readonly name: string; readonly before?: string; readonly limit: number },
): Promise<readonly Row[]> {
  let query = db.selectFrom('records').select(ROW_COLUMNS).where('name', '=', name)
  if (before !== undefined) query = query.where('place', '<', before)
  return (await query.orderBy('place', 'desc').limit(limit).execute()).map(rowOf)
}

/** Newest records under a namespace. */
export async function newestOf(
  db: Kysely<Tables>,
  { namespace, limit }: { readonly namespace: string; readonly limit: number },
): Promise<readonly Row[]> {
  const found = await db
    .selectFrom('records')
    .select(ROW_COLUMNS)
    .where('namespace', '=', namespace)
    .orderBy('place', 'desc')
    .limit(limit)
    .execute()
  return found.map(rowOf)
}

type Next = { readonly name: string; readonly place: string; readonly issuer?: string }

/** The record of a name that came after a place, by anybody or by one issuer. */
export async function nextRecord(
  db: Kysely<Tables>,
  { name, place, issuer }: Next,
): Promise<Row | undefined> {
  let query = db.selectFrom('records').select(ROW_COLUMNS).where('name', '=', name).where('place', '>', place)
  if (issuer !== undefined) query = query.where('issuer', '=', issuer)
  const found = await query.orderBy('place').limit(1).executeTakeFirst()
  return found && rowOf(found)
}

/** The first record of a name by one issuer. */
export async function firstBy(
  db: Kysely<Tables>,
  { name, issuer }: { readonly name: string; readonly issuer: string },
): Promise<Row | undefined> {
  return await nextRecord(db, { name, issuer, place: '' })
}

/** How many names match; stops at 10,000, and at 300 where words are looked up. */
export async function about(db: Kysely<Tables>, engine: Engine, filter: Filter): Promise<number> {
  let count = 0
  const { after: _after, ...whole } = filter
  for (const words of await wordFilters(db, engine, { ...whole, sort: 'newest' })) {
    const limit = words === undefined ? COUNT_LIMIT : SEARCH_COUNT_LIMIT
    const found = await db
      .selectFrom(matching(db, filter, words).select('records.name').limit(limit).as('some'))
      .select(({ fn }) => fn.countAll().as('count'))
      .executeTakeFirst()
    count = Number(found?.count ?? 0)
    if (count >= limit) break
  }
  return count
}

/** Files that records name, each digest once, from a digest on: a slice of a walk through all of them. Where records
 *  disagree about a size the least is taken. */
export async function namedFiles(
  db: Kysely<Tables>,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<{ readonly files: number; readonly bytes: number; readonly last: string | undefined }> {
  const rows = await db
    .selectFrom('record_files')
    .select(({ fn }) => ['sha256', fn.min('size_bytes').as('size')])
    .where('sha256', '>', after)
    .groupBy('sha256')
    .orderBy('sha256')
    .limit(limit)
    .execute()
  const bytes = rows.reduce((sum, { size }) => sum + Number(size), 0)
  return { files: rows.length, bytes, last: rows.at(-1)?.sha256 }
}

/** Values of a facet that occur, for filters. Hops from value to value in the index: `distinct` would read every row. */
export async function facetValues(
  db: Kysely<Tables>,
  facet: 'format' | 'licence',
  limit: number,
): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly value: string }>`select value from (
    with recursive hops(value) as (
      select min(value) from record_facets where facet = ${facet}
      union all
      select (select min(value) from record_facets where facet = ${facet} and value > hops.value)
      from hops where hops.value is not null
    ) select value from hops where value is not null limit ${limit}) as found`.execute(db)
  return rows.map(({ value }) => value)
}

type WordFilter = RawBuilder<boolean> | undefined

/** Conditions to try one after another until one gives enough: where many rows have the words, the newest of these
 *  rows most often do, and the index of words stops early; only else all of them are looked up. In another order each row
 *  that comes up anyway is asked. */
async function wordFilters(
  db: Kysely<Tables>,
  engine: Engine,
  { words: text, sort, after }: Filter,
): Promise<readonly WordFilter[]> {
  const words = queryWords(text ?? '')
  if (words.length === 0) return [undefined]
  const all = rowsWhere(searchCondition(engine, 'records', words))
  const newest = (limit: number) =>
    newestCondition(engine, 'records', { words, limit, before: Number.MAX_SAFE_INTEGER })
  const { rows } = await sql`select 1 from records_search where ${newest(FEW + 1)} limit ${FEW + 1}`.execute(
    db,
  )
  if (rows.length <= FEW) return [all]
  if (sort === 'newest' && after === undefined) return [rowsWhere(newest(MANY)), all]
  return [
    sql<boolean>`exists (select 1 from records_search where records_search.origin = records.origin
      and records_search.idx = records.idx and ${rowCondition(engine, 'records', words)})`,
  ]
}

function rowsWhere(condition: RawBuilder<boolean>): RawBuilder<boolean> {
  return sql<boolean>`(records.origin, records.idx) in (select origin, idx from records_search where ${condition})`
}

function matching(db: Kysely<Tables>, filter: Filter, words: WordFilter) {
  let query = db
    .selectFrom('records')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('records as later')
            .select('later.name')
            .whereRef('later.name', '=', 'records.name')
            .whereRef('later.place', '>', 'records.place'),
        ),
      ),
    )
  if (filter.namespace !== undefined) query = query.where('records.namespace', '=', filter.namespace)
  if (filter.kind !== undefined) query = query.where('records.kind', '=', filter.kind)
  query = withFacet(query, 'format', filter.format)
  query = withFacet(query, 'licence', filter.licence)
  if (words !== undefined) query = query.where(words)
  if (filter.among !== undefined) query = query.where(sql<boolean>`records.artifact in ${filter.among()}`)
  if (filter.notAmong !== undefined)
    query = query.where(sql<boolean>`records.artifact not in ${filter.notAmong()}`)
  return query
}

function withFacet(
  query: SelectQueryBuilder<Tables, 'records', object>,
  facet: string,
  value: string | undefined,
) {
  if (value === undefined) return query
  return query.where(({ exists, selectFrom }) =>
    exists(
      selectFrom('record_facets')
        .select('record_facets.value')
        .whereRef('record_facets.statement', '=', 'records.statement')
        .where('record_facets.facet', '=', facet)
        .where('record_facets.value', '=', value.toLowerCase()),
    ),
  )
}

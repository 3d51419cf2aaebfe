// Rows of a fold: inserted with the key of the log entry that said them, deleted by that key when the entry's body is
// erased, and never changed. So a replay, an erasure and a rebuild end in the same rows, which the dump shows.

import { type Kysely, sql } from 'kysely'
import { type FoldKey, searchColumn, type TableSet, type TableSpec } from './schema.ts'
import { wordsToStore } from './search.ts'

// biome-ignore lint/suspicious/noExplicitAny: works on every table set
type AnyDb = Kysely<any>
type Cell = string | number | null
export type FoldedRow = { readonly table: string; readonly row: Readonly<Record<string, Cell>> }

/** @throws TypeError when the row is not one of the table set (a defect of the fold) */
export async function insertFolded(tx: AnyDb, set: TableSet, key: FoldKey, put: FoldedRow): Promise<void> {
  const { table, row } = put
  const spec = Object.hasOwn(set, table) ? set[table] : undefined
  if (spec === undefined) throw new TypeError(`expected a table of the set, found ${table}`)
  checkRow(table, spec, row)
  const { origin, idx, ord } = key
  const search = searchColumn(spec.columns)
  const cells = Object.keys(spec.columns).filter((name) => name !== search)
  const stored = Object.fromEntries(cells.map((name) => [name, row[name] ?? null]))
  await tx
    .insertInto(table)
    .values({ origin, idx, ord, ...stored })
    .execute()
  if (search === undefined) return
  const words = wordsToStore(String(row[search]))
  await tx.insertInto(`${table}_search`).values({ origin, idx, ord, words }).execute()
}

/** Deletes what an entry said, in every table. */
export async function eraseFolded(
  tx: AnyDb,
  set: TableSet,
  { origin, idx }: Omit<FoldKey, 'ord'>,
): Promise<void> {
  for (const table of storedTables(set))
    await tx.deleteFrom(table).where('origin', '=', origin).where('idx', '=', idx).execute()
}

const DUMP_PAGE = 1000 // rows read at once

/** Canonical text of a fold, a JSON array per line: tables by name; rows by origin, idx, ord; columns by name. */
export async function* dumpTables(db: AnyDb, set: TableSet): AsyncIterable<string> {
  for (const table of storedTables(set).sort()) {
    const columns = dumpedColumns(set, table)
    let after: FoldKey | undefined
    for (;;) {
      const rows = await page(db, table, columns, after)
      for (const row of rows)
        yield JSON.stringify([
          table,
          row['origin'],
          row['idx'],
          row['ord'],
          ...columns.map((name) => row[name]),
        ])
      const last = rows.at(-1)
      if (last === undefined || rows.length < DUMP_PAGE) break
      after = last as FoldKey
    }
  }
}

async function page(
  db: AnyDb,
  table: string,
  columns: readonly string[],
  after: FoldKey | undefined,
): Promise<Record<string, Cell>[]> {
  let query = db
    .selectFrom(table)
    .select(['origin', 'idx', 'ord', ...columns])
    .orderBy('origin')
    .orderBy('idx')
    .orderBy('ord')
    .limit(DUMP_PAGE)
  if (after !== undefined)
    query = query.where(sql<boolean>`(origin, idx, ord) > (${after.origin}, ${after.idx}, ${after.ord})`)
  return (await query.execute()) as Record<string, Cell>[]
}

function storedTables(set: TableSet): string[] {
  return Object.entries(set).flatMap(([table, { columns }]) =>
    searchColumn(columns) === undefined ? [table] : [table, `${table}_search`],
  )
}

function dumpedColumns(set: TableSet, table: string): string[] {
  const spec = set[table]
  if (spec === undefined) return ['words'] // a side table of search.ts
  return Object.keys(spec.columns)
    .filter((name) => spec.columns[name] !== 'search')
    .sort()
}

function checkRow(table: string, { columns }: TableSpec, row: FoldedRow['row']): void {
  const unknown = Object.keys(row).find((name) => !Object.hasOwn(columns, name))
  if (unknown !== undefined) throw new TypeError(`${table}: expected its columns, found ${unknown}`)
  for (const [name, kind] of Object.entries(columns)) {
    const value = row[name]
    if (value === undefined || value === null) {
      if (kind.endsWith('?')) continue
    } else if (typeof value === (kind.startsWith('integer') ? 'number' : 'string')) continue
    throw new TypeError(`${table}.${name}: expected ${kind}, found ${value === null ? 'null' : typeof value}`)
  }
}

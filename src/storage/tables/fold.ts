// Rows of a fold: inserted with the key of the log entry that said them, deleted by that key when the entry's body is
// erased, and never changed. So a replay, an erasure and a rebuild end in the same rows, which the dump shows.

import { type Kysely, sql } from 'kysely'
import { type FoldKey, searchColumn, type TableSet, type TableSpec } from './schema.ts'
import { wordsToStore } from './search.ts'

// biome-ignore lint/suspicious/noExplicitAny: works on every table set
type AnyDb = Kysely<any>
type Cell = string | number | null
const MAX_PARAMETERS = 8_000 // of one statement; SQLite takes 32,766, PostgreSQL 65,535
export type FoldedRow = { readonly table: string; readonly row: Readonly<Record<string, Cell>> }

export type KeyedRow = { readonly key: FoldKey; readonly put: FoldedRow }

/** One row. @throws TypeError when the row is not one of the table set (a defect of the fold) */
export async function insertFolded(tx: AnyDb, set: TableSet, key: FoldKey, put: FoldedRow): Promise<void> {
  await insertAllFolded(tx, set, [{ key, put }])
}

/** Rows of many entries, in their order, with as few statements as the engines take. */
export async function insertAllFolded(tx: AnyDb, set: TableSet, rows: readonly KeyedRow[]): Promise<void> {
  const byTable = Map.groupBy(rows, ({ put }) => put.table)
  for (const [table, own] of byTable) {
    const spec = Object.hasOwn(set, table) ? set[table] : undefined
    if (spec === undefined) throw new TypeError(`expected a table of the set, found ${table}`)
    const search = searchColumn(spec.columns)
    const cells = Object.keys(spec.columns).filter((name) => name !== search)
    const stored = own.map(({ key: { origin, idx, ord }, put: { row } }) => {
      checkRow(table, spec, row)
      return { origin, idx, ord, ...Object.fromEntries(cells.map((name) => [name, row[name] ?? null])) }
    })
    await insertInParts(tx, table, stored)
    if (search === undefined) continue
    const words = own.map(({ key: { origin, idx, ord }, put: { row } }) => {
      return { origin, idx, ord, words: wordsToStore(String(row[search])) }
    })
    await insertInParts(tx, `${table}_search`, words)
  }
}

async function insertInParts(tx: AnyDb, table: string, rows: readonly Record<string, Cell>[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).length
  const size = Math.max(1, Math.floor(MAX_PARAMETERS / Math.max(1, columns)))
  for (let at = 0; at < rows.length; at += size) {
    await tx
      .insertInto(table)
      .values(rows.slice(at, at + size))
      .execute()
  }
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

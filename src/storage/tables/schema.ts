// Tables as data, so that every engine can create them, a rebuild can dump them canonically, and Kysely knows their types.

import { type CreateTableBuilder, type Kysely, sql } from 'kysely'
import type { Engine, Tables } from '../contracts.ts'
import { columnType, numberedKey, searchIndex } from './engine.ts'

export type ColumnKind = 'text' | 'text?' | 'integer' | 'integer?' | 'search'
// search: words for full-text search; at most one such column in a table; see search.ts

export type TableSpec = {
  readonly columns: Readonly<Record<string, ColumnKind>>
  readonly indexes?: readonly (readonly string[])[]
}
export type TableSet = Readonly<Record<string, TableSpec>>

type Value<K extends ColumnKind> = K extends 'text' | 'search'
  ? string
  : K extends 'text?'
    ? string | null
    : K extends 'integer'
      ? number
      : number | null

/** Row types of a table set: `type Tables = Rows<typeof tables>`. */
export type Rows<S extends TableSet> = {
  [T in keyof S]: { [C in keyof S[T]['columns']]: Value<S[T]['columns'][C]> }
}

/** The same with the key that the fold adds, and without the words, which are only searched (search.ts). */
export type FoldedRows<S extends TableSet> = {
  [T in keyof S]: {
    [C in keyof S[T]['columns'] as S[T]['columns'][C] extends 'search' ? never : C]: Value<S[T]['columns'][C]>
  } & FoldKey
}

export type FoldKey = { origin: string; idx: number; ord: number }

// ---- making tables ----

const NAME = /^[a-z][a-zA-Z0-9_]{0,40}$/ // quoted everywhere; short enough for PostgreSQL's 63 bytes with our suffixes
const KEY = ['origin', 'idx', 'ord'] as const
// biome-ignore lint/suspicious/noExplicitAny: works on every table set
type AnyDb = Kysely<any>

/** Tables of a fold: each row has the key of the log entry that said it. Tables that are there stay as they are. */
export async function createTables({ db, engine }: Tables, set: TableSet): Promise<void> {
  for (const [table, { columns, indexes = [] }] of Object.entries(set)) {
    checkNames([table, ...Object.keys(columns)])
    const key = KEY.map((name): Column => ({ name, kind: name === 'origin' ? 'text' : 'integer' }))
    await createTable(db, engine, { table, columns: [...key, ...plainColumns(columns)], key: KEY })
    for (const names of indexes) await createIndex(db, table, names)
    if (searchColumn(columns) !== undefined) await createSearch(db, engine, table)
  }
}

/** Tables that are no fold: their keys are what the first index of each table says. */
export async function createPlainTables({ db, engine }: Tables, set: TableSet): Promise<void> {
  for (const [table, { columns, indexes = [] }] of Object.entries(set)) {
    checkNames([table, ...Object.keys(columns)])
    if (searchColumn(columns) !== undefined)
      throw new TypeError(`${table}: only tables of a fold can be searched`)
    const [key, ...others] = indexes
    if (key === undefined) throw new TypeError(`${table}: expected its key as first index`)
    await createTable(db, engine, { table, columns: plainColumns(columns), key })
    for (const names of others) await createIndex(db, table, names)
  }
}

/** Name of the column of words, which stands in a side table (search.ts). */
export function searchColumn(columns: TableSpec['columns']): string | undefined {
  const found = Object.keys(columns).filter((name) => columns[name] === 'search')
  if (found.length > 1) throw new TypeError(`expected one column of words, found ${found.join(', ')}`)
  return found[0]
}

type Column = { readonly name: string; readonly kind: ColumnKind }

function plainColumns(columns: TableSpec['columns']): Column[] {
  return Object.entries(columns).flatMap(([name, kind]) => (kind === 'search' ? [] : [{ name, kind }]))
}

function checkNames(names: readonly string[]): void {
  const bad = names.find((name) => !NAME.test(name))
  if (bad !== undefined) throw new TypeError(`expected a plain table or column name, found ${bad}`)
}

async function createTable(
  db: AnyDb,
  engine: Engine,
  { table, columns, key }: { table: string; columns: readonly Column[]; key: readonly string[] },
): Promise<void> {
  let making: CreateTableBuilder<string, string> = db.schema.createTable(table).ifNotExists()
  for (const { name, kind } of columns)
    making = making.addColumn(name, sql`${columnType(engine, kind)}`, (column) =>
      kind.endsWith('?') ? column : column.notNull(),
    )
  await making.addPrimaryKeyConstraint(`${table}_key`, [...key]).execute()
}

async function createIndex(db: AnyDb, table: string, columns: readonly string[]): Promise<void> {
  const name = `${table}_by_${columns.join('_')}`.slice(0, 63)
  await db.schema
    .createIndex(name)
    .ifNotExists()
    .on(table)
    .columns([...columns])
    .execute()
}

async function createSearch(db: AnyDb, engine: Engine, table: string): Promise<void> {
  const text = columnType(engine, 'text')
  const integer = columnType(engine, 'integer')
  await db.schema
    .createTable(`${table}_search`)
    .ifNotExists()
    .addColumn('at', sql`${numberedKey(engine)}`, (column) => column.primaryKey())
    .addColumn('origin', sql`${text}`, (column) => column.notNull())
    .addColumn('idx', sql`${integer}`, (column) => column.notNull())
    .addColumn('ord', sql`${integer}`, (column) => column.notNull())
    .addColumn('words', sql`${text}`, (column) => column.notNull())
    .addUniqueConstraint(`${table}_search_key`, [...KEY])
    .execute()
  for (const statement of searchIndex(engine, table)) await statement.execute(db)
}

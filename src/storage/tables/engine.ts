// The one file that knows what differs between SQLite and PostgreSQL. Everything else writes one set of queries.
// Text is compared by its UTF-8 bytes and integers are safe on both, so that rows have one order and one value.

import { type RawBuilder, type SelectQueryBuilder, sql } from 'kysely'
import type { Engine } from '../contracts.ts'
import type { ColumnKind } from './schema.ts'

/** The data type of a column, with its collation. */
export function columnType(engine: Engine, kind: ColumnKind | 'bytes'): RawBuilder<unknown> {
  switch (kind) {
    case 'integer':
    case 'integer?':
      return engine === 'sqlite' ? sql`integer` : sql`bigint`
    case 'bytes':
      return engine === 'sqlite' ? sql`blob` : sql`bytea`
    default:
      return engine === 'sqlite' ? sql`text` : sql`text collate "C"`
  }
}

/** Type of a key column that numbers its rows itself, upwards. */
export function numberedKey(engine: Engine): RawBuilder<unknown> {
  return engine === 'sqlite' ? sql`integer` : sql`bigserial`
}

/** Claims are taken past rows that another process is claiming. SQLite has one writer and needs nothing. */
export function skipLocked<DB, TB extends keyof DB, O>(
  engine: Engine,
  query: SelectQueryBuilder<DB, TB, O>,
): SelectQueryBuilder<DB, TB, O> {
  return engine === 'sqlite' ? query : query.forUpdate().skipLocked()
}

export type Parameter = string | number | null | Uint8Array

/** Checks the values of a query before an engine sees them. Drivers bind undefined as NULL, take an object for named
 *  parameters and shift the rest, and round integers. Text that one engine cannot hold (U+0000 in PostgreSQL, a lone
 *  surrogate in both) gets U+FFFD on both, so that hostile text behaves the same everywhere.
 *  @throws TypeError (a defect of the caller) */
export function parameters(values: readonly unknown[]): Parameter[] {
  return values.map((value, i) => {
    if (value === null || value instanceof Uint8Array) return value
    if (typeof value === 'string') return storableText(value)
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value
    throw new TypeError(
      `parameter ${i + 1}: expected text, a safe integer, bytes or null, found ${describe(value)}`,
    )
  })
}

export function storableText(text: string): string {
  return text.isWellFormed() && !text.includes('\0') ? text : text.toWellFormed().replaceAll('\0', '\u{FFFD}')
}

function describe(value: unknown): string {
  if (value instanceof Date) return 'a Date'
  return typeof value === 'number' ? String(value) : typeof value
}

// ---- full text ------------------------------------------------------------------------------------------------
// Words come normalised, separated by single spaces (search.ts). They stand in a side table <table>_search with the
// row's key and a number that grows with each row folded; the engine's index hangs on that.

/** Statements that make the index of `<table>_search(at, origin, idx, ord, words)`. */
export function searchIndex(engine: Engine, table: string): RawBuilder<unknown>[] {
  const side = sql.ref(`${table}_search`)
  if (engine === 'postgres') {
    // Not to_tsvector: its parser depends on the locale of the database; our words are words already.
    return [
      sql`alter table ${side} add column if not exists vector tsvector
        generated always as (array_to_tsvector(string_to_array(words, ' '))) stored`,
      sql`create index if not exists ${sql.ref(`${table}_search_vector`)} on ${side} using gin (vector)`,
    ]
  }
  const fts = sql.ref(`${table}_fts`)
  // Tokenizer "ascii": splits at spaces alone, since the words hold only letters and digits.
  return [
    sql`create virtual table if not exists ${fts} using fts5(words, content=${sql.lit(`${table}_search`)},
      content_rowid='at', tokenize='ascii', prefix='1 2 3 4')`,
    sql`create trigger if not exists ${sql.ref(`${table}_fts_insert`)} after insert on ${side} begin
      insert into ${fts}(rowid, words) values (new.at, new.words); end`,
    sql`create trigger if not exists ${sql.ref(`${table}_fts_delete`)} after delete on ${side} begin
      insert into ${fts}(${fts}, rowid, words) values ('delete', old.at, old.words); end`,
  ]
}

/** A condition on `<table>_search`: all words, the last one as a prefix. `words` hold letters and digits only. */
export function searchCondition(
  engine: Engine,
  table: string,
  words: readonly string[],
): RawBuilder<boolean> {
  const fts = sql.ref(`${table}_fts`)
  return engine === 'postgres'
    ? sql<boolean>`vector @@ ${searchText(engine, words)}::tsquery`
    : sql<boolean>`at in (select rowid from ${fts} where ${fts} match ${searchText(engine, words)})`
}

/** The same asked of one row that is at hand: right for words that stand in most rows. */
export function rowCondition(engine: Engine, table: string, words: readonly string[]): RawBuilder<boolean> {
  if (engine === 'postgres') return searchCondition(engine, table, words)
  const fts = sql.ref(`${table}_fts`)
  return sql<boolean>`exists (select 1 from ${fts} where ${fts} match ${searchText(engine, words)}
    and ${fts}.rowid = ${sql.ref(`${table}_search.at`)})`
}

export type NewestSearch = {
  readonly words: readonly string[]
  readonly limit: number
  readonly before: number // `at` of the rows is less
}

/** The same for the newest rows only. SQLite is told order and limit inside, where its index walks backwards and
 *  stops early: a word that all rows hold takes 0.5 ms instead of 40. */
export function newestCondition(
  engine: Engine,
  table: string,
  { words, limit, before }: NewestSearch,
): RawBuilder<boolean> {
  if (engine === 'postgres') return sql<boolean>`at < ${before} and ${searchCondition(engine, table, words)}`
  const fts = sql.ref(`${table}_fts`)
  return sql<boolean>`at in (select rowid from ${fts}
    where ${fts} match ${searchText(engine, words)} and rowid < ${before} order by rowid desc limit ${limit})`
}

function searchText(engine: Engine, words: readonly string[]): string {
  const last = words.length - 1
  return engine === 'postgres'
    ? words.map((word, i) => `'${word}'${i === last ? ':*' : ''}`).join(' & ')
    : words.map((word, i) => `"${word}"${i === last ? '*' : ''}`).join(' ')
}

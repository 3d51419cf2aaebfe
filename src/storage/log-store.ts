// What the tiles of a log are made from: bodies by digest, entries, head (signing-and-transparency 11.4). Works on
// both engines. The head row is the fence: it moves by compare and swap only. An erased body leaves a tombstone, so
// that the same statement does not come back by being sent again.

import { type Kysely, sql } from 'kysely'
import { toHex } from '../base/bytes.ts'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Body, LogEntry, LogHead, LogStore, NewEntry, Tables } from './contracts.ts'
import type { Disk } from './disk.ts'
import { columnType } from './tables/engine.ts'

type Rows = {
  entry: { idx: number; leaf: Uint8Array; body: Sha256 | null }
  body: { digest: Sha256; envelope: Uint8Array | null; erased: Sha256 | null }
  head: { id: number; size: number; root: Uint8Array; note: string }
}

const MAX_BATCH = 4096 // entries of one append; three values each stay under the 32,766 of SQLite
const PAGE = 512 // entries read at once

export async function openLogStore(tables: Tables<Rows>, disk: Disk): Promise<LogStore> {
  const { db } = tables
  await createLogTables(tables)
  return {
    head: () => head(db),
    count: () => count(db),
    append: async (at, entries) => {
      if (entries.length > MAX_BATCH)
        throw new RangeError(`expected at most ${MAX_BATCH} entries, found ${entries.length}`)
      await disk.during('log.append', () => tables.transaction((tx) => append(tx, at, entries)))
    },
    swapHead: (from, to) =>
      disk.during('log.swap-head', () => tables.transaction((tx) => swap(tx, from, to))),
    entries: (start, end) => entries(db, start, end),
    find: async (body) => {
      const rows = await db
        .selectFrom('entry')
        .select('idx')
        .where('body', '=', body)
        .orderBy('idx')
        .execute()
      return rows.map(({ idx }) => idx)
    },
    body: (digest) => body(db, digest),
    erase: (digest, by) => disk.during('log.erase', () => erase(tables, digest, by)),
  }
}

async function createLogTables({ db, engine }: Tables<Rows>): Promise<void> {
  const integer = sql`${columnType(engine, 'integer')}`
  const text = sql`${columnType(engine, 'text')}`
  const bytes = sql`${columnType(engine, 'bytes')}`
  await db.schema
    .createTable('entry')
    .ifNotExists()
    .addColumn('idx', integer, (column) => column.primaryKey())
    .addColumn('leaf', bytes, (column) => column.notNull())
    .addColumn('body', text)
    .execute()
  await db.schema.createIndex('entry_by_body').ifNotExists().on('entry').columns(['body', 'idx']).execute()
  await db.schema
    .createTable('body')
    .ifNotExists()
    .addColumn('digest', text, (column) => column.primaryKey())
    .addColumn('envelope', bytes)
    .addColumn('erased', text)
    .execute()
  await db.schema
    .createTable('head')
    .ifNotExists()
    .addColumn('id', integer, (column) => column.primaryKey())
    .addColumn('size', integer, (column) => column.notNull())
    .addColumn('root', bytes, (column) => column.notNull())
    .addColumn('note', text, (column) => column.notNull())
    .execute()
}

async function head(db: Kysely<Rows>): Promise<LogHead | undefined> {
  return db.selectFrom('head').select(['size', 'root', 'note']).where('id', '=', 1).executeTakeFirst()
}

async function count(db: Kysely<Rows>): Promise<number> {
  const last = await db.selectFrom('entry').select('idx').orderBy('idx', 'desc').limit(1).executeTakeFirst()
  return last === undefined ? 0 : last.idx + 1
}

async function append(tx: Kysely<Rows>, at: number, entries: readonly NewEntry[]): Promise<void> {
  if (entries.length === 0) return
  const present = await count(tx)
  if (present !== at) throw secondWriter(`${at} entries`, `${present}`)
  const bodies = entries.flatMap(({ body }) =>
    body === undefined ? [] : [{ digest: body.digest, envelope: body.envelope, erased: null }],
  )
  if (bodies.length > 0)
    await tx
      .insertInto('body')
      .values(bodies)
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .execute()
  const rows = entries.map(({ leaf, body }, i) => ({ idx: at + i, leaf, body: body?.digest ?? null }))
  // On PostgreSQL another writer may have come between: its rows are met here, and the transaction is undone.
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('entry')
    .values(rows)
    .onConflict((conflict) => conflict.column('idx').doNothing())
    .executeTakeFirstOrThrow()
  if (numInsertedOrUpdatedRows !== BigInt(rows.length))
    throw secondWriter(`${rows.length} free places from ${at}`, `${numInsertedOrUpdatedRows}`)
}

async function swap(tx: Kysely<Rows>, from: LogHead | undefined, to: LogHead): Promise<void> {
  const { size, root, note } = to
  const done =
    from === undefined
      ? (
          await tx
            .insertInto('head')
            .values({ id: 1, size, root, note })
            .onConflict((conflict) => conflict.column('id').doNothing())
            .executeTakeFirstOrThrow()
        ).numInsertedOrUpdatedRows
      : (
          await tx
            .updateTable('head')
            .set({ size, root, note })
            .where('id', '=', 1)
            .where('size', '=', from.size)
            .where('root', '=', from.root)
            .executeTakeFirstOrThrow()
        ).numUpdatedRows
  if (done === 1n) return
  const present = await head(tx)
  throw secondWriter(`head ${headText(from)}`, headText(present))
}

function headText(head: LogHead | undefined): string {
  return head === undefined ? 'none' : `${head.size} ${toHex(head.root).slice(0, 12)}`
}

function secondWriter(expected: string, found: string): OwcError {
  return new OwcError({
    code: 'second-writer',
    where: 'log',
    expected,
    found,
    hint: 'Another process writes to this log. This one stops; start it again when the other has ended.',
  })
}

async function* entries(db: Kysely<Rows>, start: number, end: number): AsyncIterable<LogEntry> {
  for (let at = start; at < end; ) {
    const rows = await db
      .selectFrom('entry')
      .selectAll()
      .where('idx', '>=', at)
      .where('idx', '<', end)
      .orderBy('idx')
      .limit(PAGE)
      .execute()
    for (const { idx, leaf, body } of rows)
      yield body === null ? { index: idx, leaf } : { index: idx, leaf, body }
    const last = rows.at(-1)
    if (last === undefined) return
    at = last.idx + 1
  }
}

async function body(db: Kysely<Rows>, digest: Sha256): Promise<Body | undefined> {
  const row = await db
    .selectFrom('body')
    .select(['envelope', 'erased'])
    .where('digest', '=', digest)
    .executeTakeFirst()
  if (row === undefined) return undefined
  if (row.erased !== null) return { erased: row.erased }
  if (row.envelope === null)
    throw new Error(`body ${digestText(digest)}: expected an envelope or a tombstone`)
  return { envelope: row.envelope }
}

/** The first erasure stays the one that is named. SQLite overwrites what it frees (secure_delete), also in its log. */
async function erase(tables: Tables<Rows>, digest: Sha256, by: Sha256): Promise<void> {
  await tables.transaction(async (tx) => {
    await tx
      .insertInto('body')
      .values({ digest, envelope: null, erased: by })
      .onConflict((conflict) =>
        conflict
          .column('digest')
          .doUpdateSet({ envelope: null, erased: by })
          .where('body.erased', 'is', null),
      )
      .execute()
  })
}

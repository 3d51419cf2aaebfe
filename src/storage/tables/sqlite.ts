// Tables in one SQLite file, and Kysely's dialect for node:sqlite. One connection writes, under a mutex; another
// only reads, so that a query outside a transaction sees committed rows only and never waits for a writer (WAL).
// Durability `full`: a commit survives a power cut (fsync of the log of SQLite); `normal`: the newest commits may be
// lost in one, never the file. Source: sqlite.org/wal.html, sqlite.org/pragma.html.

import { backup, DatabaseSync, type StatementSync } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type LimitNode,
  type OffsetNode,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  ValueNode,
} from 'kysely'
import { OwcError } from '../../base/errors.ts'
import type { Tables } from '../contracts.ts'
import type { Fatal } from '../disk.ts'
import { openMutex } from '../mutex.ts'
import { type Parameter, parameters } from './engine.ts'
import { scrubSqlite } from './scrub.ts'

export type Durability = 'full' | 'normal'

/** `fatal` is told when SQLite could not make a commit durable (disk.ts). */
export type SqliteOptions = { readonly durability: Durability; readonly fatal?: Fatal }

/** `exchange` runs `work` while the file is closed and nobody waits inside; then the file at the same path is open. */
export type SqliteTables = Tables & {
  exchange(work: () => Promise<void>): Promise<void>
  /** What was deleted leaves the file: see scrub.ts. Writers wait; readers go on. */
  scrub(): Promise<void>
}

const STATEMENTS_KEPT = 256 // prepared statements per connection
const BUSY_MS = 5000 // another process (a backup) may hold the file for a moment

export async function openSqlite(file: string, options: SqliteOptions): Promise<SqliteTables> {
  const mutex = openMutex()
  const files = openPair(file, options)
  let exchanging: Promise<void> | undefined // queries wait for it: the file is closed meanwhile
  const close = () => {
    files.read.close()
    files.write.close() // the last one: moves the -wal file into the main file and removes it
  }

  const dialect: Dialect = {
    createAdapter: () => new TwoConnections(),
    createQueryCompiler: () => new LimitsInText(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createDriver: () => driver(files, { mutex, exchanged: () => exchanging }),
  }
  // biome-ignore lint/suspicious/noExplicitAny: each caller narrows to its own tables
  const db = new Kysely<any>({ dialect })
  return {
    engine: 'sqlite',
    db,
    transaction: (work) => db.transaction().execute(work),
    close: async () => {
      const release = await mutex.take()
      close()
      release()
    },
    scrub: async () => {
      const release = await mutex.take()
      try {
        await scrubSqlite(file)
      } finally {
        release()
      }
    },
    exchange: async (work) => {
      const release = await mutex.take()
      const { promise, resolve } = Promise.withResolvers<void>()
      exchanging = promise
      try {
        close()
        try {
          await work()
        } finally {
          Object.assign(files, openPair(file, options))
        }
      } finally {
        exchanging = undefined
        resolve()
        release()
      }
    },
  }
}

const COPIED_PAGES = 512 // between two looks at the rest of the work

/** The file as it stands now, page by page, in a thread beside. The read transaction that is open before the first page
 *  holds the moment: without it every commit would begin the copy anew (sqlite.org/c3ref/backup_finish.html). */
export async function copySqlite(file: string, to: string): Promise<void> {
  const source = new DatabaseSync(file, { timeout: BUSY_MS, readOnly: true })
  try {
    source.exec('begin')
    source.prepare('select count(*) from sqlite_master').get()
    await backup(source, to, { rate: COPIED_PAGES })
  } finally {
    source.close()
  }
}

/** Kysely's own adapter lets a query wait for a transaction to end; ours reads beside it. */
class TwoConnections extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true
  }
}

/** SQLite plans by the value of a bound LIMIT and OFFSET, so that it would compile a prepared statement anew at every
 *  use; measured, that is five to ten times the work of a look-up (expr.c, sqlite3ExprIsInteger). */
class LimitsInText extends SqliteQueryCompiler {
  protected override visitLimit({ limit }: LimitNode): void {
    this.append('limit ')
    this.visitNode(inText(limit))
  }

  protected override visitOffset({ offset }: OffsetNode): void {
    this.append('offset ')
    this.visitNode(inText(offset))
  }
}

function inText(count: LimitNode['limit']): LimitNode['limit'] {
  return ValueNode.is(count) && Number.isSafeInteger(count.value)
    ? ValueNode.createImmediate(count.value)
    : count
}

type Handle = {
  run(compiled: { readonly sql: string; readonly parameters: readonly unknown[] }): QueryResult<unknown>
  inTransaction(): boolean
  close(): void
}
type Pair = { write: Handle; read: Handle }

function openPair(file: string, { durability, fatal = () => {} }: SqliteOptions): Pair {
  const write = new DatabaseSync(file, { timeout: BUSY_MS })
  write.exec(`pragma journal_mode = wal; pragma synchronous = ${durability}; pragma secure_delete = on;
    pragma temp_store = memory; pragma cache_size = -16000; pragma journal_size_limit = 67108864`)
  const read = new DatabaseSync(file, { timeout: BUSY_MS, readOnly: true })
  read.exec('pragma temp_store = memory; pragma cache_size = -16000')
  return { write: handle(write, fatal), read: handle(read, fatal) }
}

type Turns = {
  readonly mutex: ReturnType<typeof openMutex>
  readonly exchanged: () => Promise<void> | undefined
}

function driver(files: Pair, { mutex, exchanged }: Turns): Driver {
  const held = new WeakMap<DatabaseConnection, () => void>()
  const raw = (connection: DatabaseConnection, text: string) =>
    connection.executeQuery(CompiledQuery.raw(text))
  const end = (connection: DatabaseConnection) => {
    held.get(connection)?.()
    held.delete(connection)
  }

  async function execute(
    connection: DatabaseConnection,
    compiled: CompiledQuery,
  ): Promise<QueryResult<unknown>> {
    if (held.has(connection)) return files.write.run(compiled)
    if (onlyReads(compiled)) {
      await exchanged()
      return files.read.run(compiled)
    }
    const release = await mutex.take()
    try {
      return files.write.run(compiled)
    } finally {
      release()
    }
  }

  return {
    init: async () => {},
    acquireConnection: async () => {
      const connection: DatabaseConnection = {
        executeQuery: <R>(compiled: CompiledQuery) =>
          execute(connection, compiled) as Promise<QueryResult<R>>,
        streamQuery: () => {
          throw new Error('streaming a query is not offered: page by key instead')
        },
      }
      return connection
    },
    releaseConnection: async () => {},
    beginTransaction: async (connection) => {
      held.set(connection, await mutex.take())
      try {
        await raw(connection, 'begin immediate')
      } catch (cause) {
        end(connection)
        throw cause
      }
    },
    commitTransaction: async (connection) => {
      await raw(connection, 'commit')
      end(connection)
    },
    rollbackTransaction: async (connection) => {
      try {
        // A full disk makes SQLite undo the transaction by itself.
        if (files.write.inTransaction()) await raw(connection, 'rollback')
      } finally {
        end(connection)
      }
    },
    destroy: async () => {},
  }
}

function onlyReads({ query, sql }: CompiledQuery): boolean {
  return query.kind === 'SelectQueryNode' || (query.kind === 'RawNode' && /^\s*select\b/i.test(sql))
}

type Prepared = { readonly statement: StatementSync; readonly reads: boolean; readonly count: number }

/** Prepared statements are kept; the least recently used one goes first. */
function handle(db: DatabaseSync, fatal: Fatal): Handle {
  const kept = new Map<string, Prepared>()

  function prepare(sql: string): Prepared {
    const found = kept.get(sql)
    if (found !== undefined) {
      kept.delete(sql)
      kept.set(sql, found)
      return found
    }
    const statement = db.prepare(sql)
    const made = { statement, reads: statement.columns().length > 0, count: marks(sql) }
    kept.set(sql, made)
    const oldest = kept.size > STATEMENTS_KEPT ? kept.keys().next().value : undefined
    if (oldest !== undefined) kept.delete(oldest)
    return made
  }

  return {
    run: ({ sql, parameters: values }) => {
      try {
        const { statement, reads, count } = prepare(sql)
        if (count !== values.length)
          throw new TypeError(`expected ${count} parameters, found ${values.length}`)
        return execute(statement, reads, parameters(values))
      } catch (cause) {
        const problem = sqliteProblem(cause)
        if (problem instanceof OwcError && problem.problem.code === 'sync-failed') fatal(problem)
        throw problem
      }
    },
    inTransaction: () => db.isTransaction,
    close: () => db.close(),
  }
}

function execute(statement: StatementSync, reads: boolean, values: Parameter[]): QueryResult<unknown> {
  if (reads) return { rows: statement.all(...values) }
  const { changes, lastInsertRowid } = statement.run(...values)
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
}

/** Question marks outside of quotes: node:sqlite binds NULL to those that get no value. */
function marks(sql: string): number {
  return sql.replace(/'[^']*'|"[^"]*"|--[^\n]*/g, '').split('?').length - 1
}

// sqlite.org/rescode.html; extended codes carry the primary one in the low byte
const SQLITE_FULL = 13
const SQLITE_IOERR_FSYNC = 1034
const SQLITE_IOERR_DIR_FSYNC = 1290

function sqliteProblem(cause: unknown): unknown {
  const { errcode, message } = cause as { errcode?: unknown; message?: unknown }
  if (typeof errcode !== 'number') return cause
  if ((errcode & 0xff) === SQLITE_FULL)
    return new OwcError(
      {
        code: 'disk-full',
        where: 'database',
        expected: 'room on the disk of the data folder',
        found: 'none left',
        hint: 'The transaction was undone; make room and repeat.',
      },
      cause,
    )
  if (errcode !== SQLITE_IOERR_FSYNC && errcode !== SQLITE_IOERR_DIR_FSYNC) return cause
  return new OwcError(
    {
      code: 'sync-failed',
      where: 'database',
      expected: 'the disk to confirm that a commit is durable',
      found: String(message),
      hint: 'Nothing more is written; check the disk, then start again.',
    },
    cause,
  )
}

// Tables in one schema of a PostgreSQL database (≥ 15). Integers come back as safe numbers or not at all; values are
// checked before the driver sees them, since pg binds undefined as NULL and prints dates and objects as text.

import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient, sql } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { OwcError } from '../../base/errors.ts'
import type { Tables } from '../contracts.ts'
import { parameters } from './engine.ts'
import type { Durability } from './sqlite.ts'

export type PostgresPlace = {
  readonly url: string // postgres://user@host:port/database
  readonly schema: string // [a-z_]{1,40}; made when absent
  readonly durability: Durability // `normal`: commits are not waited for on the disk
}

const CONNECTIONS = 4 // per schema and process: four schemas make 16 of PostgreSQL's default 100
const INT8 = 20
const NUMERIC = 1700 // sum() of int8
const DISK_FULL = '53100' // postgresql.org/docs/15/errcodes-appendix.html

export async function openPostgres({ url, schema, durability }: PostgresPlace): Promise<Tables> {
  if (!/^[a-z_]{1,40}$/.test(schema)) throw new TypeError(`expected a plain schema name, found ${schema}`)
  const { default: pg } = await import('pg') // 20 ms that a node with SQLite does not pay
  const types = new pg.TypeOverrides()
  types.setTypeParser(INT8, safeInteger)
  types.setTypeParser(NUMERIC, safeInteger)
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    types,
    options: `-c search_path=${schema} -c synchronous_commit=${durability === 'full' ? 'on' : 'off'}`,
  })
  pool.on('error', () => {}) // an idle connection was cut: the next query opens another or fails by itself
  // biome-ignore lint/suspicious/noExplicitAny: each caller narrows to its own tables
  const db = new Kysely<any>({ dialect: new PostgresDialect({ pool: checked(pool) }) })
  try {
    await sql`create schema if not exists ${sql.ref(schema)}`.execute(db)
  } catch (cause) {
    await db.destroy()
    throw cause
  }
  return {
    engine: 'postgres',
    db,
    transaction: (work) => db.transaction().execute(work),
    close: () => db.destroy(),
  }
}

/** Puts schema `from` in the place of schema `to`, at once for everybody who asks afterwards. */
export async function exchangeSchema(tables: Tables, from: string, to: string): Promise<void> {
  await tables.transaction(async (tx) => {
    await sql`drop schema ${sql.ref(to)} cascade`.execute(tx)
    await sql`alter schema ${sql.ref(from)} rename to ${sql.ref(to)}`.execute(tx)
  })
}

export async function dropSchema(tables: Tables, schema: string): Promise<void> {
  await sql`drop schema if exists ${sql.ref(schema)} cascade`.execute(tables.db)
}

/** Writes every table anew, so that deleted rows leave its files. The server's log of writes is the server's affair. */
export async function scrubSchema({ db }: Tables, schema: string): Promise<void> {
  const { rows } = await sql<{ name: string }>`select tablename as name from pg_tables
    where schemaname = ${schema} order by 1`.execute(db)
  for (const { name } of rows) await sql`vacuum (full) ${sql.ref(`${schema}.${name}`)}`.execute(db)
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value)) return value
  throw new RangeError(`expected a safe integer from the database, found ${text.slice(0, 40)}`)
}

function checked(pool: Pool): PostgresPool {
  const facades = new WeakMap<PoolClient, PostgresPoolClient>()
  return {
    options: pool.options,
    end: () => pool.end(),
    connect: async () => {
      const client = await pool.connect()
      const known = facades.get(client)
      if (known !== undefined) return known
      const facade: PostgresPoolClient = {
        query: (text: unknown, values?: readonly unknown[]) => {
          if (typeof text !== 'string') throw new Error('cursors are not offered: page by key instead')
          return client.query(text, parameters(values ?? [])).catch((cause: unknown) => {
            throw postgresProblem(cause)
          }) as never // one of two overloads: the cursor is refused above
        },
        release: (destroy) => client.release(destroy),
      }
      facades.set(client, facade)
      return facade
    },
  }
}

function postgresProblem(cause: unknown): unknown {
  if ((cause as { code?: unknown }).code !== DISK_FULL) return cause
  return new OwcError(
    {
      code: 'disk-full',
      where: 'database',
      expected: 'room on the disk of PostgreSQL',
      found: 'none left',
      hint: 'The transaction was undone; make room there and repeat.',
    },
    cause,
  )
}

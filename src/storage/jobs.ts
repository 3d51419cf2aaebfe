// Work that must happen even if the process dies: a row per job. A claim is a lease; when it lapses, the job is
// claimed again, so work is done at least once. Dead jobs stay, with their problem, until a person looks.

import { type Kysely, sql } from 'kysely'
import type { Job, Jobs, Tables } from './contracts.ts'
import { columnType, numberedKey, skipLocked } from './tables/engine.ts'

type Rows = {
  job: {
    id: number
    kind: string
    payload: string
    state: 'waiting' | 'dead'
    run_at: number
    lease_until: number // 0: not claimed
    tries: number
    problem: string | null
  }
}

const MAX_PROBLEM_CHARACTERS = 4000

export async function openJobs(tables: Tables): Promise<Jobs> {
  const db: Kysely<Rows> = tables.db
  await createJobTable(db, tables)

  async function claim(
    kinds: readonly string[],
    nowSeconds: number,
    leaseSeconds: number,
  ): Promise<Job | undefined> {
    if (kinds.length === 0) return undefined
    const due = db
      .selectFrom('job')
      .select('id')
      .where('state', '=', 'waiting')
      .where('kind', 'in', kinds)
      .where('run_at', '<=', nowSeconds)
      .where('lease_until', '<=', nowSeconds)
      .orderBy('run_at')
      .orderBy('id')
      .limit(1)
    return db
      .updateTable('job')
      .set({ lease_until: nowSeconds + leaseSeconds, tries: sql`tries + 1` })
      .where('id', '=', skipLocked(tables.engine, due))
      .returning(['id', 'kind', 'payload', 'tries'])
      .executeTakeFirst()
  }

  return {
    add: async (kind, payload, runAtSeconds) => {
      const row = { kind, payload, state: 'waiting', run_at: runAtSeconds, lease_until: 0, tries: 0 } as const
      return (
        await db
          .insertInto('job')
          .values(row as never)
          .returning('id')
          .executeTakeFirstOrThrow()
      ).id
    },
    claim,
    renew: async (id, leaseUntilSeconds) => {
      await db.updateTable('job').set({ lease_until: leaseUntilSeconds }).where('id', '=', id).execute()
    },
    list: async (limit) => {
      const rows = await db.selectFrom('job').selectAll().orderBy('id').limit(limit).execute()
      return rows.map(({ id, kind, payload, tries, state, run_at, problem }) => {
        const known = problem === null ? {} : { problem }
        return { id, kind, payload, tries, state, runAtSeconds: run_at, ...known }
      })
    },
    done: async (id) => {
      await db.deleteFrom('job').where('id', '=', id).execute()
    },
    fail: async (id, problem, retryAtSeconds) => {
      const state = retryAtSeconds === undefined ? 'dead' : 'waiting'
      const cut = problem.slice(0, MAX_PROBLEM_CHARACTERS)
      await db
        .updateTable('job')
        .set({ state, lease_until: 0, problem: cut, ...(state === 'waiting' && { run_at: retryAtSeconds }) })
        .where('id', '=', id)
        .execute()
    },
  }
}

async function createJobTable(db: Kysely<Rows>, { engine }: Tables): Promise<void> {
  const integer = sql`${columnType(engine, 'integer')}`
  const text = sql`${columnType(engine, 'text')}`
  await db.schema
    .createTable('job')
    .ifNotExists()
    .addColumn('id', sql`${numberedKey(engine)}`, (column) => column.primaryKey())
    .addColumn('kind', text, (column) => column.notNull())
    .addColumn('payload', text, (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('run_at', integer, (column) => column.notNull())
    .addColumn('lease_until', integer, (column) => column.notNull())
    .addColumn('tries', integer, (column) => column.notNull())
    .addColumn('problem', text)
    .execute()
  await db.schema
    .createIndex('job_by_due')
    .ifNotExists()
    .on('job')
    .columns(['state', 'run_at', 'id'])
    .execute()
}

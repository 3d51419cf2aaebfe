// The four databases of a node: log, facts, index, state. Four files with SQLite, four schemas of one database with
// PostgreSQL. What is acknowledged stands in log and state, which are durable at once; the others can be made again.

import { rm } from 'node:fs/promises'
import path from 'node:path'
import { OwcError } from '../base/errors.ts'
import { closeFd, openFd, syncFd } from './chunks.ts'
import type { DatabaseName, Storage, Tables } from './contracts.ts'
import type { Disk, Fatal } from './disk.ts'
import { dropSchema, exchangeSchema, openPostgres, scrubSchema } from './tables/postgres.ts'
import { copySqlite, openSqlite, type SqliteTables } from './tables/sqlite.ts'

const DURABILITY = { log: 'full', state: 'full', facts: 'normal', index: 'normal' } as const satisfies Record<
  DatabaseName,
  string
>

const SAID = ['log', 'index', 'state'] as const // that may hold words of statements

export type Databases = Pick<Storage, 'rebuildIndex' | 'scratchIndex' | 'copyDatabase' | 'scrub'> & {
  /** `index` is opened before it is rebuilt. */
  open(name: DatabaseName): Promise<Tables>
}

export function sqliteDatabases(folder: string, disk: Disk, fatal: Fatal = () => {}): Databases {
  const opened = new Map<DatabaseName, SqliteTables>()
  const file = (name: string) => path.join(folder, `${name}.db`)
  const [fresh, scratch] = [file('index-new'), file('index-check')]
  const [rebuilding, checking] = [oneAtATime(), oneAtATime()]
  let index: SqliteTables | undefined

  return {
    open: async (name) => {
      const tables = await openSqlite(file(name), { durability: DURABILITY[name], fatal })
      opened.set(name, tables)
      if (name !== 'index') return tables
      index = tables
      for (const left of [fresh, scratch]) await removeSqlite(left) // of a rebuild or check that died
      return tables
    },
    scrub: async () => {
      const ended = await Promise.allSettled(SAID.map((name) => opened.get(name)?.scrub()))
      for (const one of ended) if (one.status === 'rejected') throw one.reason
    },
    scratchIndex: (use) =>
      checking(async () => {
        await removeSqlite(scratch)
        const tables = await openSqlite(scratch, { durability: DURABILITY.index })
        try {
          return await use(tables)
        } finally {
          await tables.close()
          await removeSqlite(scratch)
        }
      }),
    copyDatabase: async (name, to) => {
      await copySqlite(file(name), to)
      await syncFile(disk, to)
    },
    rebuildIndex: (fill) =>
      rebuilding(async () => {
        if (index === undefined) throw new Error('expected the index to be open')
        await removeSqlite(fresh)
        const tables = await openSqlite(fresh, { durability: DURABILITY.index, fatal })
        try {
          await disk.during('index.fill', () => fill(tables))
        } finally {
          await tables.close() // moves everything into the one file
        }
        await syncFile(disk, fresh)
        await index.exchange(async () => {
          // A log left beside the new file would be replayed into it.
          await removeSqliteLog(file('index'))
          await disk.rename('index.swap', fresh, file('index'))
          await disk.syncFolder('index.swap', folder)
        })
      }),
  }
}

export function postgresDatabases(url: string, disk: Disk): Databases {
  const [fresh, scratch] = ['owc_index_new', 'owc_index_check']
  const [rebuilding, checking] = [oneAtATime(), oneAtATime()]
  let index: Tables | undefined

  return {
    open: async (name) => {
      const tables = await openPostgres({ url, schema: `owc_${name}`, durability: DURABILITY[name] })
      if (name === 'index') index = tables
      return tables
    },
    rebuildIndex: (fill) =>
      rebuilding(async () => {
        if (index === undefined) throw new Error('expected the index to be open')
        await dropSchema(index, fresh)
        const tables = await openPostgres({ url, schema: fresh, durability: DURABILITY.index })
        try {
          await disk.during('index.fill', () => fill(tables))
        } finally {
          await tables.close()
        }
        const present = index
        await disk.during('index.swap', () => exchangeSchema(present, fresh, 'owc_index'))
      }),
    scrub: async () => {
      if (index === undefined) throw new Error('expected the index to be open')
      for (const name of SAID) await scrubSchema(index, `owc_${name}`)
    },
    scratchIndex: (use) =>
      checking(async () => {
        if (index === undefined) throw new Error('expected the index to be open')
        await dropSchema(index, scratch)
        const tables = await openPostgres({ url, schema: scratch, durability: DURABILITY.index })
        try {
          return await use(tables)
        } finally {
          await tables.close()
          await dropSchema(index, scratch)
        }
      }),
    copyDatabase: async (name) => {
      throw new OwcError({
        code: 'backup-elsewhere',
        where: `database ${name}`,
        expected: 'SQLite files in the data folder',
        found: 'PostgreSQL',
        hint: 'Back the database up by pg_dump or your server’s own means, then copy the data folder.',
      })
    },
  }
}

function oneAtATime(): <R>(work: () => Promise<R>) => Promise<R> {
  let running = false
  return async (work) => {
    if (running) throw new Error('expected one rebuild or check of the index at a time')
    running = true
    try {
      return await work()
    } finally {
      running = false
    }
  }
}

async function syncFile(disk: Disk, file: string): Promise<void> {
  const fd = await openFd(file, 'r+')
  try {
    await disk.sync('index.fill', file, () => syncFd(fd))
  } finally {
    await closeFd(fd)
  }
}

async function removeSqlite(file: string): Promise<void> {
  await removeSqliteLog(file)
  await rm(file, { force: true })
}

async function removeSqliteLog(file: string): Promise<void> {
  for (const suffix of ['-wal', '-shm']) await rm(`${file}${suffix}`, { force: true })
}

// The four databases of a node: log, facts, index, state. Four files with SQLite, four schemas of one database with
// PostgreSQL. What is acknowledged stands in log and state, which are durable at once; the others can be made again.

import { rm } from 'node:fs/promises'
import path from 'node:path'
import { closeFd, openFd, syncFd } from './chunks.ts'
import type { Storage, Tables } from './contracts.ts'
import type { Disk, Fatal } from './disk.ts'
import { dropSchema, exchangeSchema, openPostgres } from './tables/postgres.ts'
import { openSqlite, type SqliteTables } from './tables/sqlite.ts'

const DURABILITY = { log: 'full', state: 'full', facts: 'normal', index: 'normal' } as const
type Name = keyof typeof DURABILITY

export type Databases = {
  open(name: Name): Promise<Tables>
  /** After `index` was opened; one at a time. */
  rebuildIndex: Storage['rebuildIndex']
}

export function sqliteDatabases(folder: string, disk: Disk, fatal: Fatal = () => {}): Databases {
  const file = (name: string) => path.join(folder, `${name}.db`)
  const fresh = file('index-new')
  let index: SqliteTables | undefined

  return {
    open: async (name) => {
      const tables = await openSqlite(file(name), { durability: DURABILITY[name], fatal })
      if (name !== 'index') return tables
      index = tables
      await removeSqlite(fresh) // of a rebuild that died
      return tables
    },
    rebuildIndex: oneAtATime(async (fill) => {
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
  const fresh = 'owc_index_new'
  let index: Tables | undefined

  return {
    open: async (name) => {
      const tables = await openPostgres({ url, schema: `owc_${name}`, durability: DURABILITY[name] })
      if (name === 'index') index = tables
      return tables
    },
    rebuildIndex: oneAtATime(async (fill) => {
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
  }
}

function oneAtATime(rebuild: Storage['rebuildIndex']): Storage['rebuildIndex'] {
  let running = false
  return async (fill) => {
    if (running) throw new Error('expected one rebuild of the index at a time')
    running = true
    try {
      await rebuild(fill)
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

// The contract suites of storage on a real PostgreSQL, and what only several processes can get wrong.

import assert from 'node:assert/strict'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, test } from 'node:test'
import { sql } from 'kysely'
import { openDisk } from '../../src/storage/disk.ts'
import { openJobs } from '../../src/storage/jobs.ts'
import { lockPostgres } from '../../src/storage/locks/postgres.ts'
import { openLogStore } from '../../src/storage/log-store.ts'
import { openStorage } from '../../src/storage/open.ts'
import { dumpTables, insertFolded } from '../../src/storage/tables/fold.ts'
import { openPostgres } from '../../src/storage/tables/postgres.ts'
import { createTables, type TableSet } from '../../src/storage/tables/schema.ts'
import { code } from '../storage/contract/bytes.ts'
import { jobsContract, jobsOrderContract } from '../storage/contract/jobs.ts'
import { logStoreContract } from '../storage/contract/log-store.ts'
import { tablesContract } from '../storage/contract/tables.ts'
import { faulty } from '../storage/faulty.ts'
import { startPostgres } from './server.ts'

const server = await startPostgres()
after(() => server.stop())

async function make() {
  const url = await server.database()
  const tables = await openPostgres({ url, schema: 'owc_test', durability: 'full' })
  return { tables, url, close: () => tables.close() }
}

async function makeLogStore() {
  const one = await make()
  const two = await openPostgres({ url: one.url, schema: 'owc_test', durability: 'full' })
  const close = async () => {
    await one.close()
    await two.close()
  }
  return {
    store: await openLogStore(one.tables, openDisk()),
    other: await openLogStore(two, openDisk()),
    close,
  }
}

async function makeJobs() {
  const { tables, close } = await make()
  return { jobs: await openJobs(tables), close }
}

let seed = 1
tablesContract('tables in PostgreSQL', make)
logStoreContract('log store in PostgreSQL', makeLogStore)
logStoreContract('log store in PostgreSQL, calls failing', async () => {
  const { store, other, close } = await makeLogStore()
  return {
    store: faulty(store, { seed: seed++, failing: 0.25 }),
    other: faulty(other, { seed: seed++, failing: 0.25 }),
    close,
  }
})
jobsContract('jobs in PostgreSQL', makeJobs)
jobsOrderContract('jobs in PostgreSQL', makeJobs)

test('tables in PostgreSQL: an integer that is not safe is thrown, never rounded', async () => {
  const { tables, close } = await make()
  try {
    await assert.rejects(sql`select 9007199254740993::int8 as n`.execute(tables.db), RangeError)
  } finally {
    await close()
  }
})

test('lock in PostgreSQL: one owner, named; free when it is released', async () => {
  const url = await server.database()
  const lock = await lockPostgres(url, 'owc_log')
  await assert.rejects(lockPostgres(url, 'owc_log'), (error: Error) => {
    assert.match(error.message, /session \d+, from 127\.0\.0\.1/)
    return code('data-locked')(error)
  })
  const other = await lockPostgres(url, 'another_log')
  await other.release()
  await lock.release()
  await (await lockPostgres(url, 'owc_log')).release()
})

const set = { status: { columns: { stage: 'text', words: 'search' } } } as const satisfies TableSet

test('storage on PostgreSQL: opens, is exclusive, exchanges its index, and finds everything again', async () => {
  const url = await server.database()
  await using folder = await mkdtempDisposable(path.join(tmpdir(), 'owc-open-'))
  const place = { dataFolder: folder.path, database: url, holder: { pid: 1, sinceSeconds: 0 } }
  const storage = await openStorage(place)
  const put = (idx: number, stage: string) => ({
    key: { origin: 'o', idx, ord: 0 },
    row: { stage, words: stage },
  })
  await createTables(storage.index, set)
  const { key, row } = put(1, 'old')
  await insertFolded(storage.index.db, set, key, { table: 'status', row })
  await using elsewhere = await mkdtempDisposable(path.join(tmpdir(), 'owc-open-'))
  await assert.rejects(openStorage({ ...place, dataFolder: elsewhere.path }), code('data-locked'))
  const fails = storage.rebuildIndex(async () => {
    throw new Error('no')
  })
  await assert.rejects(fails, /no/)
  assert.equal((await Array.fromAsync(dumpTables(storage.index.db, set)))[0], '["status","o",1,0,"old"]')
  await storage.rebuildIndex(async (tables) => {
    await createTables(tables, set)
    const { key, row } = put(2, 'new')
    await insertFolded(tables.db, set, key, { table: 'status', row })
  })
  assert.equal((await Array.fromAsync(dumpTables(storage.index.db, set)))[0], '["status","o",2,0,"new"]')
  const beside = await storage.scratchIndex(async (tables) => {
    await createTables(tables, set)
    return await Array.fromAsync(dumpTables(tables.db, set))
  })
  assert.deepEqual(beside, []) // empty, apart, and gone after
  assert.equal((await Array.fromAsync(dumpTables(storage.index.db, set)))[0], '["status","o",2,0,"new"]')
  await assert.rejects(
    storage.copyDatabase('log', path.join(folder.path, 'copy.db')),
    code('backup-elsewhere'),
  )
  await storage.close()
  const again = await openStorage(place)
  assert.equal((await Array.fromAsync(dumpTables(again.index.db, set)))[0], '["status","o",2,0,"new"]')
  await again.close()
})

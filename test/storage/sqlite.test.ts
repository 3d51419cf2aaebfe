// The contract suites on SQLite files, as they are and behind faults; what only SQLite can get wrong.

import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import { CompiledQuery, sql } from 'kysely'
import { openDisk } from '../../src/storage/disk.ts'
import { openJobs } from '../../src/storage/jobs.ts'
import { openLogStore } from '../../src/storage/log-store.ts'
import { openSqlite } from '../../src/storage/tables/sqlite.ts'
import { jobsContract, jobsOrderContract } from './contract/jobs.ts'
import { logStoreContract } from './contract/log-store.ts'
import { tablesContract } from './contract/tables.ts'
import { faulty } from './faulty.ts'
import { temporary } from './temporary.ts'

async function make() {
  const folder = await temporary()
  const tables = await openSqlite(path.join(folder.path, 'test.db'), { durability: 'normal' })
  const close = async () => {
    await tables.close()
    await folder.remove()
  }
  return { tables, close, file: path.join(folder.path, 'test.db') }
}

async function makeLogStore() {
  const { tables, close } = await make()
  return { store: await openLogStore(tables, openDisk()), close }
}

async function makeJobs() {
  const { tables, close } = await make()
  return { jobs: await openJobs(tables), close }
}

let seed = 1
async function makeFaultyLogStore() {
  const { store, close } = await makeLogStore()
  return { store: faulty(store, { seed: seed++, failing: 0.25 }), close }
}

async function makeFaultyJobs() {
  const { jobs, close } = await makeJobs()
  return { jobs: faulty(jobs, { seed: seed++, failing: 0.25 }), close }
}

tablesContract('tables in SQLite', make)
logStoreContract('log store in SQLite', makeLogStore)
logStoreContract('log store in SQLite, calls failing', makeFaultyLogStore)
jobsContract('jobs in SQLite', makeJobs)
jobsContract('jobs in SQLite, calls failing', makeFaultyJobs)
jobsOrderContract('jobs in SQLite', makeJobs)

test('tables in SQLite: missing and spare parameters are refused', async () => {
  const { tables, close } = await make()
  try {
    for (const [text, values] of [
      ['select ? as a, ? as b', [1]],
      ['select ? as a', [1, 2]],
      ['select 1 as a', [1]],
      ['select ? as a', [{ a: 1 }]],
    ] as const)
      await assert.rejects(tables.db.executeQuery(CompiledQuery.raw(text, [...values])), TypeError)
    const { rows } = await sql<{ a: string }>`select '?' as a, ${'it'} as "b?"`.execute(tables.db)
    assert.deepEqual({ ...rows[0] }, { a: '?', 'b?': 'it' })
  } finally {
    await close()
  }
})

test('tables in SQLite: a limit stands in the text, since a bound one has each use compiled anew', async () => {
  const { tables, close } = await make()
  try {
    await sql`create table "some" as select value as "n" from json_each('[1, 2, 3, 4]')`.execute(tables.db)
    const ask = tables.db.selectFrom('some').select('n').orderBy('n').limit(2).offset(1)
    assert.match(ask.compile().sql, / limit 2 offset 1$/)
    assert.deepEqual(ask.compile().parameters, [])
    assert.deepEqual(
      (await ask.execute()).map(({ n }) => n),
      [2, 3],
    )
    for (const count of [1.5, Number.NaN, 2 ** 60])
      assert.deepEqual(tables.db.selectFrom('some').select('n').limit(count).compile().parameters, [count])
  } finally {
    await close()
  }
})

test('tables in SQLite: an integer that is not safe is thrown, never rounded', async () => {
  const { tables, close } = await make()
  try {
    await assert.rejects(sql`select 9007199254740993 as n`.execute(tables.db), { code: 'ERR_OUT_OF_RANGE' })
  } finally {
    await close()
  }
})

test('tables in SQLite: a full disk is said so, and the transaction is undone', async () => {
  const { tables, close } = await make()
  try {
    await sql`create table filler (text text)`.execute(tables.db)
    await sql`pragma max_page_count = 40`.execute(tables.db)
    const fill = tables.transaction(async (tx) => {
      for (;;)
        await tx
          .insertInto('filler')
          .values({ text: 'x'.repeat(10_000) })
          .execute()
    })
    await assert.rejects(fill, { name: 'OwcError', message: /no(ne left| room)/ })
    assert.deepEqual(await tables.db.selectFrom('filler').selectAll().execute(), [])
    await tables.transaction((tx) => tx.insertInto('filler').values({ text: 'fits' }).execute())
  } finally {
    await close()
  }
})

test('tables in SQLite: who holds the tables sees the exchanged file from then on', async () => {
  const { tables, close, file } = await make()
  const other = `${file}.other`
  try {
    await sql`create table t (a text)`.execute(tables.db)
    await tables.db.insertInto('t').values({ a: 'old' }).execute()
    const fresh = await openSqlite(other, { durability: 'normal' })
    await sql`create table t (a text)`.execute(fresh.db)
    await fresh.db.insertInto('t').values({ a: 'new' }).execute()
    await fresh.close()
    const { rename } = await import('node:fs/promises')
    const reads = () => tables.db.selectFrom('t').select('a').execute()
    const [, during] = await Promise.all([
      tables.exchange(() => rename(other, file)),
      tables.transaction(async (tx) => tx.selectFrom('t').select('a').execute()),
    ])
    assert.deepEqual(
      during.map(({ a }) => a),
      ['new'],
    )
    assert.deepEqual(
      (await reads()).map(({ a }) => a),
      ['new'],
    )
  } finally {
    await close()
  }
})

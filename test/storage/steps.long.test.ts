// Failure before and after each named durable step (schedules.ts), here once for each name; test/fault/ runs them all.

import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { utf8 } from '../../src/base/bytes.ts'
import { openDisk } from '../../src/storage/disk.ts'
import { openLogStore } from '../../src/storage/log-store.ts'
import { openStorage } from '../../src/storage/open.ts'
import { STEPS } from '../../src/storage/steps.ts'
import { dumpTables, insertFolded } from '../../src/storage/tables/fold.ts'
import { createTables, type TableSet } from '../../src/storage/tables/schema.ts'
import { openSqlite } from '../../src/storage/tables/sqlite.ts'
import { digestOf } from './contract/bytes.ts'
import { A, B, failAndRepeatFilesAt, failFilesAt, failing, pointsOfFiles, reached } from './schedules.ts'
import { temporary } from './temporary.ts'

test('durable steps of files: nothing acknowledged is lost when one fails or the process dies there', async () => {
  const points = await pointsOfFiles()
  assert.ok(points.length > 80)
  for (const point of new Set(points)) {
    await failFilesAt(points.lastIndexOf(point), 'dies')
    if (point.startsWith('before')) await failAndRepeatFilesAt(points.indexOf(point), 'fails')
  }
})

test('durable steps of the log store: an entry is there or was not acknowledged', async () => {
  for (let at = 0; at < 8; at++) {
    await using folder = await temporary()
    const file = path.join(folder.path, 'log.db')
    const tables = await openSqlite(file, { durability: 'full' })
    const store = await openLogStore(tables, openDisk(failing(at, 'dies').step))
    const body = { digest: digestOf(A), envelope: A }
    const head = { size: 1, root: new Uint8Array(32), note: 'n' }
    const calls = [
      () => store.append(0, [{ leaf: utf8('a'), body }]),
      () => store.swapHead(undefined, head),
      () => store.erase(body.digest, digestOf(B)),
    ]
    const done: boolean[] = []
    for (const call of calls)
      done.push(
        await call().then(
          () => true,
          () => false,
        ),
      )
    await tables.close()
    const reopened = await openSqlite(file, { durability: 'full' })
    const after = await openLogStore(reopened, openDisk())
    const count = await after.count()
    assert.equal((await Array.fromAsync(after.entries(0, 9))).length, count)
    assert.equal((await after.body(body.digest)) !== undefined, count === 1, 'entry and body stand together')
    if (done[0]) assert.equal(count, 1)
    if (done[1]) assert.equal((await after.head())?.note, 'n')
    assert.ok(((await after.head())?.size ?? 0) <= count, 'no head without its entries')
    if (done[2]) assert.deepEqual(await after.body(body.digest), { erased: digestOf(B) })
    await reopened.close()
  }
})

const set = { status: { columns: { stage: 'text' } } } as const satisfies TableSet

test('durable steps of the index exchange: the old index or the new one, whole', async () => {
  const seen = new Set<string>()
  for (let at = 0; at < 8; at++) {
    await using folder = await temporary()
    const place = { dataFolder: folder.path, database: '', holder: { pid: 1, sinceSeconds: 0 } }
    let armed = false
    const { step } = failing(at, 'dies')
    const storage = await openStorage({
      ...place,
      step: (name, when) => (armed ? step(name, when) : undefined),
    })
    const say = (tables: typeof storage.index, stage: string) =>
      insertFolded(tables.db, set, { origin: 'o', idx: 0, ord: 0 }, { table: 'status', row: { stage } })
    await createTables(storage.index, set)
    await say(storage.index, 'old')
    armed = true
    const rebuilt = storage.rebuildIndex(async (tables) => {
      await createTables(tables, set)
      await say(tables, 'new')
    })
    const done = await rebuilt.then(
      () => true,
      () => false,
    )
    await storage.close()
    const after = await openStorage(place)
    const [line] = await Array.fromAsync(dumpTables(after.index.db, set))
    seen.add(String(line))
    assert.ok(line === '["status","o",0,0,"new"]' || (!done && line === '["status","o",0,0,"old"]'))
    assert.ok(!(await readdir(folder.path)).some((name) => name.startsWith('index-new')))
    await after.close()
  }
  assert.equal(seen.size, 2)
})

test('durable steps: every one that is named was failed, before and after', () => {
  const wanted = STEPS.flatMap((name) => [`before ${name}`, `after ${name}`])
  assert.deepEqual([...reached].sort(), wanted.sort())
})

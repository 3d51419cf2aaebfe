// Rows that were deleted leave the file, its log and the segments of full text; rows that stay are found as before.

import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { test } from 'node:test'
import { eraseFolded, insertAllFolded } from '../../src/storage/tables/fold.ts'
import { createTables, type TableSet } from '../../src/storage/tables/schema.ts'
import { searchKeys } from '../../src/storage/tables/search.ts'
import { openSqlite } from '../../src/storage/tables/sqlite.ts'
import { temporary } from './temporary.ts'

const set = {
  said: { columns: { name: 'text', line: 'text', words: 'search' }, indexes: [['name'], ['line']] },
} as const satisfies TableSet
const ROWS = 1_200
const word = (i: number) => `planted${((i * 7919) % 100003).toString(36)}zz${i}q` // in no order, so that pages split

test('scrub: what was deleted is in no file, though rows were moved before; what stays is found', async () => {
  await using folder = await temporary()
  const tables = await openSqlite(path.join(folder.path, 'index.db'), { durability: 'normal' })
  await createTables(tables, set)
  for (let at = 0; at < ROWS; at += 100)
    await tables.transaction((tx) =>
      insertAllFolded(
        tx,
        set,
        Array.from({ length: 100 }, (_, k) => {
          const name = word(at + k)
          const row = { name, line: `says ${name}${'x'.repeat((at + k) % 400)}`, words: `hello ${name}` }
          return { key: { origin: 'o', idx: at + k, ord: 0 }, put: { table: 'said', row } }
        }),
      ),
    )
  const gone = Array.from({ length: ROWS / 3 }, (_, i) => 3 * i)
  await tables.transaction(async (tx) => {
    for (const idx of gone) await eraseFolded(tx, set, { origin: 'o', idx })
  })
  const left = () => {
    const files = readdirSync(folder.path).map((name) => readFileSync(path.join(folder.path, name)))
    return gone.filter((i) => files.some((bytes) => bytes.includes(word(i)))).length
  }
  assert.ok(left() > 0, 'deleting alone leaves some of them')
  const reading = searchKeys(tables, 'said', { words: 'hello', limit: 5 })
  await Promise.all([tables.scrub(), reading])
  assert.equal(left(), 0)
  assert.equal((await reading).length, 5)
  assert.equal((await searchKeys(tables, 'said', { words: word(1), limit: 5 })).length, 1)
  assert.equal((await searchKeys(tables, 'said', { words: word(3), limit: 5 })).length, 0)
  await tables.scrub()
  await tables.close()
})

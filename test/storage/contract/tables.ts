// What every engine of tables must hold (contracts.ts, tables/): the same rows, orders, words and refusals.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sql } from 'kysely'
import type { Tables } from '../../../src/storage/contracts.ts'
import { dumpTables, eraseFolded, insertFolded } from '../../../src/storage/tables/fold.ts'
import {
  createPlainTables,
  createTables,
  type FoldedRows,
  type Rows,
  type TableSet,
} from '../../../src/storage/tables/schema.ts'
import { searchKeys } from '../../../src/storage/tables/search.ts'

export type TablesUnderTest = { readonly tables: Tables; close(): Promise<void> }

const plain = {
  note: {
    columns: { name: 'text', sizeBytes: 'integer', seen: 'integer?', remark: 'text?' },
    indexes: [['name'], ['sizeBytes', 'name']],
  },
} as const satisfies TableSet

const folded = {
  release: {
    columns: { name: 'text', size: 'integer?', order: 'text?', words: 'search' },
    indexes: [['name']],
  },
  status: { columns: { stage: 'text' } },
} as const satisfies TableSet

export function tablesContract(name: string, make: () => Promise<TablesUnderTest>): void {
  const check = (holds: string, work: (tables: Tables) => Promise<void>) =>
    test(`${name}: ${holds}`, async () => {
      const made = await make()
      try {
        await createPlainTables(made.tables, plain)
        await createTables(made.tables, folded)
        await work(made.tables)
      } finally {
        await made.close()
      }
    })
  checkPlain(check)
  checkTransactions(check)
  checkFolded(check)
  checkSearch(check)
}

type Check = (holds: string, work: (tables: Tables) => Promise<void>) => void

function checkPlain(check: Check): void {
  check('making tables again keeps what is in them', async (tables) => {
    const { db } = tables as Tables<Rows<typeof plain>>
    await db.insertInto('note').values(note('a', 1)).execute()
    await createPlainTables(tables, plain)
    assert.equal((await db.selectFrom('note').selectAll().execute()).length, 1)
  })

  check('values come back as they were: large integers, null, any text', async ({ db }) => {
    const texts = ['', 'é', 'e\u0301', '💡', 'quote \' and " and ; --', 'a\nb', '\u{10FFFF}', '%_\\', '$1 ?']
    const values = texts.map((remark, i) => ({ ...note(`n${i}`, Number.MAX_SAFE_INTEGER - i), remark }))
    await db.insertInto('note').values(values).execute()
    const rows = await db.selectFrom('note').selectAll().orderBy('sizeBytes', 'desc').execute()
    assert.deepEqual(
      rows.map((row) => ({ ...row })),
      values,
    )
  })

  check('text that one engine cannot hold is the same on all', async ({ db }) => {
    await db.insertInto('note').values(note('a\0b\ud800c', 1)).execute()
    assert.equal((await db.selectFrom('note').select('name').executeTakeFirst())?.name, 'a\ufffdb\ufffdc')
    assert.equal(
      (await db.selectFrom('note').selectAll().where('name', '=', 'a\0b\ud800c').execute()).length,
      1,
    )
  })

  check('values that drivers would take silently are refused', async ({ db }) => {
    for (const bad of [undefined, {}, [], new Date(0), true, 1.5, 2 ** 53, Number.NaN, 10n, Symbol('s')]) {
      await assert.rejects(sql`select name from note where name = ${bad}`.execute(db), TypeError)
      await assert.rejects(sql`update note set name = ${'x'} where seen = ${bad}`.execute(db), TypeError)
    }
  })

  check('text is ordered by its bytes', async ({ db }) => {
    const names = ['Z', 'a', 'B', 'é', 'z', 'aa', '_', '\u{1F600}', '\uffff', '10', '9']
    await db
      .insertInto('note')
      .values(names.map((name) => note(name, 1)))
      .execute()
    const rows = await db.selectFrom('note').select('name').orderBy('name').execute()
    assert.deepEqual(
      rows.map(({ name }) => name),
      [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    )
  })

  check('counts and sums are numbers', async ({ db }) => {
    await db
      .insertInto('note')
      .values([note('a', 5_000_000_000), note('b', 6)])
      .execute()
    const { count, sum } = await db
      .selectFrom('note')
      .select((of) => [of.fn.countAll().as('count'), of.fn.sum('sizeBytes').as('sum')])
      .executeTakeFirstOrThrow()
    assert.deepEqual([count, sum], [2, 5_000_000_006])
  })

  check('a key holds one row; an upsert changes it; affected rows are counted', async ({ db }) => {
    await db.insertInto('note').values(note('a', 1)).execute()
    await assert.rejects(db.insertInto('note').values(note('a', 2)).execute())
    await db
      .insertInto('note')
      .values(note('a', 3))
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ sizeBytes: 3 }))
      .execute()
    const { numUpdatedRows } = await db
      .updateTable('note')
      .set({ seen: 9 })
      .where('sizeBytes', '=', 3)
      .executeTakeFirstOrThrow()
    assert.equal(numUpdatedRows, 1n)
  })
}

function checkTransactions(check: Check): void {
  check('a transaction is seen by others only when it has ended', async (tables) => {
    const { db } = tables
    await tables.transaction(async (tx) => {
      await tx.insertInto('note').values(note('a', 1)).execute()
      assert.equal((await tx.selectFrom('note').selectAll().execute()).length, 1)
      assert.equal((await db.selectFrom('note').selectAll().execute()).length, 0)
    })
    assert.equal((await db.selectFrom('note').selectAll().execute()).length, 1)
  })

  check('a transaction that throws leaves nothing, and the next one works', async (tables) => {
    const failing = tables.transaction(async (tx) => {
      await tx.insertInto('note').values(note('a', 1)).execute()
      throw new Error('changed my mind')
    })
    await assert.rejects(failing, /changed my mind/)
    const broken = tables.transaction(async (tx) => {
      await tx.insertInto('note').values(note('a', 1)).execute()
      await sql`select nothing from nowhere`.execute(tx)
    })
    await assert.rejects(broken)
    assert.equal((await tables.db.selectFrom('note').selectAll().execute()).length, 0)
    await tables.transaction((tx) => tx.insertInto('note').values(note('a', 1)).execute())
    assert.equal((await tables.db.selectFrom('note').selectAll().execute()).length, 1)
  })

  check('writers at the same time do not lose each other', async (tables) => {
    await tables.db.insertInto('note').values(note('sum', 0)).execute()
    const add = () =>
      tables.transaction(async (tx) => {
        await sql`update note set ${sql.ref('sizeBytes')} = ${sql.ref('sizeBytes')} + 1`.execute(tx)
        await new Promise((resolve) => setImmediate(resolve))
        await sql`update note set ${sql.ref('sizeBytes')} = ${sql.ref('sizeBytes')} + 1`.execute(tx)
      })
    const alone = () =>
      sql`update note set ${sql.ref('sizeBytes')} = ${sql.ref('sizeBytes')} + 1`.execute(tables.db)
    await Promise.all([add(), alone(), add(), alone(), add(), add()])
    assert.equal((await tables.db.selectFrom('note').selectAll().executeTakeFirst())?.['sizeBytes'], 10)
  })
}

function checkFolded(check: Check): void {
  check('the dump is canonical, whatever the order of insertion', async (tables) => {
    const puts = [
      { key: { origin: 'b', idx: 1, ord: 0 }, put: { table: 'status', row: { stage: 'two' } } },
      { key: { origin: 'a', idx: 10, ord: 1 }, put: { table: 'release', row: { name: 'é"', order: 'o', words: 'Café au Lait, café' } } },
      { key: { origin: 'a', idx: 9, ord: 0 }, put: { table: 'release', row: { name: 'y', size: 5, order: null, words: '' } } },
      { key: { origin: 'B', idx: 2, ord: 0 }, put: { table: 'status', row: { stage: 'one' } } },
    ] // biome-ignore format: a table
    for (const { key, put } of puts) await insertFolded(tables.db, folded, key, put)
    assert.deepEqual(await Array.fromAsync(dumpTables(tables.db, folded)), [
      '["release","a",9,0,"y",null,5]',
      '["release","a",10,1,"é\\"","o",null]',
      '["release_search","a",9,0,""]',
      '["release_search","a",10,1,"cafe au lait"]',
      '["status","B",2,0,"one"]',
      '["status","b",1,0,"two"]',
    ])
  })

  check('an erasure leaves what a fold without the entry gives', async (tables) => {
    const say = async (idx: number) => {
      await insertFolded(tables.db, folded, { origin: 'o', idx, ord: 0 }, { table: 'release', row: { name: `n${idx}`, words: `word${idx} all` } }) // biome-ignore format: one call
      await insertFolded(
        tables.db,
        folded,
        { origin: 'o', idx, ord: 1 },
        { table: 'status', row: { stage: 's' } },
      )
    }
    for (const idx of [0, 2]) await say(idx)
    const without = await Array.fromAsync(dumpTables(tables.db, folded))
    await say(1)
    await tables.transaction((tx) => eraseFolded(tx, folded, { origin: 'o', idx: 1 }))
    assert.deepEqual(await Array.fromAsync(dumpTables(tables.db, folded)), without)
    assert.deepEqual(await searchKeys(tables, 'release', { words: 'word1', limit: 9 }), [])
    assert.equal((await searchKeys(tables, 'release', { words: 'all', limit: 9 })).length, 2)
  })

  check('a long table is dumped page by page without loss', async (tables) => {
    await tables.transaction(async (tx) => {
      for (let i = 0; i < 2100; i++)
        await insertFolded(
          tx,
          folded,
          { origin: 'o', idx: i >> 1, ord: i & 1 },
          { table: 'status', row: { stage: `${i}` } },
        )
    })
    const lines = await Array.fromAsync(dumpTables(tables.db, folded))
    assert.deepEqual(
      lines.map((line) => (JSON.parse(line) as string[])[4]),
      Array.from({ length: 2100 }, (_, i) => `${i}`),
    )
  })

  check('a row that is not of its table is a defect, and stores nothing', async ({ db }) => {
    const key = { origin: 'o', idx: 0, ord: 0 }
    const rows = [
      { table: 'nowhere', row: {} },
      { table: 'toString', row: {} },
      { table: 'status', row: {} },
      { table: 'status', row: { stage: null } },
      { table: 'status', row: { stage: 5 } },
      { table: 'status', row: { stage: 's', more: 1 } },
      { table: 'release', row: { name: 'n', size: '5', words: '' } },
      { table: 'release', row: { name: 'n' } },
    ]
    for (const put of rows) await assert.rejects(insertFolded(db, folded, key, put), TypeError)
    assert.deepEqual(await Array.fromAsync(dumpTables(db, folded)), [])
  })
}

function checkSearch(check: Check): void {
  const say = (tables: Tables, idx: number, words: string) =>
    insertFolded(
      tables.db,
      folded,
      { origin: 'o', idx, ord: 0 },
      { table: 'release', row: { name: 'n', words } },
    )
  const found = async (tables: Tables, words: string) =>
    (await searchKeys(tables, 'release', { words, limit: 50 })).map(({ idx }) => idx)

  check(
    'words are found whole, the last one from its beginning, newest first, accents aside',
    async (tables) => {
      await say(tables, 0, 'MiniLM-L6 v2: sentence embeddings, Apache-2.0')
      await say(tables, 1, 'Gemma3 270m, déjà vu, ÅNGSTRÖM ﬁne Ⅳ')
      await say(tables, 2, 'Мистраль 7B и 日本語 모델')
      const rows: [string, number[]][] = [
        ['minilm', [0]],
        ['mini', [0]],
        ['mini embeddings', []],
        ['MINILM sent', [0]],
        ['deja', [1]],
        ['angstrom vu', [1]],
        ['fine iv', [1]],
        ['мистраль', [2]],
        ['日本', [2]],
        ['모델', [2]],
        ['v', [1, 0]],
        ['2 0', [0]],
        ['nothing', []],
        ['', []],
        ['   ', []],
        ['-*"', []],
      ]
      for (const [words, expected] of rows) assert.deepEqual(await found(tables, words), expected, words)
    },
  )

  check("what means something to an engine's query language is a word or nothing", async (tables) => {
    await say(tables, 0, 'alpha or not near beta')
    const hostile = ['alpha" OR "x', "alpha' & 'beta", 'alpha AND zzz', 'words: alpha', 'alpha:*', '!alpha', 'alpha <-> beta', '(alpha', 'NEAR(alpha beta)', '^alpha', '-alpha', 'alpha\0beta', '\\', "''", '"""', '\ud800', 'a*'.repeat(5000), 'x '.repeat(5000)] // biome-ignore format: a table
    for (const words of hostile) assert.ok((await found(tables, words)).length <= 1, words)
    assert.deepEqual(await found(tables, 'alpha OR beta'), [0])
    assert.deepEqual(await found(tables, 'alpha AND beta'), [])
  })

  check('a list goes on where it ended', async (tables) => {
    for (let idx = 0; idx < 25; idx++) await say(tables, idx, `common word${idx}`)
    const seen: number[] = []
    let before: number | undefined
    for (;;) {
      const hits = await searchKeys(tables, 'release', {
        words: 'common',
        limit: 10,
        ...(before && { before }),
      })
      if (hits.length === 0) break
      seen.push(...hits.map(({ idx }) => idx))
      before = hits.at(-1)?.at
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 25 }, (_, i) => 24 - i),
    )
  })

  check('text of any length and form can be stored', async (tables) => {
    const texts = ['w'.repeat(10_000), Array.from({ length: 9000 }, (_, i) => `w${i}`).join(' '), '\u0301'.repeat(500), '\0', '💡'.repeat(9), '\ud800x'] // biome-ignore format: a table
    for (const [idx, words] of texts.entries()) await say(tables, idx, words)
    assert.deepEqual(await found(tables, 'w3999'), [1])
    assert.deepEqual(await found(tables, 'w'.repeat(64)), [0])
  })

  check('rows have the type that their set says', async ({ db }) => {
    const typed = db as Tables<FoldedRows<typeof folded>>['db']
    await insertFolded(
      db,
      folded,
      { origin: 'o', idx: 3, ord: 1 },
      { table: 'release', row: { name: 'n', words: '' } },
    )
    const row = await typed.selectFrom('release').selectAll().executeTakeFirstOrThrow()
    assert.deepEqual({ ...row }, { origin: 'o', idx: 3, ord: 1, name: 'n', size: null, order: null })
  })
}

function note(name: string, sizeBytes: number) {
  return { name, sizeBytes, seen: null, remark: null }
}

// The price of one set of queries for two engines: a list of fifty and a point, through Kysely and our dialect,
// against the same SQL prepared by hand in node:sqlite.

import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openSqlite } from '../../../src/storage/tables/sqlite.ts'
import { libraryData, nameOf, RELEASES } from '../kit/library.ts'
import { interleave, type Rounds, type Row } from '../row.ts'
import type { Workshop } from '../workshop.ts'

const PEER = 'the same SQL prepared by hand'
const COLUMNS = [
  'name',
  'display',
  'version',
  'kind',
  'artifact',
  'time',
  'place',
  'size_bytes',
  'formats',
] as const

export const kyselyList: Row = {
  id: 'kysely-list',
  work: 'Kysely on SQLite: list of 50',
  peer: PEER,
  bar: [{ of: 'ratio', sign: '≥', value: 0.55 }],
  run: (shop) => compare(shop, 'list'),
}

export const kyselyPoint: Row = {
  id: 'kysely-point',
  work: 'Kysely on SQLite: point select',
  peer: PEER,
  bar: [{ of: 'ratio', sign: '≥', value: 0.3 }],
  run: (shop) => compare(shop, 'point'),
}

async function compare(shop: Workshop, kind: 'list' | 'point'): Promise<Rounds> {
  const file = join(await libraryData(shop), 'index.db')
  const tables = await openSqlite(file, { durability: 'normal' })
  shop.later(() => tables.close())
  const db = new DatabaseSync(file, { readOnly: true })
  shop.later(() => db.close())
  db.exec('pragma temp_store = memory; pragma cache_size = -16000')
  const query = (name: string) =>
    kind === 'list'
      ? tables.db
          .selectFrom('records')
          .select([...COLUMNS])
          .where('name', '>', name)
          .orderBy('name')
          .limit(50)
      : tables.db
          .selectFrom('records')
          .select([...COLUMNS])
          .where('name', '=', name)
  const statement = db.prepare(query('x').compile().sql)
  const more = kind === 'list' ? [50] : []
  const count = kind === 'list' ? 2_000 : 10_000
  const names = Array.from({ length: count }, (_, i) => nameOf((i * 7919) % RELEASES))
  const timed = async (work: (name: string) => Promise<number>): Promise<number> => {
    const started = performance.now()
    let rows = 0
    for (const name of names) rows += await work(name)
    if (rows < count) throw new Error(`expected at least ${count} rows, found ${rows}`)
    return (count * 1000) / (performance.now() - started)
  }
  return await interleave({
    unit: 'queries/s',
    rounds: 7,
    ours: () => timed(async (name) => (await query(name).execute()).length),
    theirs: () => timed(async (name) => statement.all(name, ...more).length),
  })
}

// owc rebuild: the whole log folded again into a fresh index, which then takes the old one's place. The digest is that
// of the canonical dump: the same log always gives the same.

import { createHash } from 'node:crypto'
import type { Kysely } from 'kysely'
import type { Sha256 } from '../base/digest.ts'
import type { Storage, Tables } from '../storage/contracts.ts'
import { dumpTables } from '../storage/tables/fold.ts'
import type { TableSet } from '../storage/tables/schema.ts'
import { createIndex, type Folding, foldTo } from './fold.ts'
import type { FactsTables } from './state-tables.ts'

const FOLD_VERSION = 2 // raised when a fold gives other rows for the same statement

export type Rebuilt = { readonly statements: number; readonly dump: Sha256 }

export async function rebuild(
  folding: Folding,
  storage: Storage,
  log: { checkpoint(): { readonly size: number } },
): Promise<Rebuilt> {
  let statements = 0
  await storage.rebuildIndex(async (fresh: Tables) => {
    await createIndex(fresh, folding.subjects)
    statements = await foldTo(folding, fresh, log.checkpoint().size)
  })
  await foldTo(folding, storage.index, log.checkpoint().size) // what was logged meanwhile
  return { statements, dump: await dumpDigest(storage.index, folding.set) }
}

/** Makes the index's tables; an index that was folded under another shape of tables is folded again. */
export async function openIndex(folding: Folding, storage: Storage, size: number): Promise<void> {
  const shape = createHash('sha256')
    .update(JSON.stringify([FOLD_VERSION, folding.set]))
    .digest('hex')
  const facts = storage.facts.db as Kysely<FactsTables>
  const known = await facts
    .selectFrom('folded')
    .select('shape')
    .where('name', '=', 'index')
    .executeTakeFirst()
  if (known?.shape === shape) return await createIndex(storage.index, folding.subjects) // a lost index is folded anew
  if (size === 0) await createIndex(storage.index, folding.subjects)
  else
    await storage.rebuildIndex(async (fresh) => {
      await createIndex(fresh, folding.subjects)
      await foldTo(folding, fresh, size)
    })
  await facts.deleteFrom('folded').where('name', '=', 'index').execute()
  await facts.insertInto('folded').values({ name: 'index', shape }).execute()
}

/** SHA-256 over the lines of the canonical dump. */
export async function dumpDigest({ db }: Pick<Tables, 'db'>, set: TableSet): Promise<Sha256> {
  const hash = createHash('sha256')
  for await (const line of dumpTables(db, set)) hash.update(`${line}\n`)
  return hash.digest('hex') as Sha256
}

// Facts of blobs: dear to compute, can be computed again, read by views only. Kept as the inspection's JSON.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../base/digest.ts'
import type { Inspection } from '../weights/inspection.ts'
import type { FactsTables } from './state-tables.ts'

export type Facts = {
  get(sha256: Sha256): Promise<Inspection | undefined>
  put(sha256: Sha256, inspection: Inspection): Promise<void>
  /** Of bytes that went: nothing that was read from them is shown any more, from memory neither. */
  forget(sha256: Sha256): Promise<void>
}

const CACHED = 256 // inspections kept in memory: a release page reads each of its files

export function openFacts(db: Kysely<FactsTables>): Facts {
  const cache = new Map<Sha256, Inspection>()
  const remember = (sha256: Sha256, inspection: Inspection): void => {
    cache.delete(sha256)
    cache.set(sha256, inspection)
    const [oldest] = cache.keys()
    if (cache.size > CACHED && oldest !== undefined) cache.delete(oldest)
  }
  return {
    async get(sha256) {
      const known = cache.get(sha256)
      if (known !== undefined) return known
      const row = await db
        .selectFrom('fact')
        .select('inspection')
        .where('sha256', '=', sha256)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const inspection = JSON.parse(row.inspection) as Inspection // our own writing
      remember(sha256, inspection)
      return inspection
    },
    async put(sha256, inspection) {
      await db.deleteFrom('fact').where('sha256', '=', sha256).execute()
      await db
        .insertInto('fact')
        .values({ sha256, inspection: JSON.stringify(inspection) })
        .execute()
      remember(sha256, inspection)
    },
    async forget(sha256) {
      await db.deleteFrom('fact').where('sha256', '=', sha256).execute()
      cache.delete(sha256)
    },
  }
}

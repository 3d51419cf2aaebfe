// What was answered to statements and about artifacts, in the order of the log.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { Tables } from './fold.ts'

const MAX_ANSWERS = 500

export type Answer = {
  readonly about: Sha256
  readonly kind: string
  readonly text: string
  readonly finding: string | null
  readonly issuer: string
  readonly statement: Sha256
  readonly time: Instant
}

/** Each statement once, under the first of the digests that it is about. */
export async function answersTo(db: Kysely<Tables>, digests: readonly Sha256[]): Promise<readonly Answer[]> {
  if (digests.length === 0) return []
  const rows = await db
    .selectFrom('answers')
    .selectAll()
    .where('about', 'in', digests)
    .orderBy('place')
    .orderBy('ord')
    .limit(MAX_ANSWERS)
    .execute()
  const once = new Map(rows.toReversed().map((row) => [row.statement, row]))
  return [...once.values()]
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map((row) => ({
      about: row.about as Sha256,
      kind: row.kind,
      text: row.said,
      finding: row.finding,
      issuer: row.issuer,
      statement: row.statement as Sha256,
      time: row.time as Instant,
    }))
}

// Who looked into which question of a release, and what came of it. Who looks again about the same question replaces
// what they said before; nobody replaces anybody else's.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { Tables } from './fold.ts'
import type { Review } from './statements.ts'

const MAX_REVIEWS = 500

export type ReviewRow = {
  readonly question: string
  readonly outcome: Review['outcome']
  readonly how: string
  readonly interest: string
  readonly evidence: readonly Sha256[] // that it points to
  readonly issuer: string
  readonly statement: Sha256
  readonly time: Instant
  readonly place: string
}

/** Newest first: of each person and question the newest alone. */
export async function reviewsOf(
  db: Kysely<Tables>,
  digests: readonly Sha256[],
): Promise<readonly ReviewRow[]> {
  if (digests.length === 0) return []
  const rows = await db
    .selectFrom((from) =>
      from
        .selectFrom('reviews')
        .selectAll()
        .select(({ fn }) =>
          fn
            .agg<number>('row_number')
            .over((over) => over.partitionBy(['issuer', 'question']).orderBy('place', 'desc').orderBy('ord'))
            .as('turn'),
        )
        .where('about', 'in', digests)
        .as('said'),
    )
    .selectAll()
    .where('turn', '=', 1) // before the limit: who says it again and again hides nobody else
    .orderBy('place', 'desc')
    .limit(MAX_REVIEWS)
    .execute()
  return rows.map((row) => ({
    question: row.question,
    outcome: row.outcome as Review['outcome'],
    how: row.how,
    interest: row.interest,
    evidence: JSON.parse(row.evidence),
    issuer: row.issuer,
    statement: row.statement as Sha256,
    time: row.time as Instant,
    place: row.place,
  }))
}

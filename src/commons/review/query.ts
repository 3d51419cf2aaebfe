// Who looked into which question of a release, and what came of it. Who looks again about the same question replaces
// what they said before; nobody replaces anybody else's.

import { type Kysely, sql } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import { byTurns, SPOKE, TURN } from '../in-turns.ts'
import type { Tables } from './fold.ts'
import type { Review } from './statements.ts'

const MAX_REVIEWS = 500

const NEWEST = sql<number>`row_number() over (partition by issuer, question order by place desc, ord)`.as(
  'newest',
)

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

/** Newest first: of each person and question the newest alone.
 *  @param first whose reviews stay in sight whoever else reviews */
export async function reviewsOf(
  db: Kysely<Tables>,
  digests: readonly Sha256[],
  first: readonly string[] = [],
): Promise<readonly ReviewRow[]> {
  if (digests.length === 0) return []
  const newest = db
    .selectFrom((from) =>
      from.selectFrom('reviews').selectAll().select([NEWEST, SPOKE]).where('about', 'in', digests).as('said'),
    )
    .selectAll()
    .where('newest', '=', 1) // before the limit: who says it again and again hides nobody else
  const rows = await db
    .selectFrom((from) => from.selectFrom(newest.as('newest')).selectAll().select(TURN).as('all'))
    .selectAll()
    .orderBy(byTurns(first))
    .limit(MAX_REVIEWS)
    .execute()
  rows.sort((a, b) => (a.place < b.place ? 1 : a.place > b.place ? -1 : a.ord - b.ord))
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

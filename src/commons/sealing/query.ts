// Seals that wait, what opened them, and what was erased. Whether salt and payload really open a commitment is for
// those who hold the payload to check (ledger/seal.ts).

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { Tables } from './fold.ts'

export type SealView = {
  readonly statement: Sha256
  readonly commitment: Sha256
  readonly hint: string | null
  readonly opens: string | null
  readonly issuer: string
  readonly time: Instant
}

export type RevealView = {
  readonly statement: Sha256
  readonly salt: string
  readonly payload: Sha256
  readonly time: Instant
}

/** Seals of an issuer that have a day and are not opened yet. */
export async function seals(db: Kysely<Tables>, issuer: string): Promise<readonly Sha256[]> {
  const rows = await db
    .selectFrom('seals')
    .select('statement')
    .where('issuer', '=', issuer)
    .where('opens', 'is not', null)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(selectFrom('reveals').select('reveals.seal').whereRef('reveals.seal', '=', 'seals.statement')),
      ),
    )
    .execute()
  return rows.map(({ statement }) => statement as Sha256)
}

/** Seals of whose opening nothing is logged and whose day has come. */
export async function dueSeals(
  db: Kysely<Tables>,
  now: Instant,
  limit: number,
): Promise<readonly SealView[]> {
  const rows = await db
    .selectFrom('seals')
    .selectAll()
    .where('opens', '<=', now)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(selectFrom('reveals').select('reveals.seal').whereRef('reveals.seal', '=', 'seals.statement')),
      ),
    )
    .orderBy('place')
    .limit(limit)
    .execute()
  return rows.map((row) => ({
    statement: row.statement as Sha256,
    commitment: row.commitment as Sha256,
    hint: row.hint,
    opens: row.opens,
    issuer: row.issuer,
    time: row.time as Instant,
  }))
}

/** The first opening of a seal by its own issuer: from there on what it held has effect. */
export async function revealOf(db: Kysely<Tables>, seal: Sha256): Promise<RevealView | undefined> {
  const row = await db
    .selectFrom('reveals')
    .innerJoin('seals', (join) =>
      join.onRef('seals.statement', '=', 'reveals.seal').onRef('seals.issuer', '=', 'reveals.issuer'),
    )
    .select(['reveals.statement', 'reveals.salt', 'reveals.payload', 'reveals.time'])
    .where('reveals.seal', '=', seal)
    .orderBy('reveals.place')
    .limit(1)
    .executeTakeFirst()
  return (
    row && {
      statement: row.statement as Sha256,
      salt: row.salt,
      payload: row.payload as Sha256,
      time: row.time as Instant,
    }
  )
}

export type ErasureView = {
  readonly by: Sha256
  readonly reason: string
  readonly text: string
  readonly issuer: string
  readonly time: Instant
}

/** Why a statement's body is gone. */
export async function erasureOf(db: Kysely<Tables>, erased: Sha256): Promise<ErasureView | undefined> {
  const row = await db
    .selectFrom('erasures')
    .selectAll()
    .where('erased', '=', erased)
    .orderBy('place')
    .limit(1)
    .executeTakeFirst()
  return (
    row && {
      by: row.statement as Sha256,
      reason: row.reason,
      text: row.said,
      issuer: row.issuer,
      time: row.time as Instant,
    }
  )
}

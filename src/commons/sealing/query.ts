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
  readonly opens: Instant | null
  readonly issuer: string
  readonly time: Instant
}

export type RevealView = {
  readonly statement: Sha256
  readonly seal: Sha256
  readonly commitment: Sha256
  readonly sealedAt: Instant
  readonly salt: string // hex
  readonly payload: Sha256
  readonly time: Instant
}

/** Seals by their statements; those that are none of this log are left out. */
export async function sealsOf(
  db: Kysely<Tables>,
  statements: readonly Sha256[],
): Promise<readonly SealView[]> {
  if (statements.length === 0) return []
  const rows = await db
    .selectFrom('seals')
    .selectAll()
    .where('statement', 'in', statements)
    .orderBy('place')
    .execute()
  return [...new Map(rows.toReversed().map((row) => [row.statement, row])).values()].reverse().map(sealView)
}

/** Newest seals, opened or not. */
export async function newestSeals(db: Kysely<Tables>, limit: number): Promise<readonly SealView[]> {
  const rows = await db.selectFrom('seals').selectAll().orderBy('place', 'desc').limit(limit).execute()
  return rows.map(sealView)
}

function sealView(row: Tables['seals']): SealView {
  return {
    statement: row.statement as Sha256,
    commitment: row.commitment as Sha256,
    hint: row.hint,
    opens: row.opens as Instant | null,
    issuer: row.issuer,
    time: row.time as Instant,
  }
}

/** The first opening of a seal that counts: from there on what it held has effect. Its issuer may open it at any
 *  time; from its day on anybody who has the salt, as its node does. Text order of times is their order. */
export async function revealOf(db: Kysely<Tables>, seal: Sha256): Promise<RevealView | undefined> {
  const row = await opening(db).where('reveals.seal', '=', seal).executeTakeFirst()
  return row && revealView(row)
}

/** The seal that held a statement, when one did. */
export async function openedFrom(db: Kysely<Tables>, payload: Sha256): Promise<RevealView | undefined> {
  const row = await opening(db).where('reveals.payload', '=', payload).executeTakeFirst()
  return row && revealView(row)
}

function opening(db: Kysely<Tables>) {
  return db
    .selectFrom('reveals')
    .innerJoin('seals', 'seals.statement', 'reveals.seal')
    .where((eb) =>
      eb.or([
        eb('seals.issuer', '=', eb.ref('reveals.issuer')),
        eb('seals.opens', '<=', eb.ref('reveals.time')),
      ]),
    )
    .select([
      'reveals.statement',
      'reveals.seal',
      'reveals.salt',
      'reveals.payload',
      'reveals.time',
      'seals.time as sealed',
      'seals.commitment',
    ])
    .orderBy('reveals.place')
    .limit(1)
}

type OpeningRow = Pick<Tables['reveals'], 'statement' | 'seal' | 'salt' | 'payload' | 'time'> & {
  readonly sealed: string
  readonly commitment: string
}

function revealView(row: OpeningRow): RevealView {
  return {
    statement: row.statement as Sha256,
    seal: row.seal as Sha256,
    commitment: row.commitment as Sha256,
    sealedAt: row.sealed as Instant,
    salt: row.salt,
    payload: row.payload as Sha256,
    time: row.time as Instant,
  }
}

export type ErasureView = {
  readonly by: Sha256
  readonly reason: string
  readonly text: string
  readonly issuer: string
  readonly time: Instant
}

/** Why a statement's body is gone. Anybody can say an erasure: `by` is the one that was carried out. */
export async function erasureOf(
  db: Kysely<Tables>,
  { erased, by }: { readonly erased: Sha256; readonly by: Sha256 },
): Promise<ErasureView | undefined> {
  const row = await db
    .selectFrom('erasures')
    .selectAll()
    .where('erased', '=', erased)
    .where('statement', '=', by)
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

// Every statement of every type, known or not, as rows: what it is, who says it, what it is about, where it stands.
// The one table that views of "what was said" read; a subject's own tables hold what its statements mean.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../base/digest.ts'
import type { Instant } from '../base/time.ts'
import type { FoldedRows, TableSet } from '../storage/tables/schema.ts'
import type { Logged, Put } from './subject.ts'
import { statementTypes } from './subjects.ts'

export const allTables = {
  statements: {
    columns: {
      statement: 'text',
      type: 'text',
      issuer: 'text',
      issued: 'text',
      time: 'text',
      known: 'integer',
      seq: 'integer?', // of ordered types: place in the issuer's stream
      line: 'text', // its body in a few plain words; empty when its type is unknown
    },
    indexes: [
      ['statement'],
      ['time', 'origin', 'idx'],
      ['type', 'time', 'origin', 'idx'],
      ['issuer', 'time', 'origin', 'idx'],
      ['issuer', 'type', 'time', 'origin', 'idx'],
    ],
  },
  statement_subjects: {
    columns: { digest: 'text', name: 'text?', statement: 'text', time: 'text' },
    indexes: [['digest', 'time', 'origin', 'idx'], ['statement']],
  },
} as const satisfies TableSet
export type AllTables = FoldedRows<typeof allTables>

/** `known`: its type is one of ours and its body was checked. */
export function foldAny(logged: Logged, { known }: { readonly known: boolean }): readonly Put[] {
  const { statement, type, issuer, issued, time, subjects, order } = logged
  const line = known ? lineOf(logged) : ''
  const row = { statement, type, issuer, issued, time, known: known ? 1 : 0, seq: order?.seq ?? null, line }
  return [
    { table: 'statements', row },
    ...subjects.map(({ digest, name }) => ({
      table: 'statement_subjects',
      row: { digest, name: name ?? null, statement, time },
    })),
  ]
}

const MAX_LINE = 300 // characters in lists; the whole stands on the statement's page

function lineOf({ type, body }: Logged): string {
  const line = statementTypes.get(type)?.line?.(body) ?? ''
  const flat = line.replaceAll(/\s+/g, ' ').trim()
  return flat.length <= MAX_LINE ? flat : `${flat.slice(0, MAX_LINE - 1).toWellFormed()}…`
}

export type SaidRow = {
  readonly origin: string
  readonly index: number
  readonly statement: Sha256
  readonly type: string
  readonly issuer: string
  readonly issued: string
  readonly time: Instant
  readonly known: boolean
  readonly line: string
}

/** Statements whose digest begins so, in any log; at most `limit` rows. */
export async function statementsFrom(
  db: Kysely<AllTables>,
  digits: string,
  limit: number,
): Promise<readonly SaidRow[]> {
  const rows = await db
    .selectFrom('statements')
    .selectAll()
    .where('statement', '>=', digits)
    .where('statement', '<=', `${digits}~`) // after every hexadecimal digit
    .orderBy('statement')
    .orderBy('origin')
    .orderBy('idx')
    .limit(limit)
    .execute()
  return rows.map(saidRow)
}

/** Where a statement stands: one row per log that holds it, own log first when asked so by order of origin. */
export async function entriesOf(db: Kysely<AllTables>, statement: Sha256): Promise<readonly SaidRow[]> {
  const rows = await db
    .selectFrom('statements')
    .selectAll()
    .where('statement', '=', statement)
    .orderBy('origin')
    .orderBy('idx')
    .limit(64)
    .execute()
  return rows.map(saidRow)
}

/** Statements about any of these digests, newest first; each digest is looked up by itself, so that a thousand
 *  statements about one of them cost no more than `limit`. */
export async function saidAbout(
  db: Kysely<AllTables>,
  digests: readonly Sha256[],
  limit: number,
): Promise<readonly SaidRow[]> {
  const found = new Map<string, SaidRow>()
  for (const digest of new Set(digests))
    for (const row of await newestAbout(db, digest, limit)) found.set(`${row.index} ${row.origin}`, row)
  return [...found.values()].sort(newestFirst).slice(0, limit)
}

async function newestAbout(db: Kysely<AllTables>, digest: Sha256, limit: number) {
  const rows = await db
    .selectFrom(
      db
        .selectFrom('statement_subjects')
        .select(['time', 'origin', 'idx'])
        .distinct()
        .where('digest', '=', digest)
        .orderBy('time', 'desc')
        .orderBy('origin', 'desc')
        .orderBy('idx', 'desc')
        .limit(limit)
        .as('about'),
    )
    .innerJoin('statements', (join) =>
      join.onRef('statements.origin', '=', 'about.origin').onRef('statements.idx', '=', 'about.idx'),
    )
    .selectAll('statements')
    .execute()
  return rows.map(saidRow)
}

export function newestFirst(a: SaidRow, b: SaidRow): number {
  if (a.time !== b.time) return a.time < b.time ? 1 : -1
  if (a.origin !== b.origin) return a.origin < b.origin ? 1 : -1
  return b.index - a.index
}

/** Newest statements, optionally of one type or issuer, before an index of its log. */
export async function newestSaid(
  db: Kysely<AllTables>,
  {
    type,
    issuer,
    before,
    limit,
  }: { readonly type?: string; readonly issuer?: string; readonly before?: number; readonly limit: number },
): Promise<readonly SaidRow[]> {
  let query = db.selectFrom('statements').selectAll()
  if (type !== undefined) query = query.where('type', '=', type)
  if (issuer !== undefined) query = query.where('issuer', '=', issuer)
  if (before !== undefined) query = query.where('idx', '<', before)
  const rows = await query
    .orderBy('time', 'desc')
    .orderBy('origin', 'desc')
    .orderBy('idx', 'desc')
    .limit(limit)
    .execute()
  return rows.map(saidRow)
}

/** Statements of one log at indexes from `start` up to before `end`. */
export async function saidBetween(
  db: Kysely<AllTables>,
  { origin, start, end }: { readonly origin: string; readonly start: number; readonly end: number },
): Promise<readonly SaidRow[]> {
  const rows = await db
    .selectFrom('statements')
    .selectAll()
    .where('origin', '=', origin)
    .where('idx', '>=', start)
    .where('idx', '<', end)
    .orderBy('idx')
    .execute()
  return rows.map(saidRow)
}

/** How many statements a log holds; counting stops at `limit`. */
export async function countSaid(db: Kysely<AllTables>, origin: string, limit: number): Promise<number> {
  const row = await db
    .selectFrom(
      db.selectFrom('statements').select('idx').where('origin', '=', origin).limit(limit).as('some'),
    )
    .select(({ fn }) => fn.countAll().as('count'))
    .executeTakeFirst()
  return Number(row?.count ?? 0)
}

/** Newest place in an issuer's ordered stream of one type; the next statement must name it. */
export async function streamHead(
  db: Kysely<AllTables>,
  { origin, issuer, type }: { readonly origin: string; readonly issuer: string; readonly type: string },
): Promise<{ readonly seq: number; readonly statement: Sha256 } | undefined> {
  const row = await db
    .selectFrom('statements')
    .select(['seq', 'statement'])
    .where('origin', '=', origin)
    .where('issuer', '=', issuer)
    .where('type', '=', type)
    .where('seq', 'is not', null)
    .orderBy('time', 'desc') // never decreases along a log
    .orderBy('idx', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? undefined : { seq: row.seq as number, statement: row.statement as Sha256 }
}

/** What each of these statements is about, and who said those of the digests that are statements: in one look each,
 *  for lists. */
export async function subjectsAmong(
  db: Kysely<AllTables>,
  statements: readonly Sha256[],
  limit: number,
): Promise<readonly { readonly statement: Sha256; readonly digest: Sha256 }[]> {
  if (statements.length === 0) return []
  const rows = await db
    .selectFrom('statement_subjects')
    .select(['statement', 'digest'])
    .distinct()
    .where('statement', 'in', statements)
    .orderBy('statement')
    .orderBy('digest')
    .limit(limit)
    .execute()
  return rows.map(({ statement, digest }) => ({
    statement: statement as Sha256,
    digest: digest as Sha256,
  }))
}

export async function issuersAmong(
  db: Kysely<AllTables>,
  digests: readonly Sha256[],
): Promise<readonly { readonly statement: Sha256; readonly issuer: string }[]> {
  if (digests.length === 0) return []
  const rows = await db
    .selectFrom('statements')
    .select(['statement', 'issuer'])
    .distinct()
    .where('statement', 'in', digests)
    .execute()
  return rows.map(({ statement, issuer }) => ({ statement: statement as Sha256, issuer }))
}

/** Which of these digests are statements of a log here, each with who said it and when first. */
export async function statementsAmong(
  db: Kysely<AllTables>,
  digests: readonly Sha256[],
): Promise<readonly Pick<SaidRow, 'statement' | 'issuer' | 'time'>[]> {
  if (digests.length === 0) return []
  const rows = await db
    .selectFrom('statements')
    .select(['statement', 'issuer', 'time'])
    .where('statement', 'in', digests)
    .orderBy('time', 'desc')
    .execute()
  const first = new Map(rows.map((row) => [row.statement, row])) // the last of them is the earliest
  return [...first.values()].map(({ statement, issuer, time }) => ({
    statement: statement as Sha256,
    issuer,
    time: time as Instant,
  }))
}

export async function subjectsOf(
  db: Kysely<AllTables>,
  statement: Sha256,
): Promise<readonly { readonly digest: Sha256; readonly name: string | null }[]> {
  const rows = await db
    .selectFrom('statement_subjects')
    .select(['digest', 'name'])
    .distinct()
    .where('statement', '=', statement)
    .execute()
  return rows.map(({ digest, name }) => ({ digest: digest as Sha256, name }))
}

export function saidRow(row: AllTables['statements']): SaidRow {
  return {
    origin: row.origin,
    index: row.idx,
    statement: row.statement as Sha256,
    type: row.type,
    issuer: row.issuer,
    issued: row.issued,
    time: row.time as Instant,
    known: row.known === 1,
    line: row.line,
  }
}

/** How many statements of a type are about any of these digests: only asked where a list of them was cut. */
export async function countAbout(
  db: Kysely<AllTables>,
  { type, digests }: { readonly type: string; readonly digests: readonly Sha256[] },
): Promise<number> {
  const found = await db
    .selectFrom('statement_subjects')
    .innerJoin('statements', 'statements.statement', 'statement_subjects.statement')
    .select(({ fn }) => fn.count<number>('statements.statement').distinct().as('count'))
    .where('statement_subjects.digest', 'in', digests)
    .where('statements.type', '=', type)
    .executeTakeFirst()
  return Number(found?.count ?? 0)
}

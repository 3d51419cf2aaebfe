// The fold: entries of our log become rows, in log order, by the subjects' pure functions. It inserts only; an entry
// whose body is erased leaves no rows (erase.ts deletes those that were there, as a rebuild would).
// What was folded is derived from the rows themselves: time leaves leave none, so the next entry to fold is the one
// after the newest statement.

import type { Sha256 } from '../base/digest.ts'
import { instant } from '../base/time.ts'
import { allTables, foldAny } from '../commons/all-statements.ts'
import type { Logged, Subject } from '../commons/subject.ts'
import { checkBody } from '../commons/validate.ts'
import type { Crypto } from '../ledger/crypto.ts'
import { parseEntry, type StatementEntry } from '../ledger/entry.ts'
import { parseEnvelope } from '../ledger/envelope.ts'
import { readStatement } from '../ledger/statement.ts'
import type { LogStore, Tables } from '../storage/contracts.ts'
import { insertAllFolded, type KeyedRow } from '../storage/tables/fold.ts'
import { createTables, type TableSet } from '../storage/tables/schema.ts'

const BATCH = 1_000 // entries folded in one transaction
const MAX_ROWS = 2_000 // kept before they are written

export type Folding = {
  readonly origin: string
  readonly store: LogStore
  readonly subjects: readonly Subject[]
  readonly set: TableSet // indexTables(subjects)
  readonly crypto: Crypto
}

/** Every table of the index: the common ones and those of each subject. */
export function indexTables(subjects: readonly Subject[]): TableSet {
  return Object.assign({}, allTables, ...subjects.map((subject) => subject.tables))
}

export async function createIndex(tables: Tables, subjects: readonly Subject[]): Promise<void> {
  await createTables(tables, indexTables(subjects))
}

/** `newest`: index after the newest row, by which another index is told; `next`: where to go on; `seconds`: log time there. */
type Reached = { readonly newest: number; readonly next: number; readonly seconds: number }

/** Where the fold of our log goes on, and the log time there. */
export async function foldedSoFar({ db }: Pick<Tables, 'db'>, origin: string): Promise<Reached> {
  const row = await db
    .selectFrom('statements')
    .select(['idx', 'time'])
    .where('origin', '=', origin)
    .orderBy('idx', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (row === undefined) return { newest: 0, next: 0, seconds: 0 }
  return { newest: row.idx + 1, next: row.idx + 1, seconds: Date.parse(row.time) / 1000 }
}

/** Folds entries up to `to`; returns how many statements that were. Idempotent: starts after what is folded. */
export async function foldTo(folding: Folding, tables: Tables, to: number): Promise<number> {
  let statements = 0
  let reached: Reached | undefined
  do {
    const before = reached
    const batch = await tables.transaction((tx) => foldBatch(folding, tx, { to, before }))
    statements += batch.statements
    reached = batch.reached
  } while (reached.next < to)
  return statements
}

/** One transaction asks for itself where to go on: between two of them a rebuild may put another index in place, and
 *  two folds of one log then never leave a hole or fold an entry twice. */
async function foldBatch(
  folding: Folding,
  tx: Tables['db'],
  { to, before }: { readonly to: number; readonly before: Reached | undefined },
): Promise<{ readonly statements: number; readonly reached: Reached }> {
  const present = await foldedSoFar({ db: tx }, folding.origin)
  const start = before?.newest === present.newest ? before : present // entries without rows were looked at
  const end = Math.min(start.next + BATCH, to)
  let { newest, seconds } = start
  let statements = 0
  let rows: KeyedRow[] = []
  for await (const { index, leaf } of folding.store.entries(start.next, end)) {
    const parsed = parseEntry(leaf, `log entry ${index}`)
    if (parsed.kind === 'time') {
      seconds = parsed.seconds
      continue
    }
    const own = await rowsOf(folding, { index, leaf: parsed }, seconds)
    if (own.length > 0) newest = index + 1
    statements += 1
    rows.push(...own)
    if (rows.length < MAX_ROWS) continue
    await insertAllFolded(tx, folding.set, rows)
    rows = []
  }
  await insertAllFolded(tx, folding.set, rows)
  return { statements, reached: { newest, next: Math.max(end, start.next), seconds } }
}

async function rowsOf(
  folding: Folding,
  { index, leaf }: { readonly index: number; readonly leaf: StatementEntry },
  seconds: number,
): Promise<readonly KeyedRow[]> {
  const body = await folding.store.body(leaf.payload)
  if (body === undefined || !('envelope' in body)) return [] // erased: nothing is said here any more
  const logged = readLogged(folding, leaf, { envelope: body.envelope, index, seconds })
  const subject = folding.subjects.find(({ types }) => types.some(({ type }) => type === logged.type))
  const known = subject !== undefined && checkBody(logged.type, logged.body).length === 0
  const puts = [...foldAny(logged, { known }), ...(known ? subject.fold(logged) : [])]
  return puts.map((put, ord) => ({ key: { origin: folding.origin, idx: index, ord }, put }))
}

export function readLogged(
  { origin, crypto }: Pick<Folding, 'origin' | 'crypto'>,
  leaf: StatementEntry,
  { envelope, index, seconds }: { envelope: Uint8Array; index: number; seconds: number },
): Logged {
  const where = `log entry ${index}`
  const { payload } = parseEnvelope(envelope, where)
  const { id, type, subjects, header, body } = readStatement(payload, where, crypto)
  const { seq, prev } = header
  return {
    origin,
    index,
    time: instant(seconds),
    statement: id as Sha256,
    type,
    issuer: header.issuer,
    signers: leaf.signatures.map(({ keyid }) => keyid),
    issued: header.issued,
    ...(seq === undefined ? {} : { order: { seq, prev: prev ?? null } }),
    subjects,
    body,
  }
}

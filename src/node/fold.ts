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
import type { LogEntry, LogStore, Tables } from '../storage/contracts.ts'
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

/** Where the fold of our log goes on, and the log time there. */
export async function foldedSoFar(
  { db }: Tables,
  origin: string,
): Promise<{ next: number; seconds: number }> {
  const row = await db
    .selectFrom('statements')
    .select(['idx', 'time'])
    .where('origin', '=', origin)
    .orderBy('idx', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row === undefined
    ? { next: 0, seconds: 0 }
    : { next: row.idx + 1, seconds: Date.parse(row.time) / 1000 }
}

/** Folds entries up to `to`; returns how many statements that were. Idempotent: starts after what is folded. */
export async function foldTo(folding: Folding, tables: Tables, to: number): Promise<number> {
  let { next, seconds } = await foldedSoFar(tables, folding.origin)
  let statements = 0
  while (next < to) {
    const end = Math.min(next + BATCH, to)
    const batch: { index: number; leaf: Uint8Array; seconds: number }[] = []
    for await (const entry of folding.store.entries(next, end)) {
      const parsed = parseEntry(entry.leaf, `log entry ${entry.index}`)
      if (parsed.kind === 'time') seconds = parsed.seconds
      else batch.push({ index: entry.index, leaf: entry.leaf, seconds })
    }
    await tables.transaction(async (tx) => {
      let rows: KeyedRow[] = []
      for (const { index, leaf, seconds: at } of batch) {
        rows.push(...(await rowsOf(folding, { index, leaf }, at)))
        if (rows.length < MAX_ROWS) continue
        await insertAllFolded(tx, folding.set, rows)
        rows = []
      }
      await insertAllFolded(tx, folding.set, rows)
    })
    statements += batch.length
    next = end
  }
  return statements
}

async function rowsOf(folding: Folding, entry: LogEntry, seconds: number): Promise<readonly KeyedRow[]> {
  const leaf = parseEntry(entry.leaf, `log entry ${entry.index}`) as StatementEntry
  const body = await folding.store.body(leaf.payload)
  if (body === undefined || !('envelope' in body)) return [] // erased: nothing is said here any more
  const logged = readLogged(folding, leaf, { envelope: body.envelope, index: entry.index, seconds })
  const subject = folding.subjects.find(({ types }) => types.some(({ type }) => type === logged.type))
  const known = subject !== undefined && checkBody(logged.type, logged.body).length === 0
  const puts = [...foldAny(logged, { known }), ...(known ? subject.fold(logged) : [])]
  return puts.map((put, ord) => ({ key: { origin: folding.origin, idx: entry.index, ord }, put }))
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

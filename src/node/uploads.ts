// Bytes that somebody sends before a release names them. What is announced stands in state.db, what has arrived in a
// stage of its sender's own, so that another process, or this node after its death, goes on at any byte.
// Invariants: nobody writes to another's stage; of two senders of one file the later goes on and the earlier is cut;
// nothing has a digest's name before all its bytes were hashed; what is announced names what it needs, so that the gc
// leaves it (needs.ts).

import type { Kysely } from 'kysely'
import { utf8 } from '../base/bytes.ts'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Clock } from '../base/time.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import type { Chunks, Stage, Storage } from '../storage/contracts.ts'
import { type Inspector, openInspector } from '../weights/inspector.ts'
import { InspectorPool } from '../weights/inspector-pool.ts'
import type { Facts } from './facts-store.ts'
import type { StateTables } from './state-tables.ts'
import { MAX_FILES, takeFile } from './take-in.ts'

export type Announced = {
  readonly sha256: Sha256
  readonly sizeBytes: number
  readonly path?: string // in the artifact; absent: no file of one, not inspected
}

export type UploadState = {
  readonly sha256: Sha256
  readonly sizeBytes: number
  readonly held: boolean
  readonly haveBytes: number // durable, from the start; all of them when held
}

export type Part = {
  readonly position: number
  readonly chunks: Chunks
  /** Ends the source of the chunks at once. */
  readonly cut: () => void
}

export type Uploads = {
  /** @param mayRead whether the sender may read bytes that are held here: whoever may not must send them
   *  @throws OwcError `too-large` */
  begin(
    owner: string,
    files: readonly Announced[],
    mayRead: (sha256: Sha256) => Promise<boolean>,
  ): Promise<readonly UploadState[]>
  /** What came before a failure is kept. @throws OwcError `not-found`, `upload-conflict`, `bytes-differ`, `busy` */
  write(owner: string, sha256: Sha256, part: Part): Promise<UploadState>
  /** Resolves when nothing of this file is being written; a sender that is gone may have left its last work here. */
  settled(owner: string, sha256: Sha256): Promise<void>
  /** Forgets what nobody went on with for UPLOAD_KEPT_DAYS. */
  expire(): Promise<void>
  close(): void
}

export type UploadParts = {
  readonly storage: Storage
  readonly facts: Facts
  readonly clock: Clock
  readonly maxBytes: number // announced and not yet here, of one owner
}

const UPLOAD_KEPT_DAYS = 7
const DAY_SECONDS = 86_400
const LOOK_SECONDS = 3_600 // between two looks for what was left behind
const PREFIX = 'up-'
const WHOLE_BYTES = 4 << 20 // up to here a file is taken in at once: a stage costs more than sending it again
const MAX_WRITES = 64 // at once, of all owners
const MAX_ANNOUNCED = MAX_FILES + 1_000 // not yet here, of one owner: an artifact, its manifest, what was left before
const MAX_ROWS = 200_000 // of one owner, also of what arrived within UPLOAD_KEPT_DAYS
const ROWS_AT_ONCE = 100 // in one insert: SQLite binds at most 32,766 values

export type UploadRow = StateTables['upload']

/** The stage in which an owner's bytes of a digest arrive. */
export function stageKey(owner: string, sha256: Sha256): string {
  return `${PREFIX}${nodeCrypto.sha256(utf8(owner)).toHex().slice(0, 12)}-${sha256}`
}

export function openUploads(given: UploadParts): Uploads {
  const parts = { ...given, passing: openPassing() }
  const writing = new Map<string, Writing>()
  let looked = parts.clock()
  return {
    begin: async (owner, files, mayRead) => {
      if (parts.clock() - looked >= LOOK_SECONDS) {
        looked = parts.clock()
        await expire(parts)
      }
      const once = [...new Map(files.map((file) => [file.sha256, file])).values()]
      const digests = once.map(({ sha256 }) => sha256)
      const known = await rowsOf(parts, owner, digests)
      const rows: UploadRow[] = []
      for (const file of once) rows.push(await rowFor(parts, { owner, file, known, mayRead }))
      await keep(parts, rows)
      return await Promise.all(rows.map((row) => stateOf(parts, row)))
    },
    write: (owner, sha256, part) => write(parts, writing, { owner, sha256, part }),
    settled: async (owner, sha256) => await writing.get(stageKey(owner, sha256))?.ended,
    expire: () => expire(parts),
    close: () => parts.passing.close(),
  }
}

type Db = Kysely<StateTables>

async function rowsOf(
  { storage }: UploadParts,
  owner: string,
  digests: readonly Sha256[],
): Promise<ReadonlyMap<string, UploadRow>> {
  const db: Db = storage.state.db
  const found = new Map<string, UploadRow>()
  for (let at = 0; at < digests.length; at += ROWS_AT_ONCE) {
    const some = db.selectFrom('upload').selectAll().where('owner', '=', owner)
    const rows = await some.where('sha256', 'in', digests.slice(at, at + ROWS_AT_ONCE)).execute()
    for (const row of rows) found.set(row.sha256, row)
  }
  return found
}

async function rowOf(
  { storage }: UploadParts,
  owner: string,
  sha256: Sha256,
): Promise<UploadRow | undefined> {
  const db: Db = storage.state.db
  const rows = db.selectFrom('upload').selectAll().where('owner', '=', owner)
  return await rows.where('sha256', '=', sha256).executeTakeFirst()
}

type Wanted = {
  readonly owner: string
  readonly file: Announced
  readonly known: ReadonlyMap<string, UploadRow>
  readonly mayRead: (sha256: Sha256) => Promise<boolean>
}

async function rowFor(
  { storage, clock }: UploadParts,
  { owner, file, known, mayRead }: Wanted,
): Promise<UploadRow> {
  const { sha256, sizeBytes, path } = file
  const stored = await storage.blobs.keep(sha256, clock())
  const here = stored?.sizeBytes === sizeBytes
  const held = here && (known.get(sha256)?.held === 1 || (await mayRead(sha256)))
  return {
    owner,
    sha256,
    size_bytes: sizeBytes,
    path: path ?? null,
    held: held ? 1 : 0,
    artifact: known.get(sha256)?.artifact ?? null,
    touched: clock(),
  }
}

/** All of them, or none when they are too many: files that are here count by their rows alone. */
async function keep({ storage, maxBytes }: UploadParts, rows: readonly UploadRow[]): Promise<void> {
  const [owner = ''] = rows.map((row) => row.owner)
  await storage.state.transaction(async (tx: Db) => {
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE)
      await tx
        .insertInto('upload')
        .values(rows.slice(at, at + ROWS_AT_ONCE))
        .onConflict((conflict) =>
          conflict.columns(['owner', 'sha256']).doUpdateSet((row) => ({
            size_bytes: row.ref('excluded.size_bytes'),
            path: row.ref('excluded.path'),
            held: row.ref('excluded.held'),
            touched: row.ref('excluded.touched'),
          })),
        )
        .execute()
    const own = tx.selectFrom('upload').where('owner', '=', owner)
    const { all } = await own.select(({ fn }) => fn.countAll().as('all')).executeTakeFirstOrThrow()
    if (Number(all) > MAX_ROWS) throw over(`at most ${MAX_ROWS} files in a week`, String(all))
    const waiting = await own
      .where('held', '=', 0)
      .select(({ fn }) => [fn.countAll().as('count'), fn.sum('size_bytes').as('bytes')])
      .executeTakeFirstOrThrow()
    const [count, bytes] = [Number(waiting.count), Number(waiting.bytes ?? 0)]
    if (count > MAX_ANNOUNCED) throw over(`at most ${MAX_ANNOUNCED} files`, String(count))
    if (bytes > maxBytes) throw over(`at most ${maxBytes} bytes`, String(bytes))
  })
}

async function stateOf({ storage }: UploadParts, row: UploadRow): Promise<UploadState> {
  const sha256 = row.sha256 as Sha256
  const held = row.held === 1
  const haveBytes = held
    ? row.size_bytes
    : await (await storage.blobs.stage(stageKey(row.owner, sha256))).sizeBytes()
  return { sha256, sizeBytes: row.size_bytes, held, haveBytes }
}

// ---- bytes on their way in ----

type Writing = { readonly cut: () => void; readonly ended: Promise<void> }
type Write = { readonly owner: string; readonly sha256: Sha256; readonly part: Part }

async function write(
  parts: UploadParts & { readonly passing: Passing },
  writing: Map<string, Writing>,
  { owner, sha256, part }: Write,
): Promise<UploadState> {
  const key = stageKey(owner, sha256)
  const leave = await takeOver(writing, key, part.cut)
  try {
    const row = await rowOf(parts, owner, sha256)
    if (row === undefined) throw unannounced(sha256)
    if (row.held === 1) return await stateOf(parts, row)
    const whole = part.position === 0 && row.size_bytes <= WHOLE_BYTES
    const held = whole
      ? await takeWhole(parts, row, part.chunks)
      : await fillStage(parts, await parts.storage.blobs.stage(key), { row, part })
    const now = { ...row, held: held ? 1 : 0, touched: parts.clock() }
    await keep(parts, [now])
    return await stateOf(parts, now)
  } finally {
    leave()
  }
}

/** Who comes later goes on: the earlier one is most likely dead, and its connection not yet known to be. */
async function takeOver(writing: Map<string, Writing>, key: string, cut: () => void): Promise<() => void> {
  for (let other = writing.get(key); other !== undefined; other = writing.get(key)) {
    other.cut()
    await other.ended
  }
  if (writing.size >= MAX_WRITES) throw tooManyWrites()
  const { promise, resolve } = Promise.withResolvers<void>()
  writing.set(key, { cut, ended: promise })
  return () => {
    writing.delete(key)
    resolve()
  }
}

/** Small files: into the vault as they come. Cut, nothing of them stays. */
async function takeWhole({ storage, facts }: UploadParts, row: UploadRow, chunks: Chunks): Promise<boolean> {
  const expect = { sha256: row.sha256 as Sha256, sizeBytes: row.size_bytes }
  const bytes = checkedAgainst(row, 0, chunks)
  if (row.path === null) await storage.blobs.put(bytes, expect)
  else {
    const put = (through: (chunks: Chunks) => Chunks) => storage.blobs.put(through(bytes), expect)
    await takeFile({ path: row.path, sizeBytes: row.size_bytes }, put, facts)
  }
  return true
}

/** A file that comes from its first byte to its last is inspected on the way and named at once; what was cut, or
 *  comes while another file is being inspected so, waits for the finishing. True when it is named. */
async function fillStage(
  parts: UploadParts & { readonly passing: Passing },
  stage: Stage,
  { row, part: { position, chunks } }: { readonly row: UploadRow; readonly part: Part },
): Promise<boolean> {
  let have = await stage.sizeBytes()
  if (have > row.size_bytes) {
    await stage.discard()
    have = 0
  }
  if (position !== have) throw conflict(row, position, have)
  const bytes = checkedAgainst(row, have, chunks)
  const expect = { sha256: row.sha256 as Sha256, sizeBytes: row.size_bytes }
  const inspector = have === 0 && row.path !== null ? parts.passing.take(row.path, row.size_bytes) : undefined
  try {
    const whole = have + (await stage.write(have, inspector?.through(bytes) ?? bytes)) === row.size_bytes
    if (inspector === undefined || !whole) return false
    const inspection = await inspector.result()
    await stage.commit(expect)
    await parts.facts.put(expect.sha256, inspection)
    return true
  } finally {
    if (inspector !== undefined) parts.passing.give()
  }
}

/** A thread of its own for files that pass by: as slow as their senders, they must not keep imports waiting. */
type Passing = {
  take(path: string, sizeBytes: number): Inspector | undefined
  give(): void
  close(): void
}

function openPassing(): Passing {
  const pool = new InspectorPool({ threads: 1 })
  let busy = false
  return {
    take(path, sizeBytes) {
      if (busy) return undefined
      busy = true
      return openInspector(path, { sizeBytes, pool })
    },
    give() {
      busy = false
    },
    close: () => pool.close(),
  }
}

async function* checkedAgainst(row: UploadRow, position: number, chunks: Chunks): Chunks {
  let at = position
  for await (const chunk of chunks) {
    at += chunk.length
    if (at > row.size_bytes) throw longer(row)
    yield chunk
  }
}

async function expire({ storage, clock }: UploadParts): Promise<void> {
  const db: Db = storage.state.db
  await db
    .deleteFrom('upload')
    .where('touched', '<', clock() - UPLOAD_KEPT_DAYS * DAY_SECONDS)
    .execute()
  const rows = await db.selectFrom('upload').select(['owner', 'sha256']).where('held', '=', 0).execute()
  const wanted = new Set(rows.map(({ owner, sha256 }) => stageKey(owner, sha256 as Sha256)))
  for await (const { key } of storage.blobs.stages())
    if (key.startsWith(PREFIX) && !wanted.has(key)) await (await storage.blobs.stage(key)).discard()
}

// ---- what is wrong ----

function unannounced(sha256: Sha256): OwcError {
  return new OwcError({
    code: 'not-found',
    where: 'uploads',
    expected: 'a file that was announced with this token',
    found: digestText(sha256),
    hint: 'Announce it by POST /commons/v1/uploads.',
  })
}

function conflict(row: UploadRow, position: number, have: number): OwcError {
  return new OwcError({
    code: 'upload-conflict',
    where: `sha256:${row.sha256}`,
    expected: `bytes from ${have} on`,
    found: `bytes from ${position} on`,
  })
}

function longer(row: UploadRow): OwcError {
  return new OwcError({
    code: 'bytes-differ',
    where: `sha256:${row.sha256}`,
    expected: `${row.size_bytes} bytes, as announced`,
    found: 'more',
  })
}

function over(expected: string, found: string): OwcError {
  return new OwcError({
    code: 'too-large',
    where: 'uploads of this token',
    expected,
    found,
    hint: 'Finish what was begun, or ask the operator: maxUploadBytes in settings.yaml.',
  })
}

function tooManyWrites(): OwcError {
  return new OwcError({
    code: 'busy',
    where: 'uploads',
    expected: `at most ${MAX_WRITES} at once`,
    found: `${MAX_WRITES} at work`,
    hint: 'Try again in a moment; what has arrived is kept.',
  })
}

// The seams of storage: what every back end promises, in types. Each has one contract suite (test/storage/) that
// runs on all of its back ends and on an adapter that delays, reorders and fails calls. All are asynchronous and
// streaming; no path of a file leaves this floor, so that S3 and PostgreSQL fit behind the same lines.
//
// Common promises. Durable on return: after a call resolves, kill -9 or a power cut does not undo it.
// A call that throws may or may not have happened; every call may be repeated. Nothing retries inside.
// A chunk belongs to the receiver until it asks for the next one.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../base/digest.ts'
import type { Range } from '../base/range.ts'

export type Stored = { readonly sha256: Sha256; readonly sizeBytes: number }
export type Chunks = AsyncIterable<Uint8Array>

/** Bytes named by their SHA-256. Immutable: a name never has other content. */
export type Blobs = {
  /** Hashes while writing; create-only (bytes that are there already are fine). Throws `bytes-differ` when `expect`
   *  does not hold, and then nothing is visible. `limitBytes` of `expect.sizeBytes` ends a longer stream early. */
  put(chunks: Chunks, expect?: Partial<Stored>): Promise<Stored>
  stat(sha256: Sha256): Promise<Stored | undefined>
  /** Throws `blob-missing`; ends early never: a blob that shrank throws. */
  read(sha256: Sha256, range?: Range, signal?: AbortSignal): Chunks
  /** Random access for the byte doors. The caller closes it exactly once. */
  open(sha256: Sha256): Promise<OpenBlob | undefined>
  /** Bytes on their way in that a later process may continue. `key`: [a-z0-9-]{1,80}, chosen by the caller. */
  stage(key: string): Promise<Stage>
  stages(): AsyncIterable<ListedStage>
  /** Says that somebody counts on these bytes: `removeOld` of what was wanted since then leaves them. */
  keep(sha256: Sha256, nowSeconds: number): Promise<Stored | undefined>
  remove(sha256: Sha256): Promise<void>
  /** Removes what nobody has put or kept since `beforeSeconds`; false: somebody has, or it is gone. Whoever puts the
   *  bytes at the same moment has them after. */
  removeOld(sha256: Sha256, beforeSeconds: number): Promise<boolean>
  /** The same for a stage that nobody writes to. */
  discardOld(key: string, beforeSeconds: number): Promise<boolean>
  list(): AsyncIterable<ListedBlob>
}

/** `touchedSeconds`: when it was last put or kept, or written to, by the clock of the file system. */
export type ListedBlob = Stored & { readonly touchedSeconds: number }
export type ListedStage = {
  readonly key: string
  readonly sizeBytes: number
  readonly touchedSeconds: number
}

export type OpenBlob = {
  readonly sizeBytes: number
  /** A descriptor that a child process may inherit to read the bytes itself; absent where they are no file. */
  readonly fd?: number
  /** Reads up to `into.length` bytes at `position`; 0 only at the end. */
  read(into: Uint8Array, position: number): Promise<number>
  close(): Promise<void>
}

export type Stage = {
  /** Bytes from the start without a hole that are durable. Parallel writers keep their own account of parts. */
  sizeBytes(): Promise<number>
  /** Writes at a position; resolves with the number of bytes written once they are durable. */
  write(position: number, chunks: Chunks): Promise<number>
  read(range?: Range): Chunks
  /** Reads all once through `through` (which must pass every chunk on), hashes, checks `expect`, makes the blob
   *  visible and removes the stage. On `bytes-differ` the stage is removed and nothing is visible. */
  commit(expect: Partial<Stored>, through?: (chunks: Chunks) => Chunks): Promise<Stored>
  discard(): Promise<void>
}

/** Small named files that the log serves as they lie. Names: segments of [A-Za-z0-9._-] joined by "/". */
export type Objects = {
  /** Create-only. The same bytes again are fine; other bytes throw `immutable-differs`. */
  create(name: string, bytes: Uint8Array): Promise<void>
  /** Atomic replacement (only the checkpoint). */
  replace(name: string, bytes: Uint8Array): Promise<void>
  get(name: string): Promise<Uint8Array | undefined>
}

/** Objects whose names are known: for copies and checks of the whole. */
export type ListedObjects = Objects & { list(): AsyncIterable<string> }

/** Durably removed on return; what is not there is fine. */
export type Sealed = ListedObjects & { remove(name: string): Promise<void> }

export type Secrets = Pick<Objects, 'get' | 'create'>

export type Engine = 'sqlite' | 'postgres'
export type DatabaseName = 'log' | 'facts' | 'index' | 'state'

/** One database. On PostgreSQL the four databases of DESIGN 4 are four schemas of one. */
// biome-ignore lint/suspicious/noExplicitAny: each caller narrows to its own tables
export type Tables<T = any> = {
  readonly engine: Engine
  readonly db: Kysely<T>
  /** One writer at a time; commits durably when opened with `durability: 'full'`. Rolls back when `work` throws. */
  transaction<R>(work: (tx: Kysely<T>) => Promise<R>): Promise<R>
  close(): Promise<void>
}

export type LogHead = { readonly size: number; readonly root: Uint8Array; readonly note: string } // note: signed checkpoint text
export type LogEntry = {
  readonly index: number
  readonly leaf: Uint8Array // bytes of the leaf entry, exactly as hashed
  readonly body?: Sha256 // digest of the payload; absent for time leaves
}
export type NewEntry = {
  readonly leaf: Uint8Array
  readonly body?: { readonly digest: Sha256; readonly envelope: Uint8Array }
}
export type Body = { readonly envelope: Uint8Array } | { readonly erased: Sha256 } // erased: digest of the erasure statement

/** What tiles are made from. One writer; `swapHead` is the fence between two that both believe to be it. */
export type LogStore = {
  head(): Promise<LogHead | undefined>
  /** Number of entries that are durable (may be ahead of the head after a crash). */
  count(): Promise<number>
  /** One transaction: bodies and leaf entries at contiguous indexes from `at`; throws `second-writer` when `at` is not
   *  the count. */
  append(at: number, entries: readonly NewEntry[]): Promise<void>
  /** Compare and swap; throws `second-writer` when the present head is not `from`. */
  swapHead(from: LogHead | undefined, to: LogHead): Promise<void>
  entries(start: number, end: number): AsyncIterable<LogEntry>
  /** First index whose entry has this payload digest and leaf bytes. */
  find(body: Sha256): Promise<readonly number[]>
  body(digest: Sha256): Promise<Body | undefined>
  erase(digest: Sha256, by: Sha256): Promise<void>
}

/** Exclusive ownership of a data folder (or of one log in PostgreSQL). Throws `data-locked` naming the holder. */
export type Lock = { release(): Promise<void> }

export type Job = {
  readonly id: number
  readonly kind: string
  readonly payload: string
  readonly tries: number
}
export type Jobs = {
  add(kind: string, payload: string, runAtSeconds: number): Promise<number>
  /** Claims one due job for `leaseSeconds`; lapsed leases are claimed again. */
  claim(kinds: readonly string[], nowSeconds: number, leaseSeconds: number): Promise<Job | undefined>
  renew(id: number, leaseUntilSeconds: number): Promise<void>
  done(id: number): Promise<void>
  /** Back to waiting until `retryAtSeconds`, or dead when undefined. */
  fail(id: number, problem: string, retryAtSeconds?: number): Promise<void>
  /** Those that are not done, oldest first, at most `limit`. */
  list(limit: number): Promise<readonly ListedJob[]>
}

export type ListedJob = Job & {
  readonly state: 'waiting' | 'dead'
  readonly runAtSeconds: number
  readonly problem?: string
}

/** Everything a node stores. `open` of storage/open.ts makes it; node/open.ts is its only caller. */
export type Storage = {
  readonly blobs: Blobs
  readonly logFiles: ListedObjects // served as they lie under /log/
  readonly logStore: LogStore
  readonly sealed: Sealed // what opens later: never served
  readonly sealedBlobs: Blobs // bytes that open with it: apart from all others, never served
  readonly facts: Tables
  readonly index: Tables
  readonly state: Tables
  readonly jobs: Jobs
  /** Small private files of the node (its keys), create-only; never served, never listed. */
  readonly secrets: Secrets
  /** Fills an empty index beside the present one, then exchanges them at once; who holds `index` sees the new one
   *  from then on. A failure or a crash before that leaves the present one. What is written to `index` meanwhile is
   *  lost with it: fold on from where `fill` ended. */
  rebuildIndex(fill: (tables: Tables) => Promise<void>): Promise<void>
  /** An empty index beside the present one, for a comparison; gone when `use` ends. One at a time. */
  scratchIndex<R>(use: (tables: Tables) => Promise<R>): Promise<R>
  /** One database as it stands at one moment, as a new file of SQLite, durable on return; writers go on meanwhile.
   *  Throws `backup-elsewhere` on PostgreSQL. A call that throws may leave a part of the file. */
  copyDatabase(name: DatabaseName, file: string): Promise<void>
  /** What was deleted from log, index and state leaves their files as well; takes as long as writing them anew.
   *  Writers wait meanwhile, readers go on. */
  scrub(): Promise<void>
  /** Of the disk that holds the blobs. */
  space(): Promise<{ readonly freeBytes: number; readonly totalBytes: number }>
  close(): Promise<void>
}

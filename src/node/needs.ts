// Who needs bytes, read from where it stands: statements of the log, state.db, what is sealed. Nothing is asked of the
// index, which may be folded again at this moment, and no table is known by its columns: whatever names a digest in its
// text needs it, so a table that somebody adds later is heeded from its first day.

import { setImmediate as breathe } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { collect, fromUtf8 } from '../base/bytes.ts'
import type { LogStore, Storage } from '../storage/contracts.ts'
import type { Needs } from './gc.ts'
import { stateTables } from './state-tables.ts'

const BREATHE_ENTRIES = 256
const ROWS = 500
const MAX_JOBS = 10_000
const MAX_TEXT_BYTES = 64 << 20
const NOT_NAMING: readonly string[] = ['token', 'session', 'link', 'token_link', 'token_session', 'chore'] // hashes of secrets, and what gc itself told
const STARTED_BEFORE_SECONDS = 600 // a job's time of running is set a little after it began

export function needsOf(storage: Storage): Needs {
  return {
    async *said() {
      yield* saidIn(storage.logStore)
      yield* sealedIn(storage)
    },
    state: () => stateOf(storage),
    async workBeganSeconds() {
      const jobs = (await storage.jobs.list(MAX_JOBS)).filter(({ state }) => state === 'waiting')
      return jobs.length === 0
        ? undefined
        : Math.min(...jobs.map(({ runAtSeconds }) => runAtSeconds)) - STARTED_BEFORE_SECONDS
    },
  }
}

/** Also entries that no head covers yet. An erased body names nothing. */
async function* saidIn(store: LogStore): AsyncIterable<string> {
  let read = 0
  for await (const { body } of store.entries(0, await store.count())) {
    if (++read % BREATHE_ENTRIES === 0) await breathe()
    const found = body && (await store.body(body))
    if (found !== undefined && 'envelope' in found) yield fromUtf8(found.envelope) ?? ''
  }
}

/** Sealed statements, and the lists of files among sealed bytes. */
async function* sealedIn({ sealed, sealedBlobs }: Storage): AsyncIterable<string> {
  for await (const name of sealed.list()) {
    const bytes = await sealed.get(name)
    if (bytes !== undefined) yield fromUtf8(bytes) ?? ''
  }
  for await (const { sha256, sizeBytes } of sealedBlobs.list()) {
    if (sizeBytes > MAX_TEXT_BYTES) continue
    const text = fromUtf8((await collect(sealedBlobs.read(sha256), MAX_TEXT_BYTES)) ?? new Uint8Array())
    if (text?.startsWith('owc-artifact/v1\n')) yield text
  }
}

async function* stateOf({ state, jobs }: Storage): AsyncIterable<string> {
  for (const { payload } of await jobs.list(MAX_JOBS)) yield payload
  const db: Kysely<Record<string, Record<string, unknown>>> = state.db
  for (const [table, { indexes }] of Object.entries(stateTables)) {
    if (NOT_NAMING.includes(table)) continue
    for (let offset = 0; ; offset += ROWS) {
      let query = db.selectFrom(table).selectAll().limit(ROWS).offset(offset)
      for (const column of indexes[0]) query = query.orderBy(column)
      const rows = await query.execute()
      for (const row of rows) yield Object.values(row).join('\n')
      if (rows.length < ROWS) break
    }
  }
}

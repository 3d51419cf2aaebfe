// Writes one SQLite file anew, in a thread beside, because it may take minutes and node:sqlite does not yield.
// secure_delete overwrites rows where they stood last; copies that older moves of rows left in the gaps of pages, words
// of deleted rows in older segments of full text, and frames of the log outlast it. So: segments are merged, every page
// is written anew, and the log is emptied. Sources: sqlite.org/pragma.html#pragma_secure_delete, lang_vacuum.html,
// fts5.html 6.6 (optimize).

import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { type Scrubbed, SQLITE_BUSY } from './scrub.ts'

const BUSY_MS = 5_000
const MAX_TRIES = 6 // half a minute; who waits longer is told, and it is tried again
const { file } = workerData as { readonly file: string }

const db = new DatabaseSync(file, { timeout: BUSY_MS })
try {
  await scrub()
  parentPort?.postMessage({ done: true } satisfies Scrubbed)
} catch (cause) {
  const { errcode, message } = cause as { readonly errcode?: number; readonly message: string }
  parentPort?.postMessage({ done: false, code: errcode ?? 0, message } satisfies Scrubbed)
} finally {
  db.close()
}

async function scrub(): Promise<void> {
  db.exec('pragma secure_delete = on')
  for (const name of searches()) db.exec(`insert into "${name}"("${name}") values ('optimize')`)
  db.exec('vacuum')
  for (let tries = 1; emptyLog() !== 0; tries++) {
    if (tries === MAX_TRIES)
      throw Object.assign(new Error('a reader that keeps its log, such as a backup'), {
        errcode: SQLITE_BUSY,
      })
    await sleep(BUSY_MS)
  }
}

/** Full-text tables: their names are made by schema.ts. */
function searches(): string[] {
  const rows = db
    .prepare("select name from sqlite_master where type = 'table' and sql like 'create virtual table%fts5%'")
    .all()
  return rows.map(({ name }) => String(name))
}

function emptyLog(): number {
  return Number(db.prepare('pragma wal_checkpoint(truncate)').get()?.['busy'])
}

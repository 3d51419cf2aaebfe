// What was deleted is gone from the file too (scrub-worker.ts). The caller holds the file's writers back meanwhile;
// readers go on.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { OwcError } from '../../base/errors.ts'
import { workerUrl } from '../../base/worker-url.ts'

export type Scrubbed =
  | { readonly done: true }
  | { readonly done: false; readonly code: number; readonly message: string }

const SQLITE_FULL = 13 // sqlite.org/rescode.html

/** Needs room on the disk for the file twice more. A failure leaves all rows as they are; it may be repeated.
 *  @throws OwcError `disk-full` */
export async function scrubSqlite(file: string): Promise<void> {
  const worker = new Worker(workerUrl(import.meta.url, 'storage/tables/scrub-worker'), {
    workerData: { file },
  })
  const ended = once(worker, 'exit')
  const [said] = (await Promise.race([once(worker, 'message'), ended])) as [Scrubbed | number]
  await ended
  if (typeof said === 'number') throw new Error(`the thread that writes ${file} anew ended with ${said}`)
  if (said.done) return
  const { code, message } = said
  if ((code & 0xff) !== SQLITE_FULL) throw new Error(`${file} could not be written anew: ${message}`)
  throw new OwcError({
    code: 'disk-full',
    where: file,
    expected: 'room to write the database anew, so that deleted words leave the disk',
    found: message,
    hint: 'Make room and start the node again: it goes on by itself.',
  })
}

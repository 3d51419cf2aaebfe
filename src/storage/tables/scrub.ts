// What was deleted is gone from the file too (scrub-worker.ts). The caller holds the file's writers back meanwhile;
// readers go on.

import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { OwcError } from '../../base/errors.ts'
import { workerUrl } from '../../base/worker-url.ts'

export type Scrubbed =
  | { readonly done: true }
  | { readonly done: false; readonly code: number; readonly message: string }

// sqlite.org/rescode.html
export const SQLITE_BUSY = 5
const SQLITE_FULL = 13

/** Needs room on the disk for the file twice more. A failure leaves all rows as they are; it may be repeated.
 *  @throws OwcError `disk-full`, `busy` */
export async function scrubSqlite(file: string): Promise<void> {
  const worker = new Worker(workerUrl(import.meta.url, 'storage/tables/scrub-worker'), {
    workerData: { file },
  })
  const ended = once(worker, 'exit')
  const [said] = (await Promise.race([once(worker, 'message'), ended])) as [Scrubbed | number]
  await ended
  if (typeof said === 'number') throw new Error(`the thread that writes ${file} anew ended with ${said}`)
  if (!said.done) throw failed(file, said)
}

function failed(file: string, { code, message }: Scrubbed & { readonly done: false }): Error {
  const expected = 'to write the database anew, so that deleted words leave the disk'
  const hint = 'The words are served no more; the node tries again every minute and at its next start.'
  switch (code & 0xff) {
    case SQLITE_FULL:
      return new OwcError({
        code: 'disk-full',
        where: file,
        expected: `room ${expected}`,
        found: message,
        hint,
      })
    case SQLITE_BUSY:
      return new OwcError({ code: 'busy', where: file, expected, found: message, hint })
    default:
      return new Error(`${file} could not be written anew: ${message}`)
  }
}

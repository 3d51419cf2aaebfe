// Ownership of a data folder: an exclusive lock of the kernel on DATA/lock, taken through SQLite, which is the one
// portable way that Node has. The kernel gives it back when the process dies, however it dies, so there is no stale
// lock to judge: process ids are reused, and mean nothing between containers that share a folder.
// DATA/lock.json says who holds it, for people only. Not covered: file systems whose locks do not work (old NFS).

import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { OwcError } from '../../base/errors.ts'
import { instant } from '../../base/time.ts'
import type { Lock } from '../contracts.ts'
import { absent } from '../disk.ts'

/** Who takes the lock, in words for the one who is refused. */
export type Holder = { readonly pid: number; readonly sinceSeconds: number }

const SQLITE_BUSY = 5 // sqlite.org/rescode.html

/** @throws OwcError `data-locked` naming the holder */
export async function lockFolder(folder: string, holder: Holder): Promise<Lock> {
  const named = path.join(folder, 'lock.json')
  const db = new DatabaseSync(path.join(folder, 'lock'), { timeout: 0 })
  try {
    db.exec('pragma journal_mode = memory; begin exclusive') // locks; writes nothing
  } catch (cause) {
    db.close()
    if ((Number((cause as { errcode?: unknown }).errcode) & 0xff) !== SQLITE_BUSY) throw cause
    throw lockedProblem(await holderText(named), cause)
  }
  await writeFile(named, `${JSON.stringify(holder)}\n`, { mode: 0o600 }).catch((cause: unknown) => {
    db.close()
    throw cause
  })
  return { release: async () => db.close() }
}

export function lockedProblem(found: string, cause?: unknown): OwcError {
  return new OwcError(
    {
      code: 'data-locked',
      where: 'data folder',
      expected: 'to be its only owner',
      found,
      hint: 'Stop the other process, or let this command work through it: commands find a running node by themselves.',
    },
    cause,
  )
}

async function holderText(named: string): Promise<string> {
  const text = await readFile(named, 'utf8').catch(absent)
  const [, pid, since] = /^\{"pid":(\d{1,10}),"sinceSeconds":(\d{1,11})\}\s*$/.exec(text ?? '') ?? []
  if (pid === undefined) return 'another process that owns it'
  return `process ${pid}, which owns it since ${instant(Number(since))}`
}

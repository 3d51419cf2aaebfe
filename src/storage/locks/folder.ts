// Ownership of a data folder: an exclusive lock of the kernel on DATA/lock, taken through SQLite, which is the one
// portable way that Node has. The kernel gives it back when the process dies, however it dies, so there is no stale
// lock to judge: process ids are reused, and mean nothing between containers that share a folder.
// DATA/lock.json says who holds it, for people only. Not covered: file systems whose locks do not work (old NFS).

import { readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { OwcError } from '../../base/errors.ts'
import type { Lock } from '../contracts.ts'
import { absent } from '../disk.ts'

const SQLITE_BUSY = 5 // sqlite.org/rescode.html

/** @throws OwcError `data-locked` naming the holder */
export async function lockFolder(folder: string, pid: number): Promise<Lock> {
  const named = path.join(folder, 'lock.json')
  const db = new DatabaseSync(path.join(folder, 'lock'), { timeout: 0 })
  try {
    db.exec('pragma journal_mode = delete; begin exclusive') // locks; writes nothing
  } catch (cause) {
    db.close()
    if ((Number((cause as { errcode?: unknown }).errcode) & 0xff) !== SQLITE_BUSY) throw cause
    throw lockedProblem(await holderText(named), cause)
  }
  await writeFile(named, `${JSON.stringify({ pid })}\n`, { mode: 0o600 }).catch((cause: unknown) => {
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
  const written = await stat(named).catch(absent)
  const pid = /^\{"pid":(\d{1,10})\}\s*$/.exec(text ?? '')?.[1]
  if (pid === undefined || written === undefined) return 'another process that owns it'
  return `process ${pid}, which owns it since ${written.mtime.toISOString().slice(0, 19)}Z`
}

// The few system calls that make files durable, each a named step (steps.ts). Order that survives a power cut:
// write a temporary file, fsync it, link or rename it to its name, fsync the folder, only then acknowledge.
// After a failed fsync the kernel may have dropped the dirty pages, so trying again proves nothing: the disk is
// closed for good and `fatal` is told (the program exits). Not covered: a disk that lies about its cache.

import { constants } from 'node:fs'
import { chmod, link, mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { OwcError } from '../base/errors.ts'
import { noStep, type Step, type StepName } from './steps.ts'

export type Fatal = (problem: OwcError) => void

export type Disk = {
  /** Runs `work` as the named step; "no room" becomes `disk-full`. */
  during<R>(name: StepName, work: () => Promise<R>): Promise<R>
  /** The same for an fsync: every failure is fatal. */
  sync(name: StepName, where: string, work: () => Promise<void>): Promise<void>
  syncFolder(name: StepName, folder: string): Promise<void>
  /** Create-only naming. `exists`: the name is taken. */
  link(name: StepName, from: string, to: string): Promise<'made' | 'exists'>
  rename(name: StepName, from: string, to: string): Promise<void>
  /** Removal of what nobody relies on; also tried after the disk was closed. */
  tidy(name: StepName, work: () => Promise<void>): Promise<void>
  /** Makes the folders down to `folder`, durably, and remembers those that it made sure of. */
  makeFolders(root: string, folder: string, mode: number): Promise<void>
}

const MAX_KNOWN_FOLDERS = 8192 // forgetting one costs an fsync, nothing else

export function openDisk(step: Step = noStep, fatal: Fatal = () => {}): Disk {
  let stopped: OwcError | undefined
  const known = new Set<string>()

  async function tidy<R>(name: StepName, work: () => Promise<R>): Promise<R> {
    try {
      await step(name, 'before')
      const result = await work()
      await step(name, 'after')
      return result
    } catch (cause) {
      throw diskProblem(cause, name)
    }
  }

  async function during<R>(name: StepName, work: () => Promise<R>): Promise<R> {
    if (stopped !== undefined) throw stopped
    return tidy(name, work)
  }

  /** Failures of the system are fatal here; what a step throws to stand for a crash is not one. */
  async function confirmed(where: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cause) {
      if (typeof (cause as NodeJS.ErrnoException).code !== 'string') throw cause
      stopped = syncProblem(cause, where)
      fatal(stopped)
      throw stopped
    }
  }

  async function sync(name: StepName, where: string, work: () => Promise<void>): Promise<void> {
    if (stopped !== undefined) throw stopped
    await confirmed(where, async () => {
      await step(name, 'before')
      await work()
      await step(name, 'after')
    })
  }

  async function makeFolders(root: string, folder: string, mode: number): Promise<void> {
    if (known.has(folder)) return
    if (folder !== root) await makeFolders(root, path.dirname(folder), mode)
    await mkdir(folder, { mode }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw diskProblem(cause, folder)
    })
    // Also for a folder that was there: a process that died may have made it without the fsync.
    const parent = path.dirname(folder)
    await confirmed(parent, () => syncPath(parent))
    if (known.size >= MAX_KNOWN_FOLDERS) known.clear()
    known.add(folder)
  }

  return {
    during,
    tidy,
    makeFolders,
    sync,
    syncFolder: (name, folder) => sync(name, folder, () => syncPath(folder)),
    link: (name, from, to) => during(name, () => linkNew(from, to)),
    rename: (name, from, to) => during(name, () => rename(from, to)),
  }
}

async function linkNew(from: string, to: string): Promise<'made' | 'exists'> {
  try {
    await link(from, to)
    return 'made'
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return 'exists'
    throw cause
  }
}

/** fsync of a folder. Windows cannot open folders; NTFS journals names itself. */
async function syncPath(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, constants.O_RDONLY)
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

function syncProblem(cause: unknown, where: string): OwcError {
  const found = cause instanceof Error ? cause.message : String(cause)
  const hint = 'Nothing more is written; check the disk, then start again.'
  const expected = 'the disk to confirm that data is durable'
  return new OwcError({ code: 'sync-failed', where, expected, found, hint }, cause)
}

/** "No room" in the words of the program; anything else as it is. */
function diskProblem(cause: unknown, where: string): unknown {
  const code = (cause as NodeJS.ErrnoException | undefined)?.code
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return cause
  const found = code === 'EDQUOT' ? 'a quota that is used up' : 'none left'
  const hint = 'Nothing half-written stays visible; make room and repeat.'
  const expected = 'room on the disk of the data folder'
  return new OwcError({ code: 'disk-full', where, expected, found, hint }, cause)
}

/** For `.catch`: what is not there is undefined, everything else is thrown on. */
export function absent(cause: NodeJS.ErrnoException): undefined {
  if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return undefined
  throw cause
}

/** A folder with exactly this mode, whatever the umask says. Not by mkdir's own recursion: Node 26 never returns from
 *  it where a parent refuses a new folder and says that it is not there, as /proc does. */
export async function folderWithMode(folder: string, mode: number): Promise<void> {
  const missing: string[] = []
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    const refused = await mkdir(at, { mode }).catch((cause: NodeJS.ErrnoException) => cause)
    if (refused === undefined || refused.code === 'EEXIST') break
    if (refused.code !== 'ENOENT' || path.dirname(at) === at) throw diskProblem(refused, at)
    missing.unshift(at)
  }
  for (const at of missing) {
    await mkdir(at, { mode }).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw diskProblem(cause, at)
    })
  }
  if (process.platform !== 'win32') await chmod(folder, mode)
}

/** A folder for temporary files, without those that a dead process left. The caller owns the data folder (locks/). */
export async function emptyFolder(folder: string, mode: number): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await folderWithMode(folder, mode)
}

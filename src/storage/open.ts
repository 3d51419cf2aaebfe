// Opens a data folder: takes the lock, makes the layout of DESIGN 4, wires back ends. Names of files and folders
// stand here and nowhere else. Everything is opened lazily enough that a terabyte starts as quickly as nothing.

import { statfs } from 'node:fs/promises'
import path from 'node:path'
import { openFolderBlobs } from './blobs/folder.ts'
import type { Lock, Storage, Tables } from './contracts.ts'
import { postgresDatabases, sqliteDatabases } from './databases.ts'
import { type Fatal, folderWithMode, openDisk } from './disk.ts'
import { openJobs } from './jobs.ts'
import { type Holder, lockFolder } from './locks/folder.ts'
import { lockPostgres } from './locks/postgres.ts'
import { openLogStore } from './log-store.ts'
import { openFolderObjects } from './objects/folder.ts'
import type { Step } from './steps.ts'

export type StoragePlace = {
  readonly dataFolder: string
  readonly database: string // postgres://… or empty: SQLite files in the data folder
  readonly holder: Holder // who takes the lock, for the one who is refused
  readonly step?: Step // fault tests stop at named steps
  readonly fatal?: Fatal // told when the disk did not confirm; the program exits
}

/** @throws OwcError `data-locked` */
export async function openStorage(place: StoragePlace): Promise<Storage> {
  const { dataFolder, database, step, fatal } = place
  await folderWithMode(dataFolder, 0o700)
  const disk = openDisk(step, fatal)
  const closers: (() => Promise<void>)[] = []
  const opened = async <T>(thing: Promise<T>, close: (thing: T) => Promise<void>): Promise<T> => {
    const it = await thing
    closers.unshift(() => close(it))
    return it
  }
  const close = async () => {
    for (const closer of closers.splice(0)) await closer()
  }
  const release = (lock: Lock) => lock.release()
  try {
    await opened(lockFolder(dataFolder, place.holder), release)
    if (database !== '') await opened(lockPostgres(database, 'owc_log'), release)
    const databases =
      database === '' ? sqliteDatabases(dataFolder, disk, fatal) : postgresDatabases(database, disk)
    const shut = (tables: Tables) => tables.close()
    const log = await opened(databases.open('log'), shut)
    const facts = await opened(databases.open('facts'), shut)
    const index = await opened(databases.open('index'), shut)
    const state = await opened(databases.open('state'), shut)
    const inside = (name: string) => path.join(dataFolder, name)
    const privately = { folder: 0o700, file: 0o600 }
    const keys = await openFolderObjects(inside('keys'), disk, privately)
    return {
      blobs: await openFolderBlobs(inside('blobs'), disk),
      logFiles: await openFolderObjects(inside('log'), disk, { folder: 0o755, file: 0o644 }),
      logStore: await openLogStore(log, disk),
      sealed: await openFolderObjects(inside('sealed/said'), disk, privately),
      sealedBlobs: await openFolderBlobs(inside('sealed/bytes'), disk),
      secrets: { get: keys.get, create: keys.create },
      facts,
      index,
      state,
      jobs: await openJobs(state),
      rebuildIndex: databases.rebuildIndex,
      scratchIndex: databases.scratchIndex,
      copyDatabase: databases.copyDatabase,
      scrub: databases.scrub,
      space: async () => {
        const { bavail, blocks, bsize } = await statfs(inside('blobs'))
        return { freeBytes: bavail * bsize, totalBytes: blocks * bsize }
      },
      close,
    }
  } catch (cause) {
    await close()
    throw cause
  }
}

// The check of a data folder that no node runs on, also of one whose node cannot open any more: only its storage is
// opened, nothing is signed and nothing is folded into the present index.

import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { OwcError } from '../base/errors.ts'
import { loadSettings } from '../base/settings-load.ts'
import { subjects } from '../commons/subjects.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { absent } from '../storage/disk.ts'
import type { Marks } from '../storage/marks.ts'
import { openStorage } from '../storage/open.ts'
import { createPlainTables } from '../storage/tables/schema.ts'
import { closeInspectors } from '../weights/inspector.ts'
import type { Progress } from './backup.ts'
import { damageOf, type FsckAsked, type FsckDone, fsck } from './fsck.ts'
import { factsTables } from './state-tables.ts'

export type Folder = {
  readonly dataFolder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly marks: Marks
  readonly nowSeconds: number
}

/** @throws OwcError `data-locked` when a process owns the folder, `file-unusable` when it is none */
export async function fsckFolder(folder: Folder, asked: FsckAsked, tell: Progress): Promise<FsckDone> {
  const { dataFolder, environment, marks, nowSeconds } = folder
  await needData(dataFolder)
  const yaml = await readFile(join(dataFolder, 'settings.yaml'), 'utf8').catch(absent)
  const { value } = loadSettings({ yaml, environment, flags: {}, dataFolder })
  const holder = { pid: process.pid, sinceSeconds: nowSeconds }
  const storage = await openStorage({ dataFolder, database: value.database, holder }).catch(damaged)
  try {
    await createPlainTables(storage.facts, factsTables)
    return await fsck({ storage, marks, subjects, crypto: nodeCrypto }, asked, tell)
  } finally {
    closeInspectors()
    await storage.close()
  }
}

/** Opening would make an empty log of a folder that holds none. */
async function needData(dataFolder: string): Promise<void> {
  if ((await stat(join(dataFolder, 'log')).catch(absent)) !== undefined) return
  const expected = 'the data folder of a node'
  const hint = 'Name one with --data, or by OWC_DATA.'
  throw new OwcError({ code: 'file-unusable', where: dataFolder, expected, found: 'no log in it', hint })
}

function damaged(cause: unknown): never {
  const finding = damageOf(cause, 'databases of the data folder')
  throw finding === undefined ? cause : new OwcError(finding, cause)
}

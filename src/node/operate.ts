// The chores of a running node: backup, check, clearing away. One at a time, because each relies on what stands: a
// backup must not copy what is being cleared away. The newest of each is remembered in state.db, for the page that
// says whether the node is well.

import type { Kysely } from 'kysely'
import { OwcError } from '../base/errors.ts'
import { type Clock, instant } from '../base/time.ts'
import type { Subject } from '../commons/subject.ts'
import type { Crypto } from '../ledger/crypto.ts'
import type { Log } from '../ledger/log.ts'
import type { Storage } from '../storage/contracts.ts'
import type { Marks } from '../storage/marks.ts'
import { type BackupAsked, type BackupDone, backup, type Progress } from './backup.ts'
import { KEY_FILES } from './first-start.ts'
import { type FsckAsked, type FsckDone, fsck } from './fsck.ts'
import { type GcAsked, type GcDone, type GcParts, gc } from './gc.ts'
import { needsOf } from './needs.ts'
import type { PeerLook } from './peer-looks.ts'
import type { Seals } from './sealing.ts'
import type { StateTables } from './state-tables.ts'
import { type Ready, readiness, type WellView, wellView } from './well.ts'

export type ChoreName = 'backup' | 'fsck' | 'gc'
export type Chore = { readonly name: ChoreName; readonly time: string; readonly told: string }

export type Operate = {
  /** @throws OwcError `folder-in-use`, `backup-elsewhere`, `busy`, `disk-full` */
  backup(asked: BackupAsked, tell: Progress): Promise<BackupDone>
  fsck(asked: FsckAsked, tell: Progress): Promise<FsckDone>
  /** Removes what nothing needs, or only shows it. */
  gc(asked: GcAsked, tell: Progress): Promise<GcDone>
  ready(): Promise<Ready>
  well(): Promise<WellView>
}

export type OperateParts = {
  readonly storage: Storage
  readonly origin: string
  readonly version: string
  readonly dataFolder: string
  readonly clock: Clock
  readonly marks: Marks
  readonly subjects: readonly Subject[]
  readonly crypto: Crypto
  readonly refold: () => Promise<unknown>
  readonly log: Log
  readonly peers: () => Promise<readonly PeerLook[]>
  readonly sealed: Seals['kept']
  readonly forget: GcParts['forget']
}

export function openOperate(parts: OperateParts): Operate {
  const { storage, clock, forget } = parts
  const state: Kysely<StateTables> = storage.state.db
  const chores = async () =>
    (await state.selectFrom('chore').selectAll().orderBy('name').execute()) as readonly Chore[]
  let atWork: ChoreName | undefined

  async function chore<R>(name: ChoreName, work: () => Promise<R>, told: (done: R) => string): Promise<R> {
    if (atWork !== undefined) throw busyWith(atWork)
    atWork = name
    try {
      const done = await work()
      await state.deleteFrom('chore').where('name', '=', name).execute()
      const row = { name, time: instant(clock()), told: told(done) }
      await state.insertInto('chore').values(row).execute()
      return done
    } finally {
      atWork = undefined
    }
  }

  return {
    backup: (asked, tell) =>
      chore(
        'backup',
        () => backup({ ...parts, keyFiles: KEY_FILES }, asked, tell),
        ({ to, size, files, problems }) => JSON.stringify({ to, size, files, problems: problems.length }),
      ),
    fsck: (asked, tell) =>
      chore(
        'fsck',
        () => fsck(parts, asked, tell),
        ({ ok, deep, size, problems }) => JSON.stringify({ ok, deep, size, problems: problems.length }),
      ),
    gc: (asked, tell) =>
      chore(
        'gc',
        () => gc({ blobs: storage.blobs, needs: needsOf(storage), nowSeconds: clock(), forget }, asked, tell),
        ({ removed, blobs, stages }) => JSON.stringify({ removed, blobs, stages }),
      ),
    ready: () => readiness(parts),
    well: () => wellView({ ...parts, chores }),
  }
}

function busyWith(name: ChoreName): OwcError {
  const [where, expected] = ['chores of this node', 'none at work']
  return new OwcError({
    code: 'busy',
    where,
    expected,
    found: `owc ${name}`,
    hint: 'Wait until it has ended.',
  })
}

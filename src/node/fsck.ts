// owc fsck: everything that this node relies on, held against what it is made from or named by. Log before what follows
// from it: entries → tiles, head, checkpoint, marks → bodies → index · blobs by name and size, with `deep` by digest ·
// facts · what is sealed. It reads; with `repair` it makes again what can be made again: tiles from log.db, the index
// from the log, facts from the bytes. What cannot be made again has to come from a backup or a mirror, and says so.

import { setImmediate as breathe } from 'node:timers/promises'
import { OwcError, type Problem } from '../base/errors.ts'
import type { Subject } from '../commons/subject.ts'
import type { Crypto } from '../ledger/crypto.ts'
import type { Storage } from '../storage/contracts.ts'
import type { Marks } from '../storage/marks.ts'
import type { Progress } from './backup.ts'
import { checkHeld } from './fsck-held.ts'
import { checkIndex } from './fsck-index.ts'
import { checkLog } from './fsck-log.ts'

const MAX_FINDINGS = 1_000 // told one by one; the rest is counted

export type Finding = Problem & { readonly repair?: 'tiles' | 'index' | 'facts' }

export type FsckAsked = { readonly deep: boolean; readonly repair: boolean }

export type FsckParts = {
  readonly storage: Storage
  readonly marks: Marks
  readonly subjects: readonly Subject[]
  readonly crypto: Crypto
  /** Folds the whole log again; a running node does it in its own way. */
  readonly refold?: () => Promise<unknown>
}

export type Checked = {
  entries: number
  statements: number
  tiles: number
  rows: number
  blobs: number
  hashedBytes: number
  facts: number
  sealed: number
}

export type FsckDone = {
  readonly ok: boolean
  readonly deep: boolean
  readonly origin?: string
  readonly size: number
  readonly checked: Readonly<Checked>
  readonly problems: readonly Finding[]
  readonly more: number // problems beyond those told
  readonly repaired: readonly string[]
}

/** What the single checks share. */
export type Checking = FsckParts &
  FsckAsked & {
    readonly tell: Progress
    readonly checked: Checked
    readonly repaired: string[]
    /** A problem; with the way to mend it where there is one and it was asked for. */
    add(finding: Finding, mend?: () => Promise<void>): Promise<void>
    /** Lets others of this process have their turn: reads of SQLite do not. */
    breathe(): Promise<void>
  }

export async function fsck(parts: FsckParts, asked: FsckAsked, tell: Progress): Promise<FsckDone> {
  const problems: Finding[] = []
  let more = 0
  const checked: Checked = {
    entries: 0,
    statements: 0,
    tiles: 0,
    rows: 0,
    blobs: 0,
    hashedBytes: 0,
    facts: 0,
    sealed: 0,
  }
  const repaired: string[] = []
  const add: Checking['add'] = async (finding, mend) => {
    if (asked.repair && mend !== undefined) {
      await mend()
      repaired.push(`${finding.where}: ${finding.found}`)
    } else if (problems.length < MAX_FINDINGS) problems.push(finding)
    else more++
  }
  const checking: Checking = { ...parts, ...asked, tell, checked, repaired, add, breathe }
  const log = await guarded(checking, 'log.db', () => checkLog(checking))
  if (log !== undefined) {
    // A damaged log gives no index: what it would give is not known before it is whole.
    const sound = problems.every(({ repair }) => repair !== undefined)
    if (sound) await guarded(checking, 'index.db', () => checkIndex(checking, log))
    await guarded(checking, 'blobs and facts', () => checkHeld(checking, log))
  }
  const about = { deep: asked.deep, ...(log && { origin: log.origin }), size: log?.size ?? 0 }
  return { ok: problems.length === 0, ...about, checked, problems, more, repaired }
}

/** A database that cannot be read ends its own check, not the others. */
async function guarded<R>(checking: Checking, where: string, work: () => Promise<R>): Promise<R | undefined> {
  try {
    return await work()
  } catch (error) {
    const damaged = damageOf(error, where)
    if (damaged === undefined) throw error
    await checking.add(damaged)
    return undefined
  }
}

const SQLITE_CORRUPT = 11 // sqlite.org/rescode.html
const SQLITE_NOTADB = 26

export function damageOf(error: unknown, where: string): Finding | undefined {
  if (error instanceof OwcError) return error.problem.code === 'log-invalid' ? error.problem : undefined
  const { errcode, message } = (error ?? {}) as { errcode?: unknown; message?: unknown }
  const primary = typeof errcode === 'number' ? errcode & 0xff : 0
  if (primary !== SQLITE_CORRUPT && primary !== SQLITE_NOTADB) return undefined
  const expected = 'a database that can be read'
  const hint = 'Remove index.db or facts.db and start again; log.db and state.db come from a backup.'
  return { code: 'database-damaged', where, expected, found: String(message).slice(0, 300), hint }
}

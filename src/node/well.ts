// Is my node well? A few points, each with what is so, and what to do next where something is to be done. A view: it
// reads and decides nothing. Readiness is the narrow part of it: may this node be asked now?

import { sentence } from '../base/errors.ts'
import { type Clock, instant } from '../base/time.ts'
import type { Log } from '../ledger/log.ts'
import type { ListedJob, Storage } from '../storage/contracts.ts'
import { foldedSoFar } from './fold.ts'
import type { Chore } from './operate.ts'
import type { PeerLook } from './peer-looks.ts'
import type { Seals } from './sealing.ts'

export const NEARLY_FULL_BYTES = 256 << 20 // below this nothing more is taken in, and the node says that it is not ready
const TIGHT_BYTES = 10_000_000_000
const BACKUP_SECONDS = 7 * 86_400
const PEER_SECONDS = 3 * 86_400
const MAX_LAG = 1_000 // entries that are looked at
const MAX_JOBS = 1_000
const RECOVERY_FILE = 'node-recovery.pem'

export type WellState = 'good' | 'look' | 'bad' // bad: it does not do its work · look: something is to be done

export type WellPoint = {
  readonly id: 'log' | 'index' | 'disk' | 'backup' | 'keys' | 'jobs' | 'sealed' | 'peers' | 'check'
  readonly title: string
  readonly state: WellState
  readonly says: string
  readonly next?: string // what to do, a whole sentence
  readonly command?: string // that does it
}

export type WellView = {
  readonly sentence: string
  readonly state: WellState
  readonly asOf: string
  readonly ready: boolean
  readonly points: readonly WellPoint[]
}

export type WellParts = {
  readonly storage: Storage
  readonly log: Log
  readonly clock: Clock
  readonly chores: () => Promise<readonly Chore[]>
  readonly peers: () => Promise<readonly PeerLook[]>
  readonly sealed: Seals['kept']
}

export type Ready = { readonly ready: boolean; readonly because: readonly string[] }

/** Not ready: the log refuses, the index lies behind it, or the disk is nearly full. */
export async function readiness({ storage, log }: Pick<WellParts, 'storage' | 'log'>): Promise<Ready> {
  const because: string[] = []
  const failure = log.failure()
  if (failure !== undefined) because.push(sentence(failure))
  const lag = await indexLag(storage, log)
  if (lag > 0) because.push(`The index lies ${lag} statements behind the log.`)
  const { freeBytes } = await storage.space()
  if (freeBytes < NEARLY_FULL_BYTES) because.push(`The disk has ${size(freeBytes)} left.`)
  return { ready: because.length === 0, because }
}

/** Statements of the published log that the index has not folded; an entry of time leaves no row. */
export async function indexLag(storage: Storage, log: Log): Promise<number> {
  const { size: published } = log.checkpoint()
  const { next } = await foldedSoFar(storage.index, log.origin)
  let lag = 0
  for await (const { index, body } of storage.logStore.entries(next, Math.min(published, next + MAX_LAG))) {
    if (body === undefined) continue
    const found = await storage.logStore.body(body)
    if (found !== undefined && 'envelope' in found && index >= next) lag++
  }
  return lag
}

export async function wellView(parts: WellParts): Promise<WellView> {
  const { storage, clock } = parts
  const now = clock()
  const chores = new Map((await parts.chores()).map((chore) => [chore.name, chore]))
  const points = [
    logPoint(parts.log),
    await indexPoint(parts),
    diskPoint(await storage.space()),
    backupPoint(chores.get('backup'), now),
    await keysPoint(storage),
    jobsPoint(await storage.jobs.list(MAX_JOBS)),
    ...sealedPoint(await parts.sealed()),
    ...peersPoint(await parts.peers(), now),
    ...checkPoint(chores.get('fsck')),
  ]
  const { ready } = await readiness(parts)
  const bad = points.filter(({ state }) => state === 'bad')
  const look = points.filter(({ state }) => state === 'look')
  const state = bad.length > 0 || !ready ? 'bad' : look.length > 0 ? 'look' : 'good'
  return { sentence: sentenceOf(bad, look, ready), state, asOf: instant(now), ready, points }
}

function sentenceOf(bad: readonly WellPoint[], look: readonly WellPoint[], ready: boolean): string {
  const names = (points: readonly WellPoint[]) => points.map(({ title }) => title.toLowerCase()).join(', ')
  if (bad.length > 0) return `This node does not do all of its work: ${names(bad)}.`
  if (!ready) return 'This node cannot be asked right now.'
  if (look.length === 0) return 'This node is well.'
  const things = look.length === 1 ? 'One thing wants' : `${look.length} things want`
  return `This node does its work. ${things} a look: ${names(look)}.`
}

function logPoint(log: Log): WellPoint {
  const failure = log.failure()
  const { size: entries } = log.checkpoint()
  if (failure !== undefined) {
    const next = 'Remove the cause, then start the node again; what was answered before is durable.'
    return { id: 'log', title: 'Log', state: 'bad', says: sentence(failure), next }
  }
  const time = log.timeSeconds() === 0 ? 'no entry yet' : `last entry ${instant(log.timeSeconds())}`
  return { id: 'log', title: 'Log', state: 'good', says: `It takes statements: ${entries} entries, ${time}.` }
}

async function indexPoint({ storage, log }: WellParts): Promise<WellPoint> {
  const lag = await indexLag(storage, log)
  const base = { id: 'index', title: 'Index' } as const
  if (lag === 0) return { ...base, state: 'good', says: 'Every statement of the log is folded.' }
  const says = `${lag} statements of the log are not folded yet.`
  return { ...base, state: 'look', says, next: 'If it stays so, fold the log again.', command: 'owc rebuild' }
}

function diskPoint({ freeBytes, totalBytes }: { freeBytes: number; totalBytes: number }): WellPoint {
  const says = `${size(freeBytes)} of ${size(totalBytes)} are free where the blobs lie.`
  const base = { id: 'disk', title: 'Disk', says } as const
  const room = { next: 'Make room, or remove what nothing needs.', command: 'owc gc --dry-run' }
  if (freeBytes < NEARLY_FULL_BYTES) return { ...base, state: 'bad', ...room }
  const tight = freeBytes < Math.min(TIGHT_BYTES, totalBytes / 20)
  return tight ? { ...base, state: 'look', ...room } : { ...base, state: 'good' }
}

function backupPoint(chore: Chore | undefined, now: number): WellPoint {
  const base = { id: 'backup', title: 'Backup' } as const
  const command = 'owc backup --to /path/on/another/disk'
  if (chore === undefined) {
    const says = 'No backup was made by this node yet. If this disk breaks, its log ends.'
    return { ...base, state: 'look', says, next: 'Make one, on another disk.', command }
  }
  const told = JSON.parse(chore.told) as { to: string; size: number; problems: number } // our own writing
  const age = now - Date.parse(chore.time) / 1000
  const says = `The newest is ${days(age)} old, made ${chore.time} in ${told.to}, log size ${told.size}.`
  if (told.problems > 0) {
    const next = 'It left out what was damaged: check the node, then make it again.'
    return { ...base, state: 'look', says, next, command: 'owc fsck --deep' }
  }
  if (age <= BACKUP_SECONDS) return { ...base, state: 'good', says }
  return {
    ...base,
    state: 'look',
    says,
    next: 'Make it again: only what is new is copied.',
    command: `owc backup --to ${told.to}`,
  }
}

async function keysPoint({ secrets }: Storage): Promise<WellPoint> {
  const base = { id: 'keys', title: 'Keys' } as const
  if ((await secrets.get(RECOVERY_FILE)) === undefined)
    return { ...base, state: 'good', says: 'The recovery key is not on this machine, as it should be.' }
  const says = `The recovery key (keys/${RECOVERY_FILE}) lies beside the key that it is meant to replace.`
  const next = 'Move it to a place of its own: whoever takes this machine would have both.'
  return { ...base, state: 'look', says, next }
}

function jobsPoint(jobs: readonly ListedJob[]): WellPoint {
  const base = { id: 'jobs', title: 'Jobs' } as const
  const dead = jobs.filter(({ state }) => state === 'dead')
  const waiting = jobs.length - dead.length
  const under = waiting === 0 ? 'Nothing is under way' : `${waiting} under way`
  const [first] = dead
  if (first === undefined)
    return { ...base, state: 'good', says: `${under}, and nothing has failed for good.` }
  const says = `${under}; ${dead.length} failed for good, first ${first.kind}: ${(first.problem ?? 'no reason kept').slice(0, 300)}`
  return { ...base, state: 'look', says, next: 'Remove the cause, then start it again.' }
}

/** Not shown while nothing is sealed here. What is sealed is counted and never named. */
function sealedPoint(kept: Awaited<ReturnType<Seals['kept']>>): readonly WellPoint[] {
  if (kept.size === 0) return []
  const base = { id: 'sealed', title: 'Sealed' } as const
  const [first, ...others] = [...kept.values()].filter((problem) => problem !== undefined)
  const waiting = `${kept.size} sealed here`
  if (first === undefined)
    return [{ ...base, state: 'good', says: `${waiting}; each opens by its day or by hand.` }]
  const says = `${waiting}; ${others.length + 1} could not be opened at the last try: ${sentence(first)}`
  return [{ ...base, state: 'look', says, next: 'Remove the cause: the clerk tries again every minute.' }]
}

/** Not shown while this node looks at no other. */
function peersPoint(looks: readonly PeerLook[], now: number): readonly WellPoint[] {
  if (looks.length === 0) return []
  const base = { id: 'peers', title: 'Logs of others' } as const
  const split = looks.filter(({ seen }) => seen?.kind === 'split')
  if (split.length > 0) {
    const says = `${split.length} of ${looks.length} showed two different histories; both notes are kept.`
    return [{ ...base, state: 'bad', says, next: 'Look at the evidence before you rely on that log.' }]
  }
  const late = looks.filter(
    ({ problem, lookedSeconds = 0 }) => problem !== undefined || now - lookedSeconds > PEER_SECONDS,
  )
  const says =
    late.length === 0
      ? `All ${looks.length} that are looked at answered.`
      : `${late.length} of ${looks.length} did not answer at the last look.`
  if (late.length === 0) return [{ ...base, state: 'good', says }]
  return [{ ...base, state: 'look', says, next: 'See on the page of the log which they are.' }]
}

/** Shown once it was done. */
function checkPoint(chore: Chore | undefined): readonly WellPoint[] {
  if (chore === undefined) return []
  const { ok, deep, problems } = JSON.parse(chore.told) as { ok: boolean; deep: boolean; problems: number }
  const what = deep ? 'Everything was read and checked' : 'Log, index and files were checked'
  const base = { id: 'check', title: 'Last check' } as const
  if (ok) return [{ ...base, state: 'good', says: `${what} ${chore.time}: everything fits.` }]
  const says = `${what} ${chore.time}: ${problems} problems.`
  return [{ ...base, state: 'bad', says, next: 'Run it again to read them.', command: 'owc fsck' }]
}

function days(seconds: number): string {
  const count = Math.floor(seconds / 86_400)
  if (count >= 1) return count === 1 ? 'one day' : `${count} days`
  const hours = Math.floor(seconds / 3_600)
  return hours >= 1 ? `${hours} hours` : 'less than an hour'
}

function size(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`
}

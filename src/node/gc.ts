// Clearing away what nothing needs. Needed is whatever is named by a statement that stands in the log (withdrawn or
// not; an erased one says nothing any more), by anything in state.db (drafts, uploads, invitations, waiting imports),
// by what is sealed; and, of a needed manifest, every file that it lists. Two phases: first everything is listed and
// every need is read, then each blob is removed by a call that refuses when somebody put or kept it since. Young ones
// are never removed: what is being taken in now is named by nobody yet.

import { collect, fromUtf8 } from '../base/bytes.ts'
import type { Sha256 } from '../base/digest.ts'
import { parseManifest } from '../base/manifest.ts'
import type { Blobs } from '../storage/contracts.ts'
import type { Progress } from './backup.ts'
import { digestsIn } from './digests-in.ts'

export const YOUNG_SECONDS = 86_400
export const STAGE_SECONDS = 7 * 86_400 // what a broken download left may be gone on with for a week
const MAX_SHOWN = 500
const MAX_MANIFEST_BYTES = 64 << 20
const MAGIC = 'owc-artifact/v1\n'
const TOLD_EVERY = 1_000

export type Needs = {
  /** Texts that name what they need: statements that stand, and what is sealed. */
  said(): AsyncIterable<string>
  /** The same of state.db: drafts, uploads, waiting imports. */
  state(): AsyncIterable<string>
  /** Bytes that a work under way took in since then are needed, whatever their age. */
  workBeganSeconds(): Promise<number | undefined>
}

export type GcParts = {
  readonly blobs: Blobs
  readonly needs: Needs
  readonly nowSeconds: number
  /** What is forgotten together with a blob. */
  readonly forget: (sha256: Sha256) => Promise<void>
}

export type GcAsked = { readonly remove: boolean } // false: only shows what would go

type Sum = { readonly count: number; readonly bytes: number }
export type GcDone = {
  readonly removed: boolean // whether anything was touched, or only shown
  readonly blobs: Sum // that nothing needs
  readonly stages: Sum
  readonly kept: Sum // needed
  readonly young: Sum // not named yet, and too young to say
  readonly largest: readonly { readonly sha256: Sha256; readonly sizeBytes: number }[]
}

type Seen = { readonly sizeBytes: number; readonly touchedSeconds: number; needed: boolean }

export async function gc(parts: GcParts, { remove }: GcAsked, tell: Progress): Promise<GcDone> {
  const { blobs, nowSeconds } = parts
  const all = new Map<Sha256, Seen>()
  for await (const { sha256, sizeBytes, touchedSeconds } of blobs.list())
    all.set(sha256, { sizeBytes, touchedSeconds, needed: false })
  const before = await cutoff(parts)
  await markNeeded(parts, all, { before, tell })
  const old = [...all].filter(([, { needed, touchedSeconds }]) => !needed && touchedSeconds < before)
  const stages = await oldStages(parts, before)
  const freed = remove ? await removeAll(parts, old, { before, tell }) : old
  const cleared = remove ? await discardAll(blobs, stages, nowSeconds) : stages
  const rest = [...all].filter(([, { needed, touchedSeconds }]) => !needed && touchedSeconds >= before)
  const largest = freed.toSorted(([, a], [, b]) => b.sizeBytes - a.sizeBytes).slice(0, MAX_SHOWN)
  return {
    removed: remove,
    blobs: sum(freed.map(([, seen]) => seen)),
    stages: sum(cleared),
    kept: sum([...all.values()].filter(({ needed }) => needed)),
    young: sum(rest.map(([, seen]) => seen)),
    largest: largest.map(([sha256, { sizeBytes }]) => ({ sha256, sizeBytes })),
  }
}

/** A long import began before the day did: nothing that it took in goes. */
async function cutoff({ needs, nowSeconds }: GcParts): Promise<number> {
  const young = nowSeconds - YOUNG_SECONDS
  const began = await needs.workBeganSeconds()
  return began === undefined ? young : Math.min(young, began)
}

type Marking = { readonly before: number; readonly tell: Progress }

async function markNeeded(parts: GcParts, all: Map<Sha256, Seen>, { before, tell }: Marking): Promise<void> {
  const open: Sha256[] = []
  const need = (sha256: Sha256): void => {
    const seen = all.get(sha256)
    if (seen === undefined || seen.needed) return
    seen.needed = true
    open.push(sha256)
  }
  let read = 0
  for (const texts of [parts.needs.said(), parts.needs.state()])
    for await (const text of texts) {
      for (const digest of digestsIn(text)) need(digest)
      if (++read % TOLD_EVERY === 0) tell({ phase: 'reading what is named', done: read })
    }
  // A young manifest may be about to be named: its files are as safe as it is.
  const young = [...all].filter(([, seen]) => !seen.needed && seen.touchedSeconds >= before)
  for (const [sha256] of young) for (const file of await filesOf(parts.blobs, sha256, all)) need(file)
  for (let next = open.pop(); next !== undefined; next = open.pop())
    for (const file of await filesOf(parts.blobs, next, all)) need(file)
}

/** The files of a manifest; none of anything else. */
async function filesOf(
  blobs: Blobs,
  sha256: Sha256,
  all: ReadonlyMap<Sha256, Seen>,
): Promise<readonly Sha256[]> {
  const { sizeBytes } = all.get(sha256) ?? { sizeBytes: 0 }
  if (sizeBytes < MAGIC.length || sizeBytes > MAX_MANIFEST_BYTES) return []
  const opened = await blobs.open(sha256)
  if (opened === undefined) return []
  const head = new Uint8Array(MAGIC.length)
  try {
    await opened.read(head, 0)
  } finally {
    await opened.close()
  }
  if (fromUtf8(head) !== MAGIC) return []
  const bytes = await collect(blobs.read(sha256), MAX_MANIFEST_BYTES)
  return (bytes && parseManifest(bytes))?.map((file) => file.sha256) ?? []
}

async function removeAll(
  { blobs, forget }: GcParts,
  old: readonly (readonly [Sha256, Seen])[],
  { before, tell }: Marking,
): Promise<(readonly [Sha256, Seen])[]> {
  const freed: (readonly [Sha256, Seen])[] = []
  for (const one of old) {
    const [sha256] = one
    if (!(await blobs.removeOld(sha256, before))) continue
    await forget(sha256) // a crash before this leaves facts of bytes that are gone, which harm nobody
    freed.push(one)
    tell({ phase: 'removing', done: freed.length, total: old.length })
  }
  return freed
}

type OldStage = { readonly key: string; readonly sizeBytes: number }

/** Stages that nobody went on with for a week and that no work or upload names. */
async function oldStages({ blobs, needs, nowSeconds }: GcParts, before: number): Promise<OldStage[]> {
  const limit = Math.min(nowSeconds - STAGE_SECONDS, before)
  const found: OldStage[] = []
  for await (const { key, sizeBytes, touchedSeconds } of blobs.stages())
    if (touchedSeconds < limit) found.push({ key, sizeBytes })
  if (found.length === 0) return found
  const named = new Set<string>()
  for await (const text of needs.state()) for (const digest of digestsIn(text)) named.add(digest)
  return found.filter(({ key }) => !named.has(/[0-9a-f]{64}/.exec(key)?.[0] ?? ''))
}

async function discardAll(blobs: Blobs, stages: readonly OldStage[], now: number): Promise<OldStage[]> {
  const cleared: OldStage[] = []
  for (const stage of stages) if (await blobs.discardOld(stage.key, now - STAGE_SECONDS)) cleared.push(stage)
  return cleared
}

function sum(items: readonly { readonly sizeBytes: number }[]): Sum {
  return { count: items.length, bytes: items.reduce((total, { sizeBytes }) => total + sizeBytes, 0) }
}

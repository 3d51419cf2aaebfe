// Imports that outlive their askers and this process: each is a job in state.db, so a node that died takes it up again
// at its next start, and the bytes that were fetched wait in their stages. What a page or a terminal follows is kept
// in memory, for the newest MAX_KEPT imports.

import { OwcError } from '../base/errors.ts'
import type { Clock } from '../base/time.ts'
import type { Jobs } from '../storage/contracts.ts'
import type { ImportPhase, ImportRequest, Imports, ImportView } from './imports.ts'

const KIND = 'import'
const MAX_KEPT = 200
const MAX_AT_ONCE = 4
const LEASE_SECONDS = 60
const FOLLOW_MS = 100 // at most ten views a second to each follower

/** What one run of an import may do to its own view. */
export type Progress = {
  readonly signal: AbortSignal
  set(change: Partial<ImportView>): void
  fetched(bytes: number): void
  /** Resolves when the asker agreed; rejects when the import was cancelled. */
  agreed(): Promise<void>
}

export type RunImport = (
  request: ImportRequest,
  progress: Progress,
) => Promise<NonNullable<ImportView['result']>>

type Live = {
  view: ImportView
  readonly request: ImportRequest
  readonly abort: AbortController
  readonly agreement: PromiseWithResolvers<void>
  changed: PromiseWithResolvers<void>
}

export type ImportParts = {
  readonly jobs: Jobs
  readonly clock: Clock
  readonly random: (count: number) => Uint8Array
  readonly run: RunImport
  /** Told of whatever is no OwcError: a defect, for the log of the program. */
  readonly defect: (error: unknown) => void
}

const FINAL: readonly ImportPhase[] = ['done', 'failed', 'cancelled']

type State = {
  readonly parts: ImportParts
  readonly kept: Map<string, Live>
  readonly running: Set<Promise<void>>
  closing: boolean
}

export function openImports(
  parts: ImportParts,
): Imports & { resume(): Promise<void>; close(): Promise<void> } {
  const state: State = { parts, kept: new Map(), running: new Set(), closing: false }
  const { kept } = state
  return {
    async start(request) {
      if (state.running.size >= MAX_AT_ONCE) throw tooMany()
      const id = parts.random(8).toHex()
      const job = await parts.jobs.add(KIND, JSON.stringify({ id, request }), parts.clock() + LEASE_SECONDS)
      return begin(state, { id, request, job }).view
    },
    get: (id) => kept.get(id)?.view,
    list: () => [...kept.values()].map((live) => live.view).reverse(),
    async *follow(id, signal) {
      const live = kept.get(id)
      if (live !== undefined) yield* views(live, signal)
    },
    agree(id) {
      kept.get(id)?.agreement.resolve()
    },
    cancel(id) {
      const live = kept.get(id)
      live?.abort.abort()
      live?.agreement.reject(new DOMException('cancelled', 'AbortError'))
    },
    resume: () => resume(state),
    async close() {
      state.closing = true
      for (const live of kept.values()) {
        live.abort.abort()
        live.agreement.reject(new DOMException('closing', 'AbortError'))
      }
      await Promise.allSettled(state.running)
    },
  }
}

function begin(
  state: State,
  { id, request, job }: { readonly id: string; readonly request: ImportRequest; readonly job: number },
): Live {
  const view: ImportView = {
    id,
    phase: 'looking',
    ref: request.ref,
    fetchedBytes: 0,
    startedSeconds: state.parts.clock(),
  }
  const live: Live = {
    view,
    request,
    abort: new AbortController(),
    agreement: Promise.withResolvers(),
    changed: Promise.withResolvers(),
  }
  live.agreement.promise.catch(() => undefined) // nobody may be waiting for it
  if (request.agreed) live.agreement.resolve()
  state.kept.set(id, live)
  forgetOldest(state.kept)
  const work = carryOut(state, live, job).finally(() => state.running.delete(work))
  state.running.add(work)
  return live
}

async function carryOut(state: State, live: Live, job: number): Promise<void> {
  const { jobs, clock, defect, run } = state.parts
  const renew = () => void jobs.renew(job, clock() + LEASE_SECONDS).catch(defect)
  const lease = setInterval(renew, (LEASE_SECONDS * 1000) / 3)
  try {
    const result = await run(live.request, progressOf(live))
    change(live, { phase: 'done', result })
    await jobs.done(job)
  } catch (error) {
    if (state.closing) return // the job stays: the next start takes it up
    const cancelled = live.abort.signal.aborted
    if (!cancelled && !(error instanceof OwcError)) defect(error)
    const problem = error instanceof OwcError ? error.problem : defectProblem(live.request.ref)
    change(live, cancelled ? { phase: 'cancelled' } : { phase: 'failed', problem })
    await jobs.done(job).catch(defect)
  } finally {
    clearInterval(lease)
  }
}

/** Takes up what a dead process left. Only called at start, when no lease can be another's: one process owns the data. */
async function resume(state: State): Promise<void> {
  const { jobs, clock } = state.parts
  while (state.running.size < MAX_AT_ONCE) {
    const job = await jobs.claim([KIND], clock() + 2 * LEASE_SECONDS, LEASE_SECONDS)
    if (job === undefined) return
    const { id, request } = JSON.parse(job.payload) as { id: string; request: ImportRequest } // our own writing
    if (state.kept.has(id)) return
    begin(state, { id, request, job: job.id })
  }
}

async function* views(live: Live, signal: AbortSignal): AsyncGenerator<ImportView> {
  const gone = new Promise<void>((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  )
  while (!signal.aborted) {
    const { promise } = live.changed
    yield live.view
    if (FINAL.includes(live.view.phase)) return
    await Promise.race([promise, gone])
    await Promise.race([new Promise((resolve) => setTimeout(resolve, FOLLOW_MS)), gone])
  }
}

function forgetOldest(kept: Map<string, Live>): void {
  for (const [id, { view }] of kept) {
    if (kept.size <= MAX_KEPT) return
    if (FINAL.includes(view.phase)) kept.delete(id)
  }
}

function progressOf(live: Live): Progress {
  return {
    signal: live.abort.signal,
    set: (fields) => change(live, fields),
    fetched: (bytes) => change(live, { fetchedBytes: live.view.fetchedBytes + bytes }),
    async agreed() {
      change(live, { phase: 'asking' })
      await live.agreement.promise
    },
  }
}

function change(live: Live, fields: Partial<ImportView>): void {
  live.view = { ...live.view, ...fields }
  const { changed } = live
  live.changed = Promise.withResolvers()
  changed.resolve()
}

function tooMany(): OwcError {
  return new OwcError({
    code: 'busy',
    where: 'imports',
    expected: `at most ${MAX_AT_ONCE} at once`,
    found: `${MAX_AT_ONCE} at work`,
    hint: 'Wait until one is done.',
  })
}

function defectProblem(ref: string) {
  return {
    code: 'defect',
    where: ref,
    expected: 'an import that ends',
    found: 'a defect of this program; its log has the details',
  } as const
}

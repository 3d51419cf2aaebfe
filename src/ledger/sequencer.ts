// Batches submissions into the log and answers them (signing 11.4 a and g). While one batch is on its way the next
// one gathers, so a lone submitter never waits for others. One batch at a time: what it finds in the store cannot
// change under it. The first failure is final; everybody who waits, and everybody after, gets `log-stopped`.

import { compareBytes, toHex } from '../base/bytes.ts'
import { OwcError, type Problem } from '../base/errors.ts'
import type { Clock } from '../base/time.ts'
import type { LogStore, NewEntry } from '../storage/contracts.ts'
import type { Crypto } from './crypto.ts'
import type { Logged, Submission } from './log.ts'
import type { LogWriter } from './log-writer.ts'
import { leafHash } from './merkle.ts'
import { MAX_ENTRY_BYTES } from './tile.ts'
import { parseTimeLeaf, timeLeaf } from './time-leaf.ts'
import { tlogProofText } from './tlog-proof.ts'

const MAX_BATCH_ENTRIES = 256 // with its time leaf
const MAX_BATCH_BYTES = 16 * 1024 * 1024 // of envelopes in one transaction
const MAX_WAITING = 4096
const MAX_WAITING_BYTES = 64 * 1024 * 1024
const TICK_SECONDS = 600 // DESIGN 2: a time leaf every ten minutes while something is pending
const FIRST_SCAN_ENTRIES = 16 // read at once on the way back to a time leaf
const MAX_SCAN_ENTRIES = 4096
const MAX_TWINS = 64 // entries with one payload, differing in signatures, that are compared with a new one

export type Sequencer = {
  submit(submission: Submission): Promise<Logged>
  tick(): Promise<void>
  timeSeconds(): number
  prove(index: number): Promise<string>
  onPublished(listener: (from: number, to: number) => Promise<void>): void
  failure(): Problem | undefined
  close(): Promise<void>
}

export type SequencerOptions = {
  readonly store: LogStore
  readonly writer: LogWriter
  readonly crypto: Crypto
  readonly clock: Clock
}

type Waiter = {
  readonly submission: Submission
  resolve(logged: Logged): void
  reject(problem: OwcError): void
}
type Ticker = { resolve(): void; reject(problem: OwcError): void }
/** Submissions of one leaf: all get one answer. */
type Group = { readonly submission: Submission; readonly waiters: Waiter[] }

type State = SequencerOptions & {
  readonly waiting: Waiter[]
  readonly ticking: Ticker[]
  readonly listeners: ((from: number, to: number) => Promise<void>)[]
  waitingBytes: number
  timeSeconds: number
  working: Promise<void> | undefined
  stopped: Problem | undefined
  closing: boolean
}

export async function startSequencer(options: SequencerOptions): Promise<Sequencer> {
  const state: State = {
    ...options,
    waiting: [],
    ticking: [],
    listeners: [],
    waitingBytes: 0,
    timeSeconds: await timeBefore(options.store, options.writer.published().size),
    working: undefined,
    stopped: undefined,
    closing: false,
  }
  return {
    submit: (submission) => submit(state, submission),
    tick: () => tick(state),
    timeSeconds: () => state.timeSeconds,
    prove: (index) => prove(state, index),
    onPublished: (listener) => void state.listeners.push(listener),
    failure: () => state.stopped,
    close: () => close(state),
  }
}

async function submit(state: State, submission: Submission): Promise<Logged> {
  const { leaf, body } = submission
  if (leaf.length === 0 || leaf.length > MAX_ENTRY_BYTES || parseTimeLeaf(leaf) !== undefined)
    throw new RangeError('expected the leaf entry of a statement')
  assertOpen(state)
  const bytes = state.waitingBytes + body.envelope.length
  if (state.waiting.length >= MAX_WAITING || bytes > MAX_WAITING_BYTES) throw busy(state.waiting.length)
  const { promise, resolve, reject } = Promise.withResolvers<Logged>()
  state.waitingBytes = bytes
  state.waiting.push({ submission, resolve, reject })
  wake(state)
  return promise
}

async function tick(state: State): Promise<void> {
  assertOpen(state)
  if (state.ticking.length >= MAX_WAITING) throw busy(state.ticking.length)
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  state.ticking.push({ resolve, reject })
  wake(state)
  return promise
}

function assertOpen({ stopped, closing }: State): void {
  if (stopped !== undefined) throw new OwcError(stopped)
  if (closing) throw new OwcError(stopProblem('it was closed'))
}

async function close(state: State): Promise<void> {
  state.closing = true
  while (state.working !== undefined) await state.working
}

function wake(state: State): void {
  // One turn later, so that submissions of one turn share a batch.
  state.working ??= Promise.resolve()
    .then(() => work(state))
    .finally(() => {
      state.working = undefined
      if (state.waiting.length + state.ticking.length > 0) wake(state)
    })
}

async function work(state: State): Promise<void> {
  while (state.waiting.length + state.ticking.length > 0) {
    const batch = takeBatch(state)
    const tickers = state.ticking.splice(0)
    try {
      await sequence(state, batch, tickers.length)
      for (const ticker of tickers) ticker.resolve()
    } catch (cause) {
      stop(state, cause, [...batch, ...tickers])
    }
  }
}

function takeBatch(state: State): Waiter[] {
  let count = 0
  let bytes = 0
  for (const { submission } of state.waiting) {
    bytes += submission.body.envelope.length
    if (count === MAX_BATCH_ENTRIES - 1 || (count > 0 && bytes > MAX_BATCH_BYTES)) break
    count += 1
  }
  const batch = state.waiting.splice(0, count)
  for (const { submission } of batch) state.waitingBytes -= submission.body.envelope.length
  return batch
}

async function sequence(state: State, batch: readonly Waiter[], tickers: number): Promise<void> {
  const groups = groupByLeaf(state.crypto, batch)
  const places = await Promise.all(groups.map(({ submission }) => knownIndex(state.store, submission)))
  const fresh = groups.filter((_, i) => places[i] === undefined)
  const entries: NewEntry[] = fresh.map(({ submission }) => submission)
  const now = dueTime(state, fresh.length, tickers)
  if (now !== undefined) entries.unshift({ leaf: timeLeaf(now) })
  let next = 0
  if (entries.length > 0) {
    const from = await state.writer.append(entries)
    if (now !== undefined) state.timeSeconds = now
    for (const listener of state.listeners) await listener(from, from + entries.length)
    next = from + entries.length - fresh.length
  }
  for (const [i, group] of groups.entries())
    await answer(state, group, places[i] ?? next++, places[i] !== undefined)
}

/** Time of the leaf that must come before this batch; undefined when none is due. Log time never decreases. */
function dueTime(state: State, fresh: number, tickers: number): number | undefined {
  const now = Math.floor(state.clock())
  const step = fresh > 0 ? 1 : TICK_SECONDS
  return fresh + tickers > 0 && now >= state.timeSeconds + step ? now : undefined
}

async function answer(state: State, group: Group, index: number, known: boolean): Promise<void> {
  const timeSeconds = known ? await timeBefore(state.store, index) : state.timeSeconds
  const proof = await prove(state, index)
  for (const [i, waiter] of group.waiters.entries())
    waiter.resolve({ index, timeSeconds, proof, known: known || i > 0 })
}

async function prove({ writer }: State, index: number): Promise<string> {
  const { size, note } = writer.published()
  const path = await writer.tree().inclusion(index, size)
  return tlogProofText({ index, path, checkpoint: note })
}

function groupByLeaf(crypto: Crypto, batch: readonly Waiter[]): Group[] {
  const groups = new Map<string, Group>()
  for (const waiter of batch) {
    const key = toHex(leafHash(crypto, waiter.submission.leaf))
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { submission: waiter.submission, waiters: [waiter] })
    else group.waiters.push(waiter)
  }
  return [...groups.values()]
}

/** Index of the first entry with these very leaf bytes. */
async function knownIndex(store: LogStore, { leaf, body }: Submission): Promise<number | undefined> {
  for (const index of (await store.find(body.digest)).slice(0, MAX_TWINS))
    for await (const entry of store.entries(index, index + 1))
      if (compareBytes(entry.leaf, leaf) === 0) return index
  return undefined
}

/** Seconds of the nearest time leaf before an index; 0 before the first. Reads back in growing spans. */
export async function timeBefore(store: LogStore, index: number): Promise<number> {
  let span = FIRST_SCAN_ENTRIES
  for (let end = index; end > 0; end -= span) {
    if (end < index) span = Math.min(span * 2, MAX_SCAN_ENTRIES)
    let found: number | undefined
    for await (const entry of store.entries(Math.max(0, end - span), end))
      found = parseTimeLeaf(entry.leaf) ?? found
    if (found !== undefined) return found
  }
  return 0
}

function stop(state: State, cause: unknown, inFlight: readonly { reject(problem: OwcError): void }[]): void {
  state.stopped ??= stopProblem(cause instanceof Error ? cause.message : String(cause))
  const problem = new OwcError(state.stopped, cause)
  const all = [...inFlight, ...state.waiting.splice(0), ...state.ticking.splice(0)]
  state.waitingBytes = 0
  for (const waiter of all) waiter.reject(problem)
}

function stopProblem(found: string): Problem {
  return {
    code: 'log-stopped',
    where: 'the log writer',
    expected: 'a log that takes statements',
    found: `that it has stopped: ${found}`,
    hint: 'Whatever was answered before is durable. Remove the cause and start the node again.',
  }
}

function busy(waiting: number): OwcError {
  return new OwcError({
    code: 'log-busy',
    where: 'the log writer',
    expected: 'room in the queue of statements',
    found: `${waiting} that wait`,
    hint: 'Nothing was stored; send it again in a few seconds.',
  })
}

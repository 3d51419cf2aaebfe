// A few threads that inspect, reused, one file each at a time; further files wait their turn before their first byte
// is read, so that nothing is open while it waits. A thread that dies fails its file only. Idle threads do not keep
// the process alive.

import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { workerUrl } from '../base/worker-url.ts'
import type { Inspection } from './inspection.ts'
import { type FromWorker, SLOT_BYTES, SLOTS, type ToWorker } from './worker-messages.ts'

const MAX_THREADS = 4
const STALLED_MS = 120_000 // a thread that answers nothing for so long is ended
const LIMITS = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 64, stackSizeMb: 4 }

export type Outcome = { readonly inspection: Inspection } | { readonly failed: string }

export type PoolOptions = {
  readonly threads?: number
  readonly script?: URL // of the thread; tests put one that dies
  readonly stalledMs?: number
}

export class InspectorPool {
  private readonly idle: Thread[] = []
  private readonly all = new Set<Thread>()
  private readonly waiting: ((thread: Thread) => void)[] = []
  private readonly options: Required<PoolOptions>

  constructor(options: PoolOptions = {}) {
    this.options = {
      threads: options.threads ?? Math.min(availableParallelism(), MAX_THREADS),
      script: options.script ?? workerUrl(import.meta.url, 'weights/worker'),
      stalledMs: options.stalledMs ?? STALLED_MS,
    }
  }

  /** A thread of one's own, until `give`. */
  take(): Promise<Thread> {
    const thread = this.idle.pop() ?? (this.all.size < this.options.threads ? this.start() : undefined)
    if (thread !== undefined) return Promise.resolve(thread)
    return new Promise((resolve) => {
      this.waiting.push(resolve)
    })
  }

  give(thread: Thread): void {
    if (thread.dead) this.all.delete(thread)
    const next = this.waiting.shift()
    if (next !== undefined) next(thread.dead ? this.start() : thread)
    else if (!thread.dead) {
      thread.rest()
      this.idle.push(thread)
    }
  }

  /** Ends every thread; files at work get `inspect.failed`. The pool can be used again. */
  close(): void {
    for (const thread of this.all) thread.end('the inspector was closed')
    this.all.clear()
    this.idle.length = 0
  }

  /** Ends the threads that are at no file. Others end their file first: somebody else of this process opened it. */
  endIdle(): void {
    for (const thread of [...this.idle]) thread.end('the inspector was closed')
  }

  private start(): Thread {
    const thread = new Thread(this.options.script, this.options.stalledMs, () => {
      this.all.delete(thread)
      const at = this.idle.indexOf(thread)
      if (at !== -1) this.idle.splice(at, 1)
    })
    this.all.add(thread)
    return thread
  }
}

/** One inspecting thread and its ring. */
export class Thread {
  dead = false
  private readonly worker: Worker
  private readonly ring = new SharedArrayBuffer(SLOTS * SLOT_BYTES)
  private readonly bytes = new Uint8Array(this.ring)
  private readonly stalledMs: number
  private readonly died: () => void
  private free: number[] = []
  private slot = 0
  private filled = 0
  private finishing = false
  private id = 0
  private reason = ''
  private wake: (() => void) | undefined
  private settle: ((outcome: Outcome) => void) | undefined
  private timer: NodeJS.Timeout | undefined

  constructor(script: URL, stalledMs: number, died: () => void) {
    this.stalledMs = stalledMs
    this.died = died
    this.worker = new Worker(script, { resourceLimits: LIMITS, execArgv: [], env: {}, name: 'owc-inspect' })
    this.worker.on('message', (message: FromWorker) => this.hear(message))
    this.worker.on('error', (cause: Error) => this.die(cause.message))
    this.worker.on('exit', (code) => this.die(`the thread ended with code ${code}`))
    this.worker.unref()
  }

  /** Begins a file; the answer comes after `finish`, or when the thread dies. */
  open(path: string, sizeBytes: number | undefined): Promise<Outcome> {
    this.worker.ref()
    this.id++
    this.free = Array.from({ length: SLOTS - 1 }, (_, i) => i + 1)
    this.slot = 0
    this.filled = 0
    this.finishing = false
    if (!this.dead) this.say({ kind: 'open', id: this.id, path, sizeBytes, ring: this.ring })
    return new Promise((resolve) => {
      if (this.dead) resolve({ failed: this.reason })
      else this.settle = resolve
    })
  }

  /** Copies the chunk into the ring; waits while the ring is full. */
  async write(chunk: Uint8Array): Promise<void> {
    let at = 0
    while (at < chunk.length && this.settle !== undefined) {
      const length = Math.min(chunk.length - at, SLOT_BYTES - this.filled)
      this.bytes.set(chunk.subarray(at, at + length), this.slot * SLOT_BYTES + this.filled)
      this.filled += length
      at += length
      if (this.filled === SLOT_BYTES) await this.pass()
    }
  }

  finish(): void {
    if (this.settle === undefined) return
    if (this.filled > 0) this.say({ kind: 'slot', id: this.id, slot: this.slot, length: this.filled })
    this.say({ kind: 'end', id: this.id })
    this.finishing = true
    this.watch()
  }

  /** The file was left before its end. */
  abandon(): void {
    this.say({ kind: 'abort', id: this.id })
    this.done({ failed: 'the file was not read to its end' })
  }

  rest(): void {
    this.worker.unref()
  }

  end(reason: string): void {
    this.die(reason)
    void this.worker.terminate()
  }

  private async pass(): Promise<void> {
    this.say({ kind: 'slot', id: this.id, slot: this.slot, length: this.filled })
    this.filled = 0
    let slot = this.free.shift()
    while (slot === undefined && this.settle !== undefined) {
      this.watch()
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
      slot = this.free.shift()
    }
    this.slot = slot ?? 0
  }

  private hear(message: FromWorker): void {
    if (message.id !== this.id) return
    clearTimeout(this.timer)
    if (message.kind === 'free') this.free.push(message.slot)
    else if (message.kind === 'done') this.done({ inspection: message.inspection })
    else this.done({ failed: message.reason })
    this.wakeUp()
    if (this.settle !== undefined && this.finishing) this.watch()
  }

  private done(outcome: Outcome): void {
    clearTimeout(this.timer)
    const { settle } = this
    this.settle = undefined
    settle?.(outcome)
  }

  private die(reason: string): void {
    if (this.dead) return
    this.dead = true
    this.reason = reason
    this.died()
    this.done({ failed: reason })
    this.wakeUp()
  }

  private wakeUp(): void {
    const { wake } = this
    this.wake = undefined
    wake?.()
  }

  /** From now on an answer is due. */
  private watch(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.end('the thread did not answer in time'), this.stalledMs)
    this.timer.unref()
  }

  private say(message: ToWorker): void {
    this.worker.postMessage(message)
  }
}

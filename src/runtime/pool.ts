// The models that are loaded, one process each: loaded at the first request, several requests at once up to a limit,
// the others wait in their order, unloaded after idle time or to make room. A model that keeps ending its process is
// not started again for a while. Source: serving-apis 6 (limits), 7.1.

import { OwcError } from '../base/errors.ts'
import type { ModelProcess, StartOptions } from './model-process.ts'

const RUNNING = 4 // requests of one model at once
const WAITING = 32 // and behind them
const IDLE_MS = 300_000
const MAX_TIMER_MS = 2 ** 31 - 1
const ENDS = 3 // unwanted ends of one model within the span below
const ENDS_MS = 600_000
const TRIES = 2 // processes that a request waits for, one after the other; the usual clients ask again themselves

/** What has to be known before a model is loaded. */
export type Plan = {
  readonly needsBytes: number // estimated
  /** Opens the file, starts the process, and closes what it opened. */
  start(options: Required<Pick<StartOptions, 'sequences' | 'signal'>>): Promise<ModelProcess>
}

export type PoolOptions = {
  readonly nowMs: () => number
  /** Bytes that the machine could still give. */
  readonly freeBytes: () => number
  readonly idleMs?: number
  readonly running?: number
  readonly waiting?: number
}

export type Use<T> = {
  readonly key: string // what is loaded: object and settings
  readonly plan: () => Promise<Plan>
  readonly signal: AbortSignal
  /** Idle time after this use; 0 unloads at once, Infinity never. */
  readonly keepMs?: number
  work(model: ModelProcess): Promise<T>
}

export type LoadedView = {
  readonly key: string
  readonly pid: number
  readonly runtime: string
  readonly contextSize: number
  readonly residentBytes: number
  readonly running: number
  readonly waiting: number
  readonly sinceMs: number
  readonly untilMs: number // when it is unloaded if nobody asks
}

type Place = {
  readonly key: string
  readonly model: ModelProcess
  readonly sinceMs: number
  readonly waiting: (() => void)[]
  running: number
  lost: boolean // its process ended by itself
  untilMs: number
  keepMs: number
  timer?: NodeJS.Timeout
}

export class ModelPool {
  private readonly places = new Map<string, Place>()
  private readonly ends = new Map<string, number[]>() // times of unwanted ends, by key
  private readonly options: Required<PoolOptions>
  private readonly opening = new Map<string, Promise<Place>>()
  private readonly loading = new Map<Promise<void>, number>() // its end, and the bytes it will take
  private looking: Promise<void> = Promise.resolve()
  private readonly closing = new AbortController()

  constructor(options: PoolOptions) {
    this.options = { idleMs: IDLE_MS, running: RUNNING, waiting: WAITING, ...options }
  }

  /** @throws OwcError `queue-full`, `memory-short`, `model-quarantined`, and what `plan` and `work` throw */
  async use<T>({ key, plan, signal, keepMs, work }: Use<T>): Promise<T> {
    const place = await this.placeFor({ key, plan, signal })
    try {
      return await work(place.model)
    } finally {
      place.running -= 1
      place.keepMs = keepMs ?? place.keepMs
      place.waiting.shift()?.()
      if (place.running === 0 && place.waiting.length === 0) this.rest(place)
    }
  }

  /** A turn in a process that lives. Who waited behind an answer that ended it has not begun and need not ask again: it
   *  waits for the next one in its old order. But that may take minutes to load, so a second loss is told. */
  private async placeFor({
    key,
    plan,
    signal,
  }: Pick<Use<unknown>, 'key' | 'plan' | 'signal'>): Promise<Place> {
    for (let tries = 1; ; tries++) {
      signal.throwIfAborted()
      this.closing.signal.throwIfAborted()
      const place = this.places.get(key) ?? (await this.opened(key, plan))
      clearTimeout(place.timer)
      await this.turnIn(place, signal)
      if (!place.lost) return place
      if (tries >= TRIES) {
        this.checkEnds(key) // it says more, where it holds
        throw lostAgain(key, tries)
      }
    }
  }

  /** Answers at once of each model. */
  get sequences(): number {
    return this.options.running
  }

  loaded(): readonly LoadedView[] {
    return [...this.places.values()].map(viewOf)
  }

  /** Ends what runs. False when it is not loaded. */
  async unload(key: string): Promise<boolean> {
    const place = this.places.get(key)
    if (place === undefined) return false
    await this.end(place)
    return true
  }

  async close(): Promise<void> {
    this.closing.abort(closed())
    await Promise.allSettled(this.opening.values())
    await Promise.all([...this.places.values()].map((place) => this.end(place)))
  }

  /** Once for all who ask at the same time. */
  private async opened(key: string, plan: () => Promise<Plan>): Promise<Place> {
    const known = this.opening.get(key)
    if (known !== undefined) return await known
    const opening = plan().then((made) => this.open(key, made))
    this.opening.set(key, opening)
    try {
      return await opening
    } finally {
      this.opening.delete(key)
    }
  }

  private async open(key: string, plan: Plan): Promise<Place> {
    this.checkEnds(key)
    const model = await this.inRoom(plan.needsBytes, () => this.started(key, plan))
    const [sinceMs, untilMs] = [this.options.nowMs(), Number.POSITIVE_INFINITY]
    const place: Place = {
      key,
      model,
      sinceMs,
      untilMs,
      waiting: [],
      running: 0,
      lost: false,
      keepMs: this.options.idleMs,
    }
    this.places.set(key, place)
    void model.ended.then((problem) => {
      if (this.places.get(key) === place) this.places.delete(key)
      clearTimeout(place.timer)
      this.noteEnd(key, problem)
      place.lost = problem !== undefined
      for (const next of place.waiting.splice(0)) next() // after an unload they meet the dead process and are told
    })
    return place
  }

  private async started(key: string, plan: Plan): Promise<ModelProcess> {
    try {
      return await plan.start({ sequences: this.options.running, signal: this.closing.signal })
    } catch (error) {
      this.noteEnd(key, error)
      throw error
    }
  }

  private turnIn(place: Place, signal: AbortSignal): Promise<void> {
    if (place.running < this.options.running) {
      place.running += 1
      return Promise.resolve()
    }
    if (place.waiting.length >= this.options.waiting) throw full(place.key, this.options.waiting)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const leave = () => {
      const at = place.waiting.indexOf(next)
      if (at !== -1) place.waiting.splice(at, 1)
      reject(signal.reason)
    }
    const next = () => {
      signal.removeEventListener('abort', leave)
      place.running += 1
      resolve()
    }
    signal.addEventListener('abort', leave, { once: true })
    place.waiting.push(next)
    return promise
  }

  private rest(place: Place): void {
    place.untilMs = this.options.nowMs() + place.keepMs
    clearTimeout(place.timer)
    if (place.keepMs > MAX_TIMER_MS) return // longer than a timer counts: as good as never
    place.timer = setTimeout(() => void this.end(place), Math.max(0, place.keepMs))
    place.timer.unref()
  }

  private async end(place: Place): Promise<void> {
    if (this.places.get(place.key) === place) this.places.delete(place.key)
    clearTimeout(place.timer)
    await place.model.kill()
  }

  /** Two that fit alone may not fit together: what is being loaded takes its room before it is measured. Who does not
   *  fit beside it waits until it is loaded, and looks again. */
  private async inRoom<T>(needsBytes: number, load: () => Promise<T>): Promise<T> {
    const turn = this.looking.then(async () => {
      const taken = () => [...this.loading.values()].reduce((sum, bytes) => sum + bytes, 0)
      while (this.loading.size > 0 && this.options.freeBytes() - taken() < needsBytes)
        await Promise.race(this.loading.keys())
      if (this.loading.size === 0) await this.makeRoom(needsBytes)
      const work = load()
      const done = work.then(
        () => undefined,
        () => undefined,
      )
      this.loading.set(done, needsBytes)
      void done.then(() => this.loading.delete(done))
      return { work }
    })
    this.looking = turn.then(
      () => undefined,
      () => undefined,
    )
    return await (await turn).work
  }

  /** Ends idle models, the longest idle first, until this one fits. */
  private async makeRoom(needsBytes: number): Promise<void> {
    const { freeBytes } = this.options
    const idle = [...this.places.values()].filter((place) => place.running + place.waiting.length === 0)
    for (const place of idle.sort((a, b) => a.untilMs - b.untilMs)) {
      if (freeBytes() >= needsBytes) return
      await this.end(place)
    }
    if (freeBytes() < needsBytes) throw memoryShort('this machine', needsBytes, freeBytes())
  }

  private noteEnd(key: string, problem: unknown): void {
    const counted = problem instanceof OwcError && ['model-lost', 'model-slow'].includes(problem.problem.code)
    if (counted) this.ends.set(key, [...this.recentEnds(key), this.options.nowMs()])
  }

  private recentEnds(key: string): number[] {
    const recent = (this.ends.get(key) ?? []).filter((at) => this.options.nowMs() - at < ENDS_MS)
    if (recent.length === 0) this.ends.delete(key)
    return recent
  }

  private checkEnds(key: string): void {
    const recent = this.recentEnds(key)
    if (recent.length < ENDS) return
    throw new OwcError({
      code: 'model-quarantined',
      where: key,
      expected: `fewer than ${ENDS} ends of its process within ${ENDS_MS / 60_000} minutes`,
      found: `${recent.length}`,
      hint: 'It may be tried again later; owc inspect says what its file holds.',
    })
  }
}

function viewOf({ key, model, running, waiting, sinceMs, untilMs }: Place): LoadedView {
  const { runtime, contextSize, residentBytes } = model.loaded
  const counts = { running, waiting: waiting.length }
  return { key, pid: model.pid, runtime, contextSize, residentBytes, ...counts, sinceMs, untilMs }
}

function closed(): OwcError {
  const [expected, found] = ['a node that goes on', 'one that is being closed']
  return new OwcError({ code: 'model-lost', where: 'the process of the model', expected, found })
}

function lostAgain(where: string, tries: number): OwcError {
  return new OwcError({
    code: 'model-lost',
    where,
    expected: 'a process of the model that lives until its turn',
    found: `${tries} that ended before`,
    hint: 'Nothing of the node is lost; ask again.',
  })
}

function full(where: string, most: number): OwcError {
  return new OwcError({
    code: 'queue-full',
    where,
    expected: `at most ${most} requests that wait`,
    found: 'as many',
    hint: 'Ask again in a few seconds.',
  })
}

export function memoryShort(where: string, needs: number, free: number): OwcError {
  const gb = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`
  return new OwcError({
    code: 'memory-short',
    where,
    expected: `${gb(needs)} free`,
    found: gb(free),
    hint: 'A smaller quantisation, a shorter context, or owc stop of another model makes room.',
  })
}

// A test double for faults only: it passes calls on to a real back end, late, in another order than they were made,
// and fails some of them. A failed call may have happened. Streams that it returns may break off in the middle.

export class Fault extends Error {}

export type Trouble = {
  readonly seed: number
  readonly failing: number // share of calls that fail, 0 to 1; half of these happened
}

const MAX_AGAIN = 200

/** Repeats a call that failed by a fault; every other failure is the answer. */
export async function again<R>(call: () => Promise<R>): Promise<R> {
  for (let tries = 1; ; tries++) {
    try {
      return await call()
    } catch (error) {
      if (!(error instanceof Fault) || tries === MAX_AGAIN) throw error
    }
  }
}

/** @param kept methods that are passed on as they are, such as `close` */
export function faulty<T extends object>(subject: T, trouble: Trouble, kept: readonly string[] = []): T {
  return wrap(subject, { random: randomOf(trouble.seed), failing: trouble.failing, kept })
}

type Dice = { readonly random: () => number; readonly failing: number; readonly kept: readonly string[] }

function wrap<T extends object>(subject: T, dice: Dice): T {
  return new Proxy(subject, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver)
      if (typeof value !== 'function' || typeof name !== 'string' || dice.kept.includes(name)) return value
      return (...args: unknown[]) => {
        const call = () => value.apply(target, args) as unknown
        return ITERATING.includes(name) ? stream(call() as AsyncIterable<unknown>, dice) : late(call, dice)
      }
    },
  })
}

const ITERATING = ['read', 'list', 'stages', 'entries'] // `read` of an open blob is a promise: see stream()

async function late(call: () => unknown, dice: Dice): Promise<unknown> {
  await pause(dice)
  const fate = dice.random()
  if (fate < dice.failing / 2) throw new Fault('did not happen')
  const result = await call()
  await pause(dice)
  if (fate < dice.failing) throw new Fault('may have happened')
  return isBackEnd(result) ? wrap(result, dice) : result
}

function isBackEnd(result: unknown): result is object {
  return typeof result === 'object' && result !== null && 'commit' in result
}

function stream(inner: AsyncIterable<unknown> | Promise<unknown>, dice: Dice): unknown {
  if (inner instanceof Promise) return inner
  return (async function* () {
    await pause(dice)
    let left = dice.random() < dice.failing ? Math.floor(dice.random() * 10) : Number.POSITIVE_INFINITY
    for await (const item of inner) {
      if (left-- === 0) throw new Fault('broke off')
      yield item
    }
  })()
}

async function pause(dice: Dice): Promise<void> {
  for (let turns = Math.floor(dice.random() * 6); turns > 0; turns--)
    await new Promise((resolve) => setImmediate(resolve))
}

/** mulberry32: small, seeded, good enough to shuffle. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

// The pool of loaded models, on doubles of their processes: order, limits, idle time, room, quarantine. Real processes
// that die and hang are in model-process.test.ts; a real model is in test/interop/run.test.ts.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import type { ModelProcess } from '../../src/runtime/model-process.ts'
import { ModelPool } from '../../src/runtime/pool.ts'

const live = new AbortController().signal

function world(options: { free?: number; running?: number; waiting?: number; idleMs?: number } = {}) {
  const started: string[] = []
  const ended: string[] = []
  const clock = { ms: 0 }
  const enders = new Map<string, (problem?: OwcError) => void>()
  const pool = new ModelPool({
    nowMs: () => clock.ms,
    freeBytes: () => (options.free ?? 1e9) - 1e8 * (started.length - ended.length),
    running: options.running ?? 2,
    waiting: options.waiting ?? 2,
    idleMs: options.idleMs ?? 60_000,
  })
  const plan =
    (key: string, needsBytes = 1) =>
    async () => ({
      needsBytes,
      async start() {
        started.push(key)
        const { promise, resolve } = Promise.withResolvers<OwcError | undefined>()
        const end = (problem?: OwcError) => {
          if (!ended.includes(key)) ended.push(key)
          resolve(problem)
        }
        enders.set(key, end)
        const loaded = { runtime: 'double', contextSize: 1, residentBytes: 1 }
        return {
          loaded,
          pid: started.length,
          ended: promise,
          kill: async () => end(),
        } as unknown as ModelProcess
      },
    })
  const use = (
    key: string,
    work: () => Promise<unknown>,
    more: { needs?: number; signal?: AbortSignal; keepMs?: number } = {},
  ) =>
    pool.use({
      key,
      plan: plan(key, more.needs),
      signal: more.signal ?? live,
      work,
      ...(more.keepMs !== undefined && { keepMs: more.keepMs }),
    })
  return { pool, use, started, ended, clock, enders }
}

const code = (error: unknown) => (error instanceof OwcError ? error.problem.code : String(error))
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('pool: a model is loaded once for all who ask at the same time', async () => {
  const { pool, use, started } = world()
  await Promise.all(['a', 'a', 'b'].map((key) => use(key, async () => key)))
  assert.deepEqual(started, ['a', 'b'])
  await pool.close()
})

test('pool: as many as may run, run; the others wait in order; one more is told that the queue is full', async () => {
  const { pool, use } = world()
  const gate = Promise.withResolvers<void>()
  const done: number[] = []
  const asks = [1, 2, 3, 4].map((n) => use('a', () => gate.promise.then(() => done.push(n))))
  await turn()
  await turn()
  await assert.rejects(
    use('a', async () => undefined),
    (error) => code(error) === 'queue-full',
  )
  assert.deepEqual([pool.loaded()[0]?.running, pool.loaded()[0]?.waiting], [2, 2])
  gate.resolve()
  await Promise.all(asks)
  assert.deepEqual(done, [1, 2, 3, 4])
  await pool.close()
})

test('pool: who leaves while waiting frees the place', async () => {
  const { pool, use } = world({ running: 1, waiting: 1 })
  const gate = Promise.withResolvers<void>()
  const first = use('a', () => gate.promise)
  await turn()
  const leaving = new AbortController()
  const second = use('a', async () => undefined, { signal: leaving.signal })
  await turn()
  leaving.abort(new Error('gone'))
  await assert.rejects(second, /gone/)
  const third = use('a', async () => 'answered')
  gate.resolve()
  await first
  assert.equal(await third, 'answered')
  await pool.close()
})

test('pool: who waits behind an answer that ends the process gets the next one', async () => {
  const { pool, use, started, enders } = world({ running: 1 })
  const lost = new OwcError({ code: 'model-lost', where: 'double', expected: 'an answer', found: 'its end' })
  const gate = Promise.withResolvers<string>()
  const first = use('a', () => gate.promise)
  await turn()
  const second = use('a', async () => 'answered')
  await turn()
  enders.get('a')?.(lost)
  gate.reject(lost)
  await assert.rejects(first, (error) => code(error) === 'model-lost')
  assert.deepEqual([await second, started], ['answered', ['a', 'a']])
  await pool.close()
})

test('pool: who waits is told when two processes in turn ended before it could begin', async () => {
  const { pool, use, started, clock, enders } = world({ running: 1, waiting: 2 })
  const lost = new OwcError({ code: 'model-lost', where: 'double', expected: 'an answer', found: 'its end' })
  const ends = async () => {
    clock.ms += 400_000 // so seldom that the model need not rest
    enders.get('a')?.(lost)
    throw lost
  }
  const asks = [1, 2].map(() => use('a', ends))
  const last = use('a', async () => 'answered')
  for (const ask of asks) await assert.rejects(ask, (error) => code(error) === 'model-lost')
  await assert.rejects(last, /2 that ended before/)
  assert.deepEqual(started, ['a', 'a'])
  assert.equal(await use('a', async () => 'again'), 'again')
  await pool.close()
})

test('pool: models are loaded side by side where they fit, and after one another where they do not', async () => {
  const gates = new Map<string, PromiseWithResolvers<void>>()
  const begun: string[] = []
  const pool = new ModelPool({ nowMs: () => 0, freeBytes: () => 1e9 })
  const use = (key: string, needsBytes: number) => {
    const gate = Promise.withResolvers<void>()
    gates.set(key, gate)
    const start = async () => {
      begun.push(key)
      await gate.promise
      return { loaded: {}, ended: new Promise(() => {}), kill: async () => {} } as unknown as ModelProcess
    }
    return pool.use({ key, plan: async () => ({ needsBytes, start }), signal: live, work: async () => key })
  }
  const all = [use('a', 4e8), use('b', 4e8), use('c', 4e8), use('d', 1e8)]
  for (let i = 0; i < 5; i++) await turn()
  assert.deepEqual(begun, ['a', 'b'], 'the third waits until one of them is loaded, and the fourth behind it')
  gates.get('a')?.resolve()
  for (let i = 0; i < 5; i++) await turn()
  assert.deepEqual(begun, ['a', 'b', 'c', 'd'])
  for (const gate of gates.values()) gate.resolve()
  assert.deepEqual(await Promise.all(all), ['a', 'b', 'c', 'd'])
  await pool.close()
})

test('pool: who closes it does not wait for what is being loaded', async () => {
  const pool = new ModelPool({ nowMs: () => 0, freeBytes: () => 1e9 })
  const start = ({ signal }: { signal: AbortSignal }) =>
    new Promise<ModelProcess>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
  const ask = { key: 'a', plan: async () => ({ needsBytes: 1, start }), signal: live, work: async () => 'a' }
  const waiting = pool.use(ask)
  await turn()
  await Promise.all([pool.close(), assert.rejects(waiting, (error) => code(error) === 'model-lost')])
  await assert.rejects(pool.use(ask), (error) => code(error) === 'model-lost')
})

test('pool: a time to keep that is longer than a timer counts is no time at all', async () => {
  const { pool, use, ended } = world()
  await use('a', async () => undefined, { keepMs: 2 ** 40 })
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual(ended, [])
  await pool.close()
})

test('pool: idle models make room, busy ones do not, and what does not fit is refused with both figures', async () => {
  const { pool, use, ended } = world({ free: 3e8 })
  await use('a', async () => undefined)
  await use('b', async () => undefined, { needs: 2.5e8 })
  assert.deepEqual(ended, ['a'])
  const gate = Promise.withResolvers<void>()
  const busy = use('b', () => gate.promise)
  await turn()
  await assert.rejects(
    use('c', async () => undefined, { needs: 2.5e8 }),
    /0\.3 GB free, found 0\.2 GB/,
  )
  gate.resolve()
  await busy
  await pool.close()
})

test('pool: zero idle time unloads at once', async () => {
  const { pool, use, ended } = world()
  await use('a', async () => undefined, { keepMs: 0 })
  await new Promise((resolve) => setTimeout(resolve, 20))
  assert.deepEqual([ended, pool.loaded()], [['a'], []])
})

test('pool: a model that ended its process three times is not started again for ten minutes', async () => {
  const { pool, use, enders, clock } = world()
  const lost = new OwcError({ code: 'model-lost', where: 'double', expected: 'an answer', found: 'its end' })
  for (let i = 0; i < 3; i++) {
    await use('a', async () => enders.get('a')?.(lost))
    await turn()
  }
  await assert.rejects(
    use('a', async () => undefined),
    (error) => code(error) === 'model-quarantined',
  )
  clock.ms += 600_001
  assert.equal(await use('a', async () => 'again'), 'again')
  await pool.close()
})

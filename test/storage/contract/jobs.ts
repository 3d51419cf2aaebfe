// What every job table must hold (contracts.ts): at least once, one holder at a time, dead jobs stay dead.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Jobs } from '../../../src/storage/contracts.ts'
import { again } from '../faulty.ts'

export type JobsUnderTest = { readonly jobs: Jobs; close(): Promise<void> }

export function jobsContract(name: string, make: () => Promise<JobsUnderTest>): void {
  const check = (holds: string, work: (jobs: Jobs) => Promise<void>) =>
    test(`${name}: ${holds}`, async () => {
      const made = await make()
      try {
        await work(made.jobs)
      } finally {
        await made.close()
      }
    })

  check('every job that was added is done at least once', async (jobs) => {
    const wanted = Array.from({ length: 20 }, (_, i) => `payload ${i}`)
    for (const payload of wanted) await again(() => jobs.add('import', payload, 0))
    const seen = new Set<string>()
    for (let now = 1, idle = 0; idle < 3; now += 100) {
      const job = await again(() => jobs.claim(['import'], now, 10))
      if (job === undefined)
        idle++ // a claim that failed may have happened: its lease lapses
      else {
        seen.add(job.payload)
        await again(() => jobs.done(job.id))
      }
    }
    assert.deepEqual([...seen].sort(), [...wanted].sort())
  })
}

/** The rest counts calls, so it runs where calls do not fail. */
export function jobsOrderContract(name: string, make: () => Promise<JobsUnderTest>): void {
  const check = (holds: string, work: (jobs: Jobs) => Promise<void>) =>
    test(`${name}: ${holds}`, async () => {
      const made = await make()
      try {
        await work(made.jobs)
      } finally {
        await made.close()
      }
    })

  check('a job is claimed when it is due, by kind, oldest first, by one holder at a time', async (jobs) => {
    const late = await jobs.add('a', 'late', 50)
    const early = await jobs.add('a', 'early', 10)
    const other = await jobs.add('b', 'other', 0)
    assert.equal(await jobs.claim([], 100, 10), undefined)
    assert.equal(await jobs.claim(['a'], 9, 10), undefined)
    assert.deepEqual(
      { ...(await jobs.claim(['a'], 60, 10)) },
      { id: early, kind: 'a', payload: 'early', tries: 1 },
    )
    assert.equal((await jobs.claim(['a', 'c'], 60, 10))?.id, late)
    assert.equal(await jobs.claim(['a'], 60, 10), undefined)
    assert.equal((await jobs.claim(['a', 'b'], 60, 10))?.id, other)
  })

  check('claims at the same time never meet', async (jobs) => {
    for (let i = 0; i < 24; i++) await jobs.add('a', String(i), 0)
    const claimed = await Promise.all(Array.from({ length: 24 }, () => jobs.claim(['a'], 1, 10)))
    const ids = claimed.flatMap((job) => (job === undefined ? [] : [job.id]))
    assert.equal(new Set(ids).size, ids.length)
  })

  check('a lapsed lease is claimed again, a renewed one is not', async (jobs) => {
    const id = await jobs.add('a', '', 0)
    assert.equal((await jobs.claim(['a'], 0, 10))?.tries, 1)
    await jobs.renew(id, 30)
    assert.equal(await jobs.claim(['a'], 29, 10), undefined)
    assert.equal((await jobs.claim(['a'], 30, 10))?.tries, 2)
  })

  check('a failed job waits for its time, or is dead', async (jobs) => {
    const id = await jobs.add('a', '', 0)
    await jobs.claim(['a'], 0, 10)
    await jobs.fail(id, 'the network was away', 100)
    assert.equal(await jobs.claim(['a'], 99, 10), undefined)
    assert.equal((await jobs.claim(['a'], 100, 10))?.id, id)
    await jobs.fail(id, 'the network was away'.repeat(1000))
    assert.equal(await jobs.claim(['a'], 10_000, 10), undefined)
  })

  check('what is not done is listed, oldest first, the dead with their problem', async (jobs) => {
    const [first, second, third] = [
      await jobs.add('a', 'x', 5),
      await jobs.add('b', 'y', 6),
      await jobs.add('a', 'z', 7),
    ]
    await jobs.claim(['a'], 10, 10)
    await jobs.fail(first, 'it failed')
    await jobs.done(second)
    assert.deepEqual(await jobs.list(10), [
      { id: first, kind: 'a', payload: 'x', tries: 1, state: 'dead', runAtSeconds: 5, problem: 'it failed' },
      { id: third, kind: 'a', payload: 'z', tries: 0, state: 'waiting', runAtSeconds: 7 },
    ])
    assert.equal((await jobs.list(1)).length, 1)
  })
}

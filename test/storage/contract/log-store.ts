// What every log store must hold (contracts.ts): contiguous entries, one writer, erasure that stays.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../../../src/base/bytes.ts'
import type { Sha256 } from '../../../src/base/digest.ts'
import { OwcError } from '../../../src/base/errors.ts'
import type { LogHead, LogStore, NewEntry } from '../../../src/storage/contracts.ts'
import { again, Fault } from '../faulty.ts'
import { code, digestOf } from './bytes.ts'

/** `others`: the same store as another process sees it. */
export type LogStoreUnderTest = {
  readonly store: LogStore
  readonly other?: LogStore
  close(): Promise<void>
}

export function logStoreContract(name: string, make: () => Promise<LogStoreUnderTest>): void {
  const check = (holds: string, work: (store: LogStore, other: LogStore) => Promise<void>) =>
    test(`${name}: ${holds}`, async () => {
      const made = await make()
      try {
        await work(made.store, made.other ?? made.store)
      } finally {
        await made.close()
      }
    })

  check('entries are contiguous, in order, and read in any span', async (store) => {
    const all = Array.from({ length: 1300 }, (_, i) => entry(i))
    for (let at = 0; at < all.length; at += 256) await appended(store, at, all.slice(at, at + 256))
    assert.equal(await again(() => store.count()), 1300)
    for (const [start, end] of [
      [0, 1300],
      [255, 257],
      [1299, 1300],
      [7, 7],
      [1290, 5000],
    ] as const) {
      // biome-ignore format: a table
      const read = await again(() => Array.fromAsync(store.entries(start, end)))
      assert.deepEqual(
        read.map(({ index, leaf, body }) => [index, Buffer.from(leaf).toString(), body]),
        all
          .slice(start, end)
          .map(({ leaf, body }, i) => [start + i, Buffer.from(leaf).toString(), body?.digest]),
      )
    }
  })

  check('an append anywhere but at the end is a second writer, and stores nothing', async (store) => {
    await appended(store, 0, [entry(1), entry(2)])
    for (const at of [0, 1, 3]) {
      const lost = { ...entry(900 + at), body: bodyOf(900 + at) }
      await assert.rejects(
        again(() => store.append(at, [lost])),
        code('second-writer'),
      )
      assert.equal(await again(() => store.body(lost.body.digest)), undefined)
    }
    assert.equal(await again(() => store.count()), 2)
  })

  check('of writers that race for the same place one wins', async (store, other) => {
    await appended(store, 0, [entry(0)])
    const tries = [store, other, store, other].map((writer, i) =>
      again(() => writer.append(1, [entry(10 + i)])),
    )
    const won = (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled')
    assert.ok(won.length <= 1) // a failed call may be the one that happened
    assert.equal(await again(() => store.count()), 2)
  })

  check('the head moves only from what it is', async (store, other) => {
    assert.equal(await again(() => store.head()), undefined)
    await swapped(store, undefined, head(1))
    await assert.rejects(
      again(() => other.swapHead(undefined, head(2))),
      code('second-writer'),
    )
    await swapped(other, head(1), head(3))
    await assert.rejects(
      again(() => store.swapHead(head(1), head(4))),
      code('second-writer'),
    )
    const sameSize = { ...head(3), root: new Uint8Array(32).fill(99) }
    await assert.rejects(
      again(() => store.swapHead(sameSize, head(4))),
      code('second-writer'),
    )
    assert.deepEqual(plain(await again(() => store.head())), plain(head(3)))
  })

  check('a body is found by its digest and all of its entries', async (store) => {
    const body = bodyOf(5)
    await appended(store, 0, [{ leaf: utf8('a'), body }, { leaf: utf8('time') }, { leaf: utf8('b'), body }])
    await appended(store, 3, [{ leaf: utf8('c'), body }])
    assert.deepEqual(await again(() => store.find(body.digest)), [0, 2, 3])
    assert.deepEqual(await again(() => store.find(digestOf(utf8('none')))), [])
    const found = await again(() => store.body(body.digest))
    assert.ok(found && 'envelope' in found)
    assert.deepEqual(Buffer.from(found.envelope), Buffer.from(body.envelope))
  })

  check('an erased body leaves its tombstone, its entries, and does not come back', async (store) => {
    const body = bodyOf(6)
    const [first, second] = [digestOf(utf8('first')), digestOf(utf8('second'))]
    await appended(store, 0, [{ leaf: utf8('a'), body }])
    await again(() => store.erase(body.digest, first))
    await again(() => store.erase(body.digest, second))
    assert.deepEqual(await again(() => store.body(body.digest)), { erased: first })
    await appended(store, 1, [{ leaf: utf8('a again'), body }])
    assert.deepEqual(await again(() => store.body(body.digest)), { erased: first })
    assert.deepEqual(await again(() => store.find(body.digest)), [0, 1])
    const before = digestOf(utf8('erased before it came'))
    await again(() => store.erase(before, first))
    assert.deepEqual(await again(() => store.body(before)), { erased: first })
  })

  check('no entries are nothing; too many are a defect', async (store) => {
    await again(() => store.append(0, []))
    assert.equal(await again(() => store.count()), 0)
    await assert.rejects(
      again(() =>
        store.append(
          0,
          Array.from({ length: 5000 }, () => entry(1)),
        ),
      ),
      RangeError,
    )
  })
}

function entry(i: number): NewEntry {
  const leaf = utf8(`leaf ${i}`)
  return i % 7 === 3 ? { leaf } : { leaf, body: bodyOf(i) }
}

function bodyOf(i: number): { digest: Sha256; envelope: Uint8Array } {
  const envelope = utf8(`envelope ${i}`)
  return { digest: digestOf(envelope), envelope }
}

function head(size: number): LogHead {
  return { size, root: new Uint8Array(32).fill(size), note: `note ${size}\n` }
}

function plain(head: LogHead | undefined): unknown {
  return head && [head.size, Buffer.from(head.root).toString('hex'), head.note]
}

/** A call that failed by a fault may have happened; its repetition then finds itself as second writer. */
async function mayHaveHappened(call: () => Promise<void>, holds: () => Promise<boolean>): Promise<void> {
  let faults = 0
  await again(() =>
    call().catch(async (error: unknown) => {
      if (error instanceof Fault) faults++
      const known = error instanceof OwcError && error.problem.code === 'second-writer' && faults > 0
      if (!known || !(await again(holds))) throw error
    }),
  )
}

async function appended(store: LogStore, at: number, entries: readonly NewEntry[]): Promise<void> {
  await mayHaveHappened(
    () => store.append(at, entries),
    async () => (await store.count()) === at + entries.length,
  )
}

async function swapped(store: LogStore, from: LogHead | undefined, to: LogHead): Promise<void> {
  await mayHaveHappened(
    () => store.swapHead(from, to),
    async () => (await store.head())?.note === to.note,
  )
}

// What every back end of blobs must hold (contracts.ts).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Blobs } from '../../../src/storage/contracts.ts'
import { again } from '../faulty.ts'
import { chunked, code, digestOf, gather, sample } from './bytes.ts'

export type BlobsUnderTest = { readonly blobs: Blobs; close(): Promise<void> }

const MIB = 1 << 20
const SIZES = [0, 1, 70_001, MIB, MIB + 1, 3 * MIB + 5]

export function blobsContract(name: string, make: () => Promise<BlobsUnderTest>): void {
  const check = (holds: string, work: (blobs: Blobs) => Promise<void>) =>
    test(`${name}: ${holds}`, async () => {
      const made = await make()
      try {
        await work(made.blobs)
      } finally {
        await made.close()
      }
    })

  check('what was put is read again, whole and in ranges', async (blobs) => {
    for (const [seed, sizeBytes] of SIZES.entries()) {
      const bytes = sample(seed, sizeBytes)
      const stored = await again(() => blobs.put(chunked(bytes)))
      assert.deepEqual(stored, { sha256: digestOf(bytes), sizeBytes })
      assert.deepEqual(await again(() => blobs.stat(stored.sha256)), stored)
      assert.ok(Buffer.from(await again(() => gather(blobs.read(stored.sha256)))).equals(bytes))
      for (const [start, end] of ranges(sizeBytes)) {
        const part: Uint8Array = await again(() => gather(blobs.read(stored.sha256, { start, end })))
        assert.ok(Buffer.from(part).equals(bytes.subarray(start, end)), `${start}–${end} of ${sizeBytes}`)
      }
    }
  })

  check('the same bytes may be put twice, also at the same time', async (blobs) => {
    const bytes = sample(7, 2 * MIB)
    const all = await Promise.all([1, 2, 3, 4].map(() => again(() => blobs.put(chunked(bytes)))))
    for (const stored of all) assert.equal(stored.sha256, digestOf(bytes))
    assert.equal((await again(() => Array.fromAsync(blobs.list()))).length, 1)
  })

  check('bytes that are not as expected are refused, and nothing is stored', async (blobs) => {
    const bytes = sample(8, 300_000)
    const other = digestOf(sample(9, 1))
    for (const expect of [
      { sha256: other },
      { sizeBytes: 299_999 },
      { sizeBytes: 300_001 },
      { sha256: digestOf(bytes), sizeBytes: 0 },
    ]) {
      await assert.rejects(
        again(() => blobs.put(chunked(bytes), expect)),
        code('bytes-differ'),
      )
      assert.deepEqual(await again(() => Array.fromAsync(blobs.list())), [])
    }
  })

  check('a stream that goes on past the expected size is left at once', async (blobs) => {
    let givenBytes = 0
    async function* endless() {
      for (;;) {
        givenBytes += 100_000
        yield new Uint8Array(100_000)
      }
    }
    await assert.rejects(
      again(() => blobs.put(endless(), { sizeBytes: 1_000_000 })),
      code('bytes-differ'),
    )
    assert.ok(givenBytes < 20_000_000)
  })

  check('a source that fails leaves nothing, and its failure is the answer', async (blobs) => {
    async function* breaking() {
      yield new Uint8Array(100)
      throw new Error('the source broke')
    }
    await assert.rejects(
      again(() => blobs.put(breaking())),
      /the source broke/,
    )
    assert.deepEqual(await again(() => Array.fromAsync(blobs.list())), [])
  })

  check('absent bytes: no stat, nothing to open, blob-missing on read', async (blobs) => {
    const digest = digestOf(new Uint8Array(1))
    assert.equal(await again(() => blobs.stat(digest)), undefined)
    assert.equal(await again(() => blobs.open(digest)), undefined)
    await assert.rejects(
      again(() => gather(blobs.read(digest))),
      code('blob-missing'),
    )
  })

  check('a range that is not within the blob is a defect of the caller', async (blobs) => {
    const { sha256 } = await again(() => blobs.put(chunked(new Uint8Array(10))))
    for (const [
      start,
      end,
    ] of [[0, 11], [-1, 5], [6, 5], [0.5, 1], [0, Number.NaN], [0, Number.POSITIVE_INFINITY]]) // biome-ignore format: a table
      await assert.rejects(
        again(() => gather(blobs.read(sha256, { start: start as number, end: end as number }))),
        RangeError,
      )
  })

  check('random access reads at any place and nothing at the end', async (blobs) => {
    const bytes = sample(10, 5000)
    const { sha256 } = await again(() => blobs.put(chunked(bytes)))
    const opened = await again(() => blobs.open(sha256))
    assert.ok(opened)
    try {
      assert.equal(opened.sizeBytes, 5000)
      const into = new Uint8Array(1000)
      assert.equal(await opened.read(into, 4500), 500)
      assert.ok(Buffer.from(into.subarray(0, 500)).equals(bytes.subarray(4500)))
      assert.equal(await opened.read(into, 5000), 0)
    } finally {
      await opened.close()
    }
  })

  check('a reader may stop early or be aborted', async (blobs) => {
    const { sha256 } = await again(() => blobs.put(chunked(sample(11, 3 * MIB))))
    await again(async () => {
      for await (const _ of blobs.read(sha256)) break
    })
    const controller = new AbortController()
    controller.abort(new Error('gone'))
    await assert.rejects(
      again(() => gather(blobs.read(sha256, undefined, controller.signal))),
      /gone/,
    )
  })

  check('removed bytes are gone, and may be put again', async (blobs) => {
    const bytes = sample(12, 1000)
    const { sha256 } = await again(() => blobs.put(chunked(bytes)))
    await again(() => blobs.remove(sha256))
    await again(() => blobs.remove(sha256))
    assert.equal(await again(() => blobs.stat(sha256)), undefined)
    await again(() => blobs.put(chunked(bytes)))
    assert.ok(await again(() => blobs.stat(sha256)))
  })

  check('what is old is removed, unless somebody put or kept it since', async (blobs) => {
    const far = Date.now() / 1000 + 1000 // later than any time of this test
    const stored = await again(() => blobs.put(chunked(sample(13, 1000))))
    assert.equal(await again(() => blobs.removeOld(stored.sha256, 1000)), false)
    assert.deepEqual(await again(() => blobs.keep(stored.sha256, far)), stored)
    const [listed] = await again(() => Array.fromAsync(blobs.list()))
    assert.deepEqual(listed && { ...listed, touchedSeconds: Math.floor(listed.touchedSeconds) }, {
      ...stored,
      touchedSeconds: Math.floor(far),
    })
    assert.equal(await again(() => blobs.removeOld(stored.sha256, far - 1)), false)
    assert.ok(await again(() => blobs.stat(stored.sha256)))
    await again(() => blobs.removeOld(stored.sha256, far + 1))
    assert.equal(await again(() => blobs.stat(stored.sha256)), undefined)
    assert.equal(await again(() => blobs.keep(stored.sha256, far)), undefined)
    assert.equal(await again(() => blobs.removeOld(stored.sha256, far)), false)
  })

  check('who puts bytes again while they are removed as old has them after', async (blobs) => {
    const bytes = sample(14, 1000)
    for (let round = 0; round < 20; round++) {
      const { sha256 } = await again(() => blobs.put(chunked(bytes)))
      await again(() => blobs.keep(sha256, 1000))
      await Promise.all([
        again(() => blobs.removeOld(sha256, 2000)),
        again(() => blobs.put(chunked(bytes))),
        again(() => blobs.removeOld(sha256, 2000)),
      ])
      assert.ok(await again(() => blobs.stat(sha256)), `round ${round}`)
    }
  })
}

function ranges(sizeBytes: number): [number, number][] {
  const all: [number, number][] = [[0, 0], [0, 1], [sizeBytes - 1, sizeBytes], [1, sizeBytes], [sizeBytes, sizeBytes]] // biome-ignore format: a table
  all.push([Math.floor(sizeBytes / 3), Math.floor(sizeBytes / 2)])
  return all.filter(([start, end]) => start >= 0 && start <= end && end <= sizeBytes)
}

// What every back end must hold of bytes on their way in (contracts.ts, `Stage`).

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Blobs } from '../../../src/storage/contracts.ts'
import { again } from '../faulty.ts'
import type { BlobsUnderTest } from './blobs.ts'
import { chunked, code, digestOf, gather, sample } from './bytes.ts'

const MIB = 1 << 20

export function stagesContract(name: string, make: () => Promise<BlobsUnderTest>): void {
  const check = (holds: string, work: (blobs: Blobs) => Promise<void>) =>
    test(`${name}: ${holds}`, async () => {
      const made = await make()
      try {
        await work(made.blobs)
      } finally {
        await made.close()
      }
    })
  const nothing = async (blobs: Blobs) => {
    assert.deepEqual(await again(() => Array.fromAsync(blobs.list())), [])
    assert.deepEqual(await again(() => Array.fromAsync(blobs.stages())), [])
  }

  check('staged bytes become a blob by the commit, and the stage is gone', async (blobs) => {
    const bytes = sample(20, 2 * MIB + 17)
    const stage = await again(() => blobs.stage('one'))
    assert.equal(await again(() => stage.sizeBytes()), 0)
    assert.equal(await again(() => stage.write(0, chunked(bytes.subarray(0, MIB)))), MIB)
    assert.equal(await again(() => stage.write(MIB, chunked(bytes.subarray(MIB)))), MIB + 17)
    assert.equal(await again(() => stage.sizeBytes()), bytes.length)
    assert.ok(
      Buffer.from(await again(() => gather(stage.read({ start: 5, end: 500 })))).equals(
        bytes.subarray(5, 500),
      ),
    )
    const [listed, ...others] = await again(() => Array.fromAsync(blobs.stages()))
    assert.deepEqual([listed?.key, listed?.sizeBytes, others], ['one', bytes.length, []])
    assert.equal(await again(() => blobs.discardOld('one', listed?.touchedSeconds ?? 0)), false)
    await assert.doesNotReject(committed(blobs, 'one', bytes))
    assert.ok(Buffer.from(await again(() => gather(blobs.read(digestOf(bytes))))).equals(bytes))
    assert.deepEqual(await again(() => Array.fromAsync(blobs.stages())), [])
  })

  check('a stage that nobody went on with is discarded, one that is written to is not', async (blobs) => {
    const far = Date.now() / 1000 + 1000 // later than any time of this test
    const stage = await again(() => blobs.stage('old'))
    await again(() => stage.write(0, chunked(sample(25, 1000))))
    assert.equal(await again(() => blobs.discardOld('old', 1000)), false)
    const { promise: held, resolve } = Promise.withResolvers<void>()
    const slow = async function* () {
      yield sample(26, 10)
      await held
    }
    const writing = again(() => stage.write(1000, slow()))
    const began = async () => {
      for (let turn = 0; turn < 50; turn++) await new Promise((next) => setTimeout(next, 1))
    }
    await began()
    assert.equal(await again(() => blobs.discardOld('old', far)), false)
    resolve()
    await writing
    await again(() => blobs.discardOld('old', far))
    assert.deepEqual(await again(() => Array.fromAsync(blobs.stages())), [])
    assert.equal(await again(() => blobs.discardOld('old', far)), false)
  })

  check(
    'parts may come in any order and at the same time; the account counts from the start',
    async (blobs) => {
      const bytes = sample(21, 3 * MIB)
      const stage = await again(() => blobs.stage('parts'))
      const write = (start: number, end: number) =>
        again(() => stage.write(start, chunked(bytes.subarray(start, end))))
      await write(2 * MIB, 3 * MIB)
      assert.equal(await again(() => stage.sizeBytes()), 0)
      await write(0, 100)
      assert.equal(await again(() => stage.sizeBytes()), 100)
      await Promise.all([write(100, MIB), write(MIB, 2 * MIB), write(50, 200)])
      assert.equal(await again(() => stage.sizeBytes()), 3 * MIB)
      await assert.doesNotReject(committed(blobs, 'parts', bytes))
    },
  )

  check('what a source gave before it broke is kept', async (blobs) => {
    const bytes = sample(22, MIB)
    const stage = await again(() => blobs.stage('broken'))
    async function* breaking() {
      yield* chunked(bytes.subarray(0, 600_000))
      throw new Error('the source broke')
    }
    await assert.rejects(
      again(() => stage.write(0, breaking())),
      /the source broke/,
    )
    const keptBytes = await again(() => stage.sizeBytes())
    assert.equal(keptBytes, 600_000)
    await again(() => stage.write(keptBytes, chunked(bytes.subarray(keptBytes))))
    await assert.doesNotReject(committed(blobs, 'broken', bytes))
  })

  check('bytes that are not as expected end the stage, and nothing is visible', async (blobs) => {
    const bytes = sample(23, 1000)
    const other = digestOf(new Uint8Array(3))
    for (const expect of [{ sha256: other }, { sizeBytes: 999 }, { sizeBytes: 1001 }]) {
      const stage = await again(() => blobs.stage('wrong'))
      await again(() => stage.write(0, chunked(bytes)))
      await assert.rejects(
        again(() => stage.commit(expect)),
        code('bytes-differ'),
      )
      await nothing(blobs)
    }
  })

  check('a commit passes every byte through once, and a failure there keeps the stage', async (blobs) => {
    const bytes = sample(24, MIB + 5)
    const stage = await again(() => blobs.stage('through'))
    await again(() => stage.write(0, chunked(bytes)))
    await assert.rejects(
      again(() =>
        // biome-ignore lint/correctness/useYield: it fails before it passes anything on
        stage.commit({}, async function* () {
          throw new Error('refused by its parser')
        }),
      ),
      /refused by its parser/,
    )
    assert.equal(await again(() => stage.sizeBytes()), bytes.length)
    await assert.rejects(
      again(() => stage.commit({}, firstOnly)),
      /every chunk/,
    )
    assert.deepEqual(await again(() => Array.fromAsync(blobs.list())), [])
  })

  check('a discarded stage is gone and its key is free', async (blobs) => {
    const stage = await again(() => blobs.stage('again'))
    await again(() => stage.write(0, chunked(sample(25, 5000))))
    await again(() => stage.discard())
    await nothing(blobs)
    const bytes = sample(26, 100)
    const fresh = await again(() => blobs.stage('again'))
    assert.equal(await again(() => fresh.sizeBytes()), 0)
    await again(() => fresh.write(0, chunked(bytes)))
    await assert.doesNotReject(committed(blobs, 'again', bytes))
  })

  check('an empty stage commits to the blob of no bytes', async (blobs) => {
    const stage = await again(() => blobs.stage('empty'))
    await again(() => stage.write(0, chunked(new Uint8Array(0))))
    await assert.doesNotReject(committed(blobs, 'empty', new Uint8Array(0)))
  })

  check('keys and positions are checked', async (blobs) => {
    for (const key of ['', '../x', 'A', 'a'.repeat(81), 'a/b', 'a.b'])
      await assert.rejects(
        again(() => blobs.stage(key)),
        TypeError,
      )
    const stage = await again(() => blobs.stage('checked'))
    for (const position of [-1, 0.5, Number.NaN, 2 ** 60])
      await assert.rejects(
        again(() => stage.write(position, chunked(new Uint8Array(1)))),
        RangeError,
      )
  })
}

async function* firstOnly(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk
    return
  }
}

/** A commit that failed may have happened: then the blob is there, and the stage is not. */
async function committed(blobs: Blobs, key: string, bytes: Uint8Array): Promise<void> {
  const expect = { sha256: digestOf(bytes), sizeBytes: bytes.length }
  await again(async () => {
    if ((await blobs.stat(expect.sha256)) !== undefined) return
    const stage = await blobs.stage(key)
    assert.deepEqual(await stage.commit(expect), expect)
  })
  assert.deepEqual(await again(() => blobs.stat(expect.sha256)), expect)
}

// The contract suites of blobs, stages and objects on a folder, as it is and behind faults.

import assert from 'node:assert/strict'
import { readdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { openFolderBlobs } from '../../src/storage/blobs/folder.ts'
import { openDisk } from '../../src/storage/disk.ts'
import { openFolderObjects } from '../../src/storage/objects/folder.ts'
import { blobsContract } from './contract/blobs.ts'
import { chunked, code, digestOf, gather, sample } from './contract/bytes.ts'
import { objectsContract } from './contract/objects.ts'
import { stagesContract } from './contract/stages.ts'
import { faulty } from './faulty.ts'
import { temporary } from './temporary.ts'

const MODES = { folder: 0o755, file: 0o644 }

async function makeBlobs() {
  const folder = await temporary()
  return { blobs: await openFolderBlobs(folder.path, openDisk()), close: () => folder.remove() }
}

async function makeObjects() {
  const folder = await temporary()
  const objects = await openFolderObjects(folder.path, openDisk(), MODES)
  return { objects, close: () => folder.remove() }
}

let seed = 1
async function makeFaultyBlobs() {
  const { blobs, close } = await makeBlobs()
  return { blobs: faulty(blobs, { seed: seed++, failing: 0.25 }, ['close']), close }
}

async function makeFaultyObjects() {
  const { objects, close } = await makeObjects()
  return { objects: faulty(objects, { seed: seed++, failing: 0.25 }), close }
}

blobsContract('blobs in a folder', makeBlobs)
stagesContract('stages in a folder', makeBlobs)
objectsContract('objects in a folder', makeObjects)
blobsContract('blobs in a folder, calls failing', makeFaultyBlobs)
stagesContract('stages in a folder, calls failing', makeFaultyBlobs)
objectsContract('objects in a folder, calls failing', makeFaultyObjects)

test('blobs in a folder: blobs are read-only files and temporary ones go away', async () => {
  await using folder = await temporary()
  const blobs = await openFolderBlobs(folder.path, openDisk())
  const { sha256 } = await blobs.put(chunked(sample(1, 100)))
  const file = path.join(folder.path, 'sha256', sha256.slice(0, 2), sha256)
  assert.equal((await stat(file)).mode & 0o777, 0o444)
  assert.deepEqual(await readdir(path.join(folder.path, 'incoming')), [])
  await writeFile(path.join(folder.path, 'incoming', '1'), 'left by a dead process')
  await openFolderBlobs(folder.path, openDisk())
  assert.deepEqual(await readdir(path.join(folder.path, 'incoming')), [])
})

test('blobs in a folder: a blob that was cut throws while it is read, and is healed by a put', async () => {
  await using folder = await temporary()
  const blobs = await openFolderBlobs(folder.path, openDisk())
  const bytes = sample(2, 3_000_000)
  const { sha256 } = await blobs.put(chunked(bytes))
  const file = path.join(folder.path, 'sha256', sha256.slice(0, 2), sha256)
  const reading = blobs.read(sha256)[Symbol.asyncIterator]()
  await reading.next()
  const { truncate, chmod } = await import('node:fs/promises')
  await chmod(file, 0o644)
  await truncate(file, 1_100_000)
  await assert.rejects(async () => {
    for (;;) if ((await reading.next()).done) return
  }, code('bytes-differ'))
  await blobs.put(chunked(bytes))
  assert.equal(digestOf(await gather(blobs.read(sha256))), sha256)
})

test('stages in a folder: a later process continues where the account ends', async () => {
  await using folder = await temporary()
  const bytes = sample(3, 500_000)
  const before = await openFolderBlobs(folder.path, openDisk())
  await (await before.stage('resumed')).write(0, chunked(bytes.subarray(0, 300_000)))
  const after = await openFolderBlobs(folder.path, openDisk())
  const stage = await after.stage('resumed')
  assert.equal(await stage.sizeBytes(), 300_000)
  await stage.write(300_000, chunked(bytes.subarray(300_000)))
  assert.equal((await stage.commit({ sizeBytes: 500_000 })).sha256, digestOf(bytes))
})

test('stages in a folder: bytes after the account are no part of the blob', async () => {
  await using folder = await temporary()
  const first = await openFolderBlobs(folder.path, openDisk())
  await (await first.stage('long')).write(0, chunked(sample(4, 1000)))
  const { appendFile } = await import('node:fs/promises')
  await appendFile(path.join(folder.path, 'stages', 'long.bytes'), 'written, not accounted for')
  const blobs = await openFolderBlobs(folder.path, openDisk())
  const stored = await (await blobs.stage('long')).commit({})
  assert.deepEqual(stored, { sha256: digestOf(sample(4, 1000)), sizeBytes: 1000 })
  assert.equal((await gather(blobs.read(stored.sha256))).length, 1000)
})

test('stages in a folder: an account that cannot be read promises nothing', async () => {
  await using folder = await temporary()
  for (const text of [
    '',
    'x',
    '[[0,5',
    '[[5,0]]',
    '[[0,99999999999999999]]',
    '[[-1,5]]',
    '[0,5]',
    '{}',
    '[[0,5],]',
  ]) {
    const first = await openFolderBlobs(folder.path, openDisk())
    await (await first.stage('bad')).write(0, chunked(sample(4, 10)))
    await writeFile(path.join(folder.path, 'stages', 'bad.parts'), text)
    const blobs = await openFolderBlobs(folder.path, openDisk())
    assert.equal(await (await blobs.stage('bad')).sizeBytes(), 0, text)
  }
})

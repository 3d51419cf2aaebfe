import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromUtf8 } from '../../src/base/bytes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { verifyConsistency } from '../../src/ledger/merkle.ts'
import { parseNoteKey } from '../../src/ledger/note.ts'
import { openLog } from '../../src/ledger/open-log.ts'
import { parseTimeLeaf } from '../../src/ledger/time-leaf.ts'
import { verifyTlogProof } from '../../src/ledger/tlog-proof.ts'
import { copyDisk, type Disk, logOn, newDisk, ORIGIN, submission } from './log-doubles.ts'

function open(disk: Disk, clock = () => 1767225600) {
  return openLog({ ...logOn(disk), clock })
}

function refusedWith(code: string) {
  return (error: unknown) => error instanceof OwcError && error.problem.code === code
}

test('log: a submission is answered with a proof that verifies offline', async () => {
  const disk = newDisk()
  const log = await open(disk)
  const statement = submission('a')
  const logged = await log.submit(statement)
  assert.deepEqual(
    { index: logged.index, timeSeconds: logged.timeSeconds, known: logged.known },
    { index: 1, timeSeconds: 1767225600, known: false },
  )
  const logKey = parseNoteKey(nodeCrypto, log.verifierKey, 'test')
  const verdict = await verifyTlogProof(nodeCrypto, logged.proof, statement.leaf, { logKey })
  assert.equal(verdict.ok, true)
  const other = await verifyTlogProof(nodeCrypto, logged.proof, submission('b').leaf, { logKey })
  assert.equal(other.ok, false)
  assert.equal(fromUtf8(disk.files.get('checkpoint') ?? new Uint8Array()), log.checkpoint().note)
  assert.equal(disk.marks.get(ORIGIN)?.size, 2)
})

test('log: the same leaf again is the first index, within a batch and later', async () => {
  const disk = newDisk()
  const log = await open(disk)
  const twice = await Promise.all([log.submit(submission('a')), log.submit(submission('a'))])
  assert.deepEqual(
    twice.map(({ index, known }) => ({ index, known })),
    [
      { index: 1, known: false },
      { index: 1, known: true },
    ],
  )
  await log.submit(submission('b'))
  const again = await log.submit(submission('a'))
  assert.deepEqual(
    { index: again.index, known: again.known, size: log.checkpoint().size },
    { index: 1, known: true, size: 3 },
  )
})

test('log: a time leaf stands before the first statement of a new second and never goes back', async () => {
  const disk = newDisk()
  let now = 100.7
  const log = await open(disk, () => now)
  await log.submit(submission('a'))
  await log.submit(submission('b'))
  now = 101
  await log.submit(submission('c'))
  now = 50
  const late = await log.submit(submission('d'))
  assert.equal(late.timeSeconds, 101)
  assert.deepEqual(
    disk.entries.map((entry) => parseTimeLeaf(entry.leaf)),
    [100, undefined, undefined, 101, undefined, undefined],
  )
  assert.equal((await log.submit(submission('b'))).timeSeconds, 100)
  now = 700
  await log.tick()
  assert.equal(log.checkpoint().size, 6, 'a tick within ten minutes writes nothing')
  now = 701
  await log.tick()
  assert.equal(log.timeSeconds(), 701)
  const reopened = await open(disk)
  assert.equal(reopened.timeSeconds(), 701)
})

test('log: 600 statements at once come in batches; all prove, all sizes are consistent', async () => {
  const disk = newDisk()
  const log = await open(disk)
  const spans: [number, number][] = []
  const heads = [log.checkpoint()]
  log.onPublished(async (from, to) => {
    spans.push([from, to])
    heads.push(log.checkpoint())
  })
  const all = await Promise.all(Array.from({ length: 600 }, (_, i) => log.submit(submission(`s${i}`))))
  assert.deepEqual(spans, [
    [0, 256],
    [256, 511],
    [511, 601],
  ])
  const logKey = parseNoteKey(nodeCrypto, log.verifierKey, 'test')
  for (const [i, logged] of all.entries()) {
    const leaf = submission(`s${i}`).leaf
    assert.equal((await verifyTlogProof(nodeCrypto, logged.proof, leaf, { logKey })).ok, true)
  }
  for (const from of heads)
    for (const to of heads) {
      if (from.size > to.size) continue
      const path = await log.consistency(from.size, to.size)
      const claim = { from: from.size, fromRoot: from.root, to: to.size, toRoot: to.root, path }
      assert.equal(verifyConsistency(nodeCrypto, claim), true)
    }
})

test('log: a restored backup refuses to open, and nothing is written', async () => {
  const disk = newDisk()
  const log = await open(disk)
  await log.submit(submission('a'))
  const backup = copyDisk(disk)
  await log.submit(submission('b'))
  await log.close()
  for (const restored of [
    { ...copyDisk(backup), marks: disk.marks }, // data folder restored, marks of the machine kept
    { ...copyDisk(disk), head: backup.head, entries: [...backup.entries], marks: new Map() }, // log.db alone
  ]) {
    const before = copyDisk(restored)
    await assert.rejects(open(restored), refusedWith('log-behind'))
    assert.deepEqual(restored, before)
  }
})

test('log: a backup that went on signing differently is refused', async () => {
  const disk = newDisk()
  await (await open(disk)).submit(submission('a'))
  const fork = { ...copyDisk(disk), marks: new Map() }
  await (await open(disk)).submit(submission('b'))
  const forked = await open(fork)
  await forked.submit(submission('x'))
  await forked.submit(submission('y'))
  await assert.rejects(open({ ...fork, marks: disk.marks }), refusedWith('log-behind'))
})

test('log: of two writers one stops, and every later call says so', async () => {
  const disk = newDisk()
  const first = await open(disk)
  const second = await open(disk)
  await second.submit(submission('b'))
  await assert.rejects(first.submit(submission('a')), refusedWith('log-stopped'))
  await assert.rejects(first.submit(submission('c')), refusedWith('log-stopped'))
  await assert.rejects(first.tick(), refusedWith('log-stopped'))
  assert.match(first.failure()?.found ?? '', /size/)
  assert.equal((await second.submit(submission('c'))).index, 2)
})

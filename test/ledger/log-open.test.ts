import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromUtf8, utf8 } from '../../src/base/bytes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { verifyConsistency } from '../../src/ledger/merkle.ts'
import { parseNoteKey } from '../../src/ledger/note.ts'
import { openLog } from '../../src/ledger/open-log.ts'
import { parseTimeLeaf, timeLeaf } from '../../src/ledger/time-leaf.ts'
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

test('log: a failed step stops it for good; the cause is kept, and a new start goes on', async () => {
  for (const call of ['append', 'create', 'swapHead', 'mark', 'replace']) {
    const disk = newDisk()
    let armed = false
    const failing = logOn(disk, (name, when) => {
      if (armed && name === call && when === 'after') throw new Error(`no room for ${call}`)
    })
    const log = await openLog({ ...failing, clock: () => 1767225600 })
    await log.submit(submission('a'))
    const published = log.checkpoint()
    armed = true
    await assert.rejects(log.submit(submission('b')), (error: unknown) => {
      assert.ok(refusedWith('log-stopped')(error))
      return error instanceof Error && (error.cause as Error).message === `no room for ${call}`
    })
    armed = false
    await assert.rejects(log.submit(submission('c')), refusedWith('log-stopped'))
    assert.deepEqual(log.checkpoint(), published, 'what was published stays readable')
    assert.match(await log.prove(1), /^c2sp/)
    const next = await open(disk)
    const again = await next.submit(submission('b'))
    assert.deepEqual([again.index, again.known], [2, true], `${call} had happened`)
  }
})

test('log: a listener that fails stops it before anybody is answered', async () => {
  const log = await open(newDisk())
  log.onPublished(async () => {
    throw new Error('the index is full')
  })
  await assert.rejects(log.submit(submission('a')), refusedWith('log-stopped'))
  assert.match(log.failure()?.found ?? '', /the index is full/)
})

test('log: closing finishes what waits and takes nothing more', async () => {
  const disk = newDisk()
  const log = await open(disk)
  const waiting = Promise.all(Array.from({ length: 300 }, (_, i) => log.submit(submission(`s${i}`))))
  await log.close()
  await assert.rejects(log.submit(submission('late')), refusedWith('log-stopped'))
  assert.equal((await waiting).length, 300)
  assert.equal(disk.head?.size, 301)
})

test('log: more than the queue holds is refused, and nothing of it is stored', async () => {
  const disk = newDisk()
  const log = await open(disk)
  const all = await Promise.allSettled(
    Array.from({ length: 4100 }, (_, i) => log.submit(submission(`s${i}`))),
  )
  const refused = all.filter((one) => one.status === 'rejected')
  assert.equal(refused.length, 4)
  assert.ok(refused.every((one) => refusedWith('log-busy')(one.reason)))
  assert.equal(log.checkpoint().size, 4097)
})

test('log: an erased body leaves the proof whole, and the statement does not come back', async () => {
  const disk = newDisk()
  const options = logOn(disk)
  const log = await openLog({ ...options, clock: () => 1767225600 })
  const statement = submission('a person')
  const { proof, index } = await log.submit(statement)
  await options.store.erase(statement.body.digest, submission('erasure').body.digest)
  const logKey = parseNoteKey(nodeCrypto, log.verifierKey, 'test')
  for (const text of [proof, await log.prove(index)])
    assert.equal((await verifyTlogProof(nodeCrypto, text, statement.leaf, { logKey })).ok, true)
  assert.deepEqual(await log.submit(statement).then((logged) => [logged.index, logged.known]), [index, true])
  assert.equal(disk.bodies.size, 0)
})

test('log: what is no statement leaf is a defect of the caller', async () => {
  const log = await open(newDisk())
  const { body } = submission('a')
  for (const leaf of [new Uint8Array(), new Uint8Array(65_536), timeLeaf(5)])
    await assert.rejects(log.submit({ leaf, body }), RangeError)
  assert.equal(log.checkpoint().size, 0)
})

test('log: damage is refused at the start, and nothing is signed', async () => {
  const good = newDisk()
  const log = await open(good)
  await log.submit(submission('a'))
  const cases: readonly (readonly [string, string, (disk: Disk) => void])[] = [
    ['a tile is missing', 'log-invalid', (disk) => disk.files.delete('tile/0/000.p/2')],
    ['a tile is changed', 'log-invalid', (disk) => disk.files.set('tile/0/000.p/2', new Uint8Array(64))],
    ['entries are missing', 'log-invalid', (disk) => disk.entries.pop()],
    ['the head is not signed by our key', 'log-invalid', (disk) => resign(disk)],
    ['the checkpoint is no note', 'note-invalid', (disk) => disk.files.set('checkpoint', utf8('x'))],
  ]
  for (const [name, code, damage] of cases) {
    const disk = copyDisk(good)
    damage(disk)
    const before = copyDisk(disk)
    await assert.rejects(open(disk), refusedWith(code), name)
    assert.deepEqual(disk, before, name)
  }
})

/** One character of the signature is another. */
function resign(disk: Disk): void {
  if (disk.head === undefined) return
  const { note } = disk.head
  disk.head = {
    ...disk.head,
    note: `${note.slice(0, -10)}${note.at(-10) === 'A' ? 'B' : 'A'}${note.slice(-9)}`,
  }
}

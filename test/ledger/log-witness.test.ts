import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toBase64, utf8 } from '../../src/base/bytes.ts'
import { checkpointText } from '../../src/ledger/checkpoint.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { noteKey, noteText, parseNoteKey } from '../../src/ledger/note.ts'
import { openCheckpoint } from '../../src/ledger/note-verify.ts'
import { openLog } from '../../src/ledger/open-log.ts'
import { comparePeer, provesSplit } from '../../src/ledger/peers.ts'
import { keyPairFromSeed, type Signer } from '../../src/ledger/signer.ts'
import { treeOf } from '../../src/ledger/tile.ts'
import { addCheckpoint, type Cosigned, type Witness } from '../../src/ledger/witness.ts'
import { copyDisk, type Disk, logOn, logSigner, newDisk, ORIGIN, seed, submission } from './log-doubles.ts'

const clock = () => 1767225600
const logKey = noteKey(crypto, { name: ORIGIN, type: 0x01, key: logSigner.key.raw })

function memoryWitness(): Witness & { readonly kept: Map<string, Cosigned> } {
  const { key, sign } = keyPairFromSeed(seed(0x20), crypto)
  const kept = new Map<string, Cosigned>()
  return {
    crypto,
    key: noteKey(crypto, { name: 'witness.example/w1', type: 0x04, key: key.raw }),
    sign,
    logs: [logKey],
    clock,
    kept,
    state: {
      get: async (origin) => kept.get(origin),
      async swap(origin, from, to) {
        const now = kept.get(origin)
        if (now?.size !== from?.size) return false
        kept.set(origin, to)
        return true
      },
    },
  }
}

async function signed(size: number, root: Uint8Array, by: Signer = logSigner): Promise<string> {
  const text = checkpointText({ origin: ORIGIN, size, root })
  const signature = await by.sign(utf8(text))
  return noteText({ text, signatures: [{ name: ORIGIN, keyId: logKey.keyId, signature }] })
}

function request(old: number | string, path: readonly Uint8Array[], note: string): Uint8Array {
  return utf8(`old ${old}\n${path.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`)
}

async function smallLog() {
  const disk = newDisk()
  const log = await openLog({ ...logOn(disk), clock })
  const empty = log.checkpoint()
  await log.submit(submission('a'))
  const two = log.checkpoint()
  await log.submit(submission('b'))
  await log.submit(submission('c'))
  return { disk, log, empty, two, four: log.checkpoint() }
}

test('witness: cosigns what continues, again with a fresh time, and the cosignature verifies', async () => {
  const { log, two, four } = await smallLog()
  const witness = memoryWitness()
  const path = await log.consistency(2, 4)
  for (const [old, hashes, note] of [
    [0, [], two.note],
    [2, [], two.note],
    [2, path, four.note],
  ] as const) {
    const { status, body: line } = await addCheckpoint(witness, request(old, hashes, note))
    assert.equal(status, 200)
    const verdict = await openCheckpoint(crypto, note + line, { logKey, cosigners: [witness.key] })
    assert.equal(verdict.ok && verdict.checkpoint.cosigned[0]?.timeSeconds, clock())
  }
  assert.equal(witness.kept.get(ORIGIN)?.size, 4)
})

test('witness: refuses with the codes of the specification, and keeps its state', async () => {
  const { log, two, four, empty } = await smallLog()
  const path = await log.consistency(2, 4)
  const stranger = keyPairFromSeed(seed(0x40), crypto)
  const other = crypto.sha256(utf8('other'))
  const elsewhere = two.note.replaceAll(ORIGIN, 'log.example/else')
  const cases: readonly (readonly [string, number, Uint8Array])[] = [
    ['no old line', 400, utf8(`\n${four.note}`)],
    ['leading zero', 400, request('02', path, four.note)],
    ['negative', 400, request(-1, path, four.note)],
    ['no blank line', 400, utf8('old 2\n')],
    ['short hash', 400, request(2, [other.subarray(1)], four.note)],
    [
      '64 hashes',
      400,
      request(
        2,
        Array.from({ length: 64 }, () => other),
        four.note,
      ),
    ],
    ['no note', 400, request(2, path, 'x')],
    ['too long', 400, new Uint8Array(65_537)],
    ['old above size', 400, request(9, path, four.note)],
    ['unknown key', 403, request(2, path, await signed(4, four.root, stranger))],
    ['unknown origin', 404, request(2, path, elsewhere)],
    ['old is not the last', 409, request(0, [], four.note)],
    ['bad proof', 422, request(2, [other], four.note)],
    ['no proof', 422, request(2, [], four.note)],
    ['same size, other root', 422, request(2, [], await signed(2, other))],
  ]
  for (const [name, status, body] of cases) {
    const witness = memoryWitness()
    witness.kept.set(ORIGIN, two)
    const answer = await addCheckpoint(witness, body)
    assert.equal(answer.status, status, `${name}: ${answer.body}`)
    assert.equal(witness.kept.get(ORIGIN), two, name)
    if (status === 409) assert.deepEqual([answer.contentType, answer.body], ['text/x.tlog.size', '2\n'])
  }
  const fresh: readonly (readonly [string, number, Uint8Array])[] = [
    ['first contact with an old size', 409, request(2, path, four.note)],
    ['proof from nothing', 422, request(0, path, four.note)],
    ['empty log with another root', 422, request(0, [], await signed(0, other))],
    ['empty log', 200, request(0, [], empty.note)],
  ]
  for (const [name, status, body] of fresh)
    assert.equal((await addCheckpoint(memoryWitness(), body)).status, status, name)
})

test('witness: of two racing requests one is told the size that won', async () => {
  const { two, four } = await smallLog()
  const witness = memoryWitness()
  const answers = await Promise.all([
    addCheckpoint(witness, request(0, [], four.note)),
    addCheckpoint(witness, request(0, [], two.note)),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409])
})

test('peers: newer, older and same heads of one history; a fork is evidence for anybody', async () => {
  const { disk, log, two, four } = await smallLog()
  const treeOn = (of: Disk) => (size: number) => treeOf(crypto, async (path) => of.files.get(path), size)
  const ours = treeOn(disk)
  assert.deepEqual(await comparePeer(crypto, two, four, ours), { kind: 'newer' })
  assert.deepEqual(await comparePeer(crypto, four, two, ours), { kind: 'older' })
  assert.deepEqual(await comparePeer(crypto, four, four, ours), { kind: 'same' })

  const fork = { ...copyDisk(disk), marks: new Map() }
  await log.submit(submission('d'))
  const forked = await openLog({ ...logOn(fork), clock })
  await forked.submit(submission('x'))
  await forked.submit(submission('y'))
  const verdict = await comparePeer(crypto, log.checkpoint(), forked.checkpoint(), treeOn(fork))
  assert.equal(verdict.kind, 'split')
  const key = parseNoteKey(crypto, log.verifierKey, 'test')
  const evidence = verdict.kind === 'split' ? verdict.evidence : undefined
  assert.ok(evidence !== undefined && (await provesSplit(crypto, evidence, key)))
  assert.equal(await provesSplit(crypto, { ...evidence, older: four.note }, key), false)
  assert.equal(await provesSplit(crypto, { ...evidence, rootInNewer: four.root }, key), false)

  const bad = copyDisk(fork)
  for (const [path, bytes] of bad.files)
    if (path.startsWith('tile/0/'))
      bad.files.set(
        path,
        bytes.map((byte) => byte ^ 1),
      )
  assert.equal(
    (await comparePeer(crypto, log.checkpoint(), forked.checkpoint(), treeOn(bad))).kind,
    'unproven',
  )
})

test('peers: two checkpoints of one size and different roots are a split view', async () => {
  const { four, disk } = await smallLog()
  const other = { size: 4, root: crypto.sha256(utf8('other')), note: '' }
  const forged = { ...other, note: await signed(4, other.root) }
  const tree = (size: number) => treeOf(crypto, async (path) => disk.files.get(path), size)
  const verdict = await comparePeer(crypto, four, forged, tree)
  assert.ok(verdict.kind === 'split' && (await provesSplit(crypto, verdict.evidence, logKey)))
})

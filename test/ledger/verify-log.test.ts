import assert from 'node:assert/strict'
import { test } from 'node:test'
import { utf8 } from '../../src/base/bytes.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { noteKey, noteKeyText, noteText, parseNote } from '../../src/ledger/note.ts'
import { cosignatureMessage, timedSignature } from '../../src/ledger/note-verify.ts'
import { timeLeaf } from '../../src/ledger/time-leaf.ts'
import { checkpointLine, identityLine, knownCheckpoint } from '../../src/ledger/trust.ts'
import { memoryLog, ORIGIN, START, witnessPair } from './signing-doubles.ts'
import { codesOf, good, made, trustOf, verify } from './verify-doubles.ts'

test('verify: witnesses must make the quorum of the trust file', async () => {
  const key = noteKey(crypto, { name: 'witness.example/w1', type: 4, key: witnessPair.key.raw })
  const lines = `witness w1 ${noteKeyText(key)}\nquorum w1\n`
  const trust = trustOf(made, lines)
  const without = await verify({ trust })
  assert.match(codesOf(without), /^quorum-missing not-logged$/)
  const cosign = async (proof: string) => {
    const blank = proof.indexOf('\n\n') + 2
    const note = parseNote(proof.slice(blank), 'note')
    const signature = timedSignature(START, await witnessPair.sign(cosignatureMessage(note.text, START)))
    const line = { name: key.name, keyId: key.keyId, signature }
    return proof.slice(0, blank) + noteText({ ...note, signatures: [...note.signatures, line] })
  }
  const statements = good.statements.map(async ({ envelope, proofs }) => ({
    envelope,
    proofs: await Promise.all(proofs.map(cosign)),
  }))
  const times = good.times.map(async ({ seconds, proofs }) => ({
    seconds,
    proofs: await Promise.all(proofs.map(cosign)),
  }))
  const cosigned = { ...good, statements: await Promise.all(statements), times: await Promise.all(times) }
  const report = await verify({ trust }, cosigned)
  assert.deepEqual(report.problems, [])
  assert.deepEqual(report.log.standings[0]?.witnesses, ['witness.example/w1'])
  const easier = await verify({ trust, policy: trustOf(made).policy })
  assert.equal(easier.ok, true, 'a policy stands in for that of the trust file')
})

test('verify: a split view is told, with both checkpoints', async () => {
  const fork = memoryLog()
  for (const n of [1, 2, 3, 4]) fork.add(timeLeaf(START + n))
  const known = await fork.checkpoint(4)
  const bundle = await made.bundle(4)
  const trust = { ...trustOf(made), checkpoints: [knownCheckpoint(known, 'known')] }
  const report = await verify({ trust }, bundle)
  assert.equal(codesOf(report), 'log-split')
  assert.equal(report.log.ok, false)
  assert.deepEqual(report.log.evidence, [{ origin: ORIGIN, known, found: await made.log.checkpoint(4) }])
})

test('verify: a log that was rolled back and grew again is told by its own times', async () => {
  const before = memoryLog()
  before.add(timeLeaf(START))
  for (const n of [1, 2, 3, 4, 5]) before.add(timeLeaf(START + n))
  const known = knownCheckpoint(await before.checkpoint(6), 'known', START + 5)
  const report = await verify({ trust: { ...trustOf(made), checkpoints: [known] } }, await made.bundle(4))
  assert.equal(codesOf(report), 'log-rolled-back')
  assert.equal(report.log.evidence.length, 1)
})

test('verify: an older tree of the same log is no fault, and what stays open is said', async () => {
  const { log } = made
  while (log.leaves.length < 9) log.add(timeLeaf(START + 100 + log.leaves.length))
  const known = knownCheckpoint(await log.checkpoint(9), 'known', START + 200)
  const trust = { ...trustOf(made), checkpoints: [known] }
  const bundle = await made.bundle(4)
  const open = await verify({ trust }, bundle)
  assert.deepEqual(open.problems, [])
  assert.match(open.log.unshown.join(), /size 9 continues the one of size 4 is not shown/)
  const shown = await verify({ trust }, { ...bundle, consistency: [log.consistency(4, 9)] })
  assert.deepEqual([shown.ok, shown.log.unshown], [true, []])
  const wrong = { ...log.consistency(4, 9), path: log.consistency(3, 9).path }
  assert.equal(codesOf(await verify({ trust }, { ...bundle, consistency: [wrong] })), 'proof-wrong')
})

test('trust file: logs, identities and checkpoints are read, and nothing else', async () => {
  const note = await made.log.checkpoint(4)
  const trust = trustOf(made, checkpointLine({ note, untilSeconds: START }))
  assert.equal(trust.checkpoints[0]?.size, 4)
  assert.equal(trust.checkpoints[0]?.note, note)
  assert.equal(trust.checkpoints[0]?.untilSeconds, START)
  assert.equal(trust.policy.quorum.kind, 'none')
  const rows = [
    ['unknown keyword', 'trusts everybody\n'],
    ['identity of another form', 'identity did:key:x\n'],
    ['identity twice', identityLine({ id: made.lab.id })],
    ['checkpoint that is none', `checkpoint ${utf8('x').toBase64()}\n`],
    ['checkpoint with a bad time', `${checkpointLine({ note }).trim()} soon\n`],
    ['log twice', `log ${made.log.vkey}\n`],
    ['quorum of nobody', 'quorum w1\n'],
  ] as const
  for (const [name, line] of rows) assert.throws(() => trustOf(made, line), { name: 'OwcError' }, name)
  assert.throws(() => trustOf(made, 'quorum w1\n'), /line 4/)
})

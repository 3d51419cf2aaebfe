import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromUtf8, utf8 } from '../../src/base/bytes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { parseEntry, statementEntry } from '../../src/ledger/entry.ts'
import { signEnvelope } from '../../src/ledger/envelope.ts'
import { leafHash } from '../../src/ledger/merkle.ts'
import { timeLeaf } from '../../src/ledger/time-leaf.ts'
import { logPair, witnessPair } from './signing-doubles.ts'
import { entryVector, payloadVector } from './signing-vectors.ts'

const TYPE = 'https://owc.example/test/v1'
const envelope = await signEnvelope(payloadVector, [witnessPair, logPair])

test('entry: the leaf of the published vector', () => {
  const leaf = statementEntry(envelope, TYPE, crypto)
  assert.equal(payloadVector.length, 222)
  assert.equal(leaf.length, entryVector.leafBytes)
  assert.equal(leafHash(crypto, leaf).toHex(), entryVector.leafHash)
})

test('entry: the order of signatures in an envelope does not show in the leaf', () => {
  const reversed = { ...envelope, signatures: envelope.signatures.toReversed() }
  assert.deepEqual(statementEntry(reversed, TYPE, crypto), statementEntry(envelope, TYPE, crypto))
})

test('entry: the time leaf of the published vector', () => {
  assert.equal(leafHash(crypto, timeLeaf(1767225600)).toHex(), entryVector.timeLeafHash)
  assert.deepEqual(parseEntry(timeLeaf(0), 'leaf'), { kind: 'time', seconds: 0 })
})

test('entry: read back as written', () => {
  const entry = parseEntry(statementEntry(envelope, TYPE, crypto), 'leaf')
  assert.ok(entry.kind === 'statement')
  assert.equal(entry.payload, entryVector.payloadSha256)
  assert.equal(entry.payloadBytes, 222)
  assert.equal(entry.type, TYPE)
  assert.equal(entry.signatures[1]?.keyid, entryVector.logKeyid)
})

test('entry: a signature must name its key, and each key once', () => {
  const [one] = envelope.signatures
  assert.ok(one !== undefined)
  for (const signatures of [[{ ...one, keyid: '' }], [{ ...one, keyid: 'x' }], [one, one]])
    assert.throws(() => statementEntry({ ...envelope, signatures }, TYPE, crypto), OwcError)
})

test('entry: one entry has one text; every other is refused', () => {
  const text = fromUtf8(statementEntry(envelope, TYPE, crypto)) ?? ''
  const lines = text.split('\n')
  const swap = [...lines.slice(0, 3), lines[4], lines[3], ''].join('\n')
  const rows = [
    ['no last newline', text.slice(0, -1)],
    ['signatures in another order', swap],
    ['a signature twice', `${text + lines[4]}\n`],
    ['no signature', `${lines.slice(0, 3).join('\n')}\n`],
    ['a line more', `${text}\n`],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['upper case', text.replace('f033d9', 'F033d9')],
    ['size with a zero before', text.replace(' 222 ', ' 0222 ')],
    ['size over the limit', text.replace(' 222 ', ' 1048577 ')],
    ['two blanks', text.replace('type ', 'type  ')],
    ['other version', text.replace('entry/v1', 'entry/v2')],
    ['time with a zero before', 'owc-time/v1\ntime 01\n'],
    ['time below zero', 'owc-time/v1\ntime -1\n'],
    ['time and more', 'owc-time/v1\ntime 1\nx\n'],
    ['nothing', ''],
    ['too long', 'x'.repeat(5000)],
  ] as const
  for (const [name, bad] of rows)
    assert.throws(
      () => parseEntry(utf8(bad), 'leaf'),
      (error) => error instanceof OwcError && error.problem.code === 'entry-invalid',
      name,
    )
})

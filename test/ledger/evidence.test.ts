// Evidence of what a log told: read back as written, proved only by what it holds, and hostile text is refused.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { utf8 } from '../../src/base/bytes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import {
  evidenceBytes,
  judgeEvidence,
  type LogEvidence,
  MAX_EVIDENCE_BYTES,
  parseEvidence,
} from '../../src/ledger/evidence.ts'
import { timeLeaf } from '../../src/ledger/time-leaf.ts'
import { memoryLog, pair, START } from './signing-doubles.ts'

/** One log that grew, its fork from the third entry on, and the same name under another key. */
async function logs() {
  const [honest, fork] = [memoryLog(), memoryLog()]
  const other = memoryLog(honest.origin, pair(96))
  for (let i = 0; i < 6; i++) {
    honest.add(timeLeaf(START + i))
    fork.add(timeLeaf(START + (i < 3 ? i : i + 100)))
    other.add(timeLeaf(START + i))
  }
  return { honest, fork, other }
}

const { honest, fork, other } = await logs()
const shown = async ({ checkpoint, vkey }: typeof honest, size: number) => ({
  note: await checkpoint(size),
  verifierKey: vkey,
})
const proof = { rootInNewer: fork.root(4), path: fork.consistency(4, 6).path }
const split: LogEvidence = {
  kind: 'split',
  log: honest.origin,
  known: await shown(honest, 4),
  found: await shown(fork, 6),
  address: 'https://north.example/',
  proof,
}

test('evidence: is read back as written', () => {
  for (const one of [split, { ...split, kind: 'unproven', reason: 'no tile' } as const])
    assert.deepEqual(parseEvidence(evidenceBytes(one), 'e'), one)
})

test('evidence: proves what it holds and no more', async () => {
  const rows: readonly (readonly [name: string, evidence: LogEvidence, proved: boolean])[] = [
    ['two histories', split, true],
    ['the same, told the other way round', { ...split, known: split.found, found: split.known }, true],
    ['without its proof', dropped(split), false],
    [
      'two states of one history',
      {
        ...split,
        found: await shown(honest, 6),
        proof: { rootInNewer: honest.root(4), path: honest.consistency(4, 6).path },
      },
      false,
    ],
    [
      'a note of another key',
      { ...split, found: { ...(await shown(other, 6)), verifierKey: honest.vkey } },
      false,
    ],
    ['a split across two keys', { ...split, found: await shown(other, 6) }, false],
    ['two keys', { ...split, kind: 'key-changed', found: await shown(other, 6) }, true],
    ['one key twice', { ...split, kind: 'key-changed' }, false],
    ['fewer entries', { ...split, kind: 'rolled-back', known: split.found, found: split.known }, false],
    ['another log', { ...split, log: 'other.example/log' }, false],
  ]
  for (const [name, evidence, proved] of rows) {
    const verdict = await judgeEvidence(parseEvidence(evidenceBytes(evidence), 'e'), crypto)
    assert.equal(verdict.proved, proved, `${name}: ${verdict.because}`)
  }
})

function dropped({ proof: _, ...rest }: LogEvidence): LogEvidence {
  return rest
}

test('evidence: hostile text is refused with a reason, and a changed one is never a defect', async () => {
  const good = evidenceBytes(split)
  const hostile = [
    utf8(''),
    utf8('[]'),
    utf8('{"mediaType":"x"}'),
    utf8('<!doctype html>'),
    new Uint8Array(MAX_EVIDENCE_BYTES + 1),
    utf8(new TextDecoder().decode(good).replace('"split"', '"other"')),
    utf8(
      JSON.stringify({
        ...JSON.parse(new TextDecoder().decode(good)),
        proof: { rootInNewer: '', path: [1] },
      }),
    ),
  ]
  for (const bytes of hostile) assert.throws(() => parseEvidence(bytes, 'e'), OwcError)
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const changed = good.with(at, (good[at] as number) ^ flip)
      try {
        await judgeEvidence(parseEvidence(changed, 'e'), crypto)
      } catch (error) {
        assert.ok(error instanceof OwcError, String(error))
      }
    }),
    { seed: 8, numRuns: 400 },
  )
})

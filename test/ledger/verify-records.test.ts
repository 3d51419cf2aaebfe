// Several records of the same bytes in one bundle, of several logs: trust decides which is believed, and nobody's record
// changes what is found of another's.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Bundle } from '../../src/ledger/bundle.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { statementEntry } from '../../src/ledger/entry.ts'
import type { Envelope } from '../../src/ledger/envelope.ts'
import { identityKey } from '../../src/ledger/identity.ts'
import { timeLeaf } from '../../src/ledger/time-leaf.ts'
import { identityLine, parseTrust } from '../../src/ledger/trust.ts'
import { carryOn, placeOf } from '../../src/node/travelled.ts'
import { genesis, idOf, labPair, memoryLog, pair, release, START, say, typeOf } from './signing-doubles.ts'
import { codesOf, verify } from './verify-doubles.ts'

const mirrorPair = pair(120)
const MIRROR = 'mirror.example/log'
const lab = await genesis([labPair])
const artifactOf = (await release()).artifact
const withdrawal = await say(
  {
    type: 'owc:withdrawal/v1',
    issuer: lab.id,
    subjects: [artifactOf],
    body: { reason: 'error', text: 'Wrong file.' },
    n: 9,
    order: { seq: 1, prev: artifactOf },
  },
  [labPair],
)

type Said = { readonly observation?: Envelope; readonly more?: readonly Envelope[] }

/** What a mirror hands on: its own observation under its log, and what came along from the lab's log. */
async function handedOn(fromLab: readonly Envelope[] = [], { observation, more = [] }: Said = {}) {
  const made = await release(memoryLog(), fromLab)
  const log = memoryLog(MIRROR, pair(160))
  const mirror = await genesis([mirrorPair], [identityKey(mirrorPair.key)], {
    homeLog: MIRROR,
    name: 'Mirror',
  })
  const subjects = [made.artifact]
  const own =
    observation ??
    (await say({ type: 'owc:observation/v1', issuer: mirror.id, subjects, n: 3 }, [mirrorPair]))
  const said = [mirror.envelope, own, ...more]
  const indexes = said.map((one) => log.add(statementEntry(one, typeOf(one), crypto)))
  const statements = await Promise.all(
    said.map(async (envelope, i) => ({ envelope, proofs: [await log.prove(indexes[i] as number)] })),
  )
  const base: Bundle = { ...(await made.bundle()), subject: idOf(own), statements, times: [] }
  const bundle = carryOn(base, [{ blob: made.artifact, bundle: await made.bundle() }])
  const lines = {
    lab: `log ${made.log.vkey}\n${identityLine({ id: made.lab.id, name: 'The Lab' })}`,
    mirror: `log ${log.vkey}\n${identityLine({ id: mirror.id, name: 'The Mirror' })}`,
  }
  const under = (...whom: readonly (keyof typeof lines)[]) =>
    verify({ trust: parseTrust(whom.map((one) => lines[one]).join(''), 'trust', crypto) }, bundle)
  return { made, mirror, bundle, under }
}

test('records: trust decides which of them is believed, the publisher’s before an importer’s', async () => {
  const { under } = await handedOn()
  const rows = [
    { whom: ['lab'], type: 'owc:release/v1', believed: [true, false], codes: '' },
    { whom: ['mirror'], type: 'owc:observation/v1', believed: [false, true], codes: '' },
    { whom: ['lab', 'mirror'], type: 'owc:release/v1', believed: [true, true], codes: '' },
    {
      whom: [],
      type: 'owc:observation/v1',
      believed: [false, false],
      codes: 'log-untrusted issuer-untrusted',
    },
  ] as const
  for (const { whom, type, believed, codes } of rows) {
    const report = await under(...whom)
    assert.equal(codesOf(report), codes, whom.join())
    assert.equal(report.record.type, type, whom.join())
    assert.deepEqual(
      report.records.map((one) => one.believed),
      believed,
    )
    assert.deepEqual(
      report.records.map((one) => one.type),
      ['owc:release/v1', 'owc:observation/v1'],
    )
    assert.deepEqual(
      report.records.map((one) => one.standings.map(({ origin }) => origin)),
      [['log.example/owc-test'], [MIRROR]],
    )
  }
})

test('records: a withdrawal counts for whoever believes its issuer, and is shown to everybody', async () => {
  const { under } = await handedOn([withdrawal])
  assert.equal(codesOf(await under('lab')), 'record-withdrawn')
  assert.equal(
    codesOf(await under('lab', 'mirror')),
    'record-withdrawn',
    'the mirror’s word does not cover it',
  )
  const report = await under('mirror')
  assert.equal(codesOf(report), '')
  assert.equal(report.records[0]?.withdrawnBy, `sha256:${idOf(withdrawal)}`)
})

test('records: a bundle whose own record is a lie is not saved by another’s', async () => {
  const { mirror } = await handedOn()
  const subjects = [artifactOf]
  const forged = await say({ type: 'owc:observation/v1', issuer: mirror.id, subjects, n: 3 }, [labPair])
  assert.match(
    codesOf(await (await handedOn([], { observation: forged })).under('lab', 'mirror')),
    /^signature/,
  )
  const elsewhere = idOf(forged)
  const other = await say({ type: 'owc:observation/v1', issuer: mirror.id, subjects: [elsewhere], n: 3 }, [
    mirrorPair,
  ])
  assert.equal(
    codesOf(await (await handedOn([], { observation: other })).under('lab', 'mirror')),
    'record-differs',
  )
})

test('records: of others, a forged one is a line and one about other bytes is none', async () => {
  const mallory = await say({ type: 'owc:release/v1', issuer: lab.id, subjects: [artifactOf], n: 20 }, [
    mirrorPair,
  ])
  const about = idOf(mallory)
  const other = await say({ type: 'owc:release/v1', issuer: lab.id, subjects: [about], n: 21 }, [labPair])
  const { under } = await handedOn([], { more: [mallory, other] })
  const report = await under('lab', 'mirror')
  assert.equal(codesOf(report), '')
  assert.deepEqual(
    report.records
      .map(({ statement, signed, believed }) => [statement.slice(7), signed, believed])
      .slice(0, 2),
    [
      [report.record.statement?.slice(7), true, true],
      [idOf(mallory), false, false],
    ],
  )
  assert.equal(report.records.length, 3)
})

test('carried on: each statement once, with one proof of each log, the newest, however bundles are merged', async () => {
  const made = await release(memoryLog(), [withdrawal])
  for (const seconds of [START + 120, START + 180]) made.log.add(timeLeaf(seconds))
  const sizes = [5, 6, 7]
  const bundles = await Promise.all(sizes.map((size) => made.bundle(size)))
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bundles.length - 1), { minLength: 1, maxLength: 6 }), async (order) => {
      const [first, ...rest] = order.map((i) => bundles[i] as Bundle)
      const merged = carryOn(
        first as Bundle,
        rest.map((bundle) => ({ blob: made.artifact, bundle })),
      )
      assert.equal(
        new Set(merged.statements.map(({ envelope }) => idOf(envelope))).size,
        merged.statements.length,
      )
      const newest = Math.max(...order.map((i) => sizes[i] as number))
      for (const { proofs } of merged.statements) {
        assert.equal(proofs.length, 1)
        assert.equal(placeOf(proofs[0] as string).size, newest)
      }
    }),
    { seed: 8, numRuns: 30 },
  )
})

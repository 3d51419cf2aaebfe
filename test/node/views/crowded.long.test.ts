// Whoever says a thing very often takes the places of their own words alone: the maker's answer, the one advisory, the
// one review and the publisher's answer stay where they were.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advisoryType } from '../../../src/commons/advisories/advisory.ts'
import { inTurns } from '../../../src/commons/in-turns.ts'
import { exampleRecord } from '../../../src/commons/releases/example-record.ts'
import type { Logged } from '../../../src/commons/subject.ts'
import { checkOfRecord } from '../../../src/node/views/check.ts'
import { dossierOf } from '../../../src/node/views/dossier.ts'
import { resolveRef } from '../../../src/node/views/ref.ts'
import { digestOf, identityNamed, logged, withIndex } from '../../commons/folded.ts'

const [MAKER, LAB, EVE] = ['acme', 'lab', 'eve'].map(identityNamed) as [string, string, string]
const artifact = digestOf('tern')
const record = logged(1, {
  type: 'owc:release/v1',
  issuer: MAKER,
  subjects: [{ digest: artifact }],
  body: { ...structuredClone(exampleRecord), subject: { ...exampleRecord.subject, id: 'acme/tern' } },
})

function notice(index: number, issuer: string, id: string): Logged {
  const body = { ...advisoryType.example, id, affected: [{ sha256: artifact }] }
  return logged(index, { type: 'owc:advisory/v1', issuer, body })
}

const genuine = notice(2, LAB, 'OWC-2026-0001')

/** To the advisory, and an answer to the record too. */
function vex(index: number, issuer: string, product: string): Logged {
  const advisory = `sha256:${genuine.statement}`
  return logged(index, {
    type: 'owc:response/v1',
    issuer,
    subjects: [{ digest: record.statement }],
    body: {
      kind: 'answer',
      text: `${index}`,
      vex: { advisory, product: `sha256:${product}`, status: 'fixed' },
    },
  })
}

function review(index: number, issuer: string): Logged {
  const body = { question: 'P7.1', outcome: 'not-confirmed', how: `look ${index}`, interest: 'none' }
  return logged(index, { type: 'owc:review/v1', issuer, subjects: [{ digest: artifact }], body })
}

function answer(index: number, issuer: string): Logged {
  const body = { kind: 'answer', text: `${index}`, finding: 'OW-1' }
  return logged(index, { type: 'owc:response/v1', issuer, subjects: [{ digest: record.statement }], body })
}

const flood = (most: number, make: (at: number) => Logged): readonly Logged[] =>
  Array.from({ length: most }, (_, at) => make(at + 10))

test('crowded: advisory, review, answer and a maker’s word on an advisory stay in sight under a flood', async () => {
  const said = [
    record,
    genuine,
    review(3, LAB),
    ...flood(520, (at) => notice(at, EVE, `OWC-2026-${1000 + at}`)),
    ...flood(520, (at) => review(at + 600, EVE)),
    vex(4, MAKER, artifact),
    ...flood(2010, (at) => vex(at + 1200, EVE, digestOf(`product ${at}`))),
  ]
  const many = await withIndex(said, async ({ sources }) => {
    const made = await dossierOf(sources, (await resolveRef(sources, 'acme/tern')).record)
    assert.ok(made)
    return made
  })
  assert.deepEqual(
    many.advisories.filter(({ issuer }) => issuer === LAB).map(({ status, reasonBy }) => [status, reasonBy]),
    [['fixed', MAKER]],
  )
  assert.deepEqual(many.reviews.map(({ issuer }) => issuer).toSorted(), [EVE, LAB].toSorted())
  assert.ok(many.answers.some(({ issuer }) => issuer === MAKER))
})

test('crowded: in turns, the first of each comes before the second of anybody', () => {
  const rows = ['a1', 'a2', 'a3', 'b1', 'a4', 'c1']
  const first = (most: number) => inTurns(rows, most, (row) => row[0] as string)
  assert.deepEqual(
    [first(3), first(4)],
    [
      ['a1', 'b1', 'c1'],
      ['a1', 'b1', 'c1', 'a2'],
    ],
  )
  assert.equal(first(6), rows)
})

test('crowded: a thousand keys that come later hide nobody who spoke before, nor the publisher who comes last', async () => {
  const many = (at: number) => identityNamed(`eve ${at}`)
  const said = [
    record,
    genuine,
    review(3, LAB),
    answer(4, LAB),
    ...flood(520, (at) => notice(at, many(at), `OWC-2026-${1000 + at}`)),
    ...flood(520, (at) => review(at + 600, many(at))),
    ...flood(520, (at) => answer(at + 1200, many(at))),
    notice(9001, MAKER, 'OWC-2026-0002'),
    review(9002, MAKER),
    answer(9003, MAKER),
  ]
  const { advisories, reviews, answers } = await withIndex(said, async ({ sources }) => {
    const { record: row } = await resolveRef(sources, 'acme/tern')
    const made = await dossierOf(sources, row)
    assert.ok(made)
    assert.equal((await checkOfRecord(sources, row)).reviewsSaid, 522, 'how many there are is said')
    return made
  })
  for (const list of [advisories, reviews, answers])
    assert.deepEqual(
      list
        .map(({ issuer }) => issuer)
        .filter((one) => one === LAB || one === MAKER)
        .toSorted(),
      [LAB, MAKER].toSorted(),
    )
  assert.deepEqual(
    answers.filter(({ byPublisher }) => byPublisher).map(({ issuer }) => issuer),
    [MAKER],
  )
})

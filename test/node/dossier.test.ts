// The dossier over a folded index: who met what a record links to, which records came before, what it was made from,
// bounded where somebody makes it long.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleRecord } from '../../src/commons/releases/example-record.ts'
import { type Dossier, MAX_ANCESTORS } from '../../src/commons/standard/dossier.ts'
import type { Logged } from '../../src/commons/subject.ts'
import { dossierOf } from '../../src/node/views/dossier.ts'
import { digestsNamed } from '../../src/node/views/dossier-seen.ts'
import { resolveRef } from '../../src/node/views/ref.ts'
import { digestOf, identityNamed, logged, withIndex } from '../commons/folded.ts'
import { observation } from '../commons/samples.ts'

const ACME = identityNamed('acme')
const hex = (pair: string) => pair.repeat(32)

type Body = Record<string, unknown>

function release(index: number, name: string, change: Body = {}): Logged {
  return logged(index, {
    type: 'owc:release/v1',
    issuer: ACME,
    subjects: [{ digest: digestOf(`artifact ${name} ${index}`) }],
    body: { ...structuredClone(exampleRecord), subject: { ...exampleRecord.subject, id: name }, ...change },
  })
}

async function dossier(statements: readonly Logged[], name: string): Promise<Dossier> {
  return await withIndex(statements, async ({ sources }) => {
    const { record } = await resolveRef(sources, name)
    const found = await dossierOf(sources, record)
    assert.ok(found)
    return found
  })
}

test('dossier: digests that a record names are met by importers, holders and the log, and by nobody else', async () => {
  const other = observation(2, 'north/data', { bytes: 'data' })
  const statement = release(3, 'acme/older')
  const custody = logged(4, {
    type: 'owc:custody/v1',
    issuer: identityNamed('library'),
    subjects: [{ digest: digestOf('held elsewhere') }],
    body: { since: '2026-01-01T00:00:00Z' },
  })
  const own = release(5, 'acme/tern', {
    rationale: { benefits: [{ what: 'a', sha256: digestOf('data') }] },
    supplyChain: { build: `sha256:${statement.statement}` },
    hardware: { measured: `sha256:${digestOf('held elsewhere')}` },
    risk: { thresholds: [{ domain: 'fraud', max: '1', logged: `sha256:${hex('ab')}` }] },
  })
  const { seen } = await dossier([other, statement, custody, own], 'acme/tern')
  assert.deepEqual(
    seen.map(({ sha256, how, by }) => [sha256, how, by]).toSorted(),
    [
      [digestOf('data'), 'observation', other.issuer],
      [statement.statement, 'logged', ACME],
      [digestOf('held elsewhere'), 'custody', identityNamed('library')],
    ].toSorted(),
  )
})

test('dossier: files of the record itself are not links, and a long record names a bounded number', () => {
  const named = digestsNamed({ kind: 'release', body: exampleRecord })
  for (const { sha256 } of exampleRecord.artifacts) assert.ok(!named.includes(sha256 as never))
  assert.ok(named.includes(hex('22') as never), 'the build')
  const benefits = Array.from({ length: 900 }, (_, n) => ({ what: 'x', sha256: digestOf(`b ${n}`) }))
  const long = { ...exampleRecord, rationale: { benefits } }
  assert.ok(digestsNamed({ kind: 'release', body: long }).length <= 200)
})

test('dossier: other records of the name come newest first, and a record never comes before itself', async () => {
  const statements = [release(1, 'acme/tern'), release(2, 'acme/tern'), release(3, 'acme/tern')]
  const found = await dossier(statements, 'acme/tern')
  assert.equal(found.statement, statements[2]?.statement)
  assert.deepEqual(
    found.earlier.map(({ statement }) => statement),
    [statements[1]?.statement, statements[0]?.statement],
  )
})

test('dossier: a version that stood for other bytes is seen behind a crowd of later records', async () => {
  const other = (index: number) =>
    release(index, 'acme/tern', {
      subject: { ...exampleRecord.subject, id: 'acme/tern', version: `2.0.${index}` },
    })
  const first = release(1, 'acme/tern')
  const crowd = Array.from({ length: 80 }, (_, n) => other(n + 2))
  const { earlier } = await dossier([first, ...crowd, release(99, 'acme/tern')], 'acme/tern')
  assert.equal(earlier.length, 50)
  assert.equal(earlier.at(-1)?.statement, first.statement)
})

test('dossier: a chain of parents is followed to its end, a circle once, and a crowd to its limit', async () => {
  const from = (parent: string) => ({ lineage: [{ relation: 'finetune', parent }] })
  const chain = await dossier(
    [
      release(1, 'acme/a', from('acme/c')),
      release(2, 'acme/b', from('acme/a')),
      release(3, 'acme/c', from('acme/b')),
      release(4, 'acme/tern', from('acme/c')),
    ],
    'acme/tern',
  )
  assert.deepEqual(
    chain.ancestors.map(({ path, known }) => [path.join(' < '), known?.ref]),
    [
      ['acme/c', 'acme/c'],
      ['acme/c < acme/b', 'acme/b'],
      ['acme/c < acme/b < acme/a', 'acme/a'],
      ['acme/c < acme/b < acme/a < acme/c', 'acme/c'],
    ],
  )
  const crowd = Array.from({ length: 900 }, (_, n) => ({ relation: 'merge', parent: `acme/p${n}` }))
  const many = await dossier([release(1, 'acme/tern', { lineage: crowd })], 'acme/tern')
  assert.equal(many.ancestors.length, MAX_ANCESTORS)
})

test('dossier: what other people derive or review stands in it under their names', async () => {
  const own = release(1, 'acme/tern', { lineage: [] })
  const [subject] = own.subjects
  const derivation = logged(2, {
    type: 'owc:derivation/v1',
    issuer: identityNamed('finder'),
    subjects: [{ digest: subject?.digest ?? digestOf('none') }],
    body: {
      relation: 'finetune',
      parents: [{ name: 'north/base' }],
      evidence: 'measured',
      grade: 'strong',
    },
  })
  const { ancestors } = await dossier([own, derivation], 'acme/tern')
  assert.deepEqual(
    ancestors.map(({ basis, name, grade, known }) => [basis, name, grade, known]),
    [['measured', 'north/base', 'strong', undefined]],
  )
})

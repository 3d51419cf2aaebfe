// What somebody else holds, or names as their own, is their word: it makes nothing checked, and shows nobody's bytes.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleRecord } from '../../../src/commons/releases/example-record.ts'
import { check } from '../../../src/commons/standard/check.ts'
import type { Logged } from '../../../src/commons/subject.ts'
import { toBase32 } from '../../../src/ledger/base32.ts'
import { dossierOf } from '../../../src/node/views/dossier.ts'
import { resolveRef } from '../../../src/node/views/ref.ts'
import type { ViewSources } from '../../../src/node/views/sources.ts'
import { digestOf, identityNamed, logged, ORIGIN, timeAt, withIndex } from '../../commons/folded.ts'

const ACME = identityNamed('acme')
const ARTIFACT = digestOf('acme/tern')
const own = logged(1, {
  type: 'owc:release/v1',
  issuer: ACME,
  subjects: [{ digest: ARTIFACT }],
  body: { ...exampleRecord, subject: { ...exampleRecord.subject, id: 'acme/tern' } },
})

function custody(index: number, issuer: string): Logged {
  const body = { since: timeAt(index) }
  return logged(index, { type: 'owc:custody/v1', issuer, subjects: [{ digest: ARTIFACT }], body })
}

async function looked(said: readonly Logged[], more: Partial<ViewSources> = {}) {
  return await withIndex(said, async ({ sources }) => {
    const dossier = await dossierOf({ ...sources, ...more }, (await resolveRef(sources, 'acme/tern')).record)
    assert.ok(dossier)
    return { dossier, ...check(dossier) }
  })
}

test('dossier: who else says to hold the bytes makes no component checked', async () => {
  const alone = await looked([own, custody(3, identityNamed('nobody in particular'))].slice(0, 1))
  for (const by of [identityNamed('eve'), ACME]) {
    const { frameworks } = await looked([own, custody(3, by)])
    const have = (one: typeof alone) => one.frameworks.components.map(({ c, have: had }) => [c, had])
    assert.deepEqual(
      frameworks.components.map(({ c, have: had }) => [c, had]),
      have(alone),
    )
  }
})

test('dossier: of bytes that others brought nothing is read or quoted under a name that only lists them', async () => {
  const bytesHere = { held: async () => true, text: async () => 'A private card. Our open-source model.' }
  const peeking = await looked([own], bytesHere)
  assert.ok(
    peeking.dossier.files.every(({ text, inspection }) => text === undefined && inspection === undefined),
  )
  assert.doesNotMatch(JSON.stringify([peeking.answers, peeking.findings]), /private card/)
  const taken = await looked([own, custody(2, 'owcid:test')], bytesHere)
  assert.ok(taken.dossier.files.some(({ text }) => text?.includes('private card')))
})

test('dossier: however many words of others about who holds it, what this node took in stays read', async () => {
  const bytesHere = { held: async () => true, text: async () => 'A card of ours.' }
  const flood = Array.from({ length: 2_010 }, (_, at) => custody(at + 10, identityNamed(`eve ${at % 3}`)))
  const { dossier } = await looked([own, custody(2, 'owcid:test'), ...flood], bytesHere)
  assert.ok(dossier.files.some(({ text }) => text?.includes('A card of ours')))
  assert.deepEqual(
    dossier.holders.map(({ holder }) => holder).toSorted(),
    ['owcid:test', ...[0, 1, 2].map((n) => identityNamed(`eve ${n}`))].toSorted(),
  )
})

test('dossier: a name moved only where who may speak for it said other bytes', async () => {
  const claim = logged(0, {
    type: 'owc:identity/v1',
    signers: ['a'.repeat(64)],
    order: { seq: 0, prev: null },
    body: {
      id: null,
      homeLog: ORIGIN,
      name: 'Acme',
      kinds: ['publisher'],
      keys: [{ keyid: 'a'.repeat(64), alg: 'ed25519', pub: '1zhRXmGIVVuqzMRO4R+SEHH3lh5yGA5p8hqRzJrOoYQ=' }],
      threshold: 1,
      namespaces: ['acme'],
    },
  })
  const acme = `owcid:${toBase32(Uint8Array.fromHex(claim.statement))}`
  const by = (index: number, issuer: string, artifact: string) => ({
    ...own,
    index,
    time: timeAt(index),
    issuer,
    statement: digestOf(`${index} ${issuer}`),
    subjects: [{ digest: digestOf(artifact) }],
  })
  for (const [who, moved] of [
    [identityNamed('eve'), false],
    [acme, true],
  ] as const) {
    const said = [{ ...claim, issuer: acme }, by(5, who, 'other bytes'), by(9, acme, 'acme/tern')]
    const { findings, answers } = await looked(said)
    assert.equal(
      findings.some(({ id }) => id === 'AA-4'),
      moved,
    )
    assert.equal(answers.find(({ q }) => q === 'P6.2')?.grade === 'contradicted', moved)
  }
})

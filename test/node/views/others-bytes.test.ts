// What somebody else holds, or names as their own, is their word: it makes nothing checked, and shows nobody's bytes.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exampleRecord } from '../../../src/commons/releases/example-record.ts'
import { check } from '../../../src/commons/standard/check.ts'
import type { Logged } from '../../../src/commons/subject.ts'
import { dossierOf } from '../../../src/node/views/dossier.ts'
import { resolveRef } from '../../../src/node/views/ref.ts'
import type { ViewSources } from '../../../src/node/views/sources.ts'
import { digestOf, identityNamed, logged, timeAt, withIndex } from '../../commons/folded.ts'

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

// What another node carries of ours and brings back: an erased statement does not live on in its bundle, neither in one
// that came before nor in one that comes later. That node keeps its copy: it is beyond us.

import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { bundleBytes, parseBundle } from '../../src/ledger/bundle.ts'
import { releaseBundle } from '../../src/node/bundle.ts'
import { withoutErased } from '../../src/node/repeated.ts'
import { filesWith } from '../http/everywhere.ts'
import { OPERATOR } from './author.ts'
import { take } from './taking.ts'
import { hostOf, twoNodes } from './two-nodes.ts'

const { house, a, b, door, acme, artifact, released, open, close } = await twoNodes()
const doorOfB = await open(b)
after(async () => {
  await doorOfB.close()
  await close()
})
const WORD = 'plantedkumquat'
const inside = (name: string) => filesWith(join(house.place, name), [WORD])

test('erasing: a bundle of another node that repeats the words goes, and one that comes later is kept without them', async () => {
  const { statement } = await acme.say({
    type: 'owc:response/v1',
    subjects: [{ name: 'acme/tern', digest: artifact }],
    body: { kind: 'comment', text: `By ${WORD}.` },
  })
  await take(b, `owc://${hostOf(door.url)}/acme/tern`, 'acme/tern')
  await b.host(artifact, OPERATOR)
  await take(a, `owc://${hostOf(doorOfB.url)}/acme/tern`, 'acme/tern')
  assert.ok(
    inside('a').some((name) => name.startsWith('blobs/')),
    'the bundle came back with the words',
  )
  await a.say({
    type: 'owc:erasure/v1',
    subjects: [{ name: 'statement', digest: statement }],
    body: { reason: 'personal-data', text: 'Asked for.' },
  })
  assert.deepEqual(inside('a'), [])
  await take(a, `owc://${hostOf(doorOfB.url)}/acme/tern`, 'acme/tern')
  assert.deepEqual(inside('a'), [], 'imported again')
  const bundle = Buffer.from(await releaseBundle(a, artifact)).toString()
  assert.ok(!bundle.includes(Buffer.from(`By ${WORD}`).toString('base64').slice(4, -4)))
  assert.ok(inside('b').length > 0, 'the copy of the other node is its own')
})

test('a bundle whose very record was erased here is not kept; one without erased statements is kept as it came', async () => {
  const bytes = await releaseBundle(a, artifact)
  const store = a.storage.logStore
  assert.equal(await withoutErased(store, bytes), bytes)
  const bundle = parseBundle(bytes, 'test')
  const record = { ...store, body: async () => ({ erased: released.statement }) }
  assert.equal(await withoutErased(record, bundleBytes(bundle)), undefined)
})

// A receipt signed by a person is a file that verifies without node and network; whatever is changed in it is told.

import assert from 'node:assert/strict'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { canonicalBytes } from '../../src/base/canonical-json.ts'
import type { Json, JsonObject } from '../../src/base/strict-json.ts'
import type { Receipt } from '../../src/node/run/receipts.ts'
import { called } from './called.ts'
import { type NodeWorld, nodeWorld } from './node-world.ts'

const ID = 'p2cshj44tdym3rextkpubh4yuq'
const digest = (digits: string) => `sha256:${digits.repeat(32)}`
const RECEIPT: Receipt = {
  v: 1,
  id: ID,
  record: digest('a1'),
  artifact: digest('b2'),
  object: { sha256: digest('c3'), tensors: digest('d4') },
  template: null,
  prompt: { n: 5, commit: 'e5'.repeat(32) },
  output: { n: 2, commit: 'f6'.repeat(32) },
  params: {
    temperature: '0.8',
    topK: 40,
    topP: '0.95',
    minP: '0',
    repeatPenalty: '1',
    maxTokens: null,
    stop: 0,
    grammar: null,
  },
  seed: 7,
  runtime: 'node-llama-cpp@3.21.1/llama.cpp@v0.4.0/cpu-zen4/fa=1/kv=f16',
  ctx: 4096,
  custody: 'bytes',
  ignored: ['user'],
  truncated: 0,
  finish: 'stop',
  surface: 'openai.chat',
  started: '2026-01-01T00:00:00Z',
  ms: 120,
  node: 'owcid:node',
}

let w: NodeWorld
let file: string
before(async () => {
  w = await nodeWorld()
  await w.node.answering.receipts.keep(RECEIPT)
  file = join(w.house.place, 'signed.json')
})
after(async () => {
  await w.close()
  assert.deepEqual(w.house.defects, [])
})

const verify = (path: string) =>
  called(['receipts', '--verify', path, '--json'], {
    folder: w.house.place,
    stateFolder: join(w.house.place, 'nobody'),
  })

test('receipts --sign: without a key of one’s own nothing is signed; the node’s key stays with the node', async () => {
  const { exit, err } = await w.call(['receipts', ID, '--sign', '--out', file])
  assert.equal(exit, 2, err)
  assert.match(err, /owc key new/)
  assert.ok(!existsSync(file))
})

test('receipts --sign: writes a file that verifies offline, and logs nothing', async () => {
  assert.equal((await w.call(['key', 'new', 'ada'])).exit, 0)
  const before = w.node.log.checkpoint().size
  const signed = await w.call(['receipts', '--sign', ID, '--out', file])
  assert.equal(signed.exit, 0, signed.err)
  assert.equal(w.node.log.checkpoint().size, before)
  const { exit, out, err } = await verify(file)
  assert.equal(exit, 0, err)
  const told = JSON.parse(out)
  assert.deepEqual([told.ok, told.name, told.pinned], [true, 'ada', false])
  assert.deepEqual(told.receipt, JSON.parse(JSON.stringify(RECEIPT)))
  const again = await w.call(['receipts', '--sign', ID, '--out', file])
  assert.notEqual(again.exit, 0, 'a file that is there is not written over')
})

test('receipts --verify: whatever is changed is told', async () => {
  type Bundle = JsonObject & { statements: { envelope: { payload: string; signatures: JsonObject[] } }[] }
  const changes: readonly [string, (bundle: Bundle) => Json][] = [
    ['another subject', (bundle) => ({ ...bundle, subject: digest('00') })],
    ['no documents', (bundle) => ({ ...bundle, statements: bundle.statements.slice(0, 1) })],
    ['a changed word', (bundle) => changed(bundle, (text) => text.replace('"seed":7', '"seed":8'))],
    ['no signature', (bundle) => withSignatures(bundle, [])],
    ['not a bundle', () => ({ mediaType: 'x' })],
  ]
  function changed(bundle: Bundle, change: (text: string) => string): Bundle {
    const [first] = bundle.statements
    if (first === undefined) return bundle
    const text = Buffer.from(first.envelope.payload, 'base64').toString('utf8')
    first.envelope.payload = Buffer.from(change(text)).toString('base64')
    return bundle
  }
  function withSignatures(bundle: Bundle, signatures: JsonObject[]): Bundle {
    for (const { envelope } of bundle.statements.slice(0, 1)) envelope.signatures = signatures
    return bundle
  }
  for (const [name, change] of changes) {
    const path = join(w.house.place, 'changed.json')
    writeFileSync(path, canonicalBytes(change(JSON.parse(readFileSync(file, 'utf8')) as Bundle)))
    const { exit, out } = await verify(path)
    assert.equal(exit, 1, name)
    const told = JSON.parse(out)
    assert.equal(told.ok, false, name)
    assert.ok(told.problems.length > 0, name)
  }
})

test('receipts --verify: a statement of another type is no receipt, however well it is signed', async () => {
  const bundle = JSON.parse(readFileSync(file, 'utf8'))
  const identity = bundle.statements[1]
  const payload = Buffer.from(identity.envelope.payload, 'base64')
  const id = (await crypto.subtle.digest('SHA-256', payload)) as ArrayBuffer
  const path = join(w.house.place, 'identity.json')
  writeFileSync(path, canonicalBytes({ ...bundle, subject: `sha256:${Buffer.from(id).toString('hex')}` }))
  const { exit, out } = await verify(path)
  assert.equal(exit, 1)
  assert.deepEqual([JSON.parse(out).ok, JSON.parse(out).receipt], [false, undefined])
})

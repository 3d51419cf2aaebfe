// Which held files are models: splits that run as one object, bytes that are no longer what they were, files that the
// runtime must not see, and lists that do not read everything again.

import assert from 'node:assert/strict'
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { digestText, type Sha256 } from '../../../src/base/digest.ts'
import { OwcError } from '../../../src/base/errors.ts'
import { nodeCrypto } from '../../../src/ledger/crypto-node.ts'
import { artifactDigest } from '../../../src/ledger/verify-bytes.ts'
import { openHeaders } from '../../../src/node/run/headers.ts'
import { findModel, parameters, runnableModels } from '../../../src/node/run/models.ts'
import { fitView } from '../../../src/node/views/fit.ts'
import { tinyModel, tinySplits } from '../../runtime/tiny-model.ts'
import { inspect } from '../../weights/inspect.ts'
import { asking, live, openTiny, type TinyNode, unwatched } from './tiny-node.ts'

let tiny: TinyNode

before(async () => {
  tiny = await openTiny()
})
after(() => tiny.close())

const sha256 = (bytes: Uint8Array) => nodeCrypto.sha256(bytes).toHex() as Sha256
const answered = (model: string) => tiny.node.answering.answer(asking({ model }), live, unwatched)
const isCode = (code: string) => (error: unknown) => error instanceof OwcError && error.problem.code === code
const named = (parts: readonly Uint8Array[], stem = 'tiny') =>
  parts.map((bytes, i) => [`${stem}-0000${i + 1}-of-0000${parts.length}.gguf`, bytes] as const)

test('splits: three files are one object, named by exactly these, and answer as the one file does', async () => {
  const files = named(tinySplits(3))
  await tiny.hold('tiny/split', { ...Object.fromEntries(files), 'README.md': new Uint8Array([35]) })
  const model = await findModel(tiny.node, 'tiny/split')
  const manifest = files.map(([path, bytes]) => ({ path, sizeBytes: bytes.length, sha256: sha256(bytes) }))
  assert.equal(model.object, artifactDigest(manifest, nodeCrypto))
  assert.notEqual(model.object, model.artifact, 'the text beside them is no part of what is loaded')
  assert.deepEqual(
    model.files.map((file) => file.sha256),
    manifest.map((file) => file.sha256),
  )
  const one = await answered('tiny/one')
  const several = await answered('tiny/split')
  assert.deepEqual(several.finished.tokens, one.finished.tokens)
  const { object, custody } = several.record
  assert.deepEqual([object.sha256, custody], [digestText(model.object), 'bytes'])
  assert.equal(parameters(model), parameters(one.model))
  assert.equal((await findModel(tiny.node, `sha256:${model.object}`)).name, model.name)
  assert.deepEqual(
    readdirSync(tmpdir()).filter((name) => name.startsWith('owc-splits-')),
    [],
    'the names they were opened by are gone',
  )
})

test('splits: what does not fit together is refused with the one that is wrong', async () => {
  const [first, second] = tinySplits(2)
  const [, other] = tinySplits(3)
  assert.ok(first && second && other)
  await tiny.hold('tiny/mixed', Object.fromEntries(named([first, other])))
  await assert.rejects(findModel(tiny.node, 'tiny/mixed'), /expected split 2 of 2, found split 2 of 3/)
  await tiny.hold('tiny/half', { 'alone.gguf': first })
  await assert.rejects(findModel(tiny.node, 'tiny/half'), /expected split 1 of 1, found split 1 of 2/)
  await tiny.hold('tiny/swapped', Object.fromEntries(named([second, first])))
  assert.equal(
    (await answered('tiny/swapped')).finished.tokens.length,
    4,
    'their own numbers count, not names',
  )
})

test('models: bytes that changed on the disk are told and never answer', async () => {
  const file = tinyModel({ seed: 5 })
  await tiny.hold('tiny/damaged', { 'a.gguf': file })
  const digest = sha256(file)
  const path = join(tiny.house.place, 'data', 'blobs', 'sha256', digest.slice(0, 2), digest)
  chmodSync(path, 0o600)
  const bytes = readFileSync(path)
  bytes[bytes.length - 5] = (bytes.at(-5) ?? 0) ^ 1
  writeFileSync(path, bytes)
  await assert.rejects(answered('tiny/damaged'), isCode('bytes-differ'))
})

test('models: a list reads the facts of each file once', async () => {
  const inspection = inspect('a.gguf', tinyModel())
  const read: string[] = []
  const headers = openHeaders(async (digest) => {
    read.push(digest)
    return inspection
  })
  const digests = Array.from({ length: 1_001 }, (_, i) => i.toString(16).padStart(64, '0') as Sha256)
  for (const digest of digests.slice(0, 1_000)) await headers.get(digest)
  for (const digest of digests) await headers.get(digest)
  assert.equal(read.length, 1_001, 'a thousand are kept')
  await headers.get(digests[1_000] as Sha256)
  await headers.get(digests[0] as Sha256)
  assert.equal(read.length, 1_002, 'the one that was asked longest ago made room')
  const before = await runnableModels(tiny.node)
  assert.deepEqual(await runnableModels(tiny.node), before)
  assert.ok(!before.some(({ name }) => name.startsWith('tiny/mixed')), 'what does not run is not listed')
})

test('models: an answer has as many tokens with its prompt as the operator chose, and never more than its model takes', async () => {
  const own = await openTiny({ contextTokens: '6000' })
  try {
    await own.hold('tiny/long', { 'a.gguf': tinyModel({ context: 8_192 }) })
    await own.hold('tiny/short', { 'a.gguf': tinyModel({ context: 300 }) })
    const sizes = (await runnableModels(own.node)).map(({ name, contextSize }) => [name, contextSize])
    assert.deepEqual(Object.fromEntries(sizes)['tiny/long:F32'], 6_000)
    assert.deepEqual(Object.fromEntries(sizes)['tiny/short:F32'], 300)
    const ask = asking({ model: 'tiny/long', prompt: { text: 'a' }, maxTokens: 2 })
    const { record } = await own.node.answering.answer(ask, live, unwatched)
    assert.ok(record.ctx >= 6_000, `${record.ctx}`)
    const { lines } = await fitView(own.node, 'long')
    assert.match(lines[0]?.sentence ?? '', /of up to 6,000 tokens/)
  } finally {
    await own.close()
  }
  await tiny.hold('tiny/long', { 'a.gguf': tinyModel({ context: 8_192 }) })
  assert.equal((await findModel(tiny.node, 'tiny/long')).contextSize, 4_096)
})

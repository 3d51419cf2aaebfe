// What fits a machine, in sentences: what is needed beside what is free, for what is held and for what could be imported.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Node } from '../../../src/node/node.ts'
import { fitView } from '../../../src/node/views/fit.ts'
import { offerFit } from '../../../src/node/views/fit-offer.ts'
import { fitSentence, gb, verdictOf } from '../../../src/node/views/fit-words.ts'
import { fitFor } from '../../../src/node/views/tools.ts'
import { tinyWeights } from '../../http/node-fixture.ts'
import { tinyModel } from '../../runtime/tiny-model.ts'
import { value } from '../../weights/hostile/build.ts'
import { makeHouse } from '../house.ts'
import { take } from '../taking.ts'

const house = makeHouse()
const signal = new AbortController().signal
let node: Node
before(async () => {
  node = await house.open()
})
after(async () => {
  await node.close()
  house.remove()
  assert.deepEqual(house.defects, [])
})

function folder(name: string, files: Readonly<Record<string, Uint8Array | string>>): string {
  const place = join(house.place, name)
  mkdirSync(place, { recursive: true })
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(place, file), bytes)
  return place
}

const memory = { freeBytes: 3.2e9, totalBytes: 8e9 }
const SENTENCES = [
  {
    needsBytes: 0.61e9,
    contextSize: 4096,
    verdict: 'runs',
    sentence:
      /^Runs here: it needs about 610 MB for 4 answers at once of up to 4,096 tokens; 3\.2 GB are free\.$/,
  },
  {
    needsBytes: 5.1e9,
    contextSize: 4096,
    verdict: 'not-now',
    sentence: /^Does not run now: it needs about 5\.1 GB .*; 3\.2 GB are free of 8\.0 GB\.$/,
  },
  {
    needsBytes: 40e9,
    contextSize: 4096,
    verdict: 'too-large',
    sentence: /^Is too large for this machine: it needs about 40\.0 GB .*; the machine has 8\.0 GB\.$/,
  },
  {
    needsBytes: 1e9,
    contextSize: undefined,
    verdict: 'runs',
    sentence:
      /^May run here: it needs at least 1\.0 GB for its weights and the runtime, and more for each answer;/,
  },
] as const
for (const { needsBytes, contextSize, verdict, sentence } of SENTENCES)
  test(`fit: ${gb(needsBytes)} of 3.2 GB free and 8 GB in all: ${verdict}`, () => {
    const need = { needsBytes, atOnce: 4, ...(contextSize !== undefined && { contextSize }) }
    assert.equal(verdictOf(need, memory), verdict)
    assert.match(fitSentence(need, memory), sentence)
  })

test('fit: an empty node says so; held safetensors are told as what our runtime does not load', async () => {
  const empty = await fitView(node)
  assert.deepEqual(empty.lines, [])
  assert.match(empty.sentence, /^This machine has \d+\.\d GB of memory, .* free; no model is held here\.$/)
  await take(node, folder('tiny', { 'model.safetensors': tinyWeights(1) }), 'acme/tiny')
  const { lines, sentence } = await fitView(node)
  assert.match(sentence, /none of what is held here is a file that our runtime loads/)
  assert.deepEqual(
    lines.map(({ release, format, verdict }) => [release, format, verdict]),
    [['acme/tiny', 'safetensors', 'other']],
  )
  assert.match((await fitView(node, 'nothing-like-it')).sentence, /nothing of that name is held here/)
})

test('fit: a sound GGUF file runs; one that is not sound is a line with its reason, and nothing is loaded', async () => {
  const unfit = { 'llama.block_count': value.u32(0) }
  await take(node, folder('sound', { 'sound.gguf': tinyModel() }), 'acme/sound')
  await take(node, folder('unfit', { 'unfit.gguf': tinyModel({ pairs: unfit }) }), 'acme/unfit')
  const { lines, sentence } = await fitView(node)
  assert.match(sentence, /1 of 1 model held here can run now/)
  assert.deepEqual(
    lines.map(({ release, verdict }) => [release, verdict]),
    [
      ['acme/sound', 'runs'],
      ['acme/tiny', 'other'],
      ['acme/unfit', 'other'],
    ],
  )
  assert.match(lines[2]?.sentence ?? '', /^Is not run here: expected .*, found /)
  assert.deepEqual(node.answering.loaded(), [])
})

test('fit: of a folder of this machine only the beginnings of its weights are read, and nothing is kept', async () => {
  const place = folder('offered', {
    'model.safetensors': tinyWeights(2),
    'x.gguf': Buffer.alloc(64),
    'README.md': '# x',
  })
  const size = node.log.checkpoint().size
  const { offer, sentence, lines } = await offerFit(node, place, signal)
  assert.match(sentence, /^Folder "offered" on this machine: its one GGUF file may run here now\.$/)
  assert.deepEqual(lines, [])
  assert.deepEqual(offer?.lines.map(({ name }) => name).sort(), ['model.safetensors', 'x.gguf'])
  assert.match(offer?.lines.find(({ name }) => name === 'x.gguf')?.sentence ?? '', /at least 125 MB/)
  assert.equal(node.log.checkpoint().size, size)
  const none = await offerFit(node, folder('texts', { 'README.md': '# x' }), signal)
  assert.match(none.sentence, /no GGUF file in it/)
})

test('fit: a source is asked for its operator alone; for others a reference is only a word', async () => {
  const place = folder('private', { 'x.gguf': Buffer.alloc(64) })
  const asked = await fitFor(node, place, { sources: 'may-be-asked', signal })
  assert.notEqual(asked.offer, undefined)
  const word = await fitFor(node, place, { sources: 'not-asked', signal })
  assert.equal(word.offer, undefined)
})

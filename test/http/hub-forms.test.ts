// The pure parts of the hub's door: tags as llama.cpp matches them, folders of a tree, what counts as large.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import type { Instant } from '../../src/base/time.ts'
import { openBundles } from '../../src/http/bundles.ts'
import { treeOf } from '../../src/http/huggingface/entries.ts'
import { ggufOf, llamaManifest } from '../../src/http/huggingface/llama.ts'
import { headerText } from '../../src/http/huggingface/refuse.ts'
import { gitBlobOid, isLarge, pointerOid, type Repository } from '../../src/http/huggingface/repository.ts'

const sha256 = 'ab'.repeat(32) as Sha256

function repository(paths: readonly string[]): Repository {
  const files = paths.map((path) => ({
    path,
    sizeBytes: 3,
    sha256,
    large: isLarge(path, 3),
    gitOid: pointerOid(sha256, 3),
  }))
  return {
    id: 'Acme/Tiny',
    ref: 'acme/tiny',
    commit: 'c'.repeat(40),
    artifact: sha256,
    statement: sha256,
    state: 'hosted',
    time: '2026-11-03T09:00:00Z' as Instant,
    newest: 1,
    licences: [],
    branches: [],
    tags: [],
    files: new Map(files.map((file) => [file.path, file])),
  }
}

const quants = [
  'mmproj-F16.gguf',
  'tiny-Q8_0.gguf',
  'sub/tiny.q4_k_m-00002-of-00002.gguf',
  'sub/tiny.q4_k_m-00001-of-00002.gguf',
  'tiny-IQ2_XS.gguf',
  'README.md',
]

const tags = [
  { tag: 'Q8_0', picks: 'tiny-Q8_0.gguf' },
  { tag: 'q8_0', picks: 'tiny-Q8_0.gguf' },
  { tag: 'Q4_K_M', picks: 'sub/tiny.q4_k_m-00001-of-00002.gguf' },
  { tag: 'latest', picks: 'sub/tiny.q4_k_m-00001-of-00002.gguf' },
  { tag: 'Q2_XS', picks: 'tiny-IQ2_XS.gguf' },
  { tag: 'Q4_K', picks: undefined },
  { tag: 'F16', picks: undefined },
  { tag: '.*', picks: undefined },
  { tag: '', picks: 'tiny-Q8_0.gguf' },
  { tag: 'x'.repeat(81), picks: undefined },
] as const

test('llama: a tag picks the file that llama.cpp would take', () => {
  for (const { tag, picks } of tags) assert.equal(ggufOf(repository(quants), tag), picks, tag)
  assert.equal(ggufOf(repository(['b.gguf', 'a-Q8_0.gguf']), 'latest'), 'a-Q8_0.gguf')
  assert.equal(ggufOf(repository(['b.gguf', 'a.gguf']), 'latest'), 'b.gguf')
  assert.equal(ggufOf(repository(['README.md']), 'latest'), undefined)
  assert.deepEqual(llamaManifest(repository(['b.gguf']), 'b.gguf')['ggufFile'], {
    rfilename: 'b.gguf',
    size: 3,
    digest: `sha256:${sha256}`,
  })
})

test('tree: each folder once, before what is in it; one level or all', () => {
  const paths = (wish: Parameters<typeof treeOf>[1]) =>
    treeOf(repository(['a/b/c.txt', 'a/b/d.txt', 'a/e.txt', 'ab.txt']), wish)?.map((entry) => entry['path'])
  const commits = 'none'
  assert.deepEqual(paths({ folder: '', depth: 'one', commits }), ['a', 'ab.txt'])
  assert.deepEqual(paths({ folder: '', depth: 'all', commits }), [
    'a',
    'a/b',
    'a/b/c.txt',
    'a/b/d.txt',
    'a/e.txt',
    'ab.txt',
  ])
  assert.deepEqual(paths({ folder: 'a', depth: 'one', commits }), ['a/b', 'a/e.txt'])
  assert.deepEqual(paths({ folder: 'a/b', depth: 'all', commits }), ['a/b/c.txt', 'a/b/d.txt'])
  assert.equal(paths({ folder: 'a/', depth: 'one', commits }), undefined)
  assert.equal(paths({ folder: 'ab', depth: 'one', commits }), undefined)
})

test('files: what is large follows from path and size alone', () => {
  assert.equal(isLarge('config.json', 9_999_999), false)
  assert.equal(isLarge('config.json', 10_000_000), true)
  assert.equal(isLarge('model.safetensors', 1), true)
  assert.equal(isLarge('MODEL.GGUF', 1), true)
  assert.equal(isLarge('model.safetensors', 0), false) // git keeps no pointer for nothing
  assert.equal(gitBlobOid(new TextEncoder().encode('hello')), 'b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0') // git hash-object
})

test('headers: what people wrote elsewhere cannot break a line', () => {
  assert.equal(headerText('a\r\nSet-Cookie: x\u2028é'), 'a?Set-Cookie: x?')
})

test('bundles: one is made per newest statement; failures are not kept; the oldest go', async () => {
  let made = 0
  let fails = false
  let changedAt = 0
  const make = async () => {
    if (fails) throw new Error('no')
    return new Uint8Array(1 << 20).fill(++made)
  }
  let erased = 0
  const bundles = openBundles(make, { changedAt: async () => changedAt, erased: () => erased })
  const [first, same] = await Promise.all([bundles.get(sha256, 5), bundles.get(sha256, 5)])
  assert.equal(first, same)
  assert.equal(await bundles.get(sha256, 4), first)
  assert.equal(made, 1)
  assert.notEqual((await bundles.get(sha256, 6)).sha256, first.sha256)
  fails = true
  await assert.rejects(bundles.get(sha256, 7))
  fails = false
  assert.equal((await bundles.get(sha256, 7)).bytes[0], 3)
  for (let i = 0; i < 70; i++) await bundles.get(i.toString(16).padStart(64, '0') as Sha256, 1)
  assert.equal((await bundles.get(sha256, 7)).bytes[0], 74)
  changedAt = 9
  assert.equal((await bundles.get(sha256, 7)).bytes[0], 75, 'an erasure may have taken a body away')
  assert.equal((await bundles.get(sha256, 7)).bytes[0], 75)
  erased = 1
  assert.equal((await bundles.get(sha256, 9)).bytes[0], 76, 'made before the erasure had ended')
})

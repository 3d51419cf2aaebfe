// An audit folder as verify.html reads it, with files out of memory: the same judges as owc verify, and what lies
// beside the signed part.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { check } from '../../src/audit/check.ts'
import type { Picked } from '../../src/audit/dom.ts'
import { hashBlob, SLICE_BYTES } from '../../src/audit/hash-blob.ts'
import type { HashPool } from '../../src/audit/hash-pool.ts'
import type { AuditReport } from '../../src/audit/judge.ts'
import { chosen } from '../../src/audit/pick.ts'
import { sumsText } from '../../src/audit/sums.ts'
import { utf8 } from '../../src/base/bytes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { bundleBytes } from '../../src/ledger/bundle.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { webCrypto } from '../../src/ledger/crypto-web.ts'
import type { Report } from '../../src/ledger/report.ts'
import { identityLine } from '../../src/ledger/trust.ts'
import { CONTENT, sha } from '../ledger/signing-doubles.ts'
import { codesOf, folder as foundCopy, good, made, trustOf, verify } from '../ledger/verify-doubles.ts'

type Content = Readonly<Record<string, Uint8Array>>

const TRUST = `# mine\nlog ${made.log.vkey}\n${identityLine({ id: made.lab.id, name: 'The Lab' })}`
const DOCUMENTS: Content = {
  'release.owcb.json': bundleBytes(good),
  'README.txt': utf8('read me'),
  'report.html': utf8('<p>'),
  'verify.html': utf8('<script>'),
}
const INSIDE: Content = Object.fromEntries(
  Object.entries(CONTENT).map(([path, bytes]) => [`files/${path}`, bytes]),
)
const WHOLE: Content = withSums({ ...DOCUMENTS, ...INSIDE })

function withSums(content: Content): Content {
  const files = Object.entries(content).map(([path, bytes]) => ({ path, sha256: sha(bytes) }))
  return { ...content, SHA256SUMS: utf8(sumsText(files)) }
}

function picked(name: string, bytes: Uint8Array, webkitRelativePath: string): Picked {
  const slice = (start: number, end: number) => ({
    arrayBuffer: async () => new Uint8Array(bytes.subarray(start, end)).buffer,
  })
  return { name, webkitRelativePath, size: bytes.length, slice }
}

const pool: HashPool = {
  hash: (_path, file, span) => hashBlob(file, span, nodeCrypto, () => undefined),
  close: () => undefined,
}

async function judged(content: Content, trust = TRUST, at = ''): Promise<AuditReport> {
  const files = Object.entries(content).map(([path, bytes]) => picked(path, bytes, `stick/${path}`))
  return (await check({ choice: chosen(files), trust, at, pool }, webCrypto)) as AuditReport
}

test('audit folder: what was written holds, with and without the files', async () => {
  const whole = await judged(WHOLE)
  assert.equal(codesOf(whole), '')
  assert.deepEqual([whole.ok, whole.bytes.good, whole.folder], [true, 2, { ok: true, listed: 6, good: 6 }])
  const bare = await judged(withSums(DOCUMENTS))
  assert.equal(codesOf(bare), '')
  assert.deepEqual([bare.ok, bare.bytes.asked], [true, false])
})

const without = (path: string): Content =>
  Object.fromEntries(Object.entries(WHOLE).filter(([one]) => one !== path))
const weights = WHOLE['files/model.safetensors'] as Uint8Array

const ROWS: readonly { readonly name: string; readonly content: Content; readonly codes: string }[] = [
  { name: 'a changed document', content: { ...WHOLE, 'README.txt': utf8('x') }, codes: 'sums-differ' },
  { name: 'a document less', content: without('report.html'), codes: 'file-missing' },
  { name: 'a document more', content: { ...WHOLE, x: utf8('') }, codes: 'file-unexpected' },
  { name: 'no list', content: without('SHA256SUMS'), codes: 'file-missing' },
  {
    name: 'a list of something else',
    content: { ...WHOLE, SHA256SUMS: utf8('hello\n') },
    codes: 'sums-differ',
  },
  {
    name: 'a damaged file, told once',
    content: { ...WHOLE, 'files/model.safetensors': weights.with(50, 0) },
    codes: 'bytes-differ',
  },
  { name: 'a file less, told once', content: without('files/config.json'), codes: 'file-missing' },
  {
    name: 'a file more, told once',
    content: { ...WHOLE, 'files/evil.py': utf8('') },
    codes: 'file-unexpected',
  },
  {
    name: 'a wrong line about a good file',
    content: {
      ...WHOLE,
      SHA256SUMS: utf8(new TextDecoder().decode(WHOLE['SHA256SUMS']).replace(sha(weights), sha('x'))),
    },
    codes: 'sums-differ',
  },
  {
    name: 'files that the list still names',
    content: withSumsOf(WHOLE, DOCUMENTS),
    codes: 'file-missing file-missing',
  },
  { name: 'no bundle', content: without('release.owcb.json'), codes: 'record-missing' },
]

function withSumsOf(listed: Content, there: Content): Content {
  return { ...there, SHA256SUMS: listed['SHA256SUMS'] as Uint8Array }
}

for (const { name, content, codes } of ROWS) {
  test(`audit folder: ${name}`, async () => {
    const report = await judged(content)
    assert.equal(codesOf(report), codes)
    assert.equal(report.ok, false)
  })
}

test('audit folder: a trust file that lies in it is believed in nothing, under whatever name', async () => {
  const planted = await judged(withSums({ ...DOCUMENTS, ...INSIDE, 'files/sub/anchors': utf8(TRUST) }))
  assert.match(codesOf(planted), /file-unexpected.*log-untrusted.*issuer-untrusted.*trust-inside$/)
  assert.equal(planted.trust.ok, false)
  const empty = await judged(withSums({ ...DOCUMENTS, ...INSIDE, nothing: utf8('') }), '')
  assert.doesNotMatch(codesOf(empty), /trust-inside/)
})

test('audit folder: as it was before the record was logged, there was none', async () => {
  assert.match(codesOf(await judged(WHOLE, TRUST, '2020-01-01T00:00:00Z')), /record-missing/)
  await assert.rejects(judged(WHOLE, TRUST, 'yesterday'), OwcError)
})

test('page: a copy of a release and a bundle alone are judged as the ledger judges them', async () => {
  const report = async (choice: ReturnType<typeof chosen>): Promise<Report> =>
    await check({ choice, trust: TRUST, at: '', pool }, webCrypto)
  const copy = { ...CONTENT, '.owc/bundle.json': bundleBytes(good), '.git/x': utf8('') }
  const files = Object.entries(copy).map(([path, bytes]) => picked(path, bytes, `copy/${path}`))
  const found = { ...foundCopy(), files: foundCopy().files.toSorted((a, b) => (a.path < b.path ? -1 : 1)) }
  assert.deepEqual(await report(chosen(files)), await verify({ found, trust: trustOf(made) }))
  const bundle = picked('some.owcb.json', bundleBytes(good), '')
  assert.deepEqual(await report(chosen([bundle])), await verify({ found: undefined }))
  const one = await report(chosen([bundle, picked('renamed.bin', weights, '')]))
  assert.deepEqual([one.ok, one.bytes.good], [true, 1])
})

test('page: paths that a node refuses are refused with the same code', async () => {
  for (const path of ['a\\b', 'A/x', 'e\u0301', 'C:x'])
    await assert.rejects(judged({ ...WHOLE, 'a/x': utf8(''), [path]: utf8('') }), { name: 'OwcError' }, path)
})

test('hashing: slices of any file give the digest of the whole, and no more than two are in memory', async () => {
  let [open, most] = [0, 0]
  const size = 5 * SLICE_BYTES + 3
  const blob = {
    size,
    slice(start: number, end: number) {
      open++
      most = Math.max(most, open)
      assert.ok(end - start <= SLICE_BYTES)
      return { arrayBuffer: async () => new Uint8Array(end - start).fill(7).buffer }
    },
  }
  let seen = 0
  const digest = await hashBlob(blob, { start: 0, end: size }, nodeCrypto, (bytes) => {
    open--
    seen += bytes
  })
  assert.equal(digest, sha(new Uint8Array(size).fill(7)))
  assert.deepEqual([seen, most <= 2], [size, true])
  const shorter = { size: 10, slice: () => ({ arrayBuffer: async () => new ArrayBuffer(0) }) }
  await assert.rejects(
    hashBlob(shorter, { start: 0, end: 10 }, nodeCrypto, () => undefined),
    RangeError,
  )
})

test('hashing: any range is that of the bytes', async () => {
  const bytes = new Uint8Array(997).map((_, i) => i)
  const file = picked('x', bytes, '')
  await fc.assert(
    fc.asyncProperty(fc.nat(997), fc.nat(997), async (a, b) => {
      const [start, end] = [Math.min(a, b), Math.max(a, b)]
      const digest = await hashBlob(file, { start, end }, webCrypto, () => undefined)
      assert.equal(digest, sha(bytes.subarray(start, end)))
    }),
    { seed: 8, numRuns: 50 },
  )
})

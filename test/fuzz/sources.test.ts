// Damaged archives, index pages, metadata and hub answers: only OwcError is ever thrown, in time that grows no faster
// than the input. The seed is printed; OWC_FUZZ_SEED sets another, OWC_FUZZ_ROUNDS how many inputs.

import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { OwcError } from '../../src/base/errors.ts'
import { parseInfo, parseTree } from '../../src/sources/hub-answers.ts'
import { parseMetadata } from '../../src/sources/metadata.ts'
import { choose, indexFiles } from '../../src/sources/pypi-index.ts'
import { sourceSettings } from '../../src/sources/settings.ts'
import { tarFiles } from '../../src/sources/tar.ts'
import { checkZip, openZip, zipRead } from '../../src/sources/zip.ts'
import { bytesOf, makeZip } from '../sources/zip-maker.ts'

const seed = Number(process.env['OWC_FUZZ_SEED'] ?? 20_261_121)
const numRuns = Number(process.env['OWC_FUZZ_ROUNDS'] ?? 1_000)
process.stderr.write(`fuzz: sources, seed ${seed}\n`)

const header = Buffer.alloc(512)
header.write('a.gguf')
header.write('00000000010\0', 124)
header.write('0', 156)
header.write('ustar\x0000', 257)
header.write('        ', 148)
header.write(
  `${header
    .reduce((sum, byte) => sum + byte, 0)
    .toString(8)
    .padStart(6, '0')}\0 `,
  148,
)
const tar = Buffer.concat([header, Buffer.alloc(512, 'x'), Buffer.alloc(1024)])
const zip = makeZip([
  { name: 'a/model.gguf', data: 'weights '.repeat(40) },
  { name: 'a/config.json', data: '{}', stored: true },
  { name: 'a/late', data: 'late', descriptor: true },
])

/** Overwrites, cuts, doubles: what disks, networks and people do to bytes. */
function damaged(whole: Buffer): fc.Arbitrary<Buffer> {
  const edit = fc.record({
    at: fc.nat(whole.length - 1),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
  })
  const cut = fc.option(fc.nat(whole.length), { nil: whole.length, freq: 4 })
  return fc.tuple(fc.array(edit, { maxLength: 4 }), cut).map(([edits, end]) => {
    const copy = Buffer.from(whole)
    for (const { at, bytes } of edits) copy.set(bytes.subarray(0, copy.length - at), at)
    return copy.subarray(0, end)
  })
}

async function onlyOwc(run: () => Promise<unknown>): Promise<void> {
  await run().catch((error: unknown) =>
    assert.ok(error instanceof OwcError, String((error as Error)?.stack ?? error)),
  )
}

test('fuzz: canary: a parser that throws anything else is noticed', async () => {
  await assert.rejects(onlyOwc(() => Promise.reject(new TypeError('fault'))))
})

test('fuzz: zip archives', async () => {
  const property = fc.asyncProperty(damaged(zip), (whole) =>
    onlyOwc(async () => {
      const bytes = bytesOf(whole)
      const found = await openZip(bytes, 'fuzz')
      await checkZip(bytes, found, 'fuzz')
      for (const entry of found.files) for await (const chunk of zipRead(bytes, entry, 'fuzz')) void chunk
    }),
  )
  await fc.assert(property, { seed, numRuns })
})

test('fuzz: tar archives, inside and around their gzip', async () => {
  const inside = damaged(tar).map((whole) => gzipSync(whole, { level: 1 }))
  const property = fc.asyncProperty(fc.oneof(inside, damaged(gzipSync(tar))), (whole) =>
    onlyOwc(async () => {
      const bytes = bytesOf(whole)
      for await (const file of tarFiles(bytes.read({ start: 0, end: whole.length }), 'fuzz'))
        for await (const chunk of file.body()) void chunk
    }),
  )
  await fc.assert(property, { seed, numRuns })
})

test('fuzz: index pages, metadata, hub answers and settings of pip', async () => {
  const url = new URL('https://index.test/simple/m/')
  const bits = fc.constantFrom(
    '<a ',
    'href="',
    '"',
    '>',
    '</a>',
    'm-1.0-py3-none-any.whl',
    '#sha256=',
    '&amp;',
    '\n',
    ': ',
    '; ',
    '==',
    '[global]',
    'Requires-Dist',
  )
  const text = fc
    .array(fc.oneof(bits, fc.string({ unit: 'binary' })), { maxLength: 60 })
    .map((parts) => parts.join(''))
  const property = fc.asyncProperty(text, fc.jsonValue(), async (page, value) => {
    await onlyOwc(async () => choose(indexFiles({ text: page, json: false, url }, 'm'), 'm', undefined))
    await onlyOwc(async () => indexFiles({ text: JSON.stringify({ files: value }), json: true, url }, 'm'))
    await onlyOwc(async () => parseMetadata(page))
    await onlyOwc(async () => parseInfo(value, 'fuzz'))
    await onlyOwc(async () => parseTree(value, 'fuzz'))
    await onlyOwc(async () => sourceSettings({}, { pip: [page] }, {}))
  })
  await fc.assert(property, { seed, numRuns })
})

test('fuzz: time grows with the input, no faster', () => {
  const url = new URL('https://index.test/simple/m/')
  const makers = ['<a ', '<a href="', '<a >', '<', 'a-', '1.', 'Requires-Dist: a-part1 ', ' \n ']
  for (const piece of makers) {
    const spent = [50_000, 400_000].map((count) => {
      const page = piece.repeat(count)
      const started = performance.now()
      try {
        indexFiles({ text: page, json: false, url }, 'm')
        parseMetadata(page)
      } catch (error) {
        assert.ok(error instanceof OwcError)
      }
      return performance.now() - started
    })
    assert.ok(
      (spent[1] as number) < 32 * ((spent[0] as number) + 20),
      `${JSON.stringify(piece)}: ${spent} ms`,
    )
  }
})

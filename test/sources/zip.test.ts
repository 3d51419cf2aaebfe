import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { collect } from '../../src/base/bytes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { checkZip, openZip, zipRead } from '../../src/sources/zip.ts'
import { bytesOf, type Entry, type Frame, makeZip } from './zip-maker.ts'

async function readAll(whole: Uint8Array, chunkBytes?: number): Promise<Map<string, Uint8Array>> {
  const bytes = bytesOf(whole, chunkBytes)
  const zip = await openZip(bytes, 'test.zip')
  await checkZip(bytes, zip, 'test.zip')
  const found = new Map<string, Uint8Array>()
  for (const entry of zip.files)
    found.set(entry.path, (await collect(zipRead(bytes, entry, 'test.zip'), 1 << 26)) as Uint8Array)
  return found
}

const model = randomBytes(20_000)
const plain: readonly Entry[] = [
  { name: 'pkg/' },
  { name: 'pkg/model.safetensors', data: model },
  { name: 'pkg/config.json', data: '{"a":1}', stored: true },
  { name: 'pkg/late.txt', data: 'sizes follow', descriptor: true },
  { name: 'pkg/empty.txt' },
  { name: 'pkg/ünï.txt', data: 'u', flags: 0x800 },
]

test('zip: stored, deflated, empty, late-sized and UTF-8 entries are read exactly, in chunks of any size', async () => {
  for (const chunkBytes of [7, 1000, 1 << 16]) {
    const found = await readAll(makeZip(plain), chunkBytes)
    assert.deepEqual(
      [...found.keys()],
      plain.slice(1).map((entry) => entry.name),
    )
    assert.ok(Buffer.from(found.get('pkg/model.safetensors') as Uint8Array).equals(model))
    assert.equal(Buffer.from(found.get('pkg/late.txt') as Uint8Array).toString(), 'sizes follow')
  }
})

const bomb = Buffer.alloc(4 << 20)
const hostile: readonly { name: string; entries: readonly Entry[]; frame?: Frame; code: string }[] = [
  { name: 'a wrong checksum', entries: [{ name: 'a', data: 'x', crc: 1 }], code: 'archive-invalid' },
  { name: 'an encrypted entry', entries: [{ name: 'a', data: 'x', flags: 1 }], code: 'archive-invalid' },
  {
    name: 'another local name',
    entries: [{ name: 'a', localName: 'b', data: 'x' }],
    code: 'archive-invalid',
  },
  {
    name: 'bytes before',
    entries: [{ name: 'a', data: 'x' }],
    frame: { prefix: Buffer.from('#!') },
    code: 'archive-invalid',
  },
  {
    name: 'bytes between',
    entries: [{ name: 'a' }],
    frame: { between: Buffer.alloc(9) },
    code: 'archive-invalid',
  },
  {
    name: 'a second end record',
    entries: [{ name: 'a' }],
    frame: { comment: makeZip([]).toString('latin1') },
    code: 'archive-invalid',
  },
  {
    name: 'one name twice',
    entries: [
      { name: 'a', data: '1' },
      { name: 'a', data: '2' },
    ],
    code: 'path-invalid',
  },
  { name: 'names that differ by case', entries: [{ name: 'a' }, { name: 'A' }], code: 'path-invalid' },
  { name: 'a file that is a folder too', entries: [{ name: 'a' }, { name: 'a/b' }], code: 'path-invalid' },
  { name: 'a way out', entries: [{ name: '../x', data: 'x' }], code: 'path-invalid' },
  { name: 'a way out through a folder', entries: [{ name: 'a/../../x/' }], code: 'path-invalid' },
  { name: 'an absolute path', entries: [{ name: '/etc/x' }], code: 'path-invalid' },
  { name: 'a drive', entries: [{ name: 'C:/x' }], code: 'path-invalid' },
  { name: 'backslashes', entries: [{ name: 'a\\..\\x' }], code: 'path-invalid' },
  { name: 'a NUL', entries: [{ name: 'a\0b' }], code: 'path-invalid' },
  {
    name: 'a symbolic link',
    entries: [{ name: 'a', data: '/etc/passwd', mode: 0o120777 }],
    code: 'archive-invalid',
  },
  { name: 'a device', entries: [{ name: 'a', mode: 0o020666 }], code: 'archive-invalid' },
  { name: 'a thousandfold ratio', entries: [{ name: 'a', data: bomb }], code: 'archive-invalid' },
  {
    name: 'a size that is too small',
    entries: [{ name: 'a', data: 'xyz', sizeBytes: 2 }],
    code: 'archive-invalid',
  },
  {
    name: 'a size that is too large',
    entries: [{ name: 'a', data: 'xyz', sizeBytes: 4 }],
    code: 'archive-invalid',
  },
  { name: 'an unknown method', entries: [{ name: 'a', data: 'x', method: 93 }], code: 'archive-invalid' },
  {
    name: 'an overlap',
    entries: [
      { name: 'a', data: 'x' },
      { name: 'b', data: 'x', offset: 0 },
    ],
    code: 'archive-invalid',
  },
  {
    name: 'packed bytes past the end',
    entries: [{ name: 'a', data: 'x', packedBytes: 9999 }],
    code: 'archive-invalid',
  },
  {
    name: 'a name that is not UTF-8 by its flag',
    entries: [{ name: 'ü', data: 'x' }],
    code: 'archive-invalid',
  },
  { name: 'a folder with bytes', entries: [{ name: 'a/', data: 'x' }], code: 'archive-invalid' },
]

for (const { name, entries, frame, code } of hostile)
  test(`zip: ${name} is refused`, async () => {
    await assert.rejects(readAll(makeZip(entries, frame)), (error) => {
      assert.ok(error instanceof OwcError, String(error))
      assert.equal(error.problem.code, code, error.message)
      return true
    })
  })

test('zip: something else and archives that are cut anywhere are refused', async () => {
  const whole = makeZip(plain.slice(2))
  await assert.rejects(readAll(Buffer.from('<!doctype html>')), { name: 'OwcError' })
  await assert.rejects(readAll(Buffer.alloc(0)), { name: 'OwcError' })
  for (let end = 0; end < whole.length; end += 3)
    await assert.rejects(readAll(whole.subarray(0, end)), { name: 'OwcError' })
})

test('zip: a changed byte never changes content in silence and never throws anything but an OwcError', async () => {
  const entries = plain.slice(2)
  const whole = makeZip(entries)
  const expected = await readAll(whole)
  const change = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }))
  await fc.assert(
    fc.asyncProperty(change, async ([at, flip]) => {
      const damaged = Buffer.from(whole)
      damaged[at] = (damaged[at] as number) ^ flip
      const found = await readAll(damaged).catch((error: unknown) => {
        assert.ok(error instanceof OwcError, String(error))
        return undefined
      })
      if (found === undefined) return
      for (const [path, bytes] of found) // names may differ (they have no checksum of their own), bytes may not
        assert.ok(
          [...expected.values()].some((one) => Buffer.from(one).equals(bytes)),
          path,
        )
    }),
    { seed: 7, numRuns: 100 },
  )
})

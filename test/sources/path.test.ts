import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { pathSource } from '../../src/sources/path.ts'
import { openVault, takeAll, workspaceOf } from './workspace.ts'

const settings = { pypiIndex: '', huggingface: '' }
const { signal } = new AbortController()

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'owc-path-'))
  try {
    await run(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const find = (path: string) => pathSource.find(path, settings, signal)
const text = (found: Map<string, Uint8Array>, path: string) => Buffer.from(found.get(path) ?? []).toString()

test('path: a folder is handed over file by file, in order, without records and tool state', async () => {
  await inFolder(async (folder) => {
    const root = join(folder, 'My Model')
    for (const inner of ['sub', '.git', '.owc', '.cache']) await mkdir(join(root, inner), { recursive: true })
    await writeFile(join(root, 'model.gguf'), 'weights')
    await writeFile(join(root, 'sub', 'config.json'), '{}')
    for (const inner of ['.git', '.owc', '.cache']) await writeFile(join(root, inner, 'x'), 'hidden')
    await symlink('model.gguf', join(root, 'same.gguf'))
    const offer = await find(root)
    assert.equal(offer.name, 'local/my-model')
    assert.equal(offer.display, 'My Model')
    assert.deepEqual(offer.found, { kind: 'folder', name: 'My Model' })
    assert.ok(!offer.where.includes(folder), 'the record does not say where it lies')
    const found = await takeAll(offer, openVault())
    assert.deepEqual([...found.keys()], ['model.gguf', 'same.gguf', 'sub/config.json'])
    assert.equal(text(found, 'same.gguf'), 'weights')
  })
})

test('path: one file is an artifact of one file, by name or by link', async () => {
  await inFolder(async (folder) => {
    await writeFile(join(folder, 'Tiny.Q4_0.gguf'), 'weights')
    const offer = await find(join(folder, 'Tiny.Q4_0.gguf'))
    assert.equal(offer.name, 'local/tiny.q4_0')
    assert.deepEqual([...(await takeAll(offer, openVault())).keys()], ['Tiny.Q4_0.gguf'])
  })
})

test('path: a snapshot of a Hugging Face cache may reach its blobs, nothing further', async () => {
  await inFolder(async (folder) => {
    const repository = join(folder, 'models--acme--tiny')
    const snapshot = join(repository, 'snapshots', 'a'.repeat(40))
    await mkdir(join(repository, 'blobs'), { recursive: true })
    await mkdir(snapshot, { recursive: true })
    await writeFile(join(repository, 'blobs', 'abc'), 'weights')
    await symlink('../../blobs/abc', join(snapshot, 'model.safetensors'))
    assert.equal(text(await takeAll(await find(snapshot), openVault()), 'model.safetensors'), 'weights')
    await writeFile(join(folder, 'secret'), 'x')
    await symlink('../../../secret', join(snapshot, 'out'))
    await assert.rejects(find(snapshot), /leads out/)
  })
})

const refused: readonly { name: string; make: (root: string) => Promise<unknown>; code: string }[] = [
  {
    name: 'a link out of the folder',
    make: (root) => symlink('/etc/passwd', join(root, 'x')),
    code: 'path-invalid',
  },
  { name: 'a link to a folder', make: (root) => symlink('.', join(root, 'x')), code: 'path-invalid' },
  {
    name: 'a link that leads nowhere',
    make: (root) => symlink('gone', join(root, 'x')),
    code: 'path-invalid',
  },
  { name: 'a pipe', make: async (root) => execFileSync('mkfifo', [join(root, 'x')]), code: 'path-invalid' },
  { name: 'a backslash', make: (root) => writeFile(join(root, 'a\\b'), ''), code: 'path-invalid' },
  {
    name: 'names that differ by case',
    make: async (root) => {
      await writeFile(join(root, 'Same'), '1')
      await writeFile(join(root, 'same'), '2')
    },
    code: 'path-invalid',
  },
  { name: 'a drive', make: (root) => writeFile(join(root, 'C:x'), ''), code: 'path-invalid' },
]

for (const { name, make, code } of refused)
  test(`path: ${name} is refused before a file is read`, async () => {
    await inFolder(async (folder) => {
      await writeFile(join(folder, 'model.gguf'), 'weights')
      await make(folder)
      await assert.rejects(find(folder), (error) => error instanceof OwcError && error.problem.code === code)
    })
  })

test('path: nothing there, an empty folder, and a file that was replaced meanwhile are told', async () => {
  await inFolder(async (folder) => {
    await assert.rejects(find(join(folder, 'gone')), /nothing there/)
    await assert.rejects(find(folder), /empty folder/)
    const file = join(folder, 'm.gguf')
    await writeFile(file, 'weights')
    const offer = await find(file)
    await writeFile(`${file}.new`, 'longer weights')
    await rm(file)
    await rename(`${file}.new`, file)
    const vault = openVault()
    for await (const one of offer.files(workspaceOf(vault)))
      await assert.rejects(
        one.take((chunks) => chunks),
        { name: 'OwcError' },
      )
    assert.equal(vault.blobs.size, 0)
  })
})

test('path: a file that has gone, or became a link, since it was found is told', async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'm.gguf')
    for (const change of [() => Promise.resolve(), () => symlink('/etc/hostname', file)]) {
      await writeFile(file, 'weights')
      const offer = await find(file)
      await rm(file)
      await change()
      await assert.rejects(takeAll(offer, openVault()), (error) => error instanceof OwcError)
      await rm(file, { force: true })
    }
  })
})

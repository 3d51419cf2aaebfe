// A data folder as a whole: its layout and modes, its lock, and what a failing disk does to it.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { readdir, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import { sql } from 'kysely'
import { utf8 } from '../../src/base/bytes.ts'
import type { OwcError } from '../../src/base/errors.ts'
import { openFolderBlobs } from '../../src/storage/blobs/folder.ts'
import { openDisk } from '../../src/storage/disk.ts'
import { openLogStore } from '../../src/storage/log-store.ts'
import { openStorage } from '../../src/storage/open.ts'
import type { StepName } from '../../src/storage/steps.ts'
import { openSqlite } from '../../src/storage/tables/sqlite.ts'
import { chunked, code, sample } from './contract/bytes.ts'
import { temporary } from './temporary.ts'

const holder = { pid: 4711, sinceSeconds: 1_780_000_000 }
const open = (dataFolder: string) => openStorage({ dataFolder, database: '', holder })

test('data folder: has the layout of the design, and what is private is private', async () => {
  await using folder = await temporary()
  const storage = await open(folder.path)
  await storage.secrets.create('node', utf8('secret'))
  await storage.sealed.create('later', utf8('sealed'))
  await storage.logFiles.replace('checkpoint', utf8('note'))
  const modes = [
    ['.', 0o700],
    ['keys', 0o700],
    ['keys/node', 0o600],
    ['sealed', 0o700],
    ['sealed/said', 0o700],
    ['sealed/said/later', 0o600],
    ['log', 0o755],
    ['log/checkpoint', 0o644],
  ] as const
  for (const [name, mode] of modes)
    assert.equal((await stat(path.join(folder.path, name))).mode & 0o777, mode, name)
  const names = (await readdir(folder.path)).filter((name) => !/-(wal|shm)$/.test(name)).sort()
  assert.deepEqual(names, ['blobs', 'facts.db', 'index.db', 'keys', 'lock', 'lock.json', 'log', 'log.db', 'sealed', 'state.db']) // biome-ignore format: one list
  await storage.close()
})

test('data folder: what was stored is there after it was closed and opened', async () => {
  await using folder = await temporary()
  const first = await open(folder.path)
  const { sha256 } = await first.blobs.put(chunked(sample(1, 100)))
  await first.logStore.append(0, [{ leaf: utf8('a') }])
  await first.secrets.create('node', utf8('secret'))
  const id = await first.jobs.add('import', 'payload', 0)
  await first.close()
  const second = await open(folder.path)
  assert.ok(await second.blobs.stat(sha256))
  assert.equal(await second.logStore.count(), 1)
  assert.equal(Buffer.from((await second.secrets.get('node')) ?? []).toString(), 'secret')
  assert.equal((await second.jobs.claim(['import'], 1, 1))?.id, id)
  await second.close()
})

test('data folder: a second owner is refused with the name of the first, and harms nothing', async () => {
  await using folder = await temporary()
  const storage = await open(folder.path)
  await writeFile(path.join(folder.path, 'blobs', 'incoming', 'under-way'), 'x')
  await assert.rejects(open(folder.path), (error: Error) => {
    assert.match(error.message, /process 4711, which owns it since 2026-05-28T20:26:40Z/)
    return code('data-locked')(error)
  })
  assert.deepEqual(await readdir(path.join(folder.path, 'blobs', 'incoming')), ['under-way'])
  await storage.logStore.append(0, [{ leaf: utf8('a') }])
  await storage.close()
  await (await open(folder.path)).close()
})

const OWNER = `
  const { openStorage } = await import(process.argv[1])
  const [dataFolder] = process.argv.slice(2)
  const storage = await openStorage({ dataFolder, database: '', holder: { pid: process.pid, sinceSeconds: 0 } })
  await storage.logStore.append(0, [{ leaf: new Uint8Array([1]) }])
  console.log('owned')
  setInterval(() => {}, 1000)
`

test('data folder: an owner that is killed leaves nothing that stops the next one', async () => {
  await using folder = await temporary()
  const module = new URL('../../src/storage/open.ts', import.meta.url).href
  const args = ['--input-type=module', '-e', OWNER, module, folder.path]
  const owner = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = new Promise((resolve) => owner.once('exit', resolve))
  await new Promise((resolve) => owner.stdout.once('data', resolve))
  await assert.rejects(open(folder.path), new RegExp(`process ${owner.pid}, `))
  owner.kill('SIGKILL')
  await ended
  const storage = await open(folder.path)
  assert.equal(await storage.logStore.count(), 1)
  await storage.close()
})

function failingAt(name: StepName, errno: string, failures = 1) {
  let left = failures
  return (step: StepName) => {
    if (step === name && left-- > 0) throw Object.assign(new Error(`${errno}: it failed`), { code: errno })
  }
}

test('failing disk: no room is said so, nothing stays visible, and there may be room later', async () => {
  for (const name of ['blob.write', 'blob.link'] as const) {
    await using folder = await temporary()
    const blobs = await openFolderBlobs(folder.path, openDisk(failingAt(name, 'ENOSPC')))
    await assert.rejects(blobs.put(chunked(sample(1, 100))), code('disk-full'))
    assert.deepEqual(await Array.fromAsync(blobs.list()), [])
    assert.deepEqual(await readdir(path.join(folder.path, 'incoming')), [])
    await blobs.put(chunked(sample(1, 100)))
  }
})

test('failing disk: after an fsync that failed nothing more is written, and the program is told', async () => {
  for (const name of ['blob.sync', 'blob.sync-folder'] as const) {
    await using folder = await temporary()
    const told: OwcError[] = []
    const disk = openDisk(failingAt(name, 'EIO'), (problem) => told.push(problem))
    const blobs = await openFolderBlobs(folder.path, disk)
    await assert.rejects(blobs.put(chunked(sample(1, 100))), code('sync-failed'))
    assert.equal(told.length, 1)
    await assert.rejects(blobs.put(chunked(sample(2, 100))), code('sync-failed'))
    await assert.rejects((await blobs.stage('a')).write(0, chunked(sample(2, 100))), code('sync-failed'))
  }
})

test('failing disk: erased bodies are not left in the files of SQLite', async () => {
  await using folder = await temporary()
  const secret = 'a very particular sentence that must go'
  const storage = await open(folder.path)
  const digest = (await storage.blobs.put(chunked(utf8('other')))).sha256
  await storage.logStore.append(0, [{ leaf: utf8('leaf'), body: { digest, envelope: utf8(secret) } }])
  await storage.logStore.erase(digest, digest)
  await storage.close()
  const { readFile } = await import('node:fs/promises')
  for (const name of (await readdir(folder.path)).filter((name) => name.startsWith('log.db')))
    assert.equal((await readFile(path.join(folder.path, name))).includes(secret), false, name)
})

test('failing disk: a database that is none is refused', async () => {
  await using folder = await temporary()
  await writeFile(path.join(folder.path, 'bad.db'), 'this is no database at all, but quite long'.repeat(100))
  await assert.rejects(openSqlite(path.join(folder.path, 'bad.db'), { durability: 'full' }), /not a database/)
})

test('data folder: a copy of a database is one moment of it, while it is written to', async () => {
  await using folder = await temporary()
  const storage = await open(folder.path)
  const leaf = (n: number) => ({ leaf: utf8(`entry ${n}`.padEnd(2_000)) })
  await storage.logStore.append(
    0,
    Array.from({ length: 2_000 }, (_, n) => leaf(n)),
  )
  let [stop, at] = [false, 2_000]
  const writing = (async () => {
    while (!stop) {
      await storage.logStore.append(at, [leaf(at)])
      at++
      await new Promise((next) => setImmediate(next))
    }
  })()
  const copy = path.join(folder.path, 'copy.db')
  await storage.copyDatabase('log', copy)
  stop = true
  await writing
  const tables = await openSqlite(copy, { durability: 'full' })
  const count = await (await openLogStore(tables, openDisk())).count()
  assert.ok(count >= 2_000 && count <= at)
  const { integrity_check: whole } =
    (await sql<{ integrity_check: string }>`select * from pragma_integrity_check`.execute(tables.db))
      .rows[0] ?? {}
  assert.equal(whole, 'ok')
  await tables.close()
  await storage.close()
})

test('data folder: a scratch index is empty, apart, one at a time, and gone after', async () => {
  await using folder = await temporary()
  const storage = await open(folder.path)
  const work = storage.scratchIndex(async (tables) => {
    await tables.db.schema.createTable('t').addColumn('a', 'integer').execute()
    await assert.rejects(
      storage.scratchIndex(async () => {}),
      /one rebuild or check/,
    )
    return 7
  })
  assert.equal(await work, 7)
  await assert.rejects(storage.index.db.selectFrom('t').selectAll().execute(), /no such table/)
  await assert.rejects(
    storage.scratchIndex(async () => {
      throw new Error('no')
    }),
    /no/,
  )
  assert.deepEqual(
    (await readdir(folder.path)).filter((name) => name.includes('check')),
    [],
  )
  const { freeBytes, totalBytes } = await storage.space()
  assert.ok(freeBytes > 0 && totalBytes >= freeBytes)
  await storage.close()
})

// A backup of a node that goes on working. Each part is copied at a moment of its own, in an order that makes them one:
// what is derived before what it is derived from (index, then log), what is named after what names it (log, then
// tiles, facts, blobs). The checkpoint is that of the copied log. Nothing counts before the manifest has its name;
// `backup.unfinished` stands in the folder from the first byte to the last. The same folder again copies what is new.

import { createHash } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join, relative, resolve, sep } from 'node:path'
import { toHex, utf8 } from '../base/bytes.ts'
import type { Sha256 } from '../base/digest.ts'
import { OwcError, type Problem } from '../base/errors.ts'
import { type Clock, instant } from '../base/time.ts'
import { parseTilePath, TILE_WIDTH, tileAt, tilePath, tilesOf } from '../ledger/tile.ts'
import { openFolderBlobs, writeHashed } from '../storage/blobs/folder.ts'
import { CHUNK_BYTES, closeFd, openFd, readChunks } from '../storage/chunks.ts'
import type { Blobs, DatabaseName, ListedObjects, LogHead, Storage } from '../storage/contracts.ts'
import { absent, type Disk, folderWithMode, openDisk } from '../storage/disk.ts'
import { lockFolder } from '../storage/locks/folder.ts'
import { openLogStore } from '../storage/log-store.ts'
import { openFolderObjects } from '../storage/objects/folder.ts'
import { openSqlite } from '../storage/tables/sqlite.ts'
import {
  type BackupFile,
  type BackupHead,
  headOf,
  invalid,
  MANIFEST,
  MAX_MANIFEST_BYTES,
  manifestText,
  parseBackup,
} from './backup-manifest.ts'

export const UNFINISHED = 'backup.unfinished'
const PRIVATE = { folder: 0o700, file: 0o600 } as const
const [SEALED_SAID, SEALED_BYTES] = ['sealed/said', 'sealed/bytes'] as const
const TOLD_EVERY = 100 // files between two words about progress

export type BackupParts = {
  readonly storage: Storage
  readonly origin: string
  readonly version: string
  readonly dataFolder: string
  readonly keyFiles: readonly string[]
  readonly clock: Clock
}
export type BackupAsked = { readonly to: string; readonly keys: 'with' | 'without' }

export type Progress = (told: {
  readonly phase: string
  readonly done: number
  readonly total?: number
}) => void

export type BackupDone = {
  readonly to: string
  readonly made: string
  readonly origin: string
  readonly size: number
  readonly root: string
  readonly keys: 'with' | 'without'
  readonly files: number
  readonly bytes: number
  readonly copied: { readonly files: number; readonly bytes: number } // this time
  readonly manifest: Sha256
  readonly problems: readonly Problem[] // what could not be copied because it is damaged or gone
}

type Work = BackupParts & {
  readonly to: string
  readonly round: string
  readonly disk: Disk
  readonly tell: Progress
  readonly files: BackupFile[]
  readonly problems: Problem[]
  readonly copied: { files: number; bytes: number }
}

/** @throws OwcError `folder-in-use`, `data-locked`, `backup-elsewhere`, `disk-full` */
export async function backup(parts: BackupParts, asked: BackupAsked, tell: Progress): Promise<BackupDone> {
  const to = resolve(asked.to)
  checkApart(to, resolve(parts.dataFolder))
  const before = await presentBackup(to, parts.origin)
  await folderWithModeIfNew(to)
  const lock = await lockFolder(to, { pid: process.pid, sinceSeconds: parts.clock() })
  try {
    const made = instant(parts.clock())
    const round = await newRound(to, made, before?.round)
    const work: Work = {
      ...parts,
      to,
      round,
      disk: openDisk(),
      tell,
      files: [],
      problems: [],
      copied: { files: 0, bytes: 0 },
    }
    const top = await openFolderObjects(to, work.disk, PRIVATE)
    await top.replace(UNFINISHED, utf8(`begun ${made}\n`))
    const head = await copyAll(work, asked.keys)
    const about = { made, by: parts.version, origin: parts.origin, round, keys: asked.keys }
    const done = headOf({ ...about, size: head.size, root: toHex(head.root) })
    const manifest = await nameManifest(work, done)
    await tidy(work)
    const bytes = work.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
    const { size, root, keys } = done
    const counts = { files: work.files.length, bytes, copied: work.copied }
    return { to, made, origin: parts.origin, size, root, keys, ...counts, manifest, problems: work.problems }
  } finally {
    await lock.release()
  }
}

async function copyAll(work: Work, keys: BackupAsked['keys']): Promise<LogHead> {
  await copySealed(work) // also before the log: what is opened meanwhile may be gone after it
  await copyDatabase(work, 'index')
  const head = await copyLog(work)
  await copyTiles(work, head)
  await copyDatabase(work, 'facts')
  await copyDatabase(work, 'state')
  await copySmall(work, keys, head)
  await copySealed(work)
  await copyBlobs(work, work.storage.blobs, 'blobs')
  return head
}

async function copyDatabase(work: Work, name: DatabaseName): Promise<void> {
  work.tell({ phase: `${name}.db`, done: 0 })
  await mkdir(join(work.to, work.round), { recursive: true, mode: PRIVATE.folder })
  await work.storage.copyDatabase(name, fileOf(work, name))
  if (name !== 'log') await noteDatabase(work, name)
}

const fileOf = ({ to, round }: Work, name: DatabaseName) => join(to, round, `${name}.db`)

async function noteDatabase(work: Work, name: DatabaseName): Promise<void> {
  const file = fileOf(work, name)
  await chmod(file, PRIVATE.file)
  note(work, { path: `${name}.db`, ...(await hashFile(file)) }, 'copied')
}

/** The copied log says by itself how far it goes. */
async function copyLog(work: Work): Promise<LogHead> {
  await copyDatabase(work, 'log')
  const tables = await openSqlite(fileOf(work, 'log'), { durability: 'full' })
  try {
    const head = await (await openLogStore(tables, work.disk)).head()
    if (head === undefined) throw invalid(`the log ${work.origin}`, 'a signed head', 'none')
    return head
  } finally {
    await tables.close()
    await noteDatabase(work, 'log')
  }
}

async function copyTiles(work: Work, { size }: LogHead): Promise<void> {
  const tiles = await openFolderObjects(join(work.to, 'log'), work.disk, { folder: 0o755, file: 0o644 })
  let done = 0
  for await (const path of tilesToCopy(work, size)) {
    const bytes = await work.storage.logFiles.get(path)
    if (bytes === undefined) {
      const [where, expected] = [`log/${path}`, `a tile of a log of ${size} entries`]
      const hint = 'Run owc fsck --repair: tiles are made again from log.db.'
      work.problems.push({ code: 'log-invalid', where, expected, found: 'nothing', hint })
    } else await copyObject(work, tiles, { folder: 'log', name: path, bytes })
    if (++done % TOLD_EVERY === 0) work.tell({ phase: 'tiles', done })
  }
}

/** Every tile of this size, and narrower ones of the right edge: who holds an older checkpoint asks for those. */
async function* tilesToCopy({ storage }: Work, size: number): AsyncIterable<string> {
  for (const tile of tilesOf(size)) yield tilePath(tile)
  for await (const name of storage.logFiles.list()) {
    const tile = parseTilePath(name)
    if (tile === undefined) continue
    const { width } = tileAt(tile.level, tile.index, size)
    if (width < TILE_WIDTH && tile.width < width) yield name
  }
}

async function copySealed(work: Work): Promise<void> {
  const said = await openFolderObjects(join(work.to, SEALED_SAID), work.disk, PRIVATE)
  const known = new Set(work.files.map(({ path }) => path))
  for await (const name of work.storage.sealed.list()) {
    if (known.has(`${SEALED_SAID}/${name}`)) continue
    const bytes = await work.storage.sealed.get(name)
    if (bytes !== undefined) await copyObject(work, said, { folder: SEALED_SAID, name, bytes })
  }
  await copyBlobs(work, work.storage.sealedBlobs, SEALED_BYTES)
}

type Named = { readonly folder: string; readonly name: string; readonly bytes: Uint8Array }

async function copyObject(work: Work, into: ListedObjects, { folder, name, bytes }: Named): Promise<void> {
  const there = (await into.get(name)) !== undefined
  await into.create(name, bytes)
  note(work, { path: `${folder}/${name}`, ...digestOf(bytes) }, there ? 'there' : 'copied')
}

/** Settings, keys, and the checkpoint of the copied log: a newer one beside an older log would look like a loss. */
async function copySmall(
  work: Work,
  keys: BackupAsked['keys'],
  { note: checkpoint }: LogHead,
): Promise<void> {
  const { storage, dataFolder, keyFiles } = work
  const small = await openFolderObjects(join(work.to, work.round), work.disk, PRIVATE)
  const put = async (path: string, bytes: Uint8Array | undefined) => {
    if (bytes === undefined) return
    await small.create(path, bytes)
    note(work, { path, ...digestOf(bytes) }, 'copied')
  }
  await put('log/checkpoint', utf8(checkpoint))
  await put('settings.yaml', await readFile(join(dataFolder, 'settings.yaml')).catch(absent))
  for (const name of keys === 'with' ? keyFiles : [])
    await put(`keys/${name}`, await storage.secrets.get(name))
}

/** A damaged blob is told and left out: one broken disk block must not cost the copy of everything else. */
async function copyBlobs(work: Work, blobs: Blobs, folder: string): Promise<void> {
  const kept = await openFolderBlobs(join(work.to, folder), work.disk)
  const known = new Set(work.files.map(({ path }) => path))
  for await (const { sha256, sizeBytes } of blobs.list()) {
    const file = { path: `${folder}/sha256/${sha256.slice(0, 2)}/${sha256}`, sizeBytes, sha256 }
    if (known.has(file.path)) continue
    if ((await kept.stat(sha256))?.sizeBytes === sizeBytes) note(work, file, 'there')
    else if (await copyBlob(work, { blobs, kept }, file)) note(work, file, 'copied')
  }
}

type Copy = { readonly blobs: Blobs; readonly kept: Blobs }

async function copyBlob(
  work: Work,
  { blobs, kept }: Copy,
  { sha256, sizeBytes }: BackupFile,
): Promise<boolean> {
  try {
    await kept.put(told(work, blobs.read(sha256)), { sha256, sizeBytes })
    return true
  } catch (error) {
    if (!(error instanceof OwcError) || !['bytes-differ', 'blob-missing'].includes(error.problem.code))
      throw error
    const hint = 'It was left out. Import it again, or bring it back from another copy.'
    work.problems.push({ ...error.problem, hint })
    return false
  }
}

async function* told(work: Work, chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let done = 0
  for await (const chunk of chunks) {
    done += chunk.length
    work.tell({ phase: 'blobs', done: work.copied.bytes + done })
    yield chunk
  }
}

function note(work: Work, file: BackupFile, how: 'copied' | 'there'): void {
  work.files.push(file)
  if (how === 'there') return
  work.copied.files++
  work.copied.bytes += file.sizeBytes
}

/** From here on the backup counts. */
async function nameManifest(work: Work, head: BackupHead): Promise<Sha256> {
  const { to, disk } = work
  await disk.syncFolder('object.sync-folder', join(to, head.round))
  const bytes = utf8(manifestText({ head, files: work.files }))
  const temporary = join(to, head.round, MANIFEST)
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES)
  }
  const { sha256 } = await writeHashed(disk, temporary, { chunks: chunks(), expect: {} })
  await disk.rename('object.rename', temporary, join(to, MANIFEST))
  await disk.syncFolder('object.sync-folder', to)
  return sha256
}

/** Older databases go, and what is sealed no more: it was opened, or erased, and must not outlive that here. Blobs stay,
 *  also those that the node lost meanwhile: that is what a backup is for. */
async function tidy({ to, round, files }: Work): Promise<void> {
  const listed = new Set(files.map(({ path }) => path))
  for (const name of await readdir(to))
    if (name.startsWith(ROUND) && name !== round) await rm(join(to, name), { recursive: true, force: true })
  const sealed = await readdir(join(to, 'sealed'), { recursive: true, withFileTypes: true })
  for (const entry of sealed.filter((one) => one.isFile())) {
    const file = join(entry.parentPath, entry.name)
    if (!listed.has(relative(to, file).replaceAll(sep, '/'))) await rm(file, { force: true })
  }
  await rm(join(to, UNFINISHED), { force: true })
}

const ROUND = 'round-'

/** A new folder for what changes; those that no manifest names are what a cut backup left. */
async function newRound(to: string, made: string, kept: string | undefined): Promise<string> {
  for (const name of await readdir(to))
    if (name.startsWith(ROUND) && name !== kept) await rm(join(to, name), { recursive: true, force: true })
  const stem = `${ROUND}${made.replaceAll(/[-:]/g, '')}`
  return stem === kept ? `${stem}-b` : stem
}

const BEGUN = /^(lock(\.json|-journal)?|\.incoming)$/ // all there is when a first backup is cut before its mark

/** The backup that stands in the folder; undefined when the folder is new, empty, or holds a first one that was cut. */
async function presentBackup(to: string, origin: string): Promise<BackupHead | undefined> {
  const names = (await readdir(to).catch(absent)) ?? []
  if (names.length === 0) return undefined
  if (names.includes(MANIFEST)) {
    const { head } = await readManifest(to)
    if (head.origin !== origin) throw inUse(to, `a backup of ${head.origin}`)
    return head
  }
  if (!names.includes(UNFINISHED) && names.some((name) => !BEGUN.test(name))) throw inUse(to, 'other files')
  return undefined
}

/** @throws OwcError `backup-invalid` */
export async function readManifest(from: string): Promise<ReturnType<typeof parseBackup>> {
  const where = join(from, MANIFEST)
  const bytes = await readFile(where).catch(absent)
  if (bytes === undefined) {
    const names = (await readdir(from).catch(absent)) ?? []
    const cut = names.includes(UNFINISHED)
    throw invalid(where, 'the manifest of a backup', cut ? 'a backup that was cut before its end' : 'nothing')
  }
  if (bytes.length > MAX_MANIFEST_BYTES) throw invalid(where, `at most ${MAX_MANIFEST_BYTES} bytes`, 'more')
  return parseBackup(bytes, where)
}

async function folderWithModeIfNew(to: string): Promise<void> {
  if ((await readdir(to).catch(absent)) === undefined) await folderWithMode(to, PRIVATE.folder)
}

export async function hashFile(file: string): Promise<{ sha256: Sha256; sizeBytes: number }> {
  const fd = await openFd(file, 'r')
  try {
    const { size } = (await import('node:fs')).fstatSync(fd)
    const hash = createHash('sha256')
    for await (const chunk of readChunks(fd, { start: 0, end: size }, file)) hash.update(chunk)
    return { sha256: hash.digest('hex') as Sha256, sizeBytes: size }
  } finally {
    await closeFd(fd)
  }
}

function digestOf(bytes: Uint8Array): { sha256: Sha256; sizeBytes: number } {
  return { sha256: createHash('sha256').update(bytes).digest('hex') as Sha256, sizeBytes: bytes.length }
}

function checkApart(to: string, data: string): void {
  const inside = (a: string, b: string) => a === b || a.startsWith(`${b}${sep}`)
  if (!inside(to, data) && !inside(data, to)) return
  const hint = 'Best is another disk.'
  throw new OwcError({
    code: 'usage',
    where: 'owc backup --to',
    expected: 'a folder apart from the data folder',
    found: to,
    hint,
  })
}

function inUse(to: string, found: string): OwcError {
  const expected = 'an empty folder, or an earlier backup of this node'
  return new OwcError({
    code: 'folder-in-use',
    where: to,
    expected,
    found,
    hint: 'Nothing there was touched.',
  })
}

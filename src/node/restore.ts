// A backup put back. Everything is copied to a folder beside the data folder, hashed on the way and held against the
// manifest, then opened and checked as a whole; only then it takes the data folder's name, in one rename. So before the
// last step nothing of it is visible, and a restore that was cut leaves a folder that the next one removes.
// Restoring gives bytes back, never the right to sign: the log that opens here still asks the high-water marks.

import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { digestText } from '../base/digest.ts'
import { OwcError, type Problem } from '../base/errors.ts'
import { checkExpected } from '../storage/blobs/expect.ts'
import { writeHashed } from '../storage/blobs/folder.ts'
import { closeFd, openFd, readChunks } from '../storage/chunks.ts'
import { absent, type Disk, folderWithMode, openDisk } from '../storage/disk.ts'
import type { Marks } from '../storage/marks.ts'
import type { Progress } from './backup.ts'
import { readManifest } from './backup.ts'
import { type BackupFile, type BackupHead, invalid, placeInBackup } from './backup-manifest.ts'

export type RestoreParts = {
  readonly dataFolder: string
  readonly marks: Marks
  /** Looks at a folder as `owc fsck` does. */
  readonly check: (dataFolder: string) => Promise<readonly Problem[]>
}

const UNUSABLE: readonly string[] = ['log-invalid', 'body-missing', 'database-damaged'] // nothing could go on from it
const TOLD_APART: readonly string[] = ['log-behind', 'key-missing'] // by `behind` and by `keys`

export type RestoreDone = {
  readonly from: string
  readonly data: string
  readonly made: string
  readonly origin: string
  readonly size: number
  readonly keys: BackupHead['keys']
  readonly files: number
  readonly bytes: number
  readonly problems: readonly Problem[] // what was not well when the backup was made, and can be mended
  /** This machine has seen the log further: it opens, and refuses to sign. */
  readonly behind?: { readonly seen: number; readonly where: string }
}

/** @throws OwcError `backup-invalid`, `bytes-differ`, `folder-in-use`, or what the check found */
export async function restore(parts: RestoreParts, from: string, tell: Progress): Promise<RestoreDone> {
  const data = resolve(parts.dataFolder)
  await checkEmpty(data)
  const { head, files } = await readManifest(resolve(from))
  const stage = `${data}.restoring`
  await rm(stage, { recursive: true, force: true })
  await folderWithMode(dirname(stage), 0o700)
  await folderWithMode(stage, 0o700)
  try {
    const bytes = await copyFiles({ from: resolve(from), stage, head, tell }, files)
    tell({ phase: 'checking', done: bytes, total: bytes })
    const problems = (await parts.check(stage)).filter(({ code }) => !TOLD_APART.includes(code))
    const problem = problems.find(({ code }) => UNUSABLE.includes(code))
    if (problem !== undefined) throw new OwcError(problem)
    await makeVisible(stage, data)
    const { made, origin, size, keys } = head
    const mark = await parts.marks.get(origin)
    const behind =
      mark !== undefined && mark.size > size ? { seen: mark.size, where: parts.marks.place } : undefined
    const about = {
      from: resolve(from),
      data,
      made,
      origin,
      size,
      keys,
      files: files.length,
      bytes,
      problems,
    }
    return { ...about, ...(behind && { behind }) }
  } catch (error) {
    await rm(stage, { recursive: true, force: true })
    throw error
  }
}

type Copying = {
  readonly from: string
  readonly stage: string
  readonly head: BackupHead
  readonly tell: Progress
}

async function copyFiles(
  { from, stage, head, tell }: Copying,
  files: readonly BackupFile[],
): Promise<number> {
  const disk = openDisk()
  const total = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const folders = new Set<string>([stage])
  let done = 0
  for (const file of files) {
    const to = join(stage, file.path)
    await mkdir(dirname(to), { recursive: true, mode: folderMode(file.path) })
    for (let at = dirname(to); at !== stage; at = dirname(at)) folders.add(at)
    await copyFile(disk, { source: join(from, placeInBackup(head, file.path)), to }, file)
    done += file.sizeBytes
    tell({ phase: 'copying', done, total })
  }
  for (const folder of folders) await disk.syncFolder('object.sync-folder', folder)
  return total
}

type Way = { readonly source: string; readonly to: string }

async function copyFile(disk: Disk, { source, to }: Way, file: BackupFile): Promise<void> {
  const { path, sizeBytes, sha256 } = file
  const fd = await openFd(source, 'r').catch(absent)
  if (fd === undefined) throw invalid(source, `${sizeBytes} bytes, ${digestText(sha256)}`, 'nothing')
  try {
    const chunks = readChunks(fd, { start: 0, end: sizeBytes }, source)
    const found = await writeHashed(disk, to, { chunks, expect: {}, mode: fileMode(path) })
    checkExpected({ sha256, sizeBytes }, found)
  } catch (error) {
    if (!(error instanceof OwcError) || error.problem.code !== 'bytes-differ') throw error
    throw invalid(source, error.problem.expected, error.problem.found)
  } finally {
    await closeFd(fd)
  }
}

function fileMode(path: string): number {
  if (path.startsWith('blobs/') || path.startsWith('sealed/bytes/')) return 0o444
  return path.startsWith('log/') ? 0o644 : 0o600
}

function folderMode(path: string): number {
  return /^(keys|sealed)\//.test(path) ? 0o700 : 0o755
}

/** The one step that anybody sees. */
async function makeVisible(stage: string, data: string): Promise<void> {
  await rmdir(data).catch(absent)
  await rename(stage, data)
  await openDisk().syncFolder('object.sync-folder', dirname(data))
}

async function checkEmpty(data: string): Promise<void> {
  const names = (await readdir(data).catch(absent)) ?? []
  if (names.length === 0) return
  const found = `${names.length} files and folders`
  const hint = 'Nothing was touched. Restore into another folder with --data, or move this one away first.'
  throw new OwcError({ code: 'folder-in-use', where: data, expected: 'an empty data folder', found, hint })
}

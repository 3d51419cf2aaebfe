// Where blobs stand, sha256/ab/<64 hex>, and how a file that holds the right, durable bytes becomes one. A name
// never has other content: files are read-only, made by link, and only a damaged one (of another size) is replaced.

import { constants, fstat, read as readAt } from 'node:fs'
import { readdir, rename, rm, stat as statFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { digestText, type Sha256, sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { Range } from '../../base/range.ts'
import { closeFd, openFd, readChunks } from '../chunks.ts'
import type { Chunks, OpenBlob, Stored } from '../contracts.ts'
import { absent, type Disk } from '../disk.ts'

export const FOLDER_MODE = 0o755
export const BLOB_MODE = 0o444

export type BlobPlace = {
  stat(digest: Sha256): Promise<Stored | undefined>
  open(digest: Sha256): Promise<OpenBlob | undefined>
  read(digest: Sha256, range?: Range, signal?: AbortSignal): Chunks
  list(): AsyncIterable<Stored>
  /** Gives a durable file its name; the temporary name stays for the caller to remove. */
  link(stored: Stored, temporary: string): Promise<void>
  /** The same by moving, so that nobody who can write to the old name reaches the blob. */
  move(stored: Stored, staged: string): Promise<void>
  remove(digest: Sha256): Promise<void>
}

export function blobPlace(root: string, disk: Disk): BlobPlace {
  const folder = path.join(root, 'sha256')
  const shard = (digest: Sha256) => path.join(folder, digest.slice(0, 2))
  const file = (digest: Sha256) => path.join(shard(digest), digest)
  const whole = async ({ sha256, sizeBytes }: Stored) => (await stat(sha256))?.sizeBytes === sizeBytes

  async function stat(digest: Sha256): Promise<Stored | undefined> {
    const found = await statFile(file(digest)).catch(absent)
    return found?.isFile() ? { sha256: digest, sizeBytes: found.size } : undefined
  }

  return {
    stat,
    open: (digest) => openBlob(file(digest)),
    read: (digest, range, signal) => readBlob(file(digest), digest, { range, signal }),
    list: () => listBlobs(folder),
    link: async (stored, temporary) => {
      await disk.makeFolders(root, shard(stored.sha256), FOLDER_MODE)
      const made = await disk.link('blob.link', temporary, file(stored.sha256))
      // A file of another size was damaged from outside; the bytes at hand are checked, so they heal it.
      if (made === 'exists' && !(await whole(stored))) await rename(temporary, file(stored.sha256))
      // Also when it was there: whoever made it may have died before this.
      await disk.syncFolder('blob.sync-folder', shard(stored.sha256))
    },
    move: async (stored, staged) => {
      await disk.makeFolders(root, shard(stored.sha256), FOLDER_MODE)
      if (!(await whole(stored))) await disk.rename('stage.name', staged, file(stored.sha256))
      await disk.syncFolder('blob.sync-folder', shard(stored.sha256))
    },
    remove: async (digest) => {
      await disk.during('blob.remove', () => rm(file(digest), { force: true }))
      const there = await statFile(shard(digest)).catch(absent)
      if (there !== undefined) await disk.syncFolder('blob.sync-folder', shard(digest))
    },
  }
}

/** @throws RangeError (a defect: doors answer 416 before they ask) */
export function checkRange({ start, end }: Range, sizeBytes: number): void {
  const integers = Number.isSafeInteger(start) && Number.isSafeInteger(end)
  if (!integers || start < 0 || start > end || end > sizeBytes)
    throw new RangeError(`expected a range within ${sizeBytes} bytes, found ${start} to ${end}`)
}

type Part = { readonly range: Range | undefined; readonly signal: AbortSignal | undefined }

async function* readBlob(file: string, digest: Sha256, { range, signal }: Part): Chunks {
  signal?.throwIfAborted()
  const fd = await openFd(file, constants.O_RDONLY).catch(absent)
  if (fd === undefined)
    throw new OwcError({
      code: 'blob-missing',
      where: digestText(digest),
      expected: 'bytes with this digest in the data folder',
      found: 'none',
    })
  try {
    const { size } = await statFd(fd)
    const part = range ?? { start: 0, end: size }
    checkRange(part, size)
    for await (const chunk of readChunks(fd, part, digestText(digest))) {
      signal?.throwIfAborted()
      yield chunk
    }
  } finally {
    await closeFd(fd)
  }
}

const statFd = promisify(fstat)
const readFd = promisify(readAt)

async function openBlob(file: string): Promise<OpenBlob | undefined> {
  const fd = await openFd(file, constants.O_RDONLY).catch(absent)
  if (fd === undefined) return undefined
  const { size } = await statFd(fd).catch(async (cause: unknown) => {
    await closeFd(fd)
    throw cause
  })
  return {
    sizeBytes: size,
    read: async (into, position) => (await readFd(fd, into, 0, into.length, position)).bytesRead,
    close: () => closeFd(fd),
  }
}

const SHARD = /^[0-9a-f]{2}$/

async function* listBlobs(folder: string): AsyncIterable<Stored> {
  const shards = ((await readdir(folder).catch(absent)) ?? []).filter((name) => SHARD.test(name))
  for (const shard of shards.sort()) {
    for (const name of (await readdir(path.join(folder, shard))).sort()) {
      const digest = sha256(name)
      if (digest === undefined) continue
      const found = await statFile(path.join(folder, shard, name)).catch(absent)
      if (found?.isFile()) yield { sha256: digest, sizeBytes: found.size }
    }
  }
}

// Where blobs stand, sha256/ab/<64 hex>, and how a file that holds the right, durable bytes becomes one. A name
// never has other content: files are read-only, and bytes that are put again take the place of those that stand there,
// which heals a damaged file and makes its age begin anew. Naming, keeping and removing one digest take turns.

import { constants, fstat, read as readAt } from 'node:fs'
import { readdir, rename, rm, stat as statFile, utimes } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { digestText, type Sha256, sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { Range } from '../../base/range.ts'
import { closeFd, openFd, readChunks } from '../chunks.ts'
import type { Chunks, ListedBlob, OpenBlob, Stored } from '../contracts.ts'
import { absent, type Disk } from '../disk.ts'

export const FOLDER_MODE = 0o755
export const BLOB_MODE = 0o444

export type BlobPlace = {
  stat(digest: Sha256): Promise<Stored | undefined>
  open(digest: Sha256): Promise<OpenBlob | undefined>
  read(digest: Sha256, range?: Range, signal?: AbortSignal): Chunks
  list(): AsyncIterable<ListedBlob>
  /** Gives a durable file its name; the temporary name stays for the caller to remove. */
  link(stored: Stored, temporary: string): Promise<void>
  /** The same by moving, so that nobody who can write to the old name reaches the blob. */
  move(stored: Stored, staged: string): Promise<void>
  keep(digest: Sha256, nowSeconds: number): Promise<Stored | undefined>
  remove(digest: Sha256): Promise<void>
  removeOld(digest: Sha256, beforeSeconds: number): Promise<boolean>
}

export function blobPlace(root: string, disk: Disk): BlobPlace {
  const folder = path.join(root, 'sha256')
  const shard = (digest: Sha256) => path.join(folder, digest.slice(0, 2))
  const file = (digest: Sha256) => path.join(shard(digest), digest)
  const inTurn = turns()

  async function stat(digest: Sha256): Promise<Stored | undefined> {
    const found = await statFile(file(digest)).catch(absent)
    return found?.isFile() ? { sha256: digest, sizeBytes: found.size } : undefined
  }

  async function link({ sha256 }: Stored, temporary: string): Promise<void> {
    await disk.makeFolders(root, shard(sha256), FOLDER_MODE)
    const made = await disk.link('blob.link', temporary, file(sha256))
    if (made === 'exists') await rename(temporary, file(sha256))
    // Also when it was there: whoever made it may have died before this.
    await disk.syncFolder('blob.sync-folder', shard(sha256))
  }

  async function move({ sha256 }: Stored, staged: string): Promise<void> {
    await disk.makeFolders(root, shard(sha256), FOLDER_MODE)
    await disk.rename('stage.name', staged, file(sha256))
    await disk.syncFolder('blob.sync-folder', shard(sha256))
  }

  async function remove(digest: Sha256): Promise<void> {
    await disk.during('blob.remove', () => rm(file(digest), { force: true }))
    const there = await statFile(shard(digest)).catch(absent)
    if (there !== undefined) await disk.syncFolder('blob.sync-folder', shard(digest))
  }

  return {
    stat,
    open: (digest) => openBlob(file(digest)),
    read: (digest, range, signal) => readBlob(file(digest), digest, { range, signal }),
    list: () => listBlobs(folder),
    link: (stored, temporary) => inTurn(stored.sha256, () => link(stored, temporary)),
    move: (stored, staged) => inTurn(stored.sha256, () => move(stored, staged)),
    keep: (digest, nowSeconds) =>
      inTurn(digest, async () => {
        const found = await stat(digest)
        if (found !== undefined) await utimes(file(digest), nowSeconds, nowSeconds)
        return found
      }),
    remove: (digest) => inTurn(digest, () => remove(digest)),
    removeOld: (digest, beforeSeconds) =>
      inTurn(digest, async () => {
        const found = await statFile(file(digest)).catch(absent)
        if (found === undefined || found.mtimeMs / 1000 >= beforeSeconds) return false
        await remove(digest)
        return true
      }),
  }
}

/** Work on one digest runs one after another; others do not wait. */
function turns(): <R>(digest: Sha256, work: () => Promise<R>) => Promise<R> {
  const last = new Map<Sha256, Promise<unknown>>()
  return (digest, work) => {
    const mine = (last.get(digest) ?? Promise.resolve()).then(work, work)
    const ended = mine
      .catch(() => undefined)
      .then(() => {
        if (last.get(digest) === ended) last.delete(digest)
      })
    last.set(digest, ended)
    return mine
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
    fd,
    read: async (into, position) => (await readFd(fd, into, 0, into.length, position)).bytesRead,
    close: () => closeFd(fd),
  }
}

const SHARD = /^[0-9a-f]{2}$/

async function* listBlobs(folder: string): AsyncIterable<ListedBlob> {
  const shards = ((await readdir(folder).catch(absent)) ?? []).filter((name) => SHARD.test(name))
  for (const shard of shards.sort()) {
    for (const name of (await readdir(path.join(folder, shard))).sort()) {
      const digest = sha256(name)
      if (digest === undefined) continue
      const found = await statFile(path.join(folder, shard, name)).catch(absent)
      if (found?.isFile())
        yield { sha256: digest, sizeBytes: found.size, touchedSeconds: found.mtimeMs / 1000 }
    }
  }
}

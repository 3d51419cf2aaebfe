// Blobs in a folder. A blob has its name only when all of its bytes are hashed and durable: temporary file → fsync →
// link → fsync of the folder → acknowledged (disk.ts). A crash before the link leaves a temporary file, which the
// next open removes; a crash after it leaves a whole blob that nobody was promised.

import { createHash } from 'node:crypto'
import { chmod, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Sha256 } from '../../base/digest.ts'
import { chunkWriter, closeFd, openFd, syncFd } from '../chunks.ts'
import type { Blobs, Chunks, Stored } from '../contracts.ts'
import { type Disk, emptyFolder } from '../disk.ts'
import { checkExpected, checkRoom } from './expect.ts'
import { BLOB_MODE, blobPlace, FOLDER_MODE } from './place.ts'
import { openStages } from './stages.ts'

/** The caller owns the folder (locks/): temporary files in it belong to dead processes. */
export async function openFolderBlobs(root: string, disk: Disk): Promise<Blobs> {
  const place = blobPlace(root, disk)
  const incoming = path.join(root, 'incoming')
  await emptyFolder(incoming, FOLDER_MODE)
  const stages = await openStages({ folder: path.join(root, 'stages'), disk, place })
  let made = 0

  async function put(chunks: Chunks, expect: Partial<Stored> = {}): Promise<Stored> {
    const temporary = path.join(incoming, String(++made))
    try {
      const stored = await writeHashed(disk, temporary, { chunks, expect })
      await place.link(stored, temporary)
      return stored
    } finally {
      await disk.tidy('blob.tidy', () => rm(temporary, { force: true }))
    }
  }

  return {
    put,
    stat: place.stat,
    read: place.read,
    open: place.open,
    stage: stages.stage,
    stages: stages.list,
    keep: place.keep,
    remove: place.remove,
    removeOld: place.removeOld,
    discardOld: stages.discardOld,
    list: place.list,
  }
}

export type Incoming = {
  readonly chunks: Chunks
  readonly expect: Partial<Stored>
  readonly mode?: number // that of a blob when absent
}

/** Fills a new file, hashing on the way, and makes it durable; its name and its folder are the caller's affair. */
export async function writeHashed(
  disk: Disk,
  file: string,
  { chunks, expect, mode = BLOB_MODE }: Incoming,
): Promise<Stored> {
  const fd = await openFd(file, 'wx', 0o600)
  const writer = chunkWriter(fd, 0)
  try {
    const hash = createHash('sha256')
    await disk.during('blob.write', async () => {
      for await (const chunk of chunks) {
        checkRoom(expect, writer.position + chunk.length)
        hash.update(chunk)
        await writer.write(chunk)
      }
      await writer.flush()
    })
    const stored = { sha256: hash.digest('hex') as Sha256, sizeBytes: writer.position }
    checkExpected(expect, stored)
    await chmod(file, mode)
    await disk.sync('blob.sync', file, () => syncFd(fd))
    return stored
  } finally {
    await writer.settle()
    await closeFd(fd)
  }
}

// Small named files in a folder, which a static server may serve as they lie. Created once: temporary file → fsync →
// link → fsync of the folder; a name that is taken must hold the same bytes. Only `replace` exchanges a file
// (rename). Temporary files stand in .incoming, which no name can reach.

import fs from 'node:fs'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { compareBytes } from '../../base/bytes.ts'
import { OwcError } from '../../base/errors.ts'
import { closeFd, openFd, syncFd } from '../chunks.ts'
import type { Sealed } from '../contracts.ts'
import { absent, type Disk, emptyFolder, folderWithMode } from '../disk.ts'

export type Modes = { readonly folder: number; readonly file: number }

const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/ // no segment begins with a dot
const MAX_NAME_CHARACTERS = 512
export const MAX_OBJECT_BYTES = 32 << 20 // a bundle of 256 entries of 64 KiB is 16 MiB

const writeFile = promisify(fs.writeFile)
const chmodFd = promisify(fs.fchmod)

/** The caller owns the folder (locks/): temporary files in it belong to dead processes. */
export async function openFolderObjects(root: string, disk: Disk, modes: Modes): Promise<Sealed> {
  const incoming = path.join(root, '.incoming')
  await folderWithMode(root, modes.folder)
  await emptyFolder(incoming, 0o700)
  let made = 0

  async function withTemporary(bytes: Uint8Array, use: (temporary: string) => Promise<void>): Promise<void> {
    if (bytes.length > MAX_OBJECT_BYTES)
      throw new RangeError(`expected at most ${MAX_OBJECT_BYTES} bytes, found ${bytes.length}`)
    const temporary = path.join(incoming, String(++made))
    try {
      await writeSynced(disk, { file: temporary, mode: modes.file }, bytes)
      await use(temporary)
    } finally {
      await disk.tidy('object.tidy', () => rm(temporary, { force: true }))
    }
  }

  return {
    create: async (name, bytes) => {
      const file = path.join(root, checkedName(name))
      const folder = path.dirname(file)
      await disk.makeFolders(root, folder, modes.folder)
      if (await holds(file, name, bytes)) return disk.syncFolder('object.sync-folder', folder)
      await withTemporary(bytes, async (temporary) => {
        if ((await disk.link('object.link', temporary, file)) === 'exists') await holds(file, name, bytes)
        await disk.syncFolder('object.sync-folder', folder)
      })
    },
    replace: async (name, bytes) => {
      const file = path.join(root, checkedName(name))
      const folder = path.dirname(file)
      await disk.makeFolders(root, folder, modes.folder)
      await withTemporary(bytes, async (temporary) => {
        await disk.rename('object.rename', temporary, file)
        await disk.syncFolder('object.sync-folder', folder)
      })
    },
    get: async (name) => (isName(name) ? read(path.join(root, name)) : undefined),
    list: () => listNames(root, ''),
    remove: async (name) => {
      const file = path.join(root, checkedName(name))
      await disk.during('object.remove', () => rm(file, { force: true }))
      const there = await stat(path.dirname(file)).catch(absent)
      if (there !== undefined) await disk.syncFolder('object.sync-folder', path.dirname(file))
    },
  }
}

/** In the order of names, folder by folder; what no name can reach is passed over. */
async function* listNames(root: string, below: string): AsyncIterable<string> {
  const found = (await readdir(path.join(root, below), { withFileTypes: true }).catch(absent)) ?? []
  for (const entry of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    if (!isName(name)) continue
    if (entry.isDirectory()) yield* listNames(root, name)
    else if (entry.isFile()) yield name
  }
}

function isName(name: string): boolean {
  return name.length <= MAX_NAME_CHARACTERS && NAME.test(name)
}

/** @throws TypeError (a defect: names are made by the program) */
function checkedName(name: string): string {
  if (isName(name)) return name
  throw new TypeError(`expected the name of an object, found ${JSON.stringify(name.slice(0, 100))}`)
}

/** False: there is no such file. Throws `immutable-differs` when there is one with other bytes. */
async function holds(file: string, name: string, bytes: Uint8Array): Promise<boolean> {
  const present = await read(file)
  if (present === undefined) return false
  if (compareBytes(present, bytes) === 0) return true
  throw new OwcError({
    code: 'immutable-differs',
    where: name,
    expected: `the ${bytes.length} bytes that were to be written`,
    found: `${present.length} bytes that differ`,
    hint: 'Two programs may have written here, or a backup was put back. Nothing was changed.',
  })
}

async function read(file: string): Promise<Uint8Array | undefined> {
  const found = await stat(file).catch(absent)
  if (found === undefined || !found.isFile()) return undefined
  if (found.size > MAX_OBJECT_BYTES)
    throw new RangeError(`${file}: expected at most ${MAX_OBJECT_BYTES} bytes, found ${found.size}`)
  return readFile(file)
}

type NewFile = { readonly file: string; readonly mode: number }

async function writeSynced(disk: Disk, { file, mode }: NewFile, bytes: Uint8Array): Promise<void> {
  const fd = await openFd(file, 'wx', 0o600)
  try {
    await disk.during('object.write', async () => {
      await writeFile(fd, bytes)
      await chmodFd(fd, mode)
    })
    await disk.sync('object.sync', file, () => syncFd(fd))
  } finally {
    await closeFd(fd)
  }
}

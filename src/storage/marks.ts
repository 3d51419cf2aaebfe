// High-water marks: the largest checkpoint of each log that this user's machine has seen or signed. They live in the
// user's state folder, outside every data folder, so that a restored backup of the data cannot take them along.
// One small file per origin, replaced atomically and durable on return.

import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { fromBase64, toBase64, utf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { type Json, parseStrict } from '../base/strict-json.ts'

export type Mark = { readonly size: number; readonly root: Uint8Array; readonly note: string }

/** Durable on return of `set`; one process per origin writes. */
export type Marks = {
  readonly place: string // for people: where the marks are kept
  get(origin: string): Promise<Mark | undefined>
  set(origin: string, mark: Mark): Promise<void>
}

const MAX_MARK_BYTES = 1 << 20

/** @param folder absolute; made when the first mark is set */
export function fileMarks(folder: string): Marks {
  const pathOf = (origin: string) => join(folder, `${createHash('sha256').update(origin).digest('hex')}.json`)
  return {
    place: folder,
    async get(origin) {
      const path = pathOf(origin)
      const bytes = await readIfThere(path)
      return bytes === undefined ? undefined : parseMark(bytes, path, origin)
    },
    async set(origin, { size, root, note }) {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      const text = JSON.stringify({ origin, size, root: toBase64(root), note }, null, 2)
      await replaceFile(folder, pathOf(origin), utf8(`${text}\n`))
    },
  }
}

function parseMark(bytes: Uint8Array, path: string, origin: string): Mark {
  const value = parseStrict(bytes, path) as { readonly [key: string]: Json } | null
  const root = typeof value?.['root'] === 'string' ? fromBase64(value['root']) : undefined
  const { size, note } = { size: value?.['size'], note: value?.['note'] }
  if (value?.['origin'] === origin && typeof size === 'number' && size >= 0 && typeof note === 'string')
    if (root?.length === 32) return { size, root, note }
  throw new OwcError({
    code: 'log-behind',
    where: path,
    expected: `the high-water mark of ${origin}`,
    found: 'something else',
    hint: 'Without its mark the log cannot know what it signed before; restore this file from a copy.',
  })
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    const bytes = await readFile(path)
    return bytes.length <= MAX_MARK_BYTES ? bytes : bytes.subarray(0, MAX_MARK_BYTES)
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw cause
  }
}

/** write → fsync → rename → fsync of the folder: after a crash the old mark or the new one is there, whole. */
async function replaceFile(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.new`
  {
    await using file = await open(temporary, 'w', 0o600)
    await file.writeFile(bytes)
    await file.sync()
  }
  await rename(temporary, path)
  if (process.platform === 'win32') return // folders cannot be synced there; NTFS orders the rename itself
  await using directory = await open(folder, 'r')
  await directory.sync()
}

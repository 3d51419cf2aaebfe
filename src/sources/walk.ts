// Walks a folder of this machine for import: plain files only, by lstat, in a fixed order. A link counts as the file
// that it leads to, and only when that lies inside `fence`; sockets, pipes and devices are refused, never opened.

import { constants, type Stats } from 'node:fs'
import { lstat, open, readdir, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { OwcError } from '../base/errors.ts'
import { KEPT_OUT } from '../base/paths.ts'
import type { Chunks } from '../storage/contracts.ts'

export type Found = {
  readonly path: string // inside the artifact, "/" between segments
  readonly file: string // on this machine, without links
  readonly stats: Stats
}

const MAX_FILES = 100_000 // of one artifact; more is a wrong folder
const MAX_DEPTH = 32
const CHUNK_BYTES = 1 << 20

/** All files below `root`, ordered by path. @throws OwcError `path-invalid`, `too-large`, `source-missing` */
export async function walk(root: string, fence: string): Promise<readonly Found[]> {
  const found: Found[] = []
  const folders: { readonly folder: string; readonly path: string; readonly depth: number }[] = [
    { folder: root, path: '', depth: 0 },
  ]
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    const { folder, path, depth } = next
    if (depth > MAX_DEPTH) throw tooLarge(path, `folders at most ${MAX_DEPTH} deep`)
    for (const name of await readdir(folder).catch((cause: unknown) => unreadable(cause, path))) {
      if (KEPT_OUT.includes(name.toLowerCase())) continue
      const inner = path === '' ? name : `${path}/${name}`
      const file = join(folder, name)
      if (name.includes('\ufffd')) throw badPath(inner, 'names in UTF-8', 'other bytes')
      const stats = await stat(file, inner)
      if (stats.isDirectory()) folders.push({ folder: file, path: inner, depth: depth + 1 })
      else found.push(await plainFile({ path: inner, file, stats }, fence))
      if (found.length > MAX_FILES) throw tooLarge(root, `at most ${MAX_FILES} files`)
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** The regular file that `found` is or leads to. @throws OwcError `path-invalid` */
export async function plainFile(found: Found, fence: string): Promise<Found> {
  if (found.stats.isFile()) return found
  if (!found.stats.isSymbolicLink())
    throw badPath(
      found.path,
      'a file, a folder or a link to a file',
      'a special file (device, pipe or socket)',
    )
  const target = await realpath(found.file).catch((cause: unknown) => {
    throw badPath(found.path, 'a link that leads to a file', 'a link that leads nowhere', cause)
  })
  if (!`${target}${sep}`.startsWith(fence.endsWith(sep) ? fence : `${fence}${sep}`))
    throw badPath(found.path, 'links that stay inside the folder', 'a link that leads out of it')
  const stats = await stat(target, found.path)
  if (!stats.isFile()) throw badPath(found.path, 'a link to a file', 'a link to something else')
  return { path: found.path, file: target, stats }
}

/** Streams the file that was found, and no other that has taken its place meanwhile. Reads one buffer ahead. */
export async function* read(found: Found, signal: AbortSignal): Chunks {
  const handle = await open(found.file, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: unknown) =>
    unreadable(cause, found.path),
  )
  let ahead: Promise<{ readonly bytesRead: number }> | undefined
  try {
    const stats = await handle.stat()
    if (stats.ino !== found.stats.ino || stats.dev !== found.stats.dev || !stats.isFile())
      throw badPath(found.path, 'the file that was found before', 'another file in its place')
    let [full, spare] = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)]
    ahead = handle.read(full, 0, CHUNK_BYTES)
    for (;;) {
      const { bytesRead } = await ahead
      ahead = undefined
      signal.throwIfAborted()
      if (bytesRead === 0) return
      ahead = handle.read(spare, 0, CHUNK_BYTES)
      yield full.subarray(0, bytesRead)
      ;[full, spare] = [spare, full]
    }
  } finally {
    await ahead?.catch(() => undefined) // a read under way must end before its handle closes
    await handle.close()
  }
}

/** lstat with an error for people. */
export async function stat(file: string, where: string): Promise<Stats> {
  try {
    return await lstat(file)
  } catch (cause) {
    throw new OwcError(
      { code: 'source-missing', where, expected: 'a file or folder on this machine', found: 'nothing there' },
      cause,
    )
  }
}

function unreadable(cause: unknown, where: string): never {
  const code = (cause as NodeJS.ErrnoException).code
  if (code === 'EACCES' || code === 'EPERM')
    throw new OwcError({ code: 'source-denied', where, expected: 'leave to read it', found: code }, cause)
  if (code === 'ENOENT' || code === 'ELOOP' || code === 'ENOTDIR')
    throw badPath(where, 'what was found before', 'something else in its place', cause)
  throw cause
}

function badPath(path: string, expected: string, found: string, cause?: unknown): OwcError {
  return new OwcError({ code: 'path-invalid', where: path, expected, found }, cause)
}

function tooLarge(where: string, expected: string): OwcError {
  return new OwcError({ code: 'too-large', where, expected, found: 'more' })
}

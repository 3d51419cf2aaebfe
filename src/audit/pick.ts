// From what a person picked or dropped to files with paths from the folder's root: the same files that a node's walk of
// that folder finds (sources/walk.ts), refused for the same paths.

import { OwcError } from '../base/errors.ts'
import { checkPath, checkPathSet, KEPT_OUT } from '../base/paths.ts'
import { BUNDLE_PATH } from '../ledger/bundle.ts'
import type { Entry, Picked } from './dom.ts'

export type PickedFile = { readonly path: string; readonly file: Picked }

/** folder: whole, paths count · files: some, found by digest if not by path. */
export type Choice = { readonly kind: 'folder' | 'files'; readonly files: readonly PickedFile[] }

const MAX_FILES = 100_000 // as a node takes
const MAX_DEPTH = 32

/** Of an `<input>`: with `webkitdirectory` every path begins with the folder's own name. */
export function chosen(files: ArrayLike<Picked>): Choice {
  const list = Array.from(files)
  const kind = list.some(({ webkitRelativePath }) => webkitRelativePath !== '') ? 'folder' : 'files'
  return {
    kind,
    files: list.map((file) => ({ path: withoutFirst(file.webkitRelativePath) || file.name, file })),
  }
}

/** Of a drop: one folder, or loose files. */
export async function dropped(entries: readonly Entry[]): Promise<Choice> {
  const files: PickedFile[] = []
  const [only] = entries
  const folder = entries.length === 1 && only !== undefined && !only.isFile
  const waiting = entries.map((entry) => ({ entry, depth: 0 }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { entry, depth } = next
    if (depth > MAX_DEPTH) throw tooMany(`folders at most ${MAX_DEPTH} deep`)
    if (entry.isFile) {
      const file = await new Promise<Picked>((done, failed) => entry.file(done, failed))
      files.push({ path: folder ? withoutFirst(entry.fullPath.slice(1)) : entry.fullPath.slice(1), file })
    } else for (const child of await children(entry)) waiting.push({ entry: child, depth: depth + 1 })
    if (files.length > MAX_FILES) throw tooMany(`at most ${MAX_FILES} files`)
  }
  return { kind: folder ? 'folder' : 'files', files }
}

/** The files that belong to what is judged. @throws OwcError `path-invalid`, `too-large` */
export function relevant(files: readonly PickedFile[]): readonly PickedFile[] {
  const kept = files.filter(
    ({ path }) => !path.split('/').some((part) => KEPT_OUT.includes(part.toLowerCase())),
  )
  if (kept.length > MAX_FILES) throw tooMany(`at most ${MAX_FILES} files`)
  for (const { path } of kept) checkPath(path, 'folder')
  checkPathSet(
    kept.map(({ path }) => path),
    'folder',
  )
  return kept.toSorted((a, b) => (a.path < b.path ? -1 : 1))
}

export function bundleOf(files: readonly PickedFile[]): Picked | undefined {
  return files.find(({ path }) => path === BUNDLE_PATH)?.file
}

/** A reader hands entries out some at a time, and nothing when it is done. */
async function children(entry: Entry): Promise<readonly Entry[]> {
  const reader = entry.createReader()
  const all: Entry[] = []
  for (;;) {
    const some = await new Promise<readonly Entry[]>((done, failed) => reader.readEntries(done, failed))
    if (some.length === 0) return all
    all.push(...some)
    if (all.length > MAX_FILES) throw tooMany(`at most ${MAX_FILES} files`)
  }
}

function withoutFirst(path: string): string {
  return path.slice(path.indexOf('/') + 1)
}

function tooMany(expected: string): OwcError {
  return new OwcError({ code: 'too-large', where: 'folder', expected, found: 'more' })
}

// From what a person picked, or dropped on a field, to files with paths from the folder's root: the same files that a node's walk of
// that folder finds (sources/walk.ts), refused for the same paths.

import { OwcError } from '../base/errors.ts'
import { checkPath, checkPathSet, KEPT_OUT } from '../base/paths.ts'
import { BUNDLE_PATH } from '../ledger/bundle.ts'
import type { Picked } from './dom.ts'

export type PickedFile = { readonly path: string; readonly file: Picked }

/** folder: whole, paths count · files: some, found by digest if not by path. */
export type Choice = { readonly kind: 'folder' | 'files'; readonly files: readonly PickedFile[] }

const MAX_FILES = 100_000 // as a node takes

/** Of an `<input>`: with `webkitdirectory` every path begins with the folder's own name. */
export function chosen(files: ArrayLike<Picked>): Choice {
  const list = Array.from(files)
  const kind = list.some(({ webkitRelativePath }) => webkitRelativePath !== '') ? 'folder' : 'files'
  return {
    kind,
    files: list.map((file) => ({ path: withoutFirst(file.webkitRelativePath) || file.name, file })),
  }
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

function withoutFirst(path: string): string {
  return path.slice(path.indexOf('/') + 1)
}

function tooMany(expected: string): OwcError {
  return new OwcError({ code: 'too-large', where: 'folder', expected, found: 'more' })
}

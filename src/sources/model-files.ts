// Which files of a package are the model: everything in the folders that hold weight files, without the package's own
// code. Works on paths alone, for wheels and source archives alike.

import { posix } from 'node:path'
import { isWeights } from './weight-names.ts'

const CODE = /(^|\/)(__pycache__\/.*|[^/]+\.(py|pyc|pyi|pyx|so|pyd|dll|dylib)|py\.typed)$/

export type Selection = {
  isModel(path: string): boolean
  /** The path inside the artifact: without the folders that all of the model shares. */
  inner(path: string): string
}

/** @param further folders of weight files that are put together from pieces */
export function selectModel(paths: readonly string[], further: readonly string[]): Selection {
  const folders = [...new Set([...paths.filter(isWeights).map((path) => posix.dirname(path)), ...further])]
  const base = commonFolder(folders)
  const all = new Set(paths)
  return {
    isModel: (path) => folders.some((folder) => within(path, folder)) && !isCode(path, all),
    inner: (path) => (base === '.' ? path : path.slice(base.length + 1)),
  }
}

/** Python code counts as the package's own where its folder is a Python package; elsewhere it is part of the model. */
function isCode(path: string, all: ReadonlySet<string>): boolean {
  if (!CODE.test(path)) return false
  return path.includes('__pycache__/') || all.has(posix.join(posix.dirname(path), '__init__.py'))
}

function within(path: string, folder: string): boolean {
  return folder === '.' ? !path.includes('/') : path.startsWith(`${folder}/`)
}

function commonFolder(folders: readonly string[]): string {
  const [first, ...rest] = folders.map((folder) => folder.split('/'))
  const shared = (first ?? []).filter((_, index, all) =>
    rest.every((other) => other.slice(0, index + 1).join('/') === all.slice(0, index + 1).join('/')),
  )
  return shared.length === 0 ? '.' : shared.join('/')
}

// Paths inside an artifact. Checked before anything touches a disk (hub-protocols 8): relative, "/" between segments,
// no segment that a file system or a client would treat specially, and no two that some file system cannot tell apart.

import { utf8 } from './bytes.ts'
import { OwcError } from './errors.ts'

const MAX_SEGMENT_BYTES = 255
const MAX_PATH_BYTES = 1024
/** Records and tool state that never belong to an artifact: a walk passes them over, a path that names one is refused. */
export const KEPT_OUT: readonly string[] = ['.owc', '.git', '.cache', '.huggingface']
const SPECIAL: readonly string[] = ['', '.', '..', ...KEPT_OUT]

/** @throws OwcError `path-invalid` */
export function checkPath(path: string, where: string): string {
  const bad = (expected: string) =>
    new OwcError({ code: 'path-invalid', where, expected, found: JSON.stringify(path.slice(0, 200)) })
  if (!path.isWellFormed() || path.normalize('NFC') !== path) throw bad('a path in Unicode form NFC')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f\\]/.test(path) || /^[A-Za-z]:/.test(path))
    throw bad('a path without control characters, backslashes or a drive')
  if (utf8(path).length > MAX_PATH_BYTES) throw bad(`a path of at most ${MAX_PATH_BYTES} bytes`)
  for (const segment of path.split('/')) {
    if (SPECIAL.includes(segment.toLowerCase()))
      throw bad('a relative path without empty, "..", ".git", ".cache" or ".owc" segments')
    if (utf8(segment).length > MAX_SEGMENT_BYTES) throw bad(`segments of at most ${MAX_SEGMENT_BYTES} bytes`)
  }
  return path
}

/** @throws OwcError `path-invalid` when two paths differ only by case or Unicode form, or one is a folder of the other */
export function checkPathSet(paths: readonly string[], where: string): void {
  const seen = new Map<string, string>()
  for (const path of paths) {
    const folded = path.normalize('NFC').toLowerCase().normalize('NFC')
    const other = seen.get(folded)
    if (other !== undefined) throw collision(where, path, other)
    seen.set(folded, path)
  }
  for (const [folded, path] of seen) {
    for (let cut = folded.lastIndexOf('/'); cut > 0; cut = folded.lastIndexOf('/', cut - 1)) {
      const other = seen.get(folded.slice(0, cut))
      if (other !== undefined) throw collision(where, path, other)
    }
  }
}

function collision(where: string, path: string, other: string): OwcError {
  return new OwcError({
    code: 'path-invalid',
    where,
    expected: 'paths that every file system can keep apart',
    found: `${JSON.stringify(path)} beside ${JSON.stringify(other)}`,
  })
}

// Parts of an address, decoded strictly: one level of percent-encoding, well-formed UTF-8, no NUL, and names whose
// slash is not hidden (%2F in a name could make two addresses of one thing).

import { OwcError } from '../../base/errors.ts'
import { checkPath } from '../../base/paths.ts'
import { BUNDLE_PATH } from './bundle-file.ts'

/** A namespace, name or revision. A revision's slash is sent as %2F (hub-protocols 2.2). */
export function decodeSegment(text: string): string {
  const decoded = decode(text)
  if (decoded.includes('\0')) throw bad(text)
  return decoded
}

/** A file's path inside a repository. */
export function decodePath(text: string): string {
  const path = decode(text)
  return path === BUNDLE_PATH ? path : checkPath(path, 'address')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw bad(text, cause)
  }
}

function bad(text: string, cause?: unknown): OwcError {
  const found = JSON.stringify(text.slice(0, 200))
  return new OwcError(
    { code: 'path-invalid', where: 'address', expected: 'percent-encoded UTF-8 without NUL', found },
    cause,
  )
}

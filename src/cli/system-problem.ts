// What the operating system refused, in one sentence for people: a file that cannot be read, a server that nobody serves.

import { OwcError } from '../base/errors.ts'

type SystemError = NodeJS.ErrnoException & { readonly address?: string; readonly port?: number }

/** Undefined when it was not the system. @param place what was at work on, where the system does not say */
export function systemProblem(error: unknown, place?: string): OwcError | undefined {
  const { code, syscall, path = place, address, port } = (error ?? {}) as SystemError
  if (typeof code !== 'string' || typeof syscall !== 'string') return undefined
  if (syscall === 'connect' && address !== undefined) {
    const found = `no connection (${code})`
    return new OwcError(
      { code: 'unreachable', where: `${address}:${port}`, expected: 'a server that is set up', found },
      error,
    )
  }
  if (typeof path !== 'string') return undefined
  const found = `${SYSTEM_WORDS[code] ?? 'a refusal of the system'} (${code} at ${syscall})`
  return new OwcError(
    { code: 'file-unusable', where: path, expected: 'a file or folder that can be used', found },
    error,
  )
}

const SYSTEM_WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'nothing there',
  ENOTDIR: 'a file in the place of a folder',
  EISDIR: 'a folder in the place of a file',
  EEXIST: 'something there already',
  EACCES: 'no permission',
  EPERM: 'no permission',
  EROFS: 'a file system that cannot be written',
  ENOSPC: 'no room left on the disk',
}

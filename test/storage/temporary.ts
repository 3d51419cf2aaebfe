// A folder for one test, removed when the test ends. In memory where the system has such a file system: these tests
// fail steps by themselves, so a real disk would only make them slow (a fsync takes 4–12 ms on a busy one).

import { existsSync } from 'node:fs'
import { mkdtempDisposable } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

const ROOT = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()

export function temporary(): ReturnType<typeof mkdtempDisposable> {
  return mkdtempDisposable(path.join(ROOT, 'owc-storage-'))
}

// What opens a seal of a person by hand, on this machine: STATE/seals/<seal>.json, 0600, never overwritten. The node
// keeps the same and opens by its day; without a day this file is the only key.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'

export type StoredSeal = {
  readonly seal: Sha256
  readonly salt: string // hex
  readonly payload: Sha256
  readonly type: string
  readonly origin: string // of the log that holds the seal
  readonly identity: string
  readonly opens?: string
}

function place(stateFolder: string, seal: Sha256): string {
  return join(stateFolder, 'seals', `${seal}.json`)
}

export async function storeSeal(stateFolder: string, seal: StoredSeal): Promise<string> {
  const path = place(stateFolder, seal.seal)
  await mkdir(join(stateFolder, 'seals'), { recursive: true, mode: 0o700 })
  await writeFile(path, `${JSON.stringify(seal)}\n`, { flag: 'wx', mode: 0o600 })
  return path
}

export async function storedSeal(stateFolder: string, seal: Sha256): Promise<StoredSeal> {
  const path = place(stateFolder, seal)
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new OwcError(
      {
        code: 'file-unusable',
        where: path,
        expected: 'what opens this seal, as owc seal left it here',
        found: 'nothing',
        hint: 'Reveal it on the machine that sealed it, or wait for its day.',
      },
      cause,
    )
  })
  return JSON.parse(text) as StoredSeal // our own writing
}

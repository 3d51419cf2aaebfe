// How a process opens a model from descriptors that it inherited. One file is named by its descriptor. The splits of one
// model must have names that count, so they get links in a private folder, each to a descriptor: what is opened is still
// the inherited file and never what happens to have a name. The folder is empty of bytes and gone after loading.
// Source: serving-apis 7.2; llama.cpp src/llama-model-loader.cpp (names of splits).

import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Sha256 } from '../base/digest.ts'
import type { LoadedFile } from './messages.ts'

export const MAX_FILES = 1_000 // splits of one model
const FIRST_FD = 4 // after the three standard streams and the channel

/** An open file of this process, in the order of the splits. */
export type ModelFile = { readonly fd: number; readonly sha256: Sha256 }

export type Opening = {
  readonly path: string
  readonly files: readonly LoadedFile[]
  close(): Promise<void>
}

export async function openingOf(given: readonly ModelFile[]): Promise<Opening> {
  const files = given.map(({ sha256 }, i) => ({ fd: FIRST_FD + i, sha256 }))
  const place = (fd: number) => `/proc/self/fd/${fd}`
  if (files.length === 1) return { path: place(FIRST_FD), files, close: async () => {} }
  const folder = await mkdtemp(join(tmpdir(), 'owc-splits-')) // 0700
  const close = () => rm(folder, { recursive: true, force: true })
  const five = (number: number) => String(number).padStart(5, '0')
  const path = (i: number) => join(folder, `model-${five(i + 1)}-of-${five(files.length)}.gguf`)
  try {
    for (const [i, { fd }] of files.entries()) await symlink(place(fd), path(i))
    return { path: path(0), files, close }
  } catch (error) {
    await close()
    throw error
  }
}

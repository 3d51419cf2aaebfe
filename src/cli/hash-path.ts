// Hashes what lies at a path, in place: the files of a folder or one file, with progress. Nothing is kept.

import { createHash } from 'node:crypto'
import type { Sha256 } from '../base/digest.ts'
import { pathSource } from '../sources/path.ts'
import type { Workspace } from '../sources/source.ts'
import type { Chunks, Stored } from '../storage/contracts.ts'
import type { Out } from './out.ts'

export type HashedFile = { readonly path: string } & Stored

const NO_SETTINGS = { pypiIndex: '', huggingface: '' } // a path needs none

/** `through` sees the chunks of each file on their way to the hash. */
export async function* hashPath(
  path: string,
  {
    out,
    signal,
    through = (_path, chunks) => chunks,
    skip = () => false,
  }: {
    readonly out: Out
    readonly signal: AbortSignal
    /** Files that are passed over unread. */
    readonly skip?: (path: string) => boolean
    readonly through?: (path: string, chunks: Chunks) => Chunks
  },
): AsyncIterable<HashedFile> {
  const offer = await pathSource.find(path, NO_SETTINGS, signal)
  let done = 0
  const workspace: Workspace = {
    stage: () => Promise.reject(new Error('a path is read in place')),
    put: (chunks) =>
      hashOf(chunks, (bytes) => {
        done += bytes
        out.progress({ label: 'reading', done })
      }),
    fetched: () => undefined,
    signal,
  }
  for await (const file of offer.files(workspace)) {
    if (skip(file.path)) continue
    yield { path: file.path, ...(await file.take((chunks) => through(file.path, chunks))) }
  }
  out.endProgress()
}

export async function hashOf(
  chunks: Chunks,
  seen: (bytes: number) => void = () => undefined,
): Promise<Stored> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const chunk of chunks) {
    hash.update(chunk)
    sizeBytes += chunk.length
    seen(chunk.length)
  }
  return { sha256: hash.digest('hex') as Sha256, sizeBytes }
}

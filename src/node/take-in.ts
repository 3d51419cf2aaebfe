// Taking in: every file of an offer is hashed and parsed in one streaming pass into the vault, then all of them
// together are looked at as one artifact. Nothing is named or logged here; what was taken in before a cut stays in the
// vault, unnamed, and is found again.

import { matchesGlob } from 'node:path'
import { asChunks } from '../base/bytes.ts'
import type { Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { manifestBytes } from '../base/manifest.ts'
import { checkPath, checkPathSet } from '../base/paths.ts'
import type { Offer, SourceFile, Workspace } from '../sources/source.ts'
import type { Storage } from '../storage/contracts.ts'
import type { Inspection, SetInspection } from '../weights/inspection.ts'
import { openInspector } from '../weights/inspector.ts'
import { inspectSet } from '../weights/set.ts'
import type { Facts } from './facts-store.ts'
import type { Progress } from './import-jobs.ts'

export const MAX_FILES = 20_000 // of one artifact that is taken in

export type TakenFile = {
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: Sha256
  readonly inspection: Inspection
}
export type Taken = {
  readonly artifact: Sha256
  readonly files: readonly TakenFile[]
  readonly set: SetInspection
}

/** @throws OwcError `path-invalid`, `nothing-matches`, `too-many-files`, and whatever the source throws */
export async function takeIn(
  offer: Offer,
  include: readonly string[],
  { storage, facts }: { readonly storage: Storage; readonly facts: Facts },
  progress: Progress,
): Promise<Taken> {
  const workspace: Workspace = {
    stage: (key) => storage.blobs.stage(key),
    put: (chunks, expect) => storage.blobs.put(chunks, expect),
    held: async (sha256) =>
      (await storage.blobs.stat(sha256)) === undefined ? undefined : storage.blobs.read(sha256),
    fetched: progress.fetched,
    signal: progress.signal,
  }
  const files: TakenFile[] = []
  for await (const file of offer.files(workspace)) {
    progress.signal.throwIfAborted()
    const path = checkPath(file.path, offer.ref)
    if (include.length > 0 && !include.some((glob) => matchesGlob(path, glob))) continue
    if (files.length === MAX_FILES) throw tooMany(offer.ref)
    progress.set({ phase: 'reading', file: path })
    files.push(await takeFile({ path, sizeBytes: file.claimed?.sizeBytes }, file.take, facts))
  }
  if (files.length === 0) throw nothing(offer.ref, include)
  checkPathSet(
    files.map(({ path }) => path),
    offer.ref,
  )
  const manifest = manifestBytes(files)
  const { sha256: artifact } = await storage.blobs.put(asChunks(manifest))
  return { artifact, files, set: inspectSet(files) }
}

/** One file: `take` lets it pass once on its way into the vault; what was read from it is kept as facts. */
export async function takeFile(
  { path, sizeBytes }: { readonly path: string; readonly sizeBytes: number | undefined },
  take: SourceFile['take'],
  facts: Facts,
): Promise<TakenFile> {
  const inspector = openInspector(path, sizeBytes === undefined ? {} : { sizeBytes })
  const stored = await take((chunks) => inspector.through(chunks))
  const inspection = await inspector.result()
  await facts.put(stored.sha256, inspection)
  return { path, ...stored, inspection }
}

export function tooMany(ref: string): OwcError {
  return new OwcError({
    code: 'too-large',
    where: ref,
    expected: `at most ${MAX_FILES} files`,
    found: 'more',
    hint: 'Choose some with --include.',
  })
}

function nothing(ref: string, include: readonly string[]): OwcError {
  const expected = include.length === 0 ? 'at least one file' : `a file that matches ${include.join(' or ')}`
  return new OwcError({ code: 'no-weights', where: ref, expected, found: 'none' })
}

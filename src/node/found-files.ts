// The files of an artifact that is held here, as drafting and compiling want them: facts from the store of facts, first
// bytes of texts from the vault. Nothing is inspected again.

import { collect, fromUtf8 } from '../base/bytes.ts'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { type FoundFiles, isWritten, MAX_HEAD_BYTES, MAX_HEADS } from '../commons/releases/found.ts'
import type { InspectedFile } from '../weights/inspection.ts'
import { inspectSet } from '../weights/set.ts'
import { artifactFiles } from './manifests.ts'
import type { Node } from './node.ts'

/** @throws OwcError `blob-missing` when the manifest or what was read of a file is not here */
export async function foundFiles(
  { storage, facts }: Pick<Node, 'storage' | 'facts'>,
  artifact: Sha256,
): Promise<FoundFiles> {
  const listed = await artifactFiles(storage.blobs, artifact)
  const files: InspectedFile[] = []
  const heads = new Map<string, string>()
  for (const file of listed) {
    const inspection = await facts(file.sha256)
    if (inspection === undefined) throw unread(artifact, file.path)
    files.push({ ...file, inspection })
    if (!isWritten(file.path) || heads.size >= MAX_HEADS) continue
    const end = Math.min(file.sizeBytes, MAX_HEAD_BYTES)
    const held = end > 0 && (await storage.blobs.stat(file.sha256)) !== undefined
    const bytes = held ? await collect(storage.blobs.read(file.sha256, { start: 0, end }), end) : undefined
    if (bytes !== undefined) heads.set(file.path, fromUtf8(bytes) ?? new TextDecoder().decode(bytes))
  }
  return { artifact, files, heads, set: inspectSet(files) }
}

function unread(artifact: Sha256, path: string): OwcError {
  return new OwcError({
    code: 'blob-missing',
    where: `${digestText(artifact)}, ${path}`,
    expected: 'a file that was read here',
    found: 'none',
  })
}

// The files of an artifact as the hub protocol names them. What an artifact's files are never changes, so the lists
// of artifacts that were asked for lately are kept.

import { collect } from '../../base/bytes.ts'
import type { Sha256 } from '../../base/digest.ts'
import type { ManifestFile } from '../../base/manifest.ts'
import { artifactFiles } from '../../node/manifests.ts'
import type { Node } from '../../node/node.ts'
import { gitBlobOid, isLarge, pointerOid, REGULAR_LIMIT_BYTES, type RepoFile } from './repository.ts'

const MAX_KEPT_FILES = 200_000 // over all lists

export type FileLists = { of(artifact: Sha256): Promise<ReadonlyMap<string, RepoFile>> }

export function openFileLists(node: Node): FileLists {
  const kept = new Map<Sha256, ReadonlyMap<string, RepoFile>>() // in order of use, oldest first
  let count = 0
  return {
    async of(artifact) {
      const found = kept.get(artifact)
      if (found !== undefined) {
        kept.delete(artifact)
        kept.set(artifact, found)
        return found
      }
      const files = await listFiles(node, artifact)
      if (!kept.has(artifact)) count += files.size
      kept.set(artifact, files)
      for (const [oldest, list] of kept) {
        if (count <= MAX_KEPT_FILES || oldest === artifact) break
        kept.delete(oldest)
        count -= list.size
      }
      return files
    },
  }
}

async function listFiles(node: Node, artifact: Sha256): Promise<ReadonlyMap<string, RepoFile>> {
  const files = new Map<string, RepoFile>()
  for (const file of await artifactFiles(node.storage.blobs, artifact))
    files.set(file.path, await repoFile(node, file))
  return files
}

async function repoFile(node: Node, file: ManifestFile): Promise<RepoFile> {
  const { path, sizeBytes, sha256 } = file
  if (isLarge(path, sizeBytes)) return { ...file, large: true, gitOid: pointerOid(sha256, sizeBytes) }
  const gitOid = (await node.facts(sha256))?.gitOid ?? (await readOid(node, file))
  return { ...file, large: false, gitOid }
}

// Facts may be missing; a file under ten megabytes is read again at once.
async function readOid({ storage }: Node, { sha256, sizeBytes }: ManifestFile): Promise<string> {
  if ((await storage.blobs.stat(sha256)) === undefined) return pointerOid(sha256, sizeBytes) // answered 404 anyway
  const bytes = await collect(storage.blobs.read(sha256), REGULAR_LIMIT_BYTES)
  return bytes === undefined ? pointerOid(sha256, sizeBytes) : gitBlobOid(bytes)
}

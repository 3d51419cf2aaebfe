// The manifest of an artifact is itself a blob, named by the artifact's digest: what exactly belongs to an artifact is
// read from there and from nowhere else.

import { collect } from '../base/bytes.ts'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { type ManifestFile, parseManifest } from '../base/manifest.ts'
import type { Blobs } from '../storage/contracts.ts'

const MAX_MANIFEST_BYTES = 64 * 1024 * 1024

/** @throws OwcError `blob-missing` when the manifest is not here or the digest names other bytes */
export async function artifactFiles(blobs: Blobs, artifact: Sha256): Promise<readonly ManifestFile[]> {
  const stat = await blobs.stat(artifact)
  const bytes =
    stat === undefined || stat.sizeBytes > MAX_MANIFEST_BYTES
      ? undefined
      : await collect(blobs.read(artifact), MAX_MANIFEST_BYTES)
  const files = bytes && parseManifest(bytes)
  if (files !== undefined) return files
  throw new OwcError({
    code: 'blob-missing',
    where: digestText(artifact),
    expected: 'the manifest of an artifact that is held here',
    found: stat === undefined ? 'nothing' : 'other bytes',
  })
}

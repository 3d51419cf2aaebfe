// `.owc/bundle.json` in each repository view, so that a copy made by a client that knows nothing of us verifies offline.
// It stands outside the manifest: the commit id does not change with it.

import type { Bundles } from '../bundles.ts'
import { gitBlobOid, type RepoFile, type Repository } from './repository.ts'

export const BUNDLE_PATH = '.owc/bundle.json'

export type BundleFile = { readonly bytes: Uint8Array; readonly file: RepoFile }

export async function bundleFile(bundles: Bundles, repository: Repository): Promise<BundleFile> {
  const { bytes, sha256 } = await bundles.get(repository.artifact, repository.newest)
  const file = { path: BUNDLE_PATH, sizeBytes: bytes.length, sha256, large: false, gitOid: gitBlobOid(bytes) }
  return { bytes, file }
}

/** The repository with its bundle among the files, as trees and lists show it. */
export async function withBundle(bundles: Bundles, repository: Repository): Promise<Repository> {
  const { file } = await bundleFile(bundles, repository)
  return { ...repository, files: new Map([[BUNDLE_PATH, file], ...repository.files]) }
}

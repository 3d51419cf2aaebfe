// What views are computed from: the index, facts of bytes as far as they are here, and the time of the log. A view
// reads no clock and writes nothing.

import type { Kysely } from 'kysely'
import { collect, fromUtf8 } from '../../base/bytes.ts'
import type { Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { ManifestFile } from '../../base/manifest.ts'
import type { Instant } from '../../base/time.ts'
import { MAX_FILE_TEXT } from '../../commons/standard/dossier.ts'
import type { Blobs, Engine } from '../../storage/contracts.ts'
import type { Inspection } from '../../weights/inspection.ts'
import type { Checks } from '../checks.ts'
import type { ForeignProof } from '../elsewhere.ts'
import { artifactFiles } from '../manifests.ts'
import type { Node } from '../node.ts'

export type ViewSources = {
  // biome-ignore lint/suspicious/noExplicitAny: each subject's query.ts narrows to its own tables
  readonly index: Kysely<any>
  readonly engine: Engine
  readonly host: { readonly name: string; readonly identity: string } // the node itself
  readonly origin: string // of the own log, whose decisions have effect here
  readonly logTime: Instant
  readonly checks: Checks
  readonly facts: (sha256: Sha256) => Promise<Inspection | undefined>
  readonly held: (sha256: Sha256) => Promise<boolean>
  /** Files of an artifact by its manifest, when that is here. */
  readonly files: (artifact: Sha256) => Promise<readonly ManifestFile[] | undefined>
  /** Text of a held file of at most MAX_FILE_TEXT bytes; undefined when it is longer or not UTF-8. */
  readonly text: (sha256: Sha256) => Promise<string | undefined>
  /** What other logs say of it, as far as it travelled here. */
  readonly elsewhere: (artifact: Sha256) => Promise<readonly ForeignProof[]>
}

export function viewSources(node: Node): ViewSources {
  const { blobs } = node.storage
  return {
    index: node.index,
    engine: node.storage.index.engine,
    host: { name: node.name, identity: node.identity },
    origin: node.log.origin,
    logTime: node.logTime(),
    checks: node.checks,
    facts: (sha256) => node.facts(sha256),
    elsewhere: (artifact) => node.elsewhere.about(artifact),
    held: async (sha256) => (await blobs.stat(sha256)) !== undefined,
    text: (sha256) => node.checks.text(sha256, () => blobText(blobs, sha256)),
    files: async (artifact) => {
      try {
        return await artifactFiles(blobs, artifact)
      } catch (error) {
        if (error instanceof OwcError && error.problem.code === 'blob-missing') return undefined
        throw error
      }
    },
  }
}

async function blobText(blobs: Blobs, sha256: Sha256): Promise<string | undefined> {
  const stat = await blobs.stat(sha256)
  if (stat === undefined || stat.sizeBytes > MAX_FILE_TEXT) return undefined
  const bytes = await collect(blobs.read(sha256), MAX_FILE_TEXT)
  return bytes && fromUtf8(bytes)
}

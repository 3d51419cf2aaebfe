// What a digest of which only the digits are known leads to: an artifact, a statement, the artifact that holds the file or
// object, the view that a decision judged (public bytes), or what was said about it. Each is one look into an index.

import type { Sha256 } from '../../base/digest.ts'
import { entriesOf } from '../../commons/all-statements.ts'
import { isJudgedView } from '../../commons/governance/query.ts'
import { artifactsWith, byArtifact } from '../../commons/releases/query.ts'
import { saidList } from '../../commons/said-list.ts'
import type { Node } from '../node.ts'

export type Opened =
  | { readonly kind: 'artifact' | 'statement' | 'view' | 'said'; readonly digest: Sha256 }
  | { readonly kind: 'file'; readonly digest: Sha256; readonly artifact: Sha256 }

/** Undefined when nothing here bears the digest. */
export async function opened({ index, storage, log }: Node, digest: Sha256): Promise<Opened | undefined> {
  if ((await byArtifact(index, digest)).length > 0) return { kind: 'artifact', digest }
  if ((await entriesOf(index, digest)).length > 0) return { kind: 'statement', digest }
  if ((await storage.logStore.find(digest)).length > 0) return { kind: 'statement', digest } // erased
  const [artifact] = await artifactsWith(index, digest)
  if (artifact !== undefined) return { kind: 'file', digest, artifact }
  if (await isJudgedView(index, digest, log.origin)) return { kind: 'view', digest }
  const { rows } = await saidList(index, { subjects: [digest], limit: 1 })
  return rows.length === 0 ? undefined : { kind: 'said', digest }
}

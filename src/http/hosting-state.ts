// Whether this node serves an artifact to others: its decision in force on the matter of hosting, else held; the same
// rule as on pages and in lists (node/views/list.ts). By digest go the files and lists of what is hosted, and what a
// decision judged. What belongs to an artifact its manifest says: a statement may name any digest as one of its files.

import type { Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { entriesOf } from '../commons/all-statements.ts'
import { decisionInForce, isJudgedView } from '../commons/governance/query.ts'
import { recordsByThoseBefore } from '../commons/releases/publishers.ts'
import { artifactsWith, withdrawnAmong } from '../commons/releases/query.ts'
import { artifactFiles } from '../node/manifests.ts'
import type { Node } from '../node/node.ts'
import { hostingMatter, stateOf } from '../node/views/list.ts'
import type { HostingState } from '../node/views/release.ts'

/** A decision to host holds as long as somebody stands behind the bytes who did when it was made: after a withdrawal
 *  nobody else's word brings them back, only another decision. */
export async function hostingState(node: Node, artifact: Sha256): Promise<HostingState> {
  const sources = { origin: node.log.origin, logTime: node.logTime() }
  const decision = await decisionInForce(node.index, artifact, hostingMatter(sources))
  const state = stateOf(decision)
  if (decision === undefined || state !== 'hosted') return state
  const entries = await entriesOf(node.index, decision.statement)
  const entry = entries.find(({ origin }) => origin === node.log.origin)
  const judged = await recordsByThoseBefore(node.index, artifact, entry?.index ?? 0)
  const withdrawn = await withdrawnAmong(node.index, judged)
  return judged.some(({ statement }) => !withdrawn.has(statement)) ? 'hosted' : 'held'
}

/** Are these bytes a file, or the list of files, of an artifact that is served; or a view that a decision judged? */
export async function isBlobPublic(node: Node, sha256: Sha256): Promise<boolean> {
  for (const artifact of [sha256, ...(await artifactsWith(node.index, sha256))]) {
    const served = (await hostingState(node, artifact)) === 'hosted'
    if (served && (await belongs(node, artifact, sha256))) return true
  }
  return await isJudgedView(node.index, sha256, node.log.origin)
}

/** Is it the list of files, or on it? Nothing is said to belong to an artifact whose list is not here. */
async function belongs({ storage }: Node, artifact: Sha256, sha256: Sha256): Promise<boolean> {
  if (sha256 === artifact) return true
  try {
    return (await artifactFiles(storage.blobs, artifact)).some((file) => file.sha256 === sha256)
  } catch (error) {
    if (error instanceof OwcError && error.problem.code === 'blob-missing') return false
    throw error
  }
}

// Whether this node serves an artifact to others: its decision in force on the matter of hosting, else held.

import type { Sha256 } from '../base/digest.ts'
import { decisionInForce } from '../commons/governance/query.ts'
import { artifactsWith, byArtifact, withdrawnAmong } from '../commons/releases/query.ts'
import type { Node } from '../node/node.ts'
import { hostingMatter, stateOf } from '../node/views/list.ts'
import type { HostingState } from '../node/views/release.ts'

export async function hostingState(node: Node, artifact: Sha256): Promise<HostingState> {
  const sources = { origin: node.log.origin, logTime: node.logTime() }
  return stateOf(await decisionInForce(node.index, artifact, hostingMatter(sources)))
}

/** Are these bytes a file of an artifact that is hosted and that somebody still stands behind? */
export async function isBlobHosted(node: Node, sha256: Sha256): Promise<boolean> {
  for (const artifact of await artifactsWith(node.index, sha256)) {
    if ((await hostingState(node, artifact)) !== 'hosted') continue
    const records = await byArtifact(node.index, artifact)
    const withdrawn = await withdrawnAmong(node.index, records)
    if (records.some(({ statement }) => !withdrawn.has(statement))) return true
  }
  return false
}

// Whether this node serves an artifact to others: its decision in force on the matter of hosting, else held.

import type { Sha256 } from '../base/digest.ts'
import { decisionInForce } from '../commons/governance/query.ts'
import { artifactsWith, byArtifact, withdrawnAmong } from '../commons/releases/query.ts'
import type { Node } from '../node/node.ts'
import type { HostingState } from '../node/views/release.ts'

const HOSTED: readonly string[] = ['hosted', 'hosted-with-notice']

export async function hostingState({ index, log, logTime }: Node, artifact: Sha256): Promise<HostingState> {
  const asked = { origin: log.origin, matter: 'hosting', now: logTime() }
  const decision = await decisionInForce(index, artifact, asked)
  if (decision === undefined) return 'held'
  if (HOSTED.includes(decision.outcome)) return 'hosted'
  return decision.outcome === 'refused' || decision.outcome === 'stopped' ? 'refused' : 'held'
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

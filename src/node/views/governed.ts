// Who decided about an artifact on this node, by which charter, and what is said of it in the subject of governance:
// the decision in force with its reasons, the charter in force with its seats, each by its statement.

import type { Sha256 } from '../../base/digest.ts'
import { saidAbout } from '../../commons/all-statements.ts'
import {
  type CharterInForce,
  charterInForce,
  type DecisionInForce,
  decisionInForce,
} from '../../commons/governance/query.ts'
import { namesOf } from '../namespaces.ts'
import type { Node } from '../node.ts'
import { hostingMatter } from './list.ts'
import { resolveRef } from './ref.ts'
import type { SaidView } from './release.ts'
import { saidViews } from './said.ts'
import { viewSources } from './sources.ts'

const MAX_SAID = 500
const GOVERNING = ['proposal', 'vote', 'decision', 'appeal', 'interest', 'criteria'].map(
  (type) => `owc:${type}/v1`,
)

export type GovernedView = {
  readonly artifact: Sha256
  readonly decision?: DecisionInForce // absent: nobody has decided anything about these bytes here
  readonly charter?: Pick<CharterInForce, 'statement' | 'issuer' | 'seats' | 'holders' | 'sentence' | 'time'>
  readonly said: readonly SaidView[]
}

/** @throws OwcError as resolveRef does */
export async function governedOf(node: Node, ref: string): Promise<GovernedView> {
  const { artifact } = await resolveRef(namesOf(node), ref)
  const sources = viewSources(node)
  const decision = await decisionInForce(node.index, artifact, hostingMatter(sources))
  const charter = await charterInForce(node.index, node.log.origin)
  const rows = await saidAbout(node.index, [artifact], MAX_SAID)
  return {
    artifact,
    ...(decision !== undefined && { decision }),
    ...(charter !== undefined && { charter: seatsOf(charter) }),
    said: await saidViews(
      sources,
      rows.filter(({ type }) => GOVERNING.includes(type)),
    ),
  }
}

function seatsOf({ statement, issuer, seats, holders, sentence, time }: CharterInForce) {
  return { statement, issuer, seats, holders, sentence, time }
}

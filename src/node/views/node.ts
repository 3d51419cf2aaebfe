// The node in a few counts, each from the index: for the start page, the foot of every page and `owc status`.

import { countSaid, newestSaid } from '../../commons/all-statements.ts'
import { charterInForce } from '../../commons/governance/query.ts'
import { about, namedBytes } from '../../commons/releases/list.ts'
import type { Who } from '../access.ts'
import type { Node } from '../node.ts'
import { saidViews } from './said.ts'
import type { NodeView } from './statement.ts'

const NEWEST = 8

export async function nodeView(node: Node, who: Who): Promise<NodeView> {
  const { index, log, storage } = node
  const charter = await charterInForce(index, log.origin)
  return {
    name: node.name,
    version: node.version,
    identity: node.identity,
    ...(who.operator && { dataFolder: node.settings.dataFolder }),
    releases: await about(index, storage.index.engine, { sort: 'newest', limit: 1 }),
    heldBytes: await namedBytes(index),
    statements: await countSaid(index, log.origin),
    log: {
      origin: log.origin,
      size: log.checkpoint().size,
      time: node.logTime(),
      verifierKey: log.verifierKey,
    },
    newest: await saidViews(node, await newestSaid(index, { limit: NEWEST })),
    ...(charter !== undefined && {
      charter: { statement: charter.statement, seats: charter.seats, sentence: charter.sentence },
    }),
  }
}

// The node in a few counts, each from the index: for the start page, the foot of every page and `owc status`.

import { countSaid, newestSaid } from '../../commons/all-statements.ts'
import { charterInForce } from '../../commons/governance/query.ts'
import { about } from '../../commons/releases/list.ts'
import type { Who } from '../access.ts'
import type { Node } from '../node.ts'
import { differenceViews } from './logs.ts'
import { saidViews } from './said.ts'
import type { NodeView } from './statement.ts'
import { namedBytes } from './tally.ts'

const NEWEST = 8
const COUNT_LIMIT = 10_000 // counting stops there, as in lists

export async function nodeView(node: Node, who: Who): Promise<NodeView> {
  const { index, log, storage } = node
  const charter = await charterInForce(index, log.origin)
  const named = await namedBytes(index, log.checkpoint().size)
  const differences = await differenceViews(node)
  return {
    name: node.name,
    version: node.version,
    identity: node.identity,
    ...(who.operator && { dataFolder: node.settings.dataFolder }),
    releases: await about(index, storage.index.engine, { sort: 'newest', limit: 1 }),
    heldBytes: named.bytes,
    ...(!named.whole && { heldAtLeast: true }),
    statements: await countSaid(index, log.origin, COUNT_LIMIT),
    log: {
      origin: log.origin,
      size: log.checkpoint().size,
      time: node.logTime(),
      verifierKey: log.verifierKey,
    },
    newest: await saidViews(node, await newestSaid(index, { limit: NEWEST })),
    ...(differences.length > 0 && { differences }),
    ...(charter !== undefined && {
      charter: { statement: charter.statement, seats: charter.seats, sentence: charter.sentence },
    }),
  }
}

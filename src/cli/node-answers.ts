// What commands read of a node before anything else: who it is, its log, the receipt of what it logged. Invariant: what
// an address answers that is no node's answer ends as `answer-invalid` here, before a field of it is read.

import { allHolding, holding } from '../client/answer.ts'
import type { Api } from '../client/api.ts'
import type { LogView, NodeView } from '../node/views/statement.ts'

/** Who this node is. @throws OwcError `answer-invalid` */
export async function nodeOf<More = unknown>(api: Api): Promise<NodeView & More> {
  const where = '/commons/v1/node'
  const view = holding(await api.get<NodeView & More>(where), where, {
    name: 'string',
    identity: 'string',
    dataFolder: 'string?',
    releases: 'number',
    heldBytes: 'number',
    'log.origin': 'string',
    'log.size': 'number',
    'log.time': 'string',
    differences: 'list?',
    charter: 'object?',
  })
  allHolding(view.differences ?? [], where, { sentence: 'string' })
  return view
}

/** A page of its log. @throws OwcError `answer-invalid` */
export async function logOf(api: Api, query = ''): Promise<LogView> {
  const where = '/commons/v1/log'
  const view = holding(await api.get<LogView>(`${where}${query}`), where, {
    origin: 'string',
    verifierKey: 'string',
    size: 'number',
    root: 'string',
    time: 'string',
    rows: 'list',
    peers: 'list',
    looks: 'list?',
    differences: 'list?',
  })
  allHolding(view.rows, where, { index: 'number', kind: 'string', time: 'string', statement: 'string?' })
  return view
}

/** What a node gives for something that it logged. @throws OwcError `answer-invalid` */
export function receiptIn<T>(answer: T, where: string): T {
  return holding(answer, where, { statement: 'string', logIndex: 'number' })
}

// The doors of findings: across the node, and the page of each detector.

import { METHODS, methodOf } from '../../commons/standard/findings/method.ts'
import type { DoorContext } from '../door.ts'
import { lastPart, notFound, type Sheet } from './answer.ts'
import { type FindingsView, findings } from './findings.ts'
import { type MethodView, method } from './method.ts'
import { choice, ROWS, readAfter } from './read.ts'

const RULES = METHODS.map(({ id }) => id)
const LONGEST_ID = 8 // characters: OW-1

export const findingsSheet: Sheet<FindingsView> = {
  path: '/findings',
  summary: 'Findings: what rules found in the newest records, by rule and severity; and every rule.',
  async read({ asks }, c) {
    const filter = readFindings(c)
    return { ...(await asks.findings(filter)), filter }
  },
  show: findings,
}

export const methodSheet: Sheet<MethodView> = {
  path: '/findings/:id',
  summary: 'A rule: what it looks for, what clears it, how it errs, where it fires here.',
  async read({ asks }, c) {
    const id = lastPart(c, 'id')
    const known = id.length > LONGEST_ID ? undefined : methodOf(id)?.id
    const after = readAfter(c)
    const paging = { limit: ROWS, ...(after === undefined ? {} : { after }) }
    const view = known === undefined ? undefined : await asks.method(known, paging)
    if (view === undefined) throw notFound('rule', 'a rule of the list at /findings, such as OW-1')
    return after === undefined ? view : { ...view, after }
  },
  show: method,
}

function readFindings(c: DoorContext) {
  const rule = choice(c, 'rule', RULES)
  const severity = choice(c, 'severity', ['B', 'W', 'N'] as const)
  const after = readAfter(c)
  return {
    limit: ROWS,
    ...(rule === undefined ? {} : { rule }),
    ...(severity === undefined ? {} : { severity }),
    ...(after === undefined ? {} : { after }),
  }
}

// Findings across the node: one of each rule, some of them by strangers, more than stand open on a page.

import { METHODS } from '../../../src/commons/standard/findings/method.ts'
import type { FindingRow, FindingsFilter, FindingsPage } from '../../../src/node/views/findings.ts'
import { at, digestOf, HOSTILE } from './fixture.ts'

const SEVERITIES = ['B', 'W', 'N'] as const

const ROWS: readonly FindingRow[] = Array.from({ length: 70 }, (_, n) => ({
  ref: n === 1 ? 'acme/hostile' : `acme/model-${n}`,
  display: n === 1 ? HOSTILE : `acme/Model-${n}`,
  version: n % 3 === 0 ? null : '1.0',
  kind: n % 2 === 0 ? 'observed' : 'release',
  statement: digestOf(`record ${n}`),
  time: at(17),
  id: METHODS[n % METHODS.length]?.id ?? 'OW-1',
  rule: 1,
  severity: SEVERITIES[n % 3] ?? 'N',
  says: n === 1 ? HOSTILE : 'Called open source in README.md. G7 label: undecided.',
  quotes: 1,
  answers: n % 4,
}))

export function findingsOf({ rule, severity, after }: Partial<FindingsFilter>): FindingsPage {
  const rows = ROWS.filter(
    (one) => (rule === undefined || one.id === rule) && (severity === undefined || one.severity === severity),
  )
  return after === undefined ? { rows, looked: 60, next: '5b' } : { rows: [], looked: 0 }
}

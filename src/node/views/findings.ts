// Findings across the node: the newest record of each name is checked, newest first, a bounded number at a time; what was
// not looked at yet is said. A view: nothing is stored, nothing is counted over all records (ARCHITECTURE, a request's
// walk); answers that were computed before are found again (node/checks.ts).

import type { Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { Instant } from '../../base/time.ts'
import type { Severity } from '../../commons/standard/answer.ts'
import { METHODS, type Method } from '../../commons/standard/findings/method.ts'
import { checkedHere } from './checked.ts'
import { releaseRows } from './list.ts'
import { resolveRef } from './ref.ts'
import type { ReleaseRow } from './release.ts'
import type { ViewSources } from './sources.ts'

const BATCH = 20 // names asked of the list at a time
const MAX_LOOKED = 60 // records that are checked for one page

export type FindingsFilter = {
  readonly limit: number // findings on a page; one record may take it over that
  readonly rule?: string // OW-1
  readonly severity?: Severity
  readonly after?: string // page token
}

export type FindingRow = {
  readonly ref: string
  readonly display: string
  readonly version: string | null
  readonly kind: 'release' | 'observed'
  readonly statement: Sha256
  readonly time: Instant
  readonly id: string
  readonly rule: number
  readonly severity: Severity
  readonly says: string
  readonly quotes: number
  readonly answers: number
}

export type FindingsPage = {
  readonly rows: readonly FindingRow[]
  readonly looked: number // records that were checked for this page
  readonly next?: string // more records follow
}

export type MethodPage = { readonly method: Method; readonly here: FindingsPage }

/** @throws OwcError `usage` for a page token that no page gave out */
export async function findingsPage(sources: ViewSources, filter: FindingsFilter): Promise<FindingsPage> {
  const rows: FindingRow[] = []
  let looked = 0
  let after = filter.after
  for (;;) {
    const batch = await releaseRows(sources, {
      sort: 'newest',
      limit: BATCH,
      ...(after !== undefined && { after }),
    })
    for (const row of batch.rows) {
      rows.push(...(await findingsIn(sources, row, filter)))
      looked++
    }
    after = batch.next
    if (after === undefined) return { rows, looked }
    if (rows.length >= filter.limit || looked >= MAX_LOOKED) return { rows, looked, next: after }
  }
}

async function findingsIn(
  sources: ViewSources,
  { ref }: ReleaseRow,
  filter: FindingsFilter,
): Promise<readonly FindingRow[]> {
  const record = await recordAt(sources, ref)
  const checked = record && (await checkedHere(sources, record))
  if (record === undefined || checked === undefined) return [] // its body was erased meanwhile
  const wanted = checked.findings.filter(
    ({ id, severity }) =>
      (filter.rule === undefined || id === filter.rule) &&
      (filter.severity === undefined || severity === filter.severity),
  )
  return wanted.map(({ id, rule, severity, says, quotes, answers }) => ({
    ref,
    display: record.display,
    version: record.version,
    kind: record.kind,
    statement: record.statement,
    time: record.time,
    id,
    rule,
    severity,
    says,
    quotes: quotes.length,
    answers: answers.length,
  }))
}

async function recordAt(sources: ViewSources, ref: string) {
  try {
    return (await resolveRef(sources, ref)).record
  } catch (error) {
    if (error instanceof OwcError) return undefined // the name points nowhere any more
    throw error
  }
}

/** Undefined: no detector has this id. */
export async function methodPage(
  sources: ViewSources,
  id: string,
  paging: Pick<FindingsFilter, 'limit' | 'after'>,
): Promise<MethodPage | undefined> {
  const method = METHODS.find((one) => one.id === id)
  return method && { method, here: await findingsPage(sources, { ...paging, rule: id }) }
}

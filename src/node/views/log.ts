// The log, a page at a time, newest first: time leaves and statements as they stand, with the signed checkpoint.

import { instant } from '../../base/time.ts'
import { type SaidRow, saidBetween, subjectsOf } from '../../commons/all-statements.ts'
import { identityNames } from '../../commons/keys/query.ts'
import { nodeCrypto } from '../../ledger/crypto-node.ts'
import { parseEntry } from '../../ledger/entry.ts'
import { leafHash } from '../../ledger/merkle.ts'
import type { LogEntry } from '../../storage/contracts.ts'
import type { Who } from '../access.ts'
import { logTimeAt } from '../log-time.ts'
import type { Node } from '../node.ts'
import { answersBeside } from './answers.ts'
import { differenceViews, lookViews, peerViews } from './logs.ts'
import { titleOf } from './said.ts'
import type { LogRow, LogView } from './statement.ts'

const MAX_ROWS = 200

/** Rows below index `before`, from the end when absent. */
export async function logView(
  node: Node,
  { limit, before }: { readonly limit: number; readonly before?: number },
): Promise<LogView> {
  const { log, index, storage } = node
  const { size, root, note } = log.checkpoint()
  const end = Math.max(0, Math.min(size, Math.trunc(before ?? size)))
  const start = Math.max(0, end - Math.max(1, Math.min(MAX_ROWS, Math.trunc(limit))))
  const said = await saidBetween(index, { origin: log.origin, start, end })
  const byIndex = new Map(said.map((row) => [row.index, row]))
  const names = await identityNames(
    index,
    said.map(({ issuer }) => issuer),
  )
  const beside = await answersBeside(
    node,
    said.map(({ statement, issuer }) => ({ digest: statement, issuer })),
  )
  const rows: LogRow[] = []
  for await (const entry of storage.logStore.entries(start, end)) {
    const row = byIndex.get(entry.index)
    const answers = row && beside.get(row.statement)
    const view = await rowView(node, entry, { row, name: row && names.get(row.issuer) })
    rows.push(answers === undefined ? view : { ...view, answers })
  }
  return {
    origin: log.origin,
    verifierKey: log.verifierKey,
    size,
    root: root.toHex(),
    checkpoint: note,
    time: node.logTime(),
    rows: withTimes(rows, await logTimeAt(storage.logStore, start)).reverse(),
    from: start,
    peers: await peerViews(node),
    ...listed('looks', await lookViews(node)),
    ...listed('differences', await differenceViews(node)),
  }
}

/** Looks may name addresses of the operator's own network, so they are the operator's to see. */
export function shownTo({ operator }: Who, { looks, ...view }: LogView): LogView {
  return operator && looks !== undefined ? { ...view, looks } : view
}

/** Absent when there is nothing to list. */
function listed<const K extends string, T>(key: K, list: readonly T[]): { readonly [P in K]?: readonly T[] } {
  return list.length === 0 ? {} : ({ [key]: list } as { readonly [P in K]: readonly T[] })
}

async function rowView(
  { index }: Node,
  entry: LogEntry,
  { row, name }: { readonly row: SaidRow | undefined; readonly name: string | undefined },
): Promise<LogRow> {
  const hash = leafHash(nodeCrypto, entry.leaf).toHex()
  const parsed = parseEntry(entry.leaf, `log entry ${entry.index}`)
  if (parsed.kind === 'time')
    return { index: entry.index, kind: 'time', time: instant(parsed.seconds), leafHash: hash }
  const [subject] = row === undefined ? [] : await subjectsOf(index, row.statement)
  return {
    index: entry.index,
    kind: 'statement',
    time: row?.time ?? instant(0), // of an erased one: see withTimes
    statement: parsed.payload,
    type: parsed.type,
    title: titleOf(parsed.type),
    ...(row !== undefined && { issuer: row.issuer }),
    ...(name !== undefined && { issuerName: name }),
    ...(subject !== undefined && { subject: calledOrDigest(subject) }),
    leafHash: hash,
  }
}

/** What is answered or erased is called "statement" by whoever does it; its digest is what opens. */
function calledOrDigest({ name, digest }: { readonly name: string | null; readonly digest: string }): string {
  return name !== null && /[/:]/.test(name) ? name : digest
}

/** A statement without rows (its body was erased) has the time of the entry before it, as log time is defined. */
function withTimes(rows: readonly LogRow[], first: LogRow['time']): LogRow[] {
  let time = first
  return rows.map((row) => {
    if (row.kind === 'statement' && row.issuer === undefined) return { ...row, time }
    time = row.time
    return row
  })
}

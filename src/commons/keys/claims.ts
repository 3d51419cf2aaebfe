// Which identities claim a namespace, from when until when, and what was found of their evidence: read from the documents that count, in the order of
// the log. Who of them holds it is decided above (node/namespaces.ts), where decisions are known too.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { Tables } from './fold.ts'
import { identityPeriods } from './query.ts'

const MAX_CHECKS = 200 // of one identity that are read, newest first
const MAX_CLAIMANTS = 1_000 // identities that ever claimed one of the namespaces that are asked for

/** A document begins, or ceases, to claim a namespace. */
export type ClaimEvent = {
  readonly namespace: string
  readonly identity: string
  readonly statement: string // the document
  readonly claims: boolean
  readonly time: Instant // from when it counts; of a recovery after the delay
  readonly index: number
}

/** In no order across identities. Only documents at home in the log `origin`, whose order alone decides there. */
export async function claimEvents(
  db: Kysely<Tables>,
  { namespaces, origin }: { readonly namespaces: readonly string[]; readonly origin: string },
): Promise<readonly ClaimEvent[]> {
  if (namespaces.length === 0) return []
  const rows = await db
    .selectFrom('namespace_claims')
    .select(['namespace', 'identity'])
    .distinct()
    .where('namespace', 'in', namespaces)
    .where('origin', '=', origin)
    .where('home_log', '=', origin)
    .orderBy('identity')
    .orderBy('namespace')
    .limit(MAX_CLAIMANTS)
    .execute()
  const events: ClaimEvent[] = []
  for (const identity of new Set(rows.map((row) => row.identity))) {
    const wanted = rows.filter((row) => row.identity === identity).map(({ namespace }) => namespace)
    events.push(...(await eventsOf(db, identity, wanted)))
  }
  return events
}

async function eventsOf(
  db: Kysely<Tables>,
  identity: string,
  wanted: readonly string[],
): Promise<readonly ClaimEvent[]> {
  const events: ClaimEvent[] = []
  for (const { document, fromIndex, fromTime } of await identityPeriods(db, identity)) {
    const listed = document.body.namespaces ?? []
    for (const namespace of wanted)
      events.push({
        namespace,
        identity,
        statement: document.statement,
        claims: listed.includes(namespace),
        time: fromTime,
        index: fromIndex,
      })
  }
  return events
}

export type CheckedEvidence = {
  readonly kind: string
  readonly value: string
  readonly outcome: string
  readonly by: string
  readonly statement: Sha256
  readonly time: Instant
}

/** What was found of an identity's evidence: of each who looked the newest word on each piece. */
export async function evidenceChecks(
  db: Kysely<Tables>,
  identity: string,
): Promise<readonly CheckedEvidence[]> {
  const rows = await db
    .selectFrom('evidence_checks')
    .selectAll()
    .where('identity', '=', identity)
    .orderBy('place', 'desc')
    .limit(MAX_CHECKS)
    .execute()
  const newest = new Map(rows.toReversed().map((row) => [`${row.kind} ${row.value} ${row.issuer}`, row]))
  return [...newest.values()].map(({ kind, value, outcome, issuer, statement, time }) => ({
    kind,
    value,
    outcome,
    by: issuer,
    statement: statement as Sha256,
    time: time as Instant,
  }))
}

/** Namespaces that anybody ever claimed in this log, by name. */
export async function claimedNamespaces(
  db: Kysely<Tables>,
  { origin, after, limit }: { readonly origin: string; readonly after: string; readonly limit: number },
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('namespace_claims')
    .select('namespace')
    .distinct()
    .where('origin', '=', origin)
    .where('home_log', '=', origin)
    .where('namespace', '>', after)
    .orderBy('namespace')
    .limit(limit)
    .execute()
  return rows.map(({ namespace }) => namespace)
}

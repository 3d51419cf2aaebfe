// Logs of other nodes as they were seen: the newest checkpoint of each, what one issuer saw before, and what did not fit
// together. Only what the reading node fetched and verified itself is firm; what came along with something is hearsay,
// and steps back wherever there is anything firmer.

import { type Kysely, sql } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { Tables } from './fold.ts'
import type { Difference } from './statements.ts'

const MAX_LOGS = 500
const MAX_DIFFERENCES = 1_000

export type Peer = {
  readonly origin: string
  readonly size: number
  readonly root: string
  readonly note: string
  readonly issuer: string
  readonly checked: boolean // its issuer checked the log's signature
  readonly verifierKey?: string
  readonly url?: string
  readonly folded: boolean
  readonly time: Instant
  readonly statement: Sha256
}

export type PeerDifference = Peer & {
  readonly kind: Difference
  readonly known: string // note
  readonly evidence: Sha256 // blob
}

/** One checkpoint of each other log: the newest that `self` checked, else the newest that it was told, else anybody's. */
export async function peers(db: Kysely<Tables>, self: string): Promise<readonly Peer[]> {
  const rank = (at: string) =>
    sql<number>`case when ${sql.ref(`${at}.issuer`)} <> ${self} then 0 else 1 + ${sql.ref(`${at}.checked`)} end`
  const rows = await db
    .selectFrom('peer_checkpoints as best')
    .selectAll()
    .where('best.differs', 'is', null)
    .where(({ not, exists, selectFrom, or, and, eb }) =>
      not(
        exists(
          selectFrom('peer_checkpoints as better')
            .select('better.log')
            .whereRef('better.log', '=', 'best.log')
            .where('better.differs', 'is', null)
            .where(
              or([
                eb(rank('better'), '>', rank('best')),
                and([
                  eb(rank('better'), '=', rank('best')),
                  eb(sql.ref('better.place'), '>', sql.ref('best.place')),
                ]),
              ]),
            ),
        ),
      ),
    )
    .orderBy('log')
    .limit(MAX_LOGS)
    .execute()
  return rows.map(peerOf)
}

export type PeerCheckpointRow = Pick<Peer, 'note' | 'checked' | 'verifierKey' | 'url'>

/** What one issuer has seen of another log and what fitted together, newest first. */
export async function peerCheckpointsBy(
  db: Kysely<Tables>,
  { log, issuer, limit }: { readonly log: string; readonly issuer: string; readonly limit: number },
): Promise<readonly PeerCheckpointRow[]> {
  const rows = await db
    .selectFrom('peer_checkpoints')
    .selectAll()
    .where('log', '=', log)
    .where('issuer', '=', issuer)
    .where('differs', 'is', null)
    .orderBy('place', 'desc')
    .limit(limit)
    .execute()
  return rows.map(peerOf)
}

/** What did not fit together, newest first, as one issuer saw it: of one log, or of all. */
export async function peerDifferences(
  db: Kysely<Tables>,
  { issuer, log }: { readonly issuer: string; readonly log?: string },
): Promise<readonly PeerDifference[]> {
  let query = db.selectFrom('peer_checkpoints').selectAll().where('differs', 'is not', null)
  if (log !== undefined) query = query.where('log', '=', log)
  const rows = await query
    .where('issuer', '=', issuer)
    .orderBy('place', 'desc')
    .limit(MAX_DIFFERENCES)
    .execute()
  return rows.map((row) => ({
    ...peerOf(row),
    kind: row.differs as Difference,
    known: row.known ?? '',
    evidence: row.evidence as Sha256,
  }))
}

/** Addresses at which an issuer has fetched checkpoints. */
export async function peerAddresses(db: Kysely<Tables>, issuer: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('peer_checkpoints')
    .select('url')
    .distinct()
    .where('issuer', '=', issuer)
    .where('url', 'is not', null)
    .orderBy('url')
    .limit(MAX_LOGS)
    .execute()
  return rows.flatMap(({ url }) => (url === null ? [] : [url]))
}

function peerOf(row: Tables['peer_checkpoints']): Peer {
  return {
    origin: row.log,
    size: row.size,
    root: row.root,
    note: row.note,
    issuer: row.issuer,
    checked: row.checked === 1,
    ...(row.verifier_key !== null && { verifierKey: row.verifier_key }),
    ...(row.url !== null && { url: row.url }),
    folded: row.folded === 1,
    time: row.time as Instant,
    statement: row.statement as Sha256,
  }
}

// Which charter is in force in a log, and which decisions have effect there. Decisions of other nodes' logs are about
// those nodes. Until votes exist a decision has effect when its issuer wrote the charter in force or sits in it.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { Tables } from './fold.ts'
import type { Charter } from './statements.ts'

const MAX_DECISIONS = 500 // about one digest, newest first
const MAX_CHARTERS = 1000

export type CharterInForce = {
  readonly statement: Sha256
  readonly issuer: string
  readonly seats: number
  readonly holders: readonly string[]
  readonly sentence: string // for pages: who decides
  readonly charter: Charter
  readonly time: Instant
}

/** The first charter of a log, then each next version by its issuer or a holder of a seat. */
export async function charterInForce(
  db: Kysely<Tables>,
  origin: string,
): Promise<CharterInForce | undefined> {
  const rows = await db
    .selectFrom('charters')
    .selectAll()
    .where('origin', '=', origin)
    .orderBy('idx')
    .limit(MAX_CHARTERS)
    .execute()
  let present: CharterInForce | undefined
  for (const row of rows) {
    const charter: Charter = JSON.parse(row.body)
    const rightful =
      present === undefined
        ? charter.version === 1
        : charter.version === present.charter.version + 1 && maySpeak(present, row.issuer)
    if (rightful) present = inForce(row, charter)
  }
  return present
}

function inForce(row: Tables['charters'], charter: Charter): CharterInForce {
  const seats = charter.bodies.reduce((sum, body) => sum + body.seats, 0)
  return {
    statement: row.statement as Sha256,
    issuer: row.issuer,
    seats,
    holders: [...new Set(charter.bodies.flatMap(({ holders }) => holders))],
    sentence:
      seats === 1
        ? 'One person decides everything on this node: its operator. Nobody else can hear an appeal.'
        : `${seats} seats in ${charter.bodies.length} bodies decide on this node.`,
    charter,
    time: row.time as Instant,
  }
}

function maySpeak({ issuer, holders }: CharterInForce, who: string): boolean {
  return issuer === who || holders.includes(who)
}

export type DecisionInForce = {
  readonly artifact: Sha256
  readonly matter: string
  readonly outcome: string
  readonly ground: string
  readonly reasons: readonly string[]
  readonly view: Sha256 | null
  readonly automated: boolean
  readonly appeal: string
  readonly issuer: string
  readonly statement: Sha256
  readonly time: Instant
}

export type Asked = { readonly origin: string; readonly matter: string; readonly now: Instant }

/** The newest decision on a matter that has begun, has not run out, and that the charter allows. */
export async function decisionInForce(
  db: Kysely<Tables>,
  digest: Sha256,
  asked: Asked,
): Promise<DecisionInForce | undefined> {
  return (await decisionsInForce(db, [digest], asked)).get(digest)
}

export async function decisionsInForce(
  db: Kysely<Tables>,
  digests: readonly Sha256[],
  asked: Asked,
): Promise<ReadonlyMap<Sha256, DecisionInForce>> {
  const found = new Map<Sha256, DecisionInForce>()
  const charter = digests.length === 0 ? undefined : await charterInForce(db, asked.origin)
  if (charter === undefined) return found
  const rows = await effective(db, charter, asked)
    .selectAll()
    .where('digest', 'in', digests)
    .orderBy('place', 'desc')
    .limit(MAX_DECISIONS * digests.length)
    .execute()
  for (const row of rows) {
    const digest = row.digest as Sha256
    if (!found.has(digest)) found.set(digest, decision(row))
  }
  return found
}

/** Every decision on a matter about these digests that the charter allows, with its place in the log: for rules in
 *  which an earlier one keeps what it did. */
export async function decisionsMade(
  db: Kysely<Tables>,
  digests: readonly Sha256[],
  asked: Asked,
): Promise<readonly (DecisionInForce & { readonly index: number })[]> {
  const charter = digests.length === 0 ? undefined : await charterInForce(db, asked.origin)
  if (charter === undefined) return []
  const rows = await effective(db, charter, asked)
    .selectAll()
    .where('digest', 'in', digests)
    .orderBy('place', 'desc')
    .limit(MAX_DECISIONS * digests.length)
    .execute()
  return rows.toReversed().map((row) => ({ ...decision(row), index: row.idx }))
}

/** Whether a decision by somebody whom the charter lets decide here names these bytes as the view that it judged:
 *  such bytes are public, so that anybody can judge again (DESIGN 8). */
export async function isJudgedView(db: Kysely<Tables>, view: Sha256, origin: string): Promise<boolean> {
  const named = await db
    .selectFrom('decisions')
    .select('issuer')
    .distinct()
    .where('origin', '=', origin)
    .where('view', '=', view)
    .limit(MAX_DECISIONS)
    .execute()
  const charter = named.length === 0 ? undefined : await charterInForce(db, origin)
  return charter !== undefined && named.some(({ issuer }) => maySpeak(charter, issuer))
}

/** Artifacts whose decision in force has one of these outcomes, as a condition for lists of releases. */
export async function artifactsDecided(
  db: Kysely<Tables>,
  outcomes: readonly string[],
  asked: Asked,
): Promise<{ artifacts: () => ReturnType<typeof newestWith> } | undefined> {
  const charter = await charterInForce(db, asked.origin)
  return charter && { artifacts: () => newestWith(db, { charter, asked, outcomes }) }
}

function newestWith(
  db: Kysely<Tables>,
  { charter, asked, outcomes }: { charter: CharterInForce; asked: Asked; outcomes: readonly string[] },
) {
  const { origin, matter, now } = asked
  return effective(db, charter, asked)
    .select('decisions.digest')
    .where('outcome', 'in', outcomes)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('decisions as later')
            .select('later.digest')
            .where('later.origin', '=', origin)
            .where('later.matter', '=', matter)
            .where('later.issuer', 'in', [charter.issuer, ...charter.holders])
            .where('later.from_time', '<=', now)
            .where(({ eb, or }) => or([eb('later.until_time', 'is', null), eb('later.until_time', '>', now)]))
            .whereRef('later.digest', '=', 'decisions.digest')
            .whereRef('later.place', '>', 'decisions.place'),
        ),
      ),
    )
}

function effective(db: Kysely<Tables>, { issuer, holders }: CharterInForce, { origin, matter, now }: Asked) {
  return db
    .selectFrom('decisions')
    .where('decisions.origin', '=', origin)
    .where('decisions.matter', '=', matter)
    .where('decisions.issuer', 'in', [issuer, ...holders])
    .where('decisions.from_time', '<=', now)
    .where(({ eb, or }) => or([eb('decisions.until_time', 'is', null), eb('decisions.until_time', '>', now)]))
}

function decision(row: Tables['decisions']): DecisionInForce {
  return {
    artifact: row.digest as Sha256,
    matter: row.matter,
    outcome: row.outcome,
    ground: row.ground,
    reasons: JSON.parse(row.reasons),
    view: row.view as Sha256 | null,
    automated: row.automated === 1,
    appeal: row.appeal,
    issuer: row.issuer,
    statement: row.statement as Sha256,
    time: row.time as Instant,
  }
}

// Which advisories name which bytes, and what makers answered. Current is a query: of an advisory that its issuer says
// again under the same id, the newest counts alone; of a maker's answers about the same bytes, the newest.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import { byTurns, inTurns, SPOKE, TURN } from '../in-turns.ts'
import type { VEX_STATUSES } from './advisory.ts'
import type { Tables } from './fold.ts'

const MAX_ADVISORIES = 500 // that name one set of digests
const AT_ONCE = 500 // digests of one question; a database takes only so many
const MAX_VEX = 2000 // answers to one set of advisories

export type VexStatus = (typeof VEX_STATUSES)[number]

export type NamedBy = {
  readonly digest: Sha256 // the one that it names
  readonly names: 'bytes' | 'tensors' | 'reached declared' | 'reached tensor'
  readonly why: string
  readonly path: readonly string[] // of what it says to be reached
  readonly status: VexStatus // as its issuer says
  readonly statusBy: string | null
  readonly id: string
  readonly kind: string
  readonly summary: string
  readonly published: Instant
  readonly responses: readonly string[]
  readonly evidence: readonly Sha256[] // that it points to
  readonly issuer: string
  readonly statement: Sha256
  readonly time: Instant
  readonly place: string
}

/** Newest first; an advisory that names several of the digests occurs for each.
 *  @param first whose notices stay in sight whoever else gives any */
export async function advisoriesAbout(
  db: Kysely<Tables>,
  digests: readonly Sha256[],
  first: readonly string[] = [],
): Promise<readonly NamedBy[]> {
  const found: NamedBy[] = []
  for (let from = 0; from < digests.length; from += AT_ONCE)
    found.push(...(await naming(db, digests.slice(from, from + AT_ONCE), first)))
  const order = { first, place: ({ place }: NamedBy) => place }
  return inTurns(found.sort(newestFirst), MAX_ADVISORIES, ({ issuer }) => issuer, order).toSorted(newestFirst)
}

type Placed = { readonly place: string }

function newestFirst(a: Placed, b: Placed): number {
  return a.place < b.place ? 1 : a.place > b.place ? -1 : 0
}

async function naming(
  db: Kysely<Tables>,
  digests: readonly Sha256[],
  first: readonly string[],
): Promise<readonly NamedBy[]> {
  const rows = await db
    .selectFrom((from) =>
      from
        .selectFrom('advisories')
        .selectAll()
        .select([TURN, SPOKE])
        .where('digest', 'in', digests)
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('advisories as later')
                .select('later.place')
                .whereRef('later.issuer', '=', 'advisories.issuer')
                .whereRef('later.id', '=', 'advisories.id')
                .whereRef('later.place', '>', 'advisories.place'),
            ),
          ),
        )
        .as('said'),
    )
    .selectAll()
    .orderBy(byTurns(first)) // whoever gives notice of everything hides nobody else's notice
    .limit(MAX_ADVISORIES)
    .execute()
  return rows.map(namedBy)
}

/** What one advisory names, in its order. */
export async function namedIn(db: Kysely<Tables>, statement: Sha256): Promise<readonly NamedBy[]> {
  const rows = await db
    .selectFrom('advisories')
    .selectAll()
    .where('statement', '=', statement)
    .orderBy('place')
    .orderBy('ord')
    .limit(MAX_ADVISORIES)
    .execute()
  return rows.map(namedBy)
}

function namedBy(row: Tables['advisories']): NamedBy {
  const names = row.names as NamedBy['names']
  const reached = names.startsWith('reached')
  return {
    digest: row.digest as Sha256,
    names,
    why: reached ? '' : row.why,
    path: reached ? JSON.parse(row.why) : [],
    status: row.status as VexStatus,
    statusBy: row.status_by,
    id: row.id,
    kind: row.kind,
    summary: row.summary,
    published: row.published as Instant,
    responses: JSON.parse(row.responses),
    evidence: JSON.parse(row.evidence),
    issuer: row.issuer,
    statement: row.statement as Sha256,
    time: row.time as Instant,
    place: row.place,
  }
}

export type Vex = {
  readonly advisory: Sha256
  readonly product: Sha256
  readonly status: VexStatus
  readonly reason: string | null
  readonly action: string | null
  readonly fixedIn: string | null
  readonly issuer: string
  readonly statement: Sha256
  readonly time: Instant
  readonly place: string
}

/** The newest answer of each who answered about each product, newest first.
 *  @param by of this identity alone: a maker's answer is found however many others answer too */
export async function vexOf(
  db: Kysely<Tables>,
  advisories: readonly Sha256[],
  by?: string,
): Promise<readonly Vex[]> {
  if (advisories.length === 0) return []
  const rows = await db
    .selectFrom((from) =>
      from
        .selectFrom('vex')
        .selectAll()
        .select([TURN, SPOKE])
        .where('advisory', 'in', advisories)
        .$if(by !== undefined, (all) => all.where('issuer', '=', by ?? ''))
        .as('said'),
    )
    .selectAll()
    .orderBy(byTurns([]))
    .limit(MAX_VEX)
    .execute()
  const newest = new Map<string, Vex>()
  for (const row of rows) {
    const key = `${row.advisory} ${row.product} ${row.issuer}`
    if (!newest.has(key)) newest.set(key, vex(row)) // of one issuer the newest comes first
  }
  return [...newest.values()].sort(newestFirst)
}

function vex(row: Tables['vex']): Vex {
  return {
    advisory: row.advisory as Sha256,
    product: row.product as Sha256,
    status: row.status as VexStatus,
    reason: row.reason,
    action: row.action,
    fixedIn: row.fixed_in,
    issuer: row.issuer,
    statement: row.statement as Sha256,
    time: row.time as Instant,
    place: row.place,
  }
}

// Where bytes are said to come from. Digests: artifact, its objects, weights root.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import { byTurns, SPOKE, TURN } from '../in-turns.ts'
import type { Tables } from './fold.ts'

const MAX_EDGES = 1000

export type Edge = {
  readonly child: Sha256
  readonly relation: string
  readonly parentName: string | null
  readonly parent: Sha256 | null
  readonly evidence: 'declared' | 'measured'
  readonly grade: string | null
  readonly issuer: string
  readonly statement: Sha256
  readonly time: Instant
  readonly place: string
}

/** What is said these were made from, in the order of the log; of many, as many see theirs (in-turns.ts). */
export async function parentsOf(
  db: Kysely<Tables>,
  { digests, first = [] }: { readonly digests: readonly Sha256[]; readonly first?: readonly string[] },
): Promise<readonly Edge[]> {
  if (digests.length === 0) return []
  const rows = await db
    .selectFrom((from) =>
      from
        .selectFrom('derivations')
        .selectAll()
        .select([TURN, SPOKE])
        .where('child', 'in', digests)
        .as('said'),
    )
    .selectAll()
    .orderBy(byTurns(first))
    .limit(MAX_EDGES)
    .execute()
  return rows.sort(inLogOrder).map(edge)
}

function inLogOrder(a: Placed, b: Placed): number {
  return a.place < b.place ? -1 : a.place > b.place ? 1 : a.ord - b.ord
}
type Placed = { readonly place: string; readonly ord: number }

/** Edges down: what is said to be made from any of these digests, or from a model of this name; newest first. */
export async function childEdges(
  db: Kysely<Tables>,
  { digests, name }: { readonly digests: readonly Sha256[]; readonly name: string },
): Promise<readonly Edge[]> {
  const rows = await db
    .selectFrom((from) =>
      from
        .selectFrom('derivations')
        .selectAll()
        .select([TURN, SPOKE])
        .where((where) =>
          where.or([
            where('parent_name', '=', name),
            ...(digests.length === 0 ? [] : [where('parent', 'in', digests)]),
          ]),
        )
        .as('said'),
    )
    .selectAll()
    .orderBy(byTurns([]))
    .limit(MAX_EDGES)
    .execute()
  return rows.sort((a, b) => inLogOrder(b, a)).map(edge)
}

function edge(row: Tables['derivations']): Edge {
  return {
    child: row.child as Sha256,
    relation: row.relation,
    parentName: row.parent_name,
    parent: row.parent as Sha256 | null,
    evidence: row.evidence === 'measured' ? 'measured' : 'declared',
    grade: row.grade,
    issuer: row.issuer,
    statement: row.statement as Sha256,
    time: row.time as Instant,
    place: row.place,
  }
}

// Where bytes are said to come from. Digests: artifact, its objects, weights root.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
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
}

export async function parentsOf(db: Kysely<Tables>, digests: readonly Sha256[]): Promise<readonly Edge[]> {
  return digests.length === 0 ? [] : await edges(db, digests)
}

/** Edges down: what is said to be made from any of these digests, or from a model of this name; newest first. */
export async function childEdges(
  db: Kysely<Tables>,
  { digests, name }: { readonly digests: readonly Sha256[]; readonly name: string },
): Promise<readonly Edge[]> {
  const rows = await db
    .selectFrom('derivations')
    .selectAll()
    .where((where) =>
      where.or([
        where('parent_name', '=', name),
        ...(digests.length === 0 ? [] : [where('parent', 'in', digests)]),
      ]),
    )
    .orderBy('place', 'desc')
    .orderBy('ord')
    .limit(MAX_EDGES)
    .execute()
  return rows.map(edge)
}

async function edges(db: Kysely<Tables>, digests: readonly Sha256[]): Promise<readonly Edge[]> {
  const rows = await db
    .selectFrom('derivations')
    .selectAll()
    .where('child', 'in', digests)
    .orderBy('place')
    .orderBy('ord')
    .limit(MAX_EDGES)
    .execute()
  return rows.map(edge)
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
  }
}

// Which bundles of other nodes came with what was imported: observations name them, and nothing else does.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Tables } from './fold.ts'
import type { Observation } from './statements.ts'

/** Bundles of other nodes that observations of a log name, each once. */
export async function bundlesOf(db: Kysely<Tables>, origin: string): Promise<readonly Sha256[]> {
  const rows = await db
    .selectFrom('records')
    .select('body')
    .where('origin', '=', origin)
    .where('kind', '=', 'observed')
    .where('body', 'like', '%"bundle":"sha256:%')
    .execute()
  const named = rows.flatMap(({ body }) => (JSON.parse(body) as Observation).bundle ?? [])
  return [...new Set(named)].map((digest) => digest.slice('sha256:'.length) as Sha256)
}

/** Bundles that came with an artifact, as one issuer's observations name them, newest first. */
export async function bundlesWithArtifact(
  db: Kysely<Tables>,
  of: { readonly artifact: Sha256; readonly origin: string; readonly issuer: string; readonly limit: number },
): Promise<readonly Sha256[]> {
  const rows = await db
    .selectFrom('records')
    .select('body')
    .where('artifact', '=', of.artifact)
    .where('origin', '=', of.origin)
    .where('issuer', '=', of.issuer)
    .where('kind', '=', 'observed')
    .where('body', 'like', '%"bundle":"sha256:%')
    .orderBy('place', 'desc')
    .limit(of.limit)
    .execute()
  const named = rows.flatMap(({ body }) => (JSON.parse(body) as Observation).bundle ?? [])
  return [...new Set(named)].map((digest) => digest.slice('sha256:'.length) as Sha256)
}

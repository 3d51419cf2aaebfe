// Which of many digests importers have met: as a file or an object of what they found, or as the whole artifact. Of each
// digest the newest find; what publishers say of their own bytes is no meeting.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { Tables } from './fold.ts'

const MAX_FINDS = 2_000 // of all digests together, newest first

export type Find = {
  readonly digest: Sha256
  readonly statement: Sha256
  readonly issuer: string
  readonly time: Instant
}

/** `but`: the record that asks, which is no find of its own. */
export async function findsOf(
  db: Kysely<Tables>,
  digests: readonly Sha256[],
  but: Sha256,
): Promise<readonly Find[]> {
  if (digests.length === 0) return []
  const files = await db
    .selectFrom('record_files')
    .innerJoin('records', (join) =>
      join.onRef('records.origin', '=', 'record_files.origin').onRef('records.idx', '=', 'record_files.idx'),
    )
    .select([
      'record_files.sha256 as digest',
      'records.statement',
      'records.issuer',
      'records.time',
      'records.place',
    ])
    .where('record_files.sha256', 'in', digests)
    .where('records.kind', '=', 'observed')
    .orderBy('records.place', 'desc')
    .limit(MAX_FINDS)
    .execute()
  const whole = await db
    .selectFrom('records')
    .select(['artifact as digest', 'statement', 'issuer', 'time', 'place'])
    .where('artifact', 'in', digests)
    .where('kind', '=', 'observed')
    .orderBy('place', 'desc')
    .limit(MAX_FINDS)
    .execute()
  const newest = new Map<string, Find & { readonly place: string }>()
  for (const row of [...files, ...whole]) {
    if (row.statement === but) continue
    const known = newest.get(row.digest)
    if (known === undefined || known.place < row.place)
      newest.set(row.digest, {
        digest: row.digest as Sha256,
        statement: row.statement as Sha256,
        issuer: row.issuer,
        time: row.time as Instant,
        place: row.place,
      })
  }
  return [...newest.values()].map(({ place: _, ...find }) => find)
}

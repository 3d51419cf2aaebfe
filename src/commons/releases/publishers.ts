// Who released bytes: of whom somebody speaks who speaks about an artifact, or about a file or an object in one; and
// by which name bytes are called when they are asked for by their digest.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Tables } from './fold.ts'
import { ROW_COLUMNS, type Row, rowOf } from './query.ts'

const MAX_RECORDS = 200 // of one artifact, newest first
const MAX_FOUND = 2_000 // a file such as a licence lies in many releases

/** The first name that bytes bore here: as this node found them or as somebody released them, whichever came first;
 *  where neither did, as anybody told of them. Who names the same bytes later does not take them over. */
export async function firstName(
  db: Kysely<Tables>,
  { artifact, node }: { readonly artifact: Sha256; readonly node: string },
): Promise<string | undefined> {
  const all = db
    .selectFrom('records')
    .select('name')
    .where('artifact', '=', artifact)
    .orderBy('place')
    .limit(1)
  const counted = all.where(({ eb, or }) => or([eb('kind', '=', 'release'), eb('issuer', '=', node)]))
  return ((await counted.executeTakeFirst()) ?? (await all.executeTakeFirst()))?.name
}

/** The record by which bytes became known here: the first release of them, else the first that anybody found. Who says
 *  of the same bytes later that they are theirs does not take them over. */
export async function firstOf(db: Kysely<Tables>, artifact: Sha256): Promise<Row | undefined> {
  const stored = await db
    .selectFrom('records')
    .select(ROW_COLUMNS)
    .where('artifact', '=', artifact)
    .orderBy('kind', 'desc') // release before observed
    .orderBy('place')
    .limit(1)
    .executeTakeFirst()
  return stored && rowOf(stored)
}

/** Records of an artifact by everybody who had recorded it before a log index, also what they have said of it since. */
export async function recordsByThoseBefore(
  db: Kysely<Tables>,
  artifact: Sha256,
  index: number,
): Promise<readonly Row[]> {
  const then = db.selectFrom('records').select('issuer').where('artifact', '=', artifact)
  const stored = await db
    .selectFrom('records')
    .select(ROW_COLUMNS)
    .where('artifact', '=', artifact)
    .where('issuer', 'in', then.where('idx', '<', index))
    .orderBy('place', 'desc')
    .limit(MAX_RECORDS)
    .execute()
  return stored.map(rowOf)
}

export type Publisher = { readonly digest: Sha256; readonly issuer: string }

export async function publishersAmong(
  db: Kysely<Tables>,
  digests: readonly Sha256[],
): Promise<readonly Publisher[]> {
  if (digests.length === 0) return []
  const rows = await db
    .selectFrom('records')
    .select(['artifact as digest', 'issuer'])
    .where('kind', '=', 'release')
    .where('artifact', 'in', digests)
    .union(
      db
        .selectFrom('record_files')
        .innerJoin('records', 'records.artifact', 'record_files.artifact')
        .select(['record_files.sha256 as digest', 'records.issuer'])
        .where('records.kind', '=', 'release')
        .where('record_files.sha256', 'in', digests),
    )
    .union(
      db
        .selectFrom('record_objects')
        .innerJoin('records', 'records.artifact', 'record_objects.artifact')
        .select(['record_objects.digest', 'records.issuer'])
        .where('records.kind', '=', 'release')
        .where('record_objects.digest', 'in', digests),
    )
    .limit(MAX_FOUND)
    .execute()
  return rows.map(({ digest, issuer }) => ({ digest: digest as Sha256, issuer }))
}

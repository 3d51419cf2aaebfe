// Stages that the issuer of a release has given it by signed statements, in the order of the log. What others say of
// its stage is not counted here.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { Tables } from './fold.ts'

const MAX_STAGES = 200 // the newest; who says more has the oldest forgotten

export type LoggedStage = { readonly stage: string; readonly statement: Sha256; readonly time: Instant }

export async function stagesOf(
  db: Kysely<Tables>,
  { digests, issuer }: { readonly digests: readonly Sha256[]; readonly issuer: string },
): Promise<readonly LoggedStage[]> {
  const rows = await db
    .selectFrom('record_statuses')
    .select(['stage', 'statement', 'time', 'place'])
    .distinct()
    .where('digest', 'in', digests)
    .where('issuer', '=', issuer)
    .orderBy('place', 'desc')
    .limit(MAX_STAGES)
    .execute()
  return rows.toReversed().map(({ stage, statement, time }) => ({
    stage,
    statement: statement as Sha256,
    time: time as Instant,
  }))
}

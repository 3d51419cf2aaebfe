// Whether this node serves an artifact to others: its own newest decision on the matter of hosting, else held.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../base/digest.ts'
import type { Tables } from '../commons/governance/fold.ts'
import type { Node } from '../node/node.ts'
import type { HostingState } from '../node/views/release.ts'

export async function hostingState({ index, identity }: Node, artifact: Sha256): Promise<HostingState> {
  const db: Kysely<Tables> = index
  const decision = await db
    .selectFrom('decisions')
    .select('outcome')
    .where('digest', '=', artifact)
    .where('matter', '=', 'hosting')
    .where('issuer', '=', identity)
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (decision === undefined) return 'held'
  if (decision.outcome === 'hosted' || decision.outcome === 'hosted-with-notice') return 'hosted'
  return decision.outcome === 'refused' ? 'refused' : 'held'
}

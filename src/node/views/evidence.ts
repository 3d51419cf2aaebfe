// Evidence that an identity names, each piece with what somebody found who looked. Theirs is one word, the finder's
// another; neither decides anything.

import type { Kysely } from 'kysely'
import { evidenceChecks } from '../../commons/keys/claims.ts'
import type { Tables } from '../../commons/keys/fold.ts'
import { identityNames } from '../../commons/keys/query.ts'
import type { Identity } from '../../commons/keys/statements.ts'
import type { EvidenceLine } from './who.ts'

export async function evidenceLines(
  db: Kysely<Tables>,
  identity: string,
  { evidence = [] }: Pick<Identity, 'evidence'>,
): Promise<readonly EvidenceLine[]> {
  if (evidence.length === 0) return []
  const checks = await evidenceChecks(db, identity)
  const names = await identityNames(
    db,
    checks.map(({ by }) => by),
  )
  return evidence.map(({ kind, value, where }) => ({
    kind,
    value,
    ...(where !== undefined && { where }),
    checks: checks
      .filter((one) => one.kind === kind && one.value === value)
      .map(({ outcome, by, statement, time }) => {
        const byName = names.get(by)
        return { outcome, by, statement, time, ...(byName !== undefined && { byName }) }
      }),
  }))
}

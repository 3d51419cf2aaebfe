// The three claims about a release, side by side: availability from blobs, custody and hosting; openness from components
// and licences; release safety from stage and evidence. Each is computed from the log and the bytes by itself, and none
// reads another (release-standard 0).

import { holders } from '../../commons/custody/query.ts'
import { decisionInForce } from '../../commons/governance/query.ts'
import { identityNames } from '../../commons/keys/query.ts'
import { type Row, withdrawalOf } from '../../commons/releases/query.ts'
import { availability } from '../../commons/standard/claims/availability.ts'
import { openness } from '../../commons/standard/claims/openness.ts'
import { type Safety, safety } from '../../commons/standard/claims/safety.ts'
import type { CheckedHere } from './checked.ts'
import { hostingMatter, stateOf } from './list.ts'
import type { ViewSources } from './sources.ts'

export type ClaimsView = {
  readonly availability: readonly string[] // sentences
  readonly openness: readonly string[]
  readonly safety: Safety
}

export async function claimsOf(
  sources: ViewSources,
  row: Row,
  { dossier, answers, findings, licences, frameworks }: CheckedHere,
): Promise<ClaimsView> {
  return {
    availability: await availabilityOf(sources, row, dossier.files.filter(({ held }) => held).length),
    openness: openness({ kind: row.kind, licences, frameworks }),
    safety: safety({ dossier, answers, findings }),
  }
}

export async function availabilityOf(
  sources: ViewSources,
  row: Row,
  heldFiles: number,
): Promise<readonly string[]> {
  const { index, logTime } = sources
  const holding = await holders(index, row.artifact, logTime)
  const names = await identityNames(
    index,
    holding.map(({ holder }) => holder),
  )
  const decision = await decisionInForce(index, row.artifact, hostingMatter(sources))
  const withdrawn = await withdrawalOf(index, row)
  return availability({
    files: { total: row.files, held: heldFiles },
    state: stateOf(decision),
    ...(decision !== undefined && { decidedAt: decision.time }),
    holders: holding.map(({ holder, since, lapsed }) => ({
      name: names.get(holder) ?? holder.slice(0, 18),
      since,
      lapsed,
    })),
    ...(withdrawn !== undefined && {
      withdrawn: { at: withdrawn.time, knownCopies: (withdrawn.remaining ?? []).length },
    }),
  })
}

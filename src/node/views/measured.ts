// What was measured of an artifact, each figure in the name of who says it: what its publisher states, and every
// statement of others about these bytes. Nothing is averaged, nothing ranked; an unknown type is named and shown.

import type { Sha256 } from '../../base/digest.ts'
import { saidAbout } from '../../commons/all-statements.ts'
import { content, objectsOf } from '../../commons/releases/query.ts'
import { namesOf } from '../namespaces.ts'
import type { Node } from '../node.ts'
import { resolveRef } from './ref.ts'
import type { SaidView } from './release.ts'
import { type RunsView, runsOf } from './run-reports.ts'
import { saidViews } from './said.ts'
import { viewSources } from './sources.ts'

const MAX_SAID = 500

/** Types that tell of measuring; the later ones are kept and shown before this program knows them. */
const MEASURING = ['evaluation', 'claim', 'spot-check', 'report', 'plan', 'review'].map(
  (type) => `owc:${type}/v1`,
)

export type MeasuredView = {
  readonly artifact: Sha256
  readonly publisher?: {
    readonly by: string
    readonly statement: Sha256
    readonly evaluations: readonly unknown[] // as the record states them
    readonly evaluators: unknown
    readonly risk: unknown
  } // absent: nobody has published a record of these bytes, only found them
  readonly others: readonly SaidView[]
  readonly runs: RunsView['reports']
}

/** @throws OwcError as resolveRef does */
export async function measuredOf(node: Node, ref: string): Promise<MeasuredView> {
  const { record } = await resolveRef(namesOf(node), ref)
  const sources = viewSources(node)
  const objects = await objectsOf(node.index, record.statement)
  const digests = [record.artifact, record.statement, ...objects.map(({ digest }) => digest as Sha256)]
  const rows = await saidAbout(node.index, digests, MAX_SAID)
  const found = await content(node.index, record.statement)
  const { reports } = await runsOf(sources, digests)
  return {
    artifact: record.artifact,
    ...(found?.kind === 'release' && {
      publisher: {
        by: record.issuer,
        statement: record.statement,
        evaluations: found.body.evaluations ?? [],
        evaluators: found.body.evaluators ?? null,
        risk: found.body.risk ?? null,
      },
    }),
    others: await saidViews(
      sources,
      rows.filter(({ type }) => MEASURING.includes(type)),
    ),
    runs: reports,
  }
}

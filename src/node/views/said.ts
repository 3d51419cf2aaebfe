// One line per statement: who, what, when, in plain words, and what answers it. The words of the body were made when it
// was folded.

import type { SaidRow } from '../../commons/all-statements.ts'
import { identityNames } from '../../commons/keys/query.ts'
import { statementTypes } from '../../commons/subjects.ts'
import { answersBeside } from './answers.ts'
import type { SaidView } from './release.ts'
import type { ViewSources } from './sources.ts'

export async function saidViews(
  { index }: Pick<ViewSources, 'index'>,
  rows: readonly SaidRow[],
): Promise<readonly SaidView[]> {
  const names = await identityNames(
    index,
    rows.map(({ issuer }) => issuer),
  )
  const beside = await answersBeside(
    { index },
    rows.map(({ statement, issuer }) => ({ digest: statement, issuer })),
  )
  return rows.map(({ statement, type, issuer, time, index: logIndex, line }) => {
    const byName = names.get(issuer)
    const answers = beside.get(statement)
    return {
      statement,
      type,
      title: titleOf(type),
      by: issuer,
      ...(byName !== undefined && { byName }),
      time,
      logIndex,
      summary: line,
      ...(answers !== undefined && { answers }),
    }
  })
}

/** The bare type when it is unknown here. */
export function titleOf(type: string): string {
  return statementTypes.get(type)?.title ?? type
}

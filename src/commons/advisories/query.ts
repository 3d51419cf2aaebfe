// What was answered to statements and about artifacts, in the order of the log.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import { byTurns, SPOKE, TURN } from '../in-turns.ts'
import type { Tables } from './fold.ts'

const MAX_ANSWERS = 500

export type Answer = {
  readonly about: Sha256
  readonly kind: string // of a response; or correction
  readonly text: string
  readonly finding: string | null
  readonly replacedBy: Sha256 | null // of a correction: a statement that says it right
  readonly issuer: string
  readonly statement: Sha256
  readonly time: Instant
  readonly index: number
  readonly place: string
}

/** In the order of the log; a statement that answers several of the digests occurs under each.
 *  @param first whose answers stay in sight whoever else answers: of whom it speaks */
export async function answersTo(
  db: Kysely<Tables>,
  digests: readonly Sha256[],
  first: readonly string[] = [],
): Promise<readonly Answer[]> {
  if (digests.length === 0) return []
  const rows = await db
    .selectFrom((from) =>
      from.selectFrom('answers').selectAll().select([TURN, SPOKE]).where('about', 'in', digests).as('said'),
    )
    .selectAll()
    .orderBy(byTurns(first))
    .limit(MAX_ANSWERS)
    .execute()
  const inOrder = rows.sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : a.ord - b.ord))
  return inOrder.map((row) => ({
    about: row.about as Sha256,
    kind: row.kind,
    text: row.said,
    finding: row.finding,
    replacedBy: row.replaced_by as Sha256 | null,
    issuer: row.issuer,
    statement: row.statement as Sha256,
    time: row.time as Instant,
    index: row.idx,
    place: row.place,
  }))
}

/** Each statement once, under the first of the digests that it is about. */
export function once(answers: readonly Answer[]): readonly Answer[] {
  const first = new Map(answers.toReversed().map((answer) => [answer.statement, answer]))
  return answers.filter((answer) => first.get(answer.statement) === answer)
}

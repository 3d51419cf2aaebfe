// A bounded part of what many people said, in which nobody crowds out anybody: the first of each, then the second of
// each, and so on. Whoever says a thing ten thousand times takes the places of their own words alone; and who speaks as
// ten thousand comes after those who spoke before them, and after whoever is named as first: the maker, this node.

import { sql } from 'kysely'

/** Columns of a query over rows with issuer, place and ord: the how manieth newest of its issuer a row is, and the place
 *  at which that issuer first spoke of this. */
export const TURN = sql<number>`row_number() over (partition by issuer order by place desc, ord)`.as('turn')
export const SPOKE = sql<string>`min(place) over (partition by issuer)`.as('spoke')

/** The order of a query over these columns, for a limit to cut. */
export function byTurns(first: readonly string[]) {
  const named = sql`case when issuer in (${sql.join(first)}) then 0 else 1 end,`
  return sql`turn, ${first.length === 0 ? sql`` : named} spoke, place desc, ord`
}

/** The same of rows that were read. The order of one issuer's rows stays. */
export function inTurns<Row>(
  rows: readonly Row[],
  most: number,
  issuerOf: (row: Row) => string,
): readonly Row[] {
  if (rows.length <= most) return rows
  const counts = new Map<string, number>()
  const turns = rows.map((row) => {
    const turn = counts.get(issuerOf(row)) ?? 0
    counts.set(issuerOf(row), turn + 1)
    return { row, turn }
  })
  return turns
    .sort((a, b) => a.turn - b.turn)
    .slice(0, most)
    .map(({ row }) => row)
}

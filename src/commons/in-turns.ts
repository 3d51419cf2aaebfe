// A bounded part of what many people said, in which nobody crowds out anybody: the first of each, then the second of
// each, and so on. Whoever says a thing ten thousand times takes the places of their own words alone; and who speaks as
// ten thousand comes after those who spoke before them, and after whoever is named as first: the maker, this node.

import { sql } from 'kysely'

/** Columns of a query over rows with issuer, place and ord: which newest of its issuer a row is, from 1, and the place
 *  at which that issuer first spoke of this. */
export const TURN = sql<number>`row_number() over (partition by issuer order by place desc, ord)`.as('turn')
export const SPOKE = sql<string>`min(place) over (partition by issuer)`.as('spoke')

/** The order of a query over these columns, for a limit to cut. */
export function byTurns(first: readonly string[]) {
  const named = sql`case when issuer in (${sql.join(first)}) then 0 else 1 end,`
  return sql`turn, ${first.length === 0 ? sql`` : named} spoke, place desc, ord`
}

type Order<Row> = { readonly first?: readonly string[]; readonly place?: (row: Row) => string }

/** The same of rows that were read; without places in the order in which they stand. The order of one issuer's rows
 *  stays. */
export function inTurns<Row>(
  rows: readonly Row[],
  most: number,
  issuerOf: (row: Row) => string,
  { first = [], place = () => '' }: Order<Row> = {},
): readonly Row[] {
  if (rows.length <= most) return rows
  const counts = new Map<string, number>()
  const spoke = new Map<string, string>()
  const turns = rows.map((row) => {
    const issuer = issuerOf(row)
    const turn = counts.get(issuer) ?? 0
    counts.set(issuer, turn + 1)
    const known = spoke.get(issuer)
    if (known === undefined || place(row) < known) spoke.set(issuer, place(row))
    return { row, turn, issuer, named: first.includes(issuer) ? 0 : 1 }
  })
  const since = ({ issuer }: { readonly issuer: string }): string => spoke.get(issuer) ?? ''
  return turns
    .sort(
      (a, b) =>
        a.turn - b.turn || a.named - b.named || (since(a) < since(b) ? -1 : since(a) > since(b) ? 1 : 0),
    )
    .slice(0, most)
    .map(({ row }) => row)
}

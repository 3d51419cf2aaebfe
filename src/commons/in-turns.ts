// A bounded part of what many people said, in which nobody crowds out anybody: the first of each, then the second of
// each, and so on. Whoever says a thing ten thousand times takes the places of their own words alone.

/** Queries do the same with row_number over each issuer's rows. The order of one issuer's rows stays. */
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

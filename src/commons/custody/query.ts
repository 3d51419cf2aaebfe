// Who holds an artifact, as they say. `now` is the log's time; a view never reads a clock.

import { type Kysely, sql } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { Tables } from './fold.ts'

const MAX_HOLDERS = 2000 // of one artifact, or of several together

/** Which newest word of its holder about its artifact a row is, from 1; and where that holder first spoke of it. */
const TURN_OF_HOLDER = [
  sql<number>`row_number() over (partition by artifact, holder order by place desc, ord)`.as('turn'),
  sql<string>`min(place) over (partition by artifact, holder)`.as('spoke'),
] as const

export type Holder = {
  readonly holder: string
  readonly since: Instant
  readonly until: string | null
  readonly source: string | null
  readonly whole: boolean
  readonly statement: Sha256 // behind this line
  readonly lapsed: boolean // the promise has run out
}

/** Present holders by their newest statement, in the order in which they began; of very many those who spoke first. */
export async function holders(
  db: Kysely<Tables>,
  artifact: Sha256,
  now: Instant,
): Promise<readonly Holder[]> {
  const rows = await db
    .selectFrom((from) =>
      from
        .selectFrom('custody')
        .selectAll()
        .select(TURN_OF_HOLDER)
        .where('artifact', '=', artifact)
        .as('said'),
    )
    .selectAll()
    .where('turn', '=', 1) // before the limit: who says it again and again hides no other holder
    .orderBy('spoke')
    .limit(MAX_HOLDERS)
    .execute()
  return rows
    .filter(({ ended }) => ended === null || ended > now)
    .map((row) => holderOf(row, now))
    .sort((a, b) => (a.since < b.since || (a.since === b.since && a.holder < b.holder) ? -1 : 1))
}

/** Whether somebody says by their newest word to hold an artifact now: found however many others say so too. */
export async function isHolder(
  db: Kysely<Tables>,
  { artifact, holder }: { readonly artifact: Sha256; readonly holder: string },
  now: Instant,
): Promise<boolean> {
  const newest = await db
    .selectFrom('custody')
    .select('ended')
    .where('artifact', '=', artifact)
    .where('holder', '=', holder)
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst()
  return newest !== undefined && (newest.ended === null || newest.ended > now)
}

function holderOf(row: Tables['custody'], now: Instant): Holder {
  return {
    holder: row.holder,
    since: row.since as Instant,
    until: row.until,
    source: row.source,
    whole: row.extent === 'whole',
    statement: row.statement as Sha256,
    lapsed: row.until !== null && row.until < now,
  }
}

/** The same of many artifacts in one look: who says to hold each of them now, by their newest word. */
export async function holdersAmong(
  db: Kysely<Tables>,
  artifacts: readonly Sha256[],
  now: Instant,
): Promise<readonly (Pick<Holder, 'holder' | 'since' | 'statement'> & { readonly artifact: Sha256 })[]> {
  if (artifacts.length === 0) return []
  const rows = await db
    .selectFrom((from) =>
      from
        .selectFrom('custody')
        .select(['artifact', 'holder', 'since', 'until', 'ended', 'statement'])
        .select(TURN_OF_HOLDER)
        .where('artifact', 'in', artifacts)
        .as('said'),
    )
    .selectAll()
    .where('turn', '=', 1)
    .orderBy('spoke')
    .limit(MAX_HOLDERS)
    .execute()
  return rows
    .filter(({ ended, until }) => (ended === null || ended > now) && (until === null || until >= now))
    .map(({ artifact, holder, since, statement }) => ({
      artifact: artifact as Sha256,
      holder,
      since: since as Instant,
      statement: statement as Sha256,
    }))
}

const PAGE = 1_000

/** Artifacts that somebody says to hold whole now, by their newest word about each. */
export async function* heldBy(db: Kysely<Tables>, holder: string, now: Instant): AsyncIterable<Sha256> {
  const held = new Set<string>()
  for (let after = { place: '', ord: -1 }; ; ) {
    const rows = await db
      .selectFrom('custody')
      .select(['artifact', 'ended', 'extent', 'place', 'ord'])
      .where('holder', '=', holder)
      .where(sql<boolean>`(place, ord) > (${after.place}, ${after.ord})`)
      .orderBy('place')
      .orderBy('ord')
      .limit(PAGE)
      .execute()
    for (const { artifact, ended, extent } of rows) {
      if ((ended === null || ended > now) && extent === 'whole') held.add(artifact)
      else held.delete(artifact)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) break
    after = last
  }
  for (const artifact of held) yield artifact as Sha256
}

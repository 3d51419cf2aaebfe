// Who holds an artifact, as they say. `now` is the log's time; a view never reads a clock.

import { type Kysely, sql } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { Tables } from './fold.ts'

const MAX_STATEMENTS = 2000 // of one artifact, newest first

export type Holder = {
  readonly holder: string
  readonly since: Instant
  readonly until: string | null
  readonly source: string | null
  readonly whole: boolean
  readonly statement: Sha256 // behind this line
  readonly lapsed: boolean // the promise has run out
}

/** Present holders by their newest statement, in the order in which they began. */
export async function holders(
  db: Kysely<Tables>,
  artifact: Sha256,
  now: Instant,
): Promise<readonly Holder[]> {
  const rows = await db
    .selectFrom('custody')
    .selectAll()
    .where('artifact', '=', artifact)
    .orderBy('place', 'desc')
    .limit(MAX_STATEMENTS)
    .execute()
  const newest = new Map<string, (typeof rows)[number]>()
  for (const row of rows) if (!newest.has(row.holder)) newest.set(row.holder, row)
  return [...newest.values()]
    .filter(({ ended }) => ended === null || ended > now)
    .map((row) => ({
      holder: row.holder,
      since: row.since as Instant,
      until: row.until,
      source: row.source,
      whole: row.extent === 'whole',
      statement: row.statement as Sha256,
      lapsed: row.until !== null && row.until < now,
    }))
    .sort((a, b) => (a.since < b.since || (a.since === b.since && a.holder < b.holder) ? -1 : 1))
}

/** The same of many artifacts in one look: who says to hold each of them now, by their newest word. */
export async function holdersAmong(
  db: Kysely<Tables>,
  artifacts: readonly Sha256[],
  now: Instant,
): Promise<readonly (Pick<Holder, 'holder' | 'since' | 'statement'> & { readonly artifact: Sha256 })[]> {
  if (artifacts.length === 0) return []
  const rows = await db
    .selectFrom('custody')
    .select(['artifact', 'holder', 'since', 'until', 'ended', 'statement', 'place'])
    .where('artifact', 'in', artifacts)
    .orderBy('place', 'desc')
    .limit(MAX_STATEMENTS)
    .execute()
  const newest = new Map<string, (typeof rows)[number]>()
  for (const row of rows) {
    const key = `${row.artifact} ${row.holder}`
    if (!newest.has(key)) newest.set(key, row)
  }
  return [...newest.values()]
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

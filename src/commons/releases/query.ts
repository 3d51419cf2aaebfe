// What releases are called and what each name points to. The only reader of these rows besides list.ts and bundles.ts.
// A name points to the newest record (greatest place: log time, log, index) of all; in a held namespace to the holder's
// newest, else to this node's, never to anybody else's. A publisher's record is read before an importer's.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import { nearest } from '../../base/nearest.ts'
import type { Instant } from '../../base/time.ts'
import { byTurns, SPOKE, TURN } from '../in-turns.ts'
import type { Tables } from './fold.ts'
import type { ReleaseRecord } from './record.ts'
import type { Observation } from './statements.ts'

const MAX_HISTORY = 200
const MAX_NAMES = 5000 // looked through for the nearest to a mistyped one

export type Row = {
  readonly name: string
  readonly display: string
  readonly version: string | null
  readonly kind: 'release' | 'observed'
  readonly artifact: Sha256
  readonly commit: string
  readonly statement: Sha256
  readonly issuer: string
  readonly time: Instant
  readonly place: string
  readonly logIndex: number
  readonly origin: string
  readonly sizeBytes: number
  readonly files: number
  readonly formats: readonly string[]
  readonly licences: readonly string[]
}

export type Content =
  | { readonly kind: 'observed'; readonly body: Observation }
  | { readonly kind: 'release'; readonly body: ReleaseRecord }

export const ROW_COLUMNS = [
  'name',
  'display',
  'version',
  'kind',
  'artifact',
  'commit_id',
  'statement',
  'issuer',
  'time',
  'place',
  'origin',
  'idx',
  'size_bytes',
  'files',
  'formats',
  'licences',
] as const

type Stored = Pick<Tables['records'], (typeof ROW_COLUMNS)[number]>

export function rowOf(stored: Stored): Row {
  return {
    name: stored.name,
    display: stored.display.includes('/') ? stored.display : `${stored.name.split('/')[0]}/${stored.display}`,
    version: stored.version,
    kind: stored.kind === 'release' ? 'release' : 'observed',
    artifact: stored.artifact as Sha256,
    commit: stored.commit_id,
    statement: stored.statement as Sha256,
    issuer: stored.issuer,
    time: stored.time as Instant,
    place: stored.place,
    logIndex: stored.idx,
    origin: stored.origin,
    sizeBytes: stored.size_bytes,
    files: stored.files,
    formats: JSON.parse(stored.formats),
    licences: JSON.parse(stored.licences),
  }
}

function rows(db: Kysely<Tables>) {
  return db.selectFrom('records').select(ROW_COLUMNS)
}

/** Who may say what a name of a held namespace is: its holder, and after it this node, by what it found itself. */
export type Held = { readonly holder: string; readonly node: string }

/** A name, and who holds its namespace, if anybody does. */
export type Named = { readonly name: string; readonly held?: Held | undefined }

/** Where a name points. */
export async function current(db: Kysely<Tables>, { name, held }: Named): Promise<Row | undefined> {
  const newest = await bySpeakers(held, (by) =>
    by(rows(db).where('name', '=', name.toLowerCase()))
      .orderBy('place', 'desc')
      .limit(1)
      .executeTakeFirst(),
  )
  return newest && (await recordOf(db, { name, held, artifact: newest.artifact as Sha256 }))
}

type Rows = ReturnType<typeof rows>

/** The question asked of the holder's records alone; when they have no answer, of this node's; where nobody holds the
 *  namespace, of all. */
async function bySpeakers<T>(
  held: Held | undefined,
  ask: (by: (all: Rows) => Rows) => Promise<T | undefined>,
): Promise<T | undefined> {
  if (held === undefined) return await ask((all) => all)
  const { holder, node } = held
  const own = await ask((all) => all.where('issuer', '=', holder))
  return own ?? (await ask((all) => all.where('issuer', '=', node)))
}

/** The record by which a name and an artifact belong together: the publisher's newest, else the newest. */
export async function recordOf(
  db: Kysely<Tables>,
  { name, held, artifact }: Named & { readonly artifact: Sha256 },
): Promise<Row | undefined> {
  const stored = await bySpeakers(held, (by) =>
    by(rows(db).where('name', '=', name.toLowerCase()).where('artifact', '=', artifact))
      .orderBy('kind', 'desc') // release before observed
      .orderBy('place', 'desc')
      .limit(1)
      .executeTakeFirst(),
  )
  return stored && rowOf(stored)
}

/** Every record of a name, newest first: where the name has pointed. @param by of these issuers alone */
export async function history(
  db: Kysely<Tables>,
  name: string,
  by?: readonly string[],
): Promise<readonly Row[]> {
  const stored = await rows(db)
    .where('name', '=', name.toLowerCase())
    .$if(by !== undefined, (all) => all.where('issuer', 'in', by ?? []))
    .orderBy('place', 'desc')
    .limit(MAX_HISTORY)
    .execute()
  return stored.map(rowOf)
}

/** Newest record of a name that bears a version. */
export async function byVersion(
  db: Kysely<Tables>,
  { name, held, version }: Named & { readonly version: string },
): Promise<Row | undefined> {
  const stored = await bySpeakers(held, (by) =>
    by(rows(db).where('name', '=', name.toLowerCase()).where('version', '=', version))
      .orderBy('place', 'desc')
      .limit(1)
      .executeTakeFirst(),
  )
  return stored && rowOf(stored)
}

/** The record that a statement is. */
export async function byStatement(db: Kysely<Tables>, statement: Sha256): Promise<Row | undefined> {
  const stored = await rows(db).where('statement', '=', statement).limit(1).executeTakeFirst()
  return stored && rowOf(stored)
}

/** The first artifact that publishers released in a log as this version of a name; withdrawn or not, it stays so. */
export async function releasedAs(
  db: Kysely<Tables>,
  { name, version, origin }: { readonly name: string; readonly version: string; readonly origin: string },
): Promise<Sha256 | undefined> {
  const found = await db
    .selectFrom('records')
    .select('artifact')
    .where('name', '=', name.toLowerCase())
    .where('version', '=', version)
    .where('kind', '=', 'release')
    .where('origin', '=', origin)
    .orderBy('idx')
    .limit(1)
    .executeTakeFirst()
  return found?.artifact as Sha256 | undefined
}

/** Record of a name by the commit id that hub clients ask for: whole, or at least its first 7 digits. */
export async function byCommit(
  db: Kysely<Tables>,
  { name, held, commit }: Named & { readonly commit: string },
): Promise<Row | undefined> {
  const stored = await bySpeakers(held, (by) =>
    by(rows(db).where('name', '=', name.toLowerCase()))
      .where('commit_id', '>=', commit)
      .where('commit_id', '<=', `${commit}~`)
      .orderBy('place', 'desc')
      .limit(1)
      .executeTakeFirst(),
  )
  return stored && rowOf(stored)
}

/** Records of an artifact under all of its names, newest first; of very many, as many see theirs (in-turns.ts). */
export async function byArtifact(db: Kysely<Tables>, artifact: Sha256): Promise<readonly Row[]> {
  const stored = await db
    .selectFrom((from) =>
      from
        .selectFrom('records')
        .select([...ROW_COLUMNS, 'ord'])
        .select([TURN, SPOKE])
        .where('artifact', '=', artifact)
        .as('said'),
    )
    .select(ROW_COLUMNS)
    .orderBy(byTurns([]))
    .limit(MAX_HISTORY)
    .execute()
  return stored.map(rowOf).sort((a, b) => (a.place < b.place ? 1 : a.place > b.place ? -1 : 0))
}

/** Names of an artifact, each with its newest record of these bytes. */
export async function namesOf(db: Kysely<Tables>, artifact: Sha256): Promise<readonly Row[]> {
  const seen = new Map<string, Row>()
  for (const row of await byArtifact(db, artifact)) {
    const other = seen.get(row.name)
    if (other === undefined || (other.kind === 'observed' && row.kind === 'release')) seen.set(row.name, row)
  }
  return [...seen.values()]
}

/** Artifacts whose digest begins so; at most `limit`. Under 12 digits: none. */
export async function byPrefix(
  db: Kysely<Tables>,
  { digits, limit }: { readonly digits: string; readonly limit: number },
): Promise<readonly Sha256[]> {
  if (!/^[0-9a-f]{12,64}$/.test(digits)) return []
  const found = await db
    .selectFrom('records')
    .select('artifact')
    .distinct()
    .where('artifact', '>=', digits)
    .where('artifact', '<=', `${digits}~`) // after every hex digit
    .orderBy('artifact')
    .limit(limit)
    .execute()
  return found.map(({ artifact }) => artifact as Sha256)
}

/** Artifacts that contain a file or an object of this digest. */
export async function artifactsWith(db: Kysely<Tables>, digest: Sha256): Promise<readonly Sha256[]> {
  const found = await db
    .selectFrom('record_files')
    .select('artifact')
    .where('sha256', '=', digest)
    .union(db.selectFrom('record_objects').select('artifact').where('digest', '=', digest))
    .limit(MAX_HISTORY)
    .execute()
  return found.map(({ artifact }) => artifact as Sha256)
}

/** What a record says, whole. Undefined when its body was erased. */
export async function content(db: Kysely<Tables>, statement: Sha256): Promise<Content | undefined> {
  const found = await db
    .selectFrom('records')
    .select(['kind', 'body'])
    .where('statement', '=', statement)
    .limit(1)
    .executeTakeFirst()
  if (found === undefined) return undefined
  const body = JSON.parse(found.body)
  return found.kind === 'release' ? { kind: 'release', body } : { kind: 'observed', body }
}

export type Status = {
  readonly stage: string
  readonly serving?: string
  readonly supersededBy?: string
  readonly issuer: string
  readonly statement: Sha256
}

/** Newest status of a release that its own issuer gave. */
export async function statusOf(
  db: Kysely<Tables>,
  { digests, issuer }: { readonly digests: readonly Sha256[]; readonly issuer: string },
): Promise<Status | undefined> {
  const found = await db
    .selectFrom('record_statuses')
    .selectAll()
    .where('digest', 'in', digests)
    .where('issuer', '=', issuer)
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst()
  return (
    found && {
      stage: found.stage,
      ...(found.serving !== null && { serving: found.serving }),
      ...(found.superseded_by !== null && { supersededBy: found.superseded_by }),
      issuer: found.issuer,
      statement: found.statement as Sha256,
    }
  )
}

export type Withdrawn = {
  readonly reason: string
  readonly text: string
  readonly remaining?: readonly string[] // absent: it says nothing of copies
  readonly statement: Sha256
  readonly time: Instant
}

/** The withdrawal of a record: only its own issuer can withdraw it (signing-and-transparency 6). */
export async function withdrawalOf(
  db: Kysely<Tables>,
  { statement, artifact, issuer, place }: Pick<Row, 'statement' | 'artifact' | 'issuer' | 'place'>,
): Promise<Withdrawn | undefined> {
  const found = await db
    .selectFrom('withdrawals')
    .selectAll()
    .where('digest', 'in', [statement, artifact])
    .where('issuer', '=', issuer)
    .where('place', '>', place) // what its issuer says again afterwards stands again
    .orderBy('place', 'desc')
    .limit(1)
    .executeTakeFirst()
  return (
    found && {
      reason: found.reason,
      text: found.said,
      ...(found.remaining !== 'null' && { remaining: JSON.parse(found.remaining) }),
      statement: found.statement as Sha256,
      time: found.time as Instant,
    }
  )
}

/** Statements of a set that their issuers have withdrawn. */
export async function withdrawnAmong(
  db: Kysely<Tables>,
  records: readonly Pick<Row, 'statement' | 'artifact' | 'issuer' | 'place'>[],
): Promise<ReadonlySet<Sha256>> {
  if (records.length === 0) return new Set()
  const digests = [...new Set(records.flatMap(({ statement, artifact }) => [statement, artifact]))]
  const found = await db
    .selectFrom('withdrawals')
    .select(['digest', 'issuer', 'place'])
    .where('digest', 'in', digests)
    .orderBy('place')
    .execute()
  const newest = new Map(found.map(({ digest, issuer, place }) => [`${digest} ${issuer}`, place]))
  const hit = records.filter(({ statement, artifact, issuer, place }) =>
    [statement, artifact].some((digest) => (newest.get(`${digest} ${issuer}`) ?? '') > place),
  )
  return new Set(hit.map(({ statement }) => statement))
}

/** The known name nearest to a mistyped one. */
export async function nearestName(db: Kysely<Tables>, name: string): Promise<string | undefined> {
  const known = await db
    .selectFrom('records')
    .select('name')
    .distinct()
    .orderBy('name')
    .limit(MAX_NAMES)
    .execute()
  const names = known.map((row) => row.name)
  const bare = name.toLowerCase().split('/').at(-1)
  return nearest(name.toLowerCase(), names) ?? names.find((known) => known.split('/')[1] === bare)
}

export type ObjectRow = {
  readonly tag: string
  readonly digest: Sha256
  readonly format: string
  readonly sizeBytes: number
  readonly files: readonly string[]
}

/** Objects of a record, in the order in which it names them. */
export async function objectsOf(db: Kysely<Tables>, statement: Sha256): Promise<readonly ObjectRow[]> {
  const rows = await db
    .selectFrom('record_objects')
    .selectAll()
    .where('statement', '=', statement)
    .orderBy('origin')
    .orderBy('idx')
    .orderBy('ord')
    .execute()
  const once = new Map(rows.map((row) => [row.tag, row]))
  return [...once.values()].map((row) => ({
    tag: row.tag,
    digest: row.digest as Sha256,
    format: row.format,
    sizeBytes: row.size_bytes,
    files: JSON.parse(row.files),
  }))
}

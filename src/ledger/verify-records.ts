// All records in a bundle that speak of its bytes: the one that it is about, and others that came along, of the same
// log or of other nodes' logs. Each is judged by itself; trust decides which one is believed. What cannot happen: that
// a record nobody believes changes what is found of one that is believed. What must: that a believed publisher's
// withdrawal counts, also when somebody else's observation of the bytes still stands.

import type { Sha256 } from '../base/digest.ts'
import { digestText } from '../base/digest.ts'
import type { Problem } from '../base/errors.ts'
import { instant } from '../base/time.ts'
import type { Crypto } from './crypto.ts'
import type { RecordLine, StandingFacts } from './report.ts'
import type { PinnedIdentity, Trust } from './trust.ts'
import { notBefore, type Standing, type TimeMark } from './verify-log.ts'
import { type Identities, type Read, type Spoken, speaks, withdrawalOf } from './verify-record.ts'

/** The types that say what bytes are. What only talks about them, such as an advisory, cannot stand in. */
const RECORD_TYPES: readonly string[] = ['owc:release/v1', 'owc:observation/v1']
const MAX_RECORDS = 64 // judged; whoever makes a bundle puts few in

export type RecordReading = {
  readonly all: readonly Read[]
  readonly record: Read // that the bundle is about
  readonly identities: Identities
  readonly times: readonly TimeMark[]
}

export type JudgedRecord = {
  readonly record: Read
  readonly fits: boolean // a record, and of these bytes
  readonly spoken: Spoken
  readonly withdrawal: Read | undefined
  readonly problems: readonly Problem[] // of the record itself
  readonly home: string // the log whose order decides which keys could speak
  readonly logged: boolean // proved there, and that log is trusted
  readonly pin: PinnedIdentity | undefined
}

type Given = {
  readonly artifact: Sha256
  readonly trust: Trust
  readonly atSeconds: number | undefined
  readonly crypto: Crypto
}

/** The first is the one that a report is about. */
export async function judgeRecords(
  reading: RecordReading,
  given: Given,
): Promise<readonly [JudgedRecord, ...JudgedRecord[]]> {
  const others = reading.all.filter(
    (read) =>
      read !== reading.record &&
      RECORD_TYPES.includes(read.statement.type) &&
      read.statement.subjects[0]?.digest === given.artifact,
  )
  const subject = await judgeOne(reading.record, reading, given)
  const rest: JudgedRecord[] = []
  for (const read of others.slice(0, MAX_RECORDS)) rest.push(await judgeOne(read, reading, given))
  const chosen = choose(subject, rest)
  return [chosen, ...[subject, ...rest].filter((one) => one !== chosen)]
}

/** The bundle's own where that is no good record; else a believed one that its issuer withdrew, else a believed
 *  publisher's, else the bundle's own. */
function choose(subject: JudgedRecord, rest: readonly JudgedRecord[]): JudgedRecord {
  if (!subject.fits || !subject.spoken.ok) return subject
  const stopped = [subject, ...rest].find((one) => one.withdrawal !== undefined && isKnown(one))
  if (stopped !== undefined) return stopped
  const believed = [...rest.filter(isRelease), subject, ...rest].filter(isBelieved)
  return isRelease(subject) && isBelieved(subject) ? subject : (believed[0] ?? subject)
}

function isRelease({ record }: JudgedRecord): boolean {
  return record.statement.type === 'owc:release/v1'
}

/** Said by somebody whom the trust file names, in a log that it names. */
function isKnown({ spoken, logged, pin }: JudgedRecord): boolean {
  return spoken.ok && logged && pin !== undefined
}

function isBelieved(one: JudgedRecord): boolean {
  return one.problems.length === 0 && isKnown(one)
}

async function judgeOne(
  record: Read,
  reading: RecordReading,
  { artifact, trust, atSeconds, crypto }: Given,
): Promise<JudgedRecord> {
  const problems: Problem[] = []
  const { type, subjects, header } = record.statement
  if (!RECORD_TYPES.includes(type)) problems.push(noRecord(record))
  // The first subject is the artifact; the others are objects, and a part must not pass for the whole.
  if (subjects[0]?.digest !== artifact) problems.push(otherArtifact(record, artifact))
  const fits = problems.length === 0
  const spoken = await speaks(record, reading.identities, crypto)
  if (!spoken.ok) problems.push(spoken.problem)
  if (atSeconds !== undefined && (record.timeSeconds ?? 0) > atSeconds)
    problems.push(later(record, atSeconds))
  const given = { all: reading.all, identities: reading.identities }
  const withdrawal = await withdrawalOf(
    record,
    atSeconds === undefined ? given : { ...given, atSeconds },
    crypto,
  )
  if (withdrawal !== undefined) problems.push(withdrawn(record, withdrawal))
  const home = reading.identities.get(header.issuer)?.periods[0]?.document.origin ?? header.home
  const logged = record.standings.some(({ trusted, origin }) => trusted && origin === home)
  const pin = trust.identities.find(({ id }) => id === header.issuer)
  return { record, fits, spoken, withdrawal, problems, home, logged, pin }
}

/** Publishers' records before importers'; the one that was judged before others of its kind. */
export function recordLines(
  judged: readonly [JudgedRecord, ...JudgedRecord[]],
  times: readonly TimeMark[],
): readonly RecordLine[] {
  const lines = judged.map((one) => lineOf(one, { times, judged: one === judged[0] ? 'yes' : 'no' }))
  const releases = lines.filter(({ type }) => type === 'owc:release/v1')
  return [...releases, ...lines.filter((line) => !releases.includes(line))]
}

function lineOf(
  one: JudgedRecord,
  { times, judged }: { readonly times: readonly TimeMark[]; readonly judged: 'yes' | 'no' },
): RecordLine {
  const { record, spoken, withdrawal, pin } = one
  const { id, type, header } = record.statement
  return {
    statement: digestText(id),
    type,
    issuer: header.issuer,
    ...(spoken.ok && { issuerName: spoken.document.body.name }),
    issued: header.issued,
    judged: judged === 'yes',
    signed: spoken.ok,
    pinned: pin !== undefined,
    ...(withdrawal !== undefined && { withdrawnBy: digestText(withdrawal.statement.id) }),
    believed: isBelieved(one),
    standings: record.standings.map((standing) => standingFacts(standing, times)),
  }
}

export function standingFacts(standing: Standing, times: readonly TimeMark[]): StandingFacts {
  const { origin, index, size, witnesses, trusted } = standing
  const seconds = notBefore(times, standing)
  const plain = { origin, index, size, witnesses, trusted }
  return seconds === undefined ? plain : { ...plain, notBefore: instant(seconds) }
}

function noRecord({ statement, where }: Read): Problem {
  const expected = 'a release or an observation as the subject of the bundle'
  return { code: 'record-missing', where, expected, found: statement.type }
}

function otherArtifact({ statement, where }: Read, artifact: string): Problem {
  const said = statement.subjects.map(({ digest }) => digest.slice(0, 12)).slice(0, 3)
  const expected = `a record about the artifact of these files, sha256:${artifact.slice(0, 12)}…`
  return { code: 'record-differs', where, expected, found: `one about ${said.join(', ')}` }
}

function withdrawn({ statement, where }: Read, { statement: by, standings }: Read): Problem {
  const place = standings[0]
  const at = place === undefined ? '' : ` at index ${place.index} of ${place.origin}`
  const reason = by.body['reason']
  const because = typeof reason === 'string' ? `, reason: ${reason.slice(0, 80)}` : ''
  const expected = `${statement.type} that stands`
  return { code: 'record-withdrawn', where, expected, found: `withdrawn by its issuer${at}${because}` }
}

function later({ timeSeconds, where }: Read, atSeconds: number): Problem {
  const expected = `a record that was logged by ${instant(atSeconds)}`
  return { code: 'record-missing', where, expected, found: `one of ${instant(timeSeconds ?? 0)} or later` }
}

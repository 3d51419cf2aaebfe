// `owc verify`: four facts about a copy, judged from an offline bundle, the files that the caller hashed, and what the
// verifier trusts. Opens nothing, asks nobody, imports neither storage/ nor node:*, so that a browser runs it too.
// Answers with a report, also for hostile input; it throws for defects only.
//
// What it does not show: that nothing was withdrawn since (a bundle can leave a withdrawal out), that the newest
// release is this one, and that the log is still honest after the tree that the proof is in.

import { utf8 } from '../base/bytes.ts'
import { digestText } from '../base/digest.ts'
import { OwcError, type Problem } from '../base/errors.ts'
import { type Bundle, parseBundle } from './bundle.ts'
import type { Crypto } from './crypto.ts'
import { publicKeys } from './identity.ts'
import { verifyOms } from './oms.ts'
import { type OmsKey, omsKeyOf } from './oms-key.ts'
import type { Policy } from './policy.ts'
import type { BytesFacts, LogFacts, OmsFacts, RecordFacts, Report, SaidFacts, TrustFacts } from './report.ts'
import type { Trust } from './trust.ts'
import { artifactDigest, type FoundFiles, verifyBytes } from './verify-bytes.ts'
import { contradictions, logReader, readTimes, type TimeMark } from './verify-log.ts'
import { type Identities, type Read, readIdentities, readStatements, speaks } from './verify-record.ts'
import { type JudgedRecord, judgeRecords, recordLines, standingFacts } from './verify-records.ts'

export type VerifyRequest = {
  readonly bundle: Uint8Array | undefined // .owc/bundle.json; undefined: none was found
  readonly found: FoundFiles | undefined // undefined: the bundle alone is judged
  readonly trust: Trust
  readonly policy?: Policy // in place of the trust file's
  readonly atSeconds?: number // as it was then: what was said later does not count
}

type Part<F> = { readonly facts: F; readonly problems: readonly Problem[] }

/** All that was read of a bundle, before it is judged. */
type Reading = {
  readonly bundle: Bundle
  readonly all: readonly Read[]
  readonly record: Read | undefined
  readonly identities: Identities
  readonly times: readonly TimeMark[]
  readonly log: Part<Pick<LogFacts, 'unshown' | 'evidence' | 'checkpoints'>>
}

export async function verifyRelease(request: VerifyRequest, crypto: Crypto): Promise<Report> {
  const trust = request.policy === undefined ? request.trust : { ...request.trust, policy: request.policy }
  let reading: Reading
  try {
    if (request.bundle === undefined) return nothingSaid(request, [NO_BUNDLE])
    reading = await read(request.bundle, trust, crypto)
  } catch (error) {
    if (error instanceof OwcError) return nothingSaid(request, [error.problem])
    throw error
  }
  const bytes = await judgeBytes(request, reading.bundle, crypto)
  const judged = await judgeAll(reading, { ...request, trust }, crypto)
  const [chosen] = judged ?? []
  const record = await judgeRecord(reading, chosen, crypto)
  const log = judgeLog(reading, chosen, trust)
  const pins = judgeTrust(chosen, trust)
  const problems = [...bytes.problems, ...record.problems, ...log.problems, ...pins.problems]
  const records = judged === undefined ? [] : recordLines(judged, reading.times)
  return { ok: problems.length === 0, ...factsOf({ bytes, record, log, trust: pins }), records, problems }
}

/** Undefined when the bundle does not hold the record that it is about. */
async function judgeAll(
  { bundle, record, ...reading }: Reading,
  { trust, atSeconds }: VerifyRequest,
  crypto: Crypto,
) {
  if (record === undefined) return undefined
  const artifact = artifactDigest(bundle.files, crypto)
  return await judgeRecords({ ...reading, record }, { artifact, trust, atSeconds, crypto })
}

async function read(bytes: Uint8Array, trust: Trust, crypto: Crypto): Promise<Reading> {
  const bundle = parseBundle(bytes, 'bundle')
  const reader = logReader(trust.policy, crypto)
  const times = await readTimes(reader, bundle)
  const all = await readStatements(bundle, { reader, times }, crypto)
  const identities = await readIdentities(all, crypto)
  const record = all.find(({ statement }) => statement.id === bundle.subject)
  const opened = reader.opened()
  const { problems, unshown, evidence } = contradictions(opened, { trust, bundle, times }, crypto)
  const checkpoints = opened.map(({ origin, size, note }) => ({ origin, size, note }))
  const log = { facts: { unshown, evidence, checkpoints }, problems: [...reader.problems, ...problems] }
  return { bundle, all, record, identities, times, log }
}

async function judgeBytes(request: VerifyRequest, bundle: Bundle, crypto: Crypto): Promise<Part<BytesFacts>> {
  if (request.found === undefined) return { facts: { ...NO_BYTES, files: bundle.files.length }, problems: [] }
  if (bundle.files.length > 0) return verifyBytes(request.found, bundle, crypto)
  const expected = 'a list of files'
  const problem: Problem = { code: 'record-missing', where: 'bundle, files', expected, found: 'an empty one' }
  return { facts: { ...NO_BYTES, asked: true }, problems: [problem] }
}

async function judgeRecord(
  reading: Reading,
  chosen: JudgedRecord | undefined,
  crypto: Crypto,
): Promise<Part<RecordFacts>> {
  const { bundle } = reading
  if (chosen === undefined) {
    const expected = `the statement ${digestText(bundle.subject)}`
    const problem: Problem = {
      code: 'record-missing',
      where: 'bundle, statements',
      expected,
      found: 'others only',
    }
    return { facts: NO_RECORD, problems: [problem] }
  }
  const { record, spoken, withdrawal, problems } = chosen
  const oms = await judgeOms(reading, spoken.ok ? companionKeys(spoken.document.body, crypto) : [], crypto)
  const { id, type, header } = record.statement
  const facts: RecordFacts = {
    ok: problems.length === 0 && oms.problems.length === 0,
    statement: digestText(id),
    type,
    issuer: header.issuer,
    issued: header.issued,
    signers: spoken.ok ? spoken.signers : [],
    artifact: digestText(artifactDigest(bundle.files, crypto)),
    said: await others(reading, record, crypto),
    oms: oms.facts,
    ...(spoken.ok && { issuerName: spoken.document.body.name }),
    ...(withdrawal !== undefined && { withdrawnBy: digestText(withdrawal.statement.id) }),
  }
  return { facts, problems: [...problems, ...oms.problems] }
}

function judgeLog({ times, log }: Reading, chosen: JudgedRecord | undefined, trust: Trust): Part<LogFacts> {
  const problems = [...log.problems]
  if (chosen !== undefined && !chosen.logged) problems.push(notLogged(chosen, trust))
  const timeless = chosen?.record.timeSeconds === undefined
  const facts: LogFacts = {
    ok: problems.length === 0 && chosen !== undefined,
    standings: (chosen?.record.standings ?? []).map((standing) => standingFacts(standing, times)),
    evidence: log.facts.evidence,
    checkpoints: log.facts.checkpoints,
    unshown: timeless ? [TIMELESS, ...log.facts.unshown] : log.facts.unshown,
  }
  return { facts, problems }
}

function judgeTrust(chosen: JudgedRecord | undefined, trust: Trust): Part<TrustFacts> {
  const issuer = chosen?.record.statement.header.issuer
  const pin = chosen?.pin
  const facts: TrustFacts = {
    ok: pin !== undefined,
    issuerPinned: pin !== undefined,
    logs: trust.policy.logs.map(({ key }) => key.name),
    identities: trust.identities.length,
    ...(pin?.name !== undefined && { pinnedAs: pin.name }),
  }
  if (pin !== undefined || issuer === undefined) return { facts, problems: [] }
  const count = trust.identities.length
  const problem: Problem = {
    code: 'issuer-untrusted',
    where: 'trust file',
    expected: `the issuer ${issuer}`,
    found: count === 0 ? 'no identity' : `${count} other ${count === 1 ? 'identity' : 'identities'}`,
    hint: 'If you know by another way that this is who you think it is, add it with owc trust add.',
  }
  return { facts, problems: [problem] }
}

/** The other statements of the bundle, each with whether it was said and logged. A bad one is a line, not a verdict. */
async function others(
  { all, identities }: Reading,
  record: Read,
  crypto: Crypto,
): Promise<readonly SaidFacts[]> {
  const said: SaidFacts[] = []
  for (const read of all) {
    if (read === record) continue
    const { id, type, header } = read.statement
    const signed = (await speaks(read, identities, crypto)).ok
    const logged = read.standings.some(({ trusted }) => trusted)
    said.push({ statement: digestText(id), type, issuer: header.issuer, signed, logged })
  }
  return said
}

async function judgeOms(
  { bundle }: Reading,
  keys: readonly OmsKey[],
  crypto: Crypto,
): Promise<Part<readonly OmsFacts[]>> {
  const facts: OmsFacts[] = []
  const problems: Problem[] = []
  for (const [i, text] of bundle.oms.entries()) {
    const bytes = utf8(text)
    const itself = crypto.sha256(bytes).toHex() // a signature cannot cover its own file
    const files = bundle.files.filter(({ sha256 }) => sha256 !== itself)
    const answer = await verifyOms(bytes, { files, keys, where: `bundle, oms[${i}]` }, crypto)
    facts.push(answer.facts)
    problems.push(...answer.problems)
  }
  return { facts, problems }
}

function companionKeys(body: Parameters<typeof speakerKeys>[0], crypto: Crypto): readonly OmsKey[] {
  return publicKeys(speakerKeys(body), 'identity', crypto).flatMap((key) => omsKeyOf(key, crypto) ?? [])
}

function speakerKeys({ keys }: { readonly keys: Parameters<typeof publicKeys>[0] }) {
  return keys.filter(({ alg, revokedFrom }) => alg === 'ecdsa-p256-sha256' && revokedFrom === undefined)
}

function nothingSaid({ found }: VerifyRequest, problems: readonly Problem[]): Report {
  const sizeBytes = found?.files.reduce((sum, file) => sum + file.sizeBytes, 0) ?? 0
  const bytes = { ...NO_BYTES, asked: found !== undefined, sizeBytes }
  const log = { ok: false, standings: [], unshown: [], evidence: [], checkpoints: [] }
  const trust = { ok: false, issuerPinned: false, logs: [], identities: 0 }
  return { ok: false, bytes, record: NO_RECORD, log, trust, records: [], problems }
}

function factsOf(parts: {
  readonly bytes: Part<BytesFacts>
  readonly record: Part<RecordFacts>
  readonly log: Part<LogFacts>
  readonly trust: Part<TrustFacts>
}) {
  const { bytes, record, log, trust } = parts
  return { bytes: bytes.facts, record: record.facts, log: log.facts, trust: trust.facts }
}

const NO_BYTES: BytesFacts = {
  asked: false,
  ok: false,
  files: 0,
  good: 0,
  sizeBytes: 0,
  missing: [],
  unexpected: [],
  damaged: [],
}
const TIMELESS = 'When the record was logged is not shown in this bundle.'
const NO_RECORD: RecordFacts = { ok: false, signers: [], said: [], oms: [] }
const NO_BUNDLE: Problem = {
  code: 'record-missing',
  where: '.owc/bundle.json',
  expected: 'a bundle with the record of these files',
  found: 'none',
  hint: 'Copies made from a node carry it; owc export REF --as bundle writes it.',
}

function notLogged({ record, home }: JudgedRecord, trust: Trust): Problem {
  const { standings, where } = record
  const trusted = trust.policy.logs.some(({ key }) => key.name === home)
  const places = [...new Set(standings.map(({ origin }) => origin))]
  const found = places.length === 0 ? 'no good proof' : `proofs of ${places.join(', ')}`
  if (trusted) return { code: 'not-logged', where, expected: `a proof in the log ${home}`, found }
  const expected = `a proof in a log that the trust file names`
  const hint = `If you trust the log ${home}, add its verifier key with owc trust add.`
  return { code: 'log-untrusted', where, expected, found, hint }
}

// Who says what in a bundle: statements read from the bytes that were signed, identities resolved from the documents
// that travel along, each signature held against the keys that could speak at its place in the issuer's home log.
// An identity document without a place in its home log counts only when it founds the identity.

import type { Problem } from '../base/errors.ts'
import { OwcError } from '../base/errors.ts'
import { type Instant, instant } from '../base/time.ts'
import type { Bundle } from './bundle.ts'
import type { Crypto } from './crypto.ts'
import { statementEntry } from './entry.ts'
import { type Envelope, STATEMENT_PAYLOAD_TYPE, verifyEnvelope } from './envelope.ts'
import {
  chainOf,
  documentKeys,
  type IdentityBody,
  type IdentityChain,
  type IdentityDocument,
  inForceAt,
  isFrozenAt,
  publicKeys,
  readIdentity,
  speakingKeys,
} from './identity.ts'
import type { PublicKey } from './keys.ts'
import { IDENTITY_TYPE, readStatement, type Statement } from './statement.ts'
import { type LogReader, notBefore, type Standing, type TimeMark } from './verify-log.ts'

/** A statement of the bundle with the places that proofs give it. */
export type Read = {
  readonly statement: Statement
  readonly envelope: Envelope
  readonly standings: readonly Standing[]
  readonly timeSeconds?: number // not before, by the log's word
  readonly where: string
}

export type Identities = ReadonlyMap<string, IdentityChain>

export type Spoken =
  | { readonly ok: true; readonly signers: readonly string[]; readonly document: IdentityDocument }
  | { readonly ok: false; readonly problem: Problem }

const NEVER = '9999-12-31T23:59:59Z' as Instant
const MAX_DOCUMENTS = 1000 // of one identity; a flood beyond this has no effect

/** Every statement of a bundle, proofs read.
 *  @throws OwcError `statement-invalid`, `envelope-invalid`, `json-invalid` at the first that is none */
export async function readStatements(
  bundle: Bundle,
  given: { readonly reader: LogReader; readonly times: readonly TimeMark[] },
  crypto: Crypto,
): Promise<readonly Read[]> {
  const read: Read[] = []
  for (const [i, { envelope, proofs }] of bundle.statements.entries()) {
    const where = `bundle, statements[${i}]`
    if (envelope.payloadType !== STATEMENT_PAYLOAD_TYPE)
      throw invalid(where, STATEMENT_PAYLOAD_TYPE, envelope.payloadType)
    const statement = readStatement(envelope.payload, where, crypto)
    const leaf = statementEntry(envelope, statement.type, crypto)
    const standings = await given.reader.read(leaf, proofs, where)
    const times = standings.flatMap((standing) => notBefore(given.times, standing) ?? [])
    const one = { statement, envelope, standings, where }
    read.push(times.length === 0 ? one : { ...one, timeSeconds: Math.min(...times) })
  }
  return read
}

/** Chains of all identities whose documents are in the bundle. */
export async function readIdentities(all: readonly Read[], crypto: Crypto): Promise<Identities> {
  const byIssuer = Map.groupBy(
    all.filter(({ statement }) => statement.type === IDENTITY_TYPE),
    ({ statement }) => statement.header.issuer,
  )
  const chains = new Map<string, IdentityChain>()
  for (const [issuer, documents] of byIssuer) {
    chains.set(issuer, await readChain(documents.slice(0, MAX_DOCUMENTS), crypto))
  }
  return chains
}

async function readChain(documents: readonly Read[], crypto: Crypto): Promise<IdentityChain> {
  const bodies = documents.flatMap((read) => bodyOf(read, crypto) ?? [])
  const keys = new Map<string, PublicKey>()
  for (const { read, body } of bodies)
    for (const key of documentKeys(body, read.where, crypto)) keys.set(key.keyid, key)
  const placed: IdentityDocument[] = []
  for (const { read, body } of bodies) {
    const named = read.envelope.signatures.flatMap(({ keyid }) => keys.get(keyid) ?? [])
    const { signers } = await verifyEnvelope(read.envelope, named, 1, crypto)
    placed.push(...placeDocument(read, body, signers))
  }
  return chainOf(placed.sort((a, b) => a.index - b.index))
}

/** A document that cannot be has no effect: anybody may log one, and it must not spoil what others said. */
function bodyOf(read: Read, crypto: Crypto) {
  try {
    return { read, body: readIdentity(read.statement.body, `${read.where}, predicate`, crypto) }
  } catch (error) {
    if (error instanceof OwcError) return undefined
    throw error
  }
}

function placeDocument(
  { statement, standings, timeSeconds }: Read,
  body: IdentityBody,
  signers: readonly string[],
): readonly IdentityDocument[] {
  const { id, header } = statement
  const home = placeIn(body.homeLog, standings)
  if (home === undefined && body.id !== null) return []
  const document = {
    origin: body.homeLog,
    index: home?.index ?? -1,
    time: timeSeconds === undefined ? header.issued : instant(timeSeconds),
    statement: id,
    seq: header.seq ?? 0,
    prev: header.prev ?? null,
    signers,
    body,
  }
  return [document]
}

/** Whether keys that may speak for the issuer, at the statement's place, have signed it; enough of them. */
export async function speaks(read: Read, identities: Identities, crypto: Crypto): Promise<Spoken> {
  const { issuer } = read.statement.header
  const chain = identities.get(issuer)
  const origin = chain?.periods[0]?.document.origin
  if (chain === undefined || origin === undefined)
    return { ok: false, problem: unknown(read, `the documents of ${issuer}`, 'none that founds it') }
  const home = placeIn(origin, read.standings)
  const index = home?.index ?? Number.MAX_SAFE_INTEGER
  const time = read.timeSeconds === undefined ? NEVER : instant(read.timeSeconds)
  const document = inForceAt(chain, { index, time })
  if (document === undefined)
    return { ok: false, problem: unknown(read, `${issuer} in force at index ${index} of ${origin}`, 'none') }
  if (isFrozenAt(chain, index))
    return {
      ok: false,
      problem: { ...unknown(read, 'one document of each number', 'two'), code: 'identity-frozen' },
    }
  const speaking = publicKeys(speakingKeys(chain, document, index), read.where, crypto)
  const verdict = await verifyEnvelope(read.envelope, speaking, document.body.threshold, crypto)
  if (!verdict.ok) return { ok: false, problem: { ...verdict.problem, where: `${read.where}, signatures` } }
  return { ok: true, signers: verdict.signers, document }
}

/** Trusted places count before claimed ones. */
function placeIn(origin: string, standings: readonly Standing[]): Standing | undefined {
  const there = standings.filter((standing) => standing.origin === origin)
  return there.find(({ trusted }) => trusted) ?? there[0]
}

/** The newest valid withdrawal by the issuer of a record: of the statement, or of the artifact that it is about. */
export async function withdrawalOf(
  record: Read,
  given: { readonly all: readonly Read[]; readonly identities: Identities; readonly atSeconds?: number },
  crypto: Crypto,
): Promise<Read | undefined> {
  const about = new Set([record.statement.id, record.statement.subjects[0]?.digest])
  for (const read of given.all) {
    const { type, header, subjects } = read.statement
    if (type !== 'owc:withdrawal/v1' || header.issuer !== record.statement.header.issuer) continue
    if (!subjects.some(({ digest }) => about.has(digest))) continue
    if (given.atSeconds !== undefined && (read.timeSeconds ?? 0) > given.atSeconds) continue
    if (isBefore(read, record)) continue // what its issuer says again afterwards stands again
    if ((await speaks(read, given.identities, crypto)).ok) return read
  }
  return undefined
}

/** Shown to stand earlier in a trusted log; without such a proof a withdrawal counts. */
function isBefore(one: Read, other: Read): boolean {
  return one.standings.some(({ origin, index, trusted }) =>
    other.standings.some(
      (later) => trusted && later.trusted && later.origin === origin && index < later.index,
    ),
  )
}

function unknown(read: Read, expected: string, found: string): Problem {
  return { code: 'identity-unknown', where: read.where, expected, found }
}

function invalid(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'bundle-invalid', where, expected, found: JSON.stringify(found.slice(0, 80)) })
}

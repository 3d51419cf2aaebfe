// Which of an identity's documents have effect, and which keys may speak for it at a place of its home log.
// Rules (signing 5): a next document names the present one and is signed by enough of the old and of the new keys
// (TUF's root rule); one by the recovery keys takes effect after the delay unless the old keys speak first; two
// rightful documents of one number freeze the identity. What breaks a rule has no effect. Pure: no clock, no table.
// A signature stands or falls with the keys at its index, never with those of today.

import { fromBase64, toBase64 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import type { Json, JsonObject } from '../base/strict-json.ts'
import { type Instant, instant, seconds } from '../base/time.ts'
import type { Algorithm, Crypto } from './crypto.ts'
import { isObject, show } from './json-fields.ts'
import { isAlgorithm, type PublicKey, publicKey } from './keys.ts'
import { isIdentityId } from './statement.ts'

export const MAX_IDENTITY_KEYS = 16 // as many as an envelope may carry signatures
export const MIN_RECOVERY_HOURS = 72
const MAX_RECOVERY_HOURS = 8760

export type IdentityKey = {
  readonly keyid: string
  readonly alg: Algorithm
  readonly pub: string // base64 of the raw public key
  readonly label?: string
  readonly use?: 'statements' | 'model-signing' // model-signing: companion key, signs no statement
  readonly revokedFrom?: number // log index: its signatures from here on do not count
}

/** The fields of an `owc:identity/v1` body that rules read. */
export type IdentityBody = {
  readonly id: string | null // null in the first document, whose digest makes the id
  readonly homeLog: string
  readonly name: string
  readonly keys: readonly IdentityKey[]
  readonly threshold: number
  readonly recovery?: {
    readonly keys: readonly IdentityKey[]
    readonly threshold: number
    readonly delayHours: number
  }
}

export type IdentityDocument<B extends IdentityBody = IdentityBody> = {
  readonly origin: string // of the log that it stands in
  readonly index: number
  readonly time: Instant // log time
  readonly statement: string
  readonly seq: number
  readonly prev: string | null
  readonly signers: readonly string[] // key ids whose signatures were checked
  readonly body: B
}

/** A document and the place from which it counts. */
export type InForce<D extends IdentityDocument = IdentityDocument> = {
  readonly document: D
  readonly fromIndex: number
  readonly fromTime: Instant
}

export type IdentityChain<D extends IdentityDocument = IdentityDocument> = {
  readonly periods: readonly InForce<D>[] // in order; each ends where the next one begins
  readonly frozenFrom?: number // index of the second rightful document of one number
}

type Place = { readonly index: number; readonly time: Instant }

/** How a key stands in an identity document. */
export function identityKey(key: PublicKey, use?: 'statements' | 'model-signing'): IdentityKey {
  const written = { keyid: key.keyid, alg: key.algorithm, pub: toBase64(key.raw) }
  return use === undefined ? written : { ...written, use }
}

/** Documents of one identity, in the order of their home log. */
export function chainOf<D extends IdentityDocument>(documents: readonly D[]): IdentityChain<D> {
  const first = documents.find(isGenesis)
  if (first === undefined) return { periods: [] }
  const periods: InForce<D>[] = [{ document: first, fromIndex: first.index, fromTime: first.time }]
  let pending: InForce<D> | undefined
  for (const next of documents) {
    if (next.origin !== first.origin || next.index <= first.index) continue
    if (pending !== undefined && pending.fromTime <= next.time) {
      periods.push(pending)
      pending = undefined
    }
    if (isSecond(next, periods)) return { periods, frozenFrom: next.index }
    const present = (periods.at(-1) as InForce<D>).document
    if (!follows(next, present)) continue
    if (byOwnKeys(next, present)) {
      periods.push({ document: next, fromIndex: next.index, fromTime: next.time })
      pending = undefined
    } else if (byRecovery(next, present)) {
      pending ??= { document: next, fromIndex: next.index, fromTime: afterDelay(next, present) }
    }
  }
  if (pending !== undefined) periods.push(pending)
  return { periods }
}

/** The document in force at a place of the home log; undefined before the first. */
export function inForceAt<D extends IdentityDocument>(chain: IdentityChain<D>, at: Place): D | undefined {
  return chain.periods.findLast(({ fromIndex, fromTime }) => fromIndex <= at.index && fromTime <= at.time)
    ?.document
}

export function isFrozenAt(chain: IdentityChain, index: number): boolean {
  return chain.frozenFrom !== undefined && chain.frozenFrom <= index
}

/** Keys that may sign statements at an index: those of the document in force, without what any document, also a later
 *  one, revokes from there on. */
export function speakingKeys<D extends IdentityDocument>(
  chain: IdentityChain<D>,
  document: D,
  index: number,
): D['body']['keys'] {
  const revoked = chain.periods
    .flatMap((period) => period.document.body.keys)
    .filter(({ revokedFrom }) => revokedFrom !== undefined && revokedFrom <= index)
    .map(({ keyid }) => keyid)
  return document.body.keys.filter((key) => isForStatements(key) && !revoked.includes(key.keyid))
}

/** Distinct keys are counted, not signatures; companion keys and revoked ones never. */
export function isEnough(
  signers: readonly string[],
  { keys, threshold }: { readonly keys: readonly IdentityKey[]; readonly threshold: number },
): boolean {
  const counted = new Set(keys.filter(mayCount).map(({ keyid }) => keyid))
  return new Set(signers.filter((signer) => counted.has(signer))).size >= threshold
}

/** The keys as keys: every id is recomputed from its key.
 *  @throws OwcError `key-invalid`, `identity-invalid` */
export function publicKeys(
  keys: readonly IdentityKey[],
  where: string,
  crypto: Crypto,
): readonly PublicKey[] {
  return keys.map(({ keyid, alg, pub }, i) => {
    const raw = fromBase64(pub)
    if (raw === undefined) throw bad(`${where}[${i}], pub`, 'base64 of a raw public key', pub.slice(0, 40))
    const key = publicKey({ algorithm: alg, raw }, `${where}[${i}]`, crypto)
    if (key.keyid !== keyid) throw bad(`${where}[${i}], keyid`, key.keyid, keyid)
    return key
  })
}

/** All keys that a document's signatures may come from: its own, those of recovery, and those before it. */
export function documentKeys(
  { keys, recovery }: IdentityBody,
  where: string,
  crypto: Crypto,
): readonly PublicKey[] {
  const own = publicKeys(keys, `${where}, keys`, crypto)
  return [...own, ...publicKeys(recovery?.keys ?? [], `${where}, recovery, keys`, crypto)]
}

/** Reads what rules need of a body; unknown fields are the schema's business.
 *  @throws OwcError `identity-invalid`, `key-invalid` */
export function readIdentity(body: JsonObject, where: string, crypto: Crypto): IdentityBody {
  const { id, homeLog, name, recovery } = body
  if (id !== null && !(typeof id === 'string' && isIdentityId(id)))
    throw bad(`${where}, id`, 'null in the first document, else owcid:…', show(id))
  if (typeof homeLog !== 'string' || homeLog === '')
    throw bad(`${where}, homeLog`, 'an origin', show(homeLog))
  if (typeof name !== 'string' || name === '') throw bad(`${where}, name`, 'a name', show(name))
  const read = { id, homeLog, name, ...readKeys(body, where) }
  const identity = recovery === undefined ? read : { ...read, recovery: readRecovery(recovery, where) }
  const all = documentKeys(identity, where, crypto).map(({ keyid }) => keyid)
  const twice = all.find((keyid, i) => all.indexOf(keyid) !== i)
  if (twice !== undefined) throw bad(`${where}, keys`, 'each key once', `${twice} again`)
  return identity
}

function readRecovery(json: Json, where: string) {
  if (!isObject(json)) throw bad(`${where}, recovery`, 'an object', show(json))
  const { delayHours } = json
  if (typeof delayHours !== 'number' || delayHours < MIN_RECOVERY_HOURS || delayHours > MAX_RECOVERY_HOURS) {
    const expected = `${MIN_RECOVERY_HOURS} to ${MAX_RECOVERY_HOURS} hours`
    throw bad(`${where}, recovery, delayHours`, expected, show(delayHours))
  }
  return { ...readKeys(json, `${where}, recovery`), delayHours }
}

function readKeys({ keys, threshold }: JsonObject, where: string) {
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > MAX_IDENTITY_KEYS)
    throw bad(`${where}, keys`, `a list of 1 to ${MAX_IDENTITY_KEYS}`, show(keys))
  const read = keys.map((key: Json, i) => readKey(key, `${where}, keys[${i}]`))
  const most = read.filter(mayCount).length
  if (typeof threshold !== 'number' || threshold < 1 || threshold > most)
    throw bad(
      `${where}, threshold`,
      `1 to ${most}, as many as there are keys for statements that are not revoked`,
      show(threshold),
    )
  return { keys: read, threshold }
}

function readKey(json: Json, where: string): IdentityKey {
  if (!isObject(json)) throw bad(where, 'an object', show(json))
  const { keyid, alg, pub, label, use, revokedFrom } = json
  if (typeof keyid !== 'string' || !/^[0-9a-f]{64}$/.test(keyid))
    throw bad(`${where}, keyid`, '64 hexadecimal digits', show(keyid))
  if (typeof alg !== 'string' || !isAlgorithm(alg)) throw bad(`${where}, alg`, 'a known algorithm', show(alg))
  if (typeof pub !== 'string') throw bad(`${where}, pub`, 'base64 of a raw public key', show(pub))
  if (use !== undefined && use !== 'statements' && use !== 'model-signing')
    throw bad(`${where}, use`, '"statements" or "model-signing"', show(use))
  if (revokedFrom !== undefined && (typeof revokedFrom !== 'number' || revokedFrom < 0))
    throw bad(`${where}, revokedFrom`, 'a log index', show(revokedFrom))
  return {
    keyid,
    alg,
    pub,
    ...(typeof label === 'string' && { label }),
    ...(use !== undefined && { use }),
    ...(revokedFrom !== undefined && { revokedFrom }),
  }
}

function isGenesis({ body, origin, signers, seq }: IdentityDocument): boolean {
  return body.id === null && seq === 0 && body.homeLog === origin && isEnough(signers, body)
}

/** Another rightful successor of a document that has one already, or a recovered one's predecessor's. */
function isSecond(next: IdentityDocument, periods: readonly InForce[]): boolean {
  return periods.some(({ document }, i) => {
    const successor = periods[i + 1]?.document
    if (successor === undefined || successor.statement === next.statement) return false
    return follows(next, document) && byOwnKeys(next, document) && byOwnKeys(successor, document)
  })
}

function follows(next: IdentityDocument, present: IdentityDocument): boolean {
  return next.seq === present.seq + 1 && next.prev === present.statement
}

function byOwnKeys(next: IdentityDocument, present: IdentityDocument): boolean {
  return isEnough(next.signers, present.body) && isEnough(next.signers, next.body)
}

function byRecovery(next: IdentityDocument, { body: { recovery } }: IdentityDocument): boolean {
  return recovery !== undefined && isEnough(next.signers, recovery) && isEnough(next.signers, next.body)
}

function afterDelay(next: IdentityDocument, { body: { recovery } }: IdentityDocument): Instant {
  return instant(seconds(next.time) + (recovery?.delayHours ?? 0) * 3600)
}

/** A key that a document lists as revoked decides no more about the identity, or whoever stole it could take it. */
function mayCount(key: IdentityKey): boolean {
  return isForStatements(key) && key.revokedFrom === undefined
}

function isForStatements({ use }: IdentityKey): boolean {
  return use !== 'model-signing'
}

function bad(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'identity-invalid', where, expected, found })
}

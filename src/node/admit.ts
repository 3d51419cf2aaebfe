// The gate of log admission (signing 11.9): form, issuer and signatures, place in the stream, right to say it. Nothing
// here asks whether a statement is true or welcome; that is for views and for the other gate, hosting.

import { fromBase64 } from '../base/bytes.ts'
import type { Code } from '../base/codes.ts'
import { digestText } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { instant } from '../base/time.ts'
import { entriesOf, streamHead } from '../commons/all-statements.ts'
import { head as identityHead, keySet } from '../commons/keys/query.ts'
import type { Identity } from '../commons/keys/statements.ts'
import { releasedAs } from '../commons/releases/query.ts'
import { statementTypes } from '../commons/subjects.ts'
import { checkBody } from '../commons/validate.ts'
import type { Algorithm, Crypto } from '../ledger/crypto.ts'
import { statementEntry } from '../ledger/entry.ts'
import { type Envelope, parseEnvelope, STATEMENT_PAYLOAD_TYPE, verifyEnvelope } from '../ledger/envelope.ts'
import { type PublicKey, publicKey } from '../ledger/keys.ts'
import type { Log } from '../ledger/log.ts'
import { IDENTITY_TYPE, readStatement, type Statement } from '../ledger/statement.ts'
import type { Tables } from '../storage/contracts.ts'
import type { Who } from './access.ts'
import { checkNames, OBSERVATION_TYPE, RELEASE_TYPE } from './admit-identity.ts'
import type { Receipt } from './node.ts'

export type Admission = {
  readonly log: Log
  readonly index: Pick<Tables, 'db'>
  readonly crypto: Crypto
  readonly nodeKey: string // keyid of this node, which names what it found itself under any namespace
  /** Runs one after another what must see the stream's head unmoved until it is logged. */
  readonly inOrder: <T>(work: () => Promise<T>) => Promise<T>
  /** What else may stand against it: its body was erased; an erasure or an opening that cannot be. */
  readonly mayEnter: (statement: Statement) => Promise<void>
  /** What must follow before the submitter is answered: an erasure is carried out. */
  readonly entered: (statement: Statement) => Promise<void>
}

/** Logged, published and folded on return.
 *  @throws OwcError `envelope-invalid`, `statement-invalid`, `statement-elsewhere`, `body-invalid`, `identity-unknown`,
 *  `signature-invalid`, `stream-conflict`, `scope-missing` */
export async function admit(admission: Admission, bytes: Uint8Array, who: Who): Promise<Receipt> {
  const { envelope, statement } = await consider(admission, bytes, who)
  const again = await knownReceipt(admission, statement, envelope)
  if (again !== undefined) return again
  await admission.mayEnter(statement)
  const ordered = statement.type === IDENTITY_TYPE || statement.header.seq !== undefined
  const release = statement.type === RELEASE_TYPE
  if (!ordered && !release) {
    // out of the queue: if a claim overtakes it, the name points past it all the same
    if (statement.type === OBSERVATION_TYPE) await checkNames(admission, { envelope, statement }, who)
    return await enter(admission, bytes, { envelope, statement })
  }
  return await admission.inOrder(async () => {
    if (release) await checkVersion(admission, statement)
    else await checkPlace(admission, statement)
    await checkNames(admission, { envelope, statement }, who)
    return await enter(admission, bytes, { envelope, statement })
  })
}

/** What can be said of a statement before it is its turn: form, right, signatures. */
async function consider(admission: Admission, bytes: Uint8Array, who: Who): Promise<Read> {
  const envelope = parseEnvelope(bytes, 'envelope')
  const statement = readForm(admission, envelope)
  checkRight(statement, who)
  await checkSignatures(admission, envelope, statement)
  return { envelope, statement }
}

/** Whether it would be admitted now; for what is sealed and opens later. Logs nothing. @throws as admit does */
export async function foresee(admission: Admission, bytes: Uint8Array, who: Who): Promise<Statement> {
  const read = await consider(admission, bytes, who)
  const { statement } = read
  await admission.mayEnter(statement)
  if (statement.type === RELEASE_TYPE) await checkVersion(admission, statement)
  await checkNames(admission, read, who)
  return statement
}

type Read = { readonly envelope: Envelope; readonly statement: Statement }

function readForm({ log, crypto }: Admission, envelope: Envelope): Statement {
  if (envelope.payloadType !== STATEMENT_PAYLOAD_TYPE) {
    throw refusal('envelope-invalid', 'payloadType', [STATEMENT_PAYLOAD_TYPE, envelope.payloadType])
  }
  const statement = readStatement(envelope.payload, 'payload', crypto)
  if (statement.header.home !== log.origin) {
    throw refusal(
      'statement-elsewhere',
      'predicate, home',
      [log.origin, statement.header.home],
      'Sign it for this log, or send it to the log that it names.',
    )
  }
  const [problem] = checkBody(statement.type, statement.body)
  if (problem !== undefined) throw new OwcError(problem)
  const type = statementTypes.get(statement.type)
  if (type !== undefined && type.ordered !== (statement.header.seq !== undefined)) {
    const expected = type.ordered ? 'seq and prev' : 'no seq and no prev'
    throw refusal('statement-invalid', 'predicate', [
      `${expected} in ${statement.type}`,
      type.ordered ? 'none' : 'some',
    ])
  }
  return statement
}

/** Publishing needs the namespace's scope; everything else the scope `say`; an operator may say anything. */
function checkRight({ type, body }: Statement, who: Who): void {
  if (who.operator) return
  const subject = body['subject'] as { readonly id?: string } | undefined
  const needed = type === RELEASE_TYPE ? `publish:${subject?.id?.split('/')[0]}` : 'say'
  const granted = who.scopes.some(
    (scope) => scope === needed || (needed === 'say' && scope.startsWith('publish:')),
  )
  if (granted) return
  throw refusal('scope-missing', `statement ${type}`, [
    `a token with scope ${needed}`,
    who.scopes.join(' ') || who.name,
  ])
}

async function knownReceipt(
  { log, index }: Admission,
  { id, type }: Statement,
  envelope: Envelope,
): Promise<Receipt | undefined> {
  const entry = (await entriesOf(index.db, id)).find(({ origin }) => origin === log.origin)
  // of an ordered type the place is taken by itself; else further signatures are a further entry
  const other = type !== IDENTITY_TYPE && envelope.signatures.length !== 1
  if (entry === undefined || other) return undefined
  return {
    statement: id,
    type,
    logIndex: entry.index,
    logTime: entry.time,
    proof: await log.prove(entry.index),
  }
}

async function checkPlace({ log, index }: Admission, { type, header }: Statement): Promise<void> {
  const { issuer, seq = 0, prev } = header
  const last =
    type === IDENTITY_TYPE
      ? await identityHead(index.db, issuer, instant(log.nextSeconds()))
      : await streamHead(index.db, { origin: log.origin, issuer, type })
  const [nextSeq, nextPrev] = last === undefined ? [0, null] : [last.seq + 1, last.statement]
  if (seq === nextSeq && (prev ?? null) === nextPrev) return
  const found = `seq ${seq}, prev ${prev ?? null}`
  throw refusal(
    'stream-conflict',
    `${type} of ${issuer}`,
    [`seq ${nextSeq}, prev ${nextPrev}`, found],
    'Sign it again with the place named here.',
  )
}

/** A version is never reused for other bytes, whoever released it and whether or not it was withdrawn since. */
async function checkVersion({ log, index }: Admission, { body, subjects }: Statement): Promise<void> {
  const { id, version } = body['subject'] as { readonly id: string; readonly version: string } // by its schema
  const artifact = subjects[0]?.digest
  if (artifact === undefined)
    throw refusal('statement-invalid', 'subject', ['the artifact that is released', 'none'])
  const taken = await releasedAs(index.db, { name: id, version, origin: log.origin })
  if (taken === undefined || taken === artifact) return
  throw refusal(
    'version-taken',
    `${id}@${version}`,
    [`the bytes that bear this version, ${digestText(taken)}`, digestText(artifact)],
    'Give the new bytes a new version; the same bytes may be said again with another record.',
  )
}

async function enter(
  admission: Admission,
  bytes: Uint8Array,
  { envelope, statement }: Read,
): Promise<Receipt> {
  const { log, crypto } = admission
  const leaf = statementEntry(envelope, statement.type, crypto)
  const logged = await log.submit({ leaf, body: { digest: statement.id, envelope: bytes } })
  await admission.entered(statement)
  return {
    statement: statement.id,
    type: statement.type,
    logIndex: logged.index,
    logTime: instant(logged.timeSeconds),
    proof: logged.proof,
  }
}

/** Every signature must be by a key that may speak for the issuer now, and enough of them. */
async function checkSignatures(
  { log, index, crypto }: Admission,
  envelope: Envelope,
  statement: Statement,
): Promise<void> {
  const { issuer } = statement.header
  const at = { index: log.checkpoint().size, time: instant(log.nextSeconds()) }
  const known = await keySet(index.db, issuer, at)
  const own = statement.type === IDENTITY_TYPE ? (statement.body as unknown as Identity) : undefined
  if (known === undefined && own === undefined) {
    throw refusal(
      'identity-unknown',
      'predicate, issuer',
      ['an identity that this log knows', issuer],
      'Log its identity document first.',
    )
  }
  if (known?.frozen === true) {
    throw refusal('identity-frozen', 'predicate, issuer', [
      'an identity with one history',
      `two documents of one number for ${issuer}`,
    ])
  }
  const listed = [
    ...(known?.keys ?? []),
    ...(own?.keys ?? []),
    ...(own === undefined ? [] : (known?.document.recovery?.keys ?? [])),
  ]
  const keys = listed.map(({ alg, pub, keyid }) => readKey({ alg, pub }, keyid, crypto))
  const threshold = known !== undefined && own === undefined ? known.threshold : (own?.threshold ?? 1)
  const verdict = await verifyEnvelope(envelope, keys, threshold, crypto)
  if (!verdict.ok) throw new OwcError(verdict.problem)
  if (verdict.signers.length !== envelope.signatures.length) {
    throw refusal('signature-invalid', 'signatures', [
      `each by a key of ${issuer}`,
      `${envelope.signatures.length - verdict.signers.length} that no such key made`,
    ])
  }
}

function readKey(
  { alg, pub }: { readonly alg: Algorithm; readonly pub: string },
  keyid: string,
  crypto: Crypto,
): PublicKey {
  const raw = fromBase64(pub)
  if (raw === undefined)
    throw refusal('key-invalid', `key ${keyid.slice(0, 12)}`, [
      'base64 of a raw public key',
      pub.slice(0, 40),
    ])
  const key = publicKey({ algorithm: alg, raw }, `key ${keyid.slice(0, 12)}`, crypto)
  if (key.keyid === keyid) return key
  throw refusal('key-invalid', `key ${keyid.slice(0, 12)}`, [`keyid ${key.keyid}`, keyid])
}

/** `[expected, found]` as in the sentence. */
function refusal(
  code: Code,
  where: string,
  [expected, found]: readonly [string, string],
  hint?: string,
): OwcError {
  return new OwcError({ code, where, expected, found, ...(hint === undefined ? {} : { hint }) })
}

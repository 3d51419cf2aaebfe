// The next document of an identity: what stands in the one in force, with a change, signed by the keys of this machine
// that count in the old and in the new (signing 5). Whoever else must sign gets it as a file (key-sign.ts).

import { sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { instant } from '../base/time.ts'
import type { Api } from '../client/api.ts'
import type { Identity } from '../commons/keys/statements.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { type Envelope, envelopeBytes, signEnvelope } from '../ledger/envelope.ts'
import { isEnough } from '../ledger/identity.ts'
import type { KeyPair } from '../ledger/signer.ts'
import { IDENTITY_TYPE, makeStatement, readStatement } from '../ledger/statement.ts'
import type { Receipt } from '../node/node.ts'
import type { IdentityView } from '../node/views/identity.ts'
import type { World } from './command.ts'
import { readLoose } from './key-envelope.ts'
import { newNonce } from './key-make.ts'
import { keyPairsIn, type StoredIdentity } from './key-store.ts'

export type Drafted = {
  readonly envelope: Envelope
  readonly body: Identity
  readonly enough: boolean // both thresholds are met, or that of recovery and of the new keys
}

export type Changing = {
  readonly stored: StoredIdentity
  readonly view: IdentityView
  readonly change: Partial<Identity>
  readonly further?: readonly KeyPair[] // keys that are about to be stored
  readonly by?: 'keys' | 'recovery'
}

/** What an identity's document says as a whole, as it was signed; a claim that was released is not carried on, because
 *  the next document would claim anew what may be another's by now. */
export async function bodyInForce(
  api: Api,
  { statement, held }: Pick<IdentityView, 'statement' | 'held'>,
): Promise<Identity> {
  const { payload } = await envelopeOf(api, statement)
  const body = readStatement(payload, statement, nodeCrypto).body as unknown as Identity // admitted by its schema
  return body.namespaces === undefined ? body : { ...body, namespaces: [...held] }
}

export async function envelopeOf(api: Api, statement: string): Promise<Envelope> {
  const json = await api.get<object>(`/commons/v1/statements/${statement.replace('sha256:', '')}/envelope`)
  return readLoose(new TextEncoder().encode(JSON.stringify(json)), statement)
}

export async function draftNext(world: World, api: Api, changing: Changing): Promise<Drafted> {
  const { stored, view, change, further = [], by = 'keys' } = changing
  const before = await bodyInForce(api, view)
  const body: Identity = { ...before, id: stored.identity, ...change }
  const header = {
    issuer: stored.identity,
    home: stored.home,
    nonce: newNonce(),
    issued: instant(world.now()),
    seq: view.seq + 1,
    prev: prevOf(view),
  }
  const payload = makeStatement({ type: IDENTITY_TYPE, subjects: [], header, body }, nodeCrypto)
  const old =
    by === 'recovery' ? (before.recovery ?? { keys: [], threshold: 1 }) : { ...before, keys: view.keys }
  const counted = new Set([...old.keys, ...body.keys.filter(speaks)].map(({ keyid }) => keyid))
  const pairs = [...(await keyPairsIn(stored.folder)), ...further]
  const signers = [...new Map(pairs.map((pair) => [pair.key.keyid, pair])).values()].filter(
    ({ key }) => counted.has(key.keyid) && key.algorithm === 'ed25519',
  )
  const envelope = await signEnvelope(payload, signers)
  const signed = signers.map(({ key }) => key.keyid)
  return { envelope, body, enough: isEnough(signed, old) && isEnough(signed, body) }
}

/** The same, when the keys here must be enough. @throws OwcError `signature-invalid` */
export async function nextEnvelope(world: World, api: Api, changing: Changing): Promise<Envelope> {
  const { envelope, enough, body } = await draftNext(world, api, changing)
  if (enough) return envelope
  throw new OwcError({
    code: 'signature-invalid',
    where: changing.stored.folder,
    expected: `${body.threshold} keys of this identity`,
    found: `${envelope.signatures.length} that are here`,
    hint: 'owc key rotate --keep --to FILE writes the document for the others to sign.',
  })
}

export async function post(api: Api, envelope: Envelope): Promise<Receipt> {
  const json = JSON.parse(new TextDecoder().decode(envelopeBytes(envelope)))
  return await api.post<Receipt>('/commons/v1/statements', json)
}

export function speaks({ use, revokedFrom }: Identity['keys'][number]): boolean {
  return use !== 'model-signing' && revokedFrom === undefined
}

function prevOf({ statement }: IdentityView) {
  const digest = sha256(statement.replace('sha256:', ''))
  if (digest !== undefined) return digest
  throw new OwcError({
    code: 'answer-invalid',
    where: 'identity',
    expected: 'the digest of a document',
    found: JSON.stringify(statement.slice(0, 80)),
  })
}

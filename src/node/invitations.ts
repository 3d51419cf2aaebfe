// Invitations: a link by which somebody else's identity may claim one namespace here. Its secret is kept as SHA-256
// only, it ends at its time, and it serves one person once. Who joins names a claim of their own making: the same claim
// may ask again after a cut connection, any other is told that the invitation was used.

import type { Kysely } from 'kysely'
import { toHex, utf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { parseNamespace } from '../base/names.ts'
import { type Clock, type Instant, instant } from '../base/time.ts'
import type { Crypto } from '../ledger/crypto.ts'
import { parseEnvelope } from '../ledger/envelope.ts'
import { IDENTITY_TYPE, readStatement } from '../ledger/statement.ts'
import type { Scope, Who } from './access.ts'
import { letters } from './access-store.ts'
import { holderOf, namesOf, taken } from './namespaces.ts'
import type { Node, Receipt } from './node.ts'
import type { StateTables } from './state-tables.ts'

const SECRET_LETTERS = 32
const MAX_INVITATIONS = 1_000 // that are listed
const DAY_SECONDS = 86_400
export const DEFAULT_DAYS = 7
export const MAX_DAYS = 366
const SECRET = /^[A-Za-z0-9]{32}$/

export type Invitation = {
  readonly namespace: string
  readonly made: Instant
  readonly expires: Instant
  readonly identity?: string // who used it
  readonly used?: Instant
}

export type Invitations = {
  /** @throws OwcError `usage` for a time that has passed or lies too far ahead */
  make(namespace: string, expires: Instant | undefined): Promise<Invitation & { readonly secret: string }>
  list(): Promise<readonly Invitation[]>
  /** Ends those of a namespace that nobody used; how many. */
  cancel(namespace: string): Promise<number>
  /** @throws OwcError `invitation-unknown`, `invitation-used`, `invitation-expired` */
  look(secret: string, claim?: string): Promise<Invitation>
  /** Binds it to a claim before anything is logged; `release` undoes that while nobody has joined by it. */
  reserve(secret: string, claim: string): Promise<Invitation>
  release(secret: string): Promise<void>
  settle(secret: string, identity: string): Promise<void>
}

export type InvitationParts = {
  readonly db: Kysely<StateTables>
  readonly clock: Clock
  readonly random: (count: number) => Uint8Array
  readonly crypto: Crypto
}

export function openInvitations({ db, clock, random, crypto }: InvitationParts): Invitations {
  const hash = (secret: string): string => toHex(crypto.sha256(utf8(`owc-invitation/v1 ${secret}`)))
  const find = async (secret: string) =>
    SECRET.test(secret)
      ? await db.selectFrom('invitation').selectAll().where('hash', '=', hash(secret)).executeTakeFirst()
      : undefined
  const look = async (secret: string, claim?: string): Promise<Invitation> => {
    const row = await find(secret)
    if (row === undefined) throw unknown()
    const own = claim !== undefined && row.claim === hash(claim)
    if (row.claim !== null && !own) throw used(row)
    if (row.expires <= clock()) throw expired(row)
    return invitation(row)
  }
  return {
    async make(namespace, expires) {
      const secret = letters(random, SECRET_LETTERS)
      const now = clock()
      const until = expires === undefined ? now + DEFAULT_DAYS * DAY_SECONDS : Date.parse(expires) / 1000
      if (until <= now || until > now + MAX_DAYS * DAY_SECONDS) throw badEnd(instant(until), instant(now))
      const row = { hash: hash(secret), namespace, made: now, expires: until }
      await db
        .insertInto('invitation')
        .values({ ...row, claim: null, identity: null, used: null })
        .execute()
      return { secret, namespace, made: instant(now), expires: instant(until) }
    },
    async list() {
      const rows = await db
        .selectFrom('invitation')
        .selectAll()
        .orderBy('made', 'desc')
        .orderBy('hash')
        .limit(MAX_INVITATIONS)
        .execute()
      return rows.map(invitation)
    },
    async cancel(namespace) {
      const ended = await db
        .deleteFrom('invitation')
        .where('namespace', '=', namespace)
        .where('identity', 'is', null)
        .executeTakeFirst()
      return Number(ended.numDeletedRows)
    },
    look,
    async reserve(secret, claim) {
      const seen = await look(secret, claim)
      const own = hash(claim)
      const { numUpdatedRows } = await db
        .updateTable('invitation')
        .set({ claim: own })
        .where('hash', '=', hash(secret))
        .where(({ eb, or }) => or([eb('claim', 'is', null), eb('claim', '=', own)]))
        .executeTakeFirst()
      if (Number(numUpdatedRows) === 0) throw used(seen) // another was faster by a moment
      return seen
    },
    async release(secret) {
      await db
        .updateTable('invitation')
        .set({ claim: null })
        .where('hash', '=', hash(secret))
        .where('identity', 'is', null)
        .execute()
    },
    async settle(secret, identity) {
      const set = { identity, used: clock() }
      await db.updateTable('invitation').set(set).where('hash', '=', hash(secret)).execute()
    },
  }
}

export type Joining = {
  readonly secret: string
  readonly claim: string
  /** The identity's founding document, and where that exists already the next one; the last claims the namespace. */
  readonly envelopes: readonly Uint8Array[]
}

export type Joined = {
  readonly namespace: string
  readonly identity: string
  readonly receipts: readonly Receipt[]
  readonly token: string
  readonly tokenName: string
  readonly scopes: readonly Scope[]
}

export type Reception = Pick<
  Node,
  'invitations' | 'admit' | 'access' | 'identity' | 'index' | 'log' | 'logTime'
>

/** @throws OwcError `invitation-…`, `usage`, `namespace-taken`, and what log admission throws */
export async function join(node: Reception, crypto: Crypto, joining: Joining): Promise<Joined> {
  const { secret, claim, envelopes } = joining
  const invitation = await node.invitations.look(secret, claim)
  const { namespace } = invitation
  const identity = claimant(envelopes, namespace, crypto)
  if (invitation.identity !== undefined) await checkNotRevoked(node, invitation)
  await node.invitations.reserve(secret, claim)
  const scopes: readonly Scope[] = ['say', `publish:${namespace}`]
  const who: Who = { name: 'an invitation', scopes, operator: false }
  const receipts: Receipt[] = []
  try {
    const holder = await holderOf(namesOf(node), namespace)
    if (holder !== undefined && holder.identity !== identity) throw taken(holder)
    for (const envelope of envelopes) receipts.push(await node.admit(envelope, who))
  } catch (error) {
    await node.invitations.release(secret)
    throw error
  }
  const issued = await issue(node, identity, scopes)
  await node.invitations.settle(secret, identity) // after its token: one that is settled and has none was revoked
  return { namespace, identity, receipts, ...issued }
}

/** Whoever joined may ask again after a cut, but not after the operator has ended what they may do here. */
async function checkNotRevoked({ access }: Reception, { namespace, identity = '' }: Invitation) {
  const name = nameOfToken(identity)
  if (!(await access.tokens()).some((token) => token.name === name)) throw used({ namespace })
}

function nameOfToken(identity: string): string {
  return `join-${identity.slice(6, 22)}`
}

/** One token for each identity; who joins a second namespace gets one that opens both. */
async function issue({ access }: Reception, identity: string, scopes: readonly Scope[]) {
  const tokenName = nameOfToken(identity)
  const before = (await access.tokens()).find(({ name }) => name === tokenName)?.scopes ?? []
  const all = [...new Set([...before, ...scopes])]
  return { tokenName, scopes: all, token: await access.issueToken(tokenName, all, null) }
}

/** Whose documents these are: all of one identity, the last with the namespace among its claims. */
function claimant(envelopes: readonly Uint8Array[], namespace: string, crypto: Crypto): string {
  const documents = envelopes.map((bytes, i) => {
    const where = `envelopes[${i}]`
    const { type, header, body } = readStatement(parseEnvelope(bytes, where).payload, where, crypto)
    if (type !== IDENTITY_TYPE) throw badDocument(where, IDENTITY_TYPE, type)
    return { issuer: header.issuer, namespaces: body['namespaces'] }
  })
  const last = documents.at(-1)
  const claims = Array.isArray(last?.namespaces) && last.namespaces.includes(namespace)
  if (last === undefined || !claims)
    throw badDocument('envelopes', `an identity document that claims ${namespace}`, 'none')
  if (documents.some(({ issuer }) => issuer !== last.issuer))
    throw badDocument('envelopes', 'documents of one identity', 'of several')
  return last.issuer
}

/** May it be offered? @throws OwcError `name-invalid`, `namespace-taken` */
export async function checkOffer(
  node: Pick<Node, 'identity' | 'index' | 'log' | 'logTime'>,
  text: string,
): Promise<string> {
  const namespace = parseNamespace(text, 'namespace')
  const holder = await holderOf(namesOf(node), namespace)
  if (holder !== undefined) throw taken(holder)
  return namespace
}

type Row = {
  readonly namespace: string
  readonly made: number
  readonly expires: number
  readonly identity: string | null
  readonly used: number | null
}

function invitation({ namespace, made, expires, identity, used: at }: Row): Invitation {
  return {
    namespace,
    made: instant(made),
    expires: instant(expires),
    ...(identity !== null && { identity }),
    ...(at !== null && { used: instant(at) }),
  }
}

const ASK = 'Ask the node’s operator for another one: owc invite --namespace N.'

function unknown(): OwcError {
  return new OwcError({
    code: 'invitation-unknown',
    where: 'invitation',
    expected: 'the whole link as it was given, with the secret at its end',
    found: 'a secret that opens nothing here',
    hint: ASK,
  })
}

function used({ namespace }: Pick<Row, 'namespace'>): OwcError {
  return new OwcError({
    code: 'invitation-used',
    where: `invitation for ${namespace}`,
    expected: 'one that nobody has used',
    found: 'a used one',
    hint: ASK,
  })
}

function expired({ namespace, expires }: Row): OwcError {
  return new OwcError({
    code: 'invitation-expired',
    where: `invitation for ${namespace}`,
    expected: 'one that still holds',
    found: `its end at ${instant(expires)}`,
    hint: ASK,
  })
}

function badEnd(found: Instant, now: Instant): OwcError {
  const expected = `a time after ${now} and within ${MAX_DAYS} days`
  return new OwcError({ code: 'usage', where: 'expires', expected, found })
}

function badDocument(where: string, expected: string, found: string): OwcError {
  return new OwcError({ code: 'usage', where, expected, found })
}

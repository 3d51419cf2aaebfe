// Who somebody is, and with which keys they could speak at a place in the log. The only reader of these rows.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import {
  chainOf,
  type IdentityChain,
  type IdentityDocument,
  inForceAt,
  isFrozenAt,
  speakingKeys,
} from '../../ledger/identity.ts'
import type { Tables } from './fold.ts'
import type { Identity } from './statements.ts'

const MAX_DOCUMENTS = 10_000 // of one identity; a flood beyond this has no effect
const MAX_COMPANIONS = 2_000 // identities whose companion keys are tried on a model signature, the newest
const MAX_CANDIDATES = 64 // identities that claim one key

type Document = IdentityDocument<Identity>

export type KeySet = {
  readonly identity: string
  readonly name: string
  readonly statement: Sha256 // the document in force
  readonly seq: number
  readonly homeLog: string
  readonly keys: Identity['keys'] // that may sign statements at this index
  readonly threshold: number
  readonly frozen: boolean // two rightful documents of one number
  readonly document: Identity
}

/** `at`: index and log time in the identity's home log. Undefined when the identity is unknown there. */
export async function keySet(
  db: Kysely<Tables>,
  identity: string,
  at: { readonly index: number; readonly time: Instant },
): Promise<KeySet | undefined> {
  const chain = await readChain(db, identity)
  const document = inForceAt(chain, at)
  if (document === undefined) return undefined
  return {
    identity,
    name: document.body.name,
    statement: document.statement as Sha256,
    seq: document.seq,
    homeLog: document.origin,
    keys: speakingKeys(chain, document, at.index),
    threshold: document.body.threshold,
    frozen: isFrozenAt(chain, at.index),
    document: document.body,
  }
}

/** Number and digest of the document in force; what a signer's next document must name. A recovery that waits for its
 *  delay is not in force: the old keys may still speak against it. */
export async function head(
  db: Kysely<Tables>,
  identity: string,
  now: Instant,
): Promise<{ readonly seq: number; readonly statement: Sha256 } | undefined> {
  const last = inForceAt(await readChain(db, identity), { index: Number.MAX_SAFE_INTEGER, time: now })
  return last && { seq: last.seq, statement: last.statement as Sha256 }
}

export type IdentityHistory = {
  readonly document: Document
  readonly from?: Instant // when its effect begins; absent: it breaks a rule and has none
}

/** Every document of an identity in the order of its home log. */
export async function identityHistory(
  db: Kysely<Tables>,
  identity: string,
): Promise<readonly IdentityHistory[]> {
  const documents = await readDocuments(db, identity)
  const { periods } = chainOf(documents)
  return documents.map((document) => {
    const from = periods.find((period) => period.document === document)?.fromTime
    return from === undefined ? { document } : { document, from }
  })
}

/** The documents of an identity that count, with the place from which each does. */
export async function identityPeriods(
  db: Kysely<Tables>,
  identity: string,
): Promise<IdentityChain<Document>['periods']> {
  return (await readChain(db, identity)).periods
}

/** Identities whose first document this key itself signed, the earliest first. That a document lists a key proves
 *  nothing: anybody can write another's public key beside their own. */
export async function identitiesOfKey(db: Kysely<Tables>, keyid: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('identity_documents')
    .innerJoin('identity_keys', (join) =>
      join
        .onRef('identity_keys.origin', '=', 'identity_documents.origin')
        .onRef('identity_keys.idx', '=', 'identity_documents.idx'),
    )
    .select(['identity_documents.identity', 'identity_documents.signers', 'identity_documents.place'])
    .where('identity_keys.keyid', '=', keyid)
    .where('identity_keys.role', '=', 'statements')
    .where('identity_documents.seq', '=', 0)
    .where('identity_documents.signers', 'like', `%"${keyid}"%`)
    .orderBy('identity_documents.place')
    .limit(MAX_CANDIDATES)
    .execute()
  return [...new Set(rows.map(({ identity }) => identity))]
}

/** The name that an identity gives itself today. */
export async function identityName(db: Kysely<Tables>, identity: string): Promise<string | undefined> {
  return (await readChain(db, identity)).periods.at(-1)?.document.body.name
}

export async function identityNames(
  db: Kysely<Tables>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>()
  for (const id of new Set(ids)) {
    const name = await identityName(db, id)
    if (name !== undefined) names.set(id, name)
  }
  return names
}

async function readChain(db: Kysely<Tables>, identity: string): Promise<IdentityChain<Document>> {
  return chainOf(await readDocuments(db, identity))
}

async function readDocuments(db: Kysely<Tables>, identity: string): Promise<readonly Document[]> {
  const rows = await db
    .selectFrom('identity_documents')
    .selectAll()
    .where('identity', '=', identity)
    .whereRef('origin', '=', 'home_log')
    .orderBy('idx')
    .limit(MAX_DOCUMENTS)
    .execute()
  return rows.map(documentOf)
}

function documentOf(row: Tables['identity_documents']): Document {
  return {
    origin: row.origin,
    index: row.idx,
    time: row.time as Instant,
    statement: row.statement,
    seq: row.seq,
    prev: row.prev,
    signers: JSON.parse(row.signers),
    body: JSON.parse(row.document),
  }
}

/** Companion keys for model signatures that identities of this log list today: raw P-256 points in base64. */
export async function modelSigningKeys(
  db: Kysely<Tables>,
): Promise<readonly { readonly identity: string; readonly keyid: string; readonly pub: string }[]> {
  const rows = await db
    .selectFrom('identity_keys')
    .select(({ fn }) => ['identity', fn.max('idx').as('newest')])
    .where('role', '=', 'model-signing')
    .groupBy('identity')
    .orderBy('newest', 'desc')
    .limit(MAX_COMPANIONS)
    .execute()
  const found = []
  for (const { identity } of rows) {
    const last = (await readChain(db, identity)).periods.at(-1)
    for (const { use, keyid, pub } of last?.document.body.keys ?? []) {
      if (use === 'model-signing') found.push({ identity, keyid, pub })
    }
  }
  return found
}

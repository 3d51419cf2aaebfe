// What else log admission asks of identity documents and of who names a release: that a document is sound and will have
// effect where it would stand, that its name hides nothing, that nobody claims or names what another holds. A document that breaks
// the rule of signatures would be logged for nothing, and its signer would believe in it.

import { OwcError } from '../base/errors.ts'
import { spokenName } from '../base/names.ts'
import type { JsonObject } from '../base/strict-json.ts'
import { instant } from '../base/time.ts'
import { identityHistory } from '../commons/keys/query.ts'
import type { Identity } from '../commons/keys/statements.ts'
import type { Envelope } from '../ledger/envelope.ts'
import { chainOf, readIdentity } from '../ledger/identity.ts'
import { IDENTITY_TYPE, type Statement } from '../ledger/statement.ts'
import type { Who } from './access.ts'
import type { Admission } from './admit.ts'
import { checkClaims, checkObserver, checkPublisher, type Names } from './namespaces.ts'

export const RELEASE_TYPE = 'owc:release/v1'
export const OBSERVATION_TYPE = 'owc:observation/v1'

const MAX_DOCUMENTS = 1_000 // of one identity: every statement of its issuer reads them

type Read = { readonly envelope: Envelope; readonly statement: Statement }

/** Who may claim which namespace, and name releases under it; read in the queue, so that of two claims one is first.
 *  @throws OwcError `identity-invalid`, `name-invalid`, `signature-invalid`, `namespace-taken`, `scope-missing` … */
export async function checkNames(admission: Admission, read: Read, who: Who): Promise<void> {
  const { type, header, body } = read.statement
  const { issuer } = header
  if (type === RELEASE_TYPE) {
    const { id } = body['subject'] as { readonly id: string } // checked by the schema
    const [namespace = ''] = id.split('/')
    await checkPublisher(namesAt(admission), { issuer, namespace }, who)
  }
  // by the signature, not the issuer: anybody can list the node's key, only the node can sign with it
  if (
    type === OBSERVATION_TYPE &&
    !read.envelope.signatures.some(({ keyid }) => keyid === admission.nodeKey)
  ) {
    const [namespace = ''] = (body as { readonly name: string }).name.split('/') // checked by the schema
    await checkObserver(namesAt(admission), { issuer, namespace })
  }
  if (type !== IDENTITY_TYPE) return
  readIdentity(body as JsonObject, 'identity', admission.crypto)
  const { name, namespaces = [] } = body as unknown as Identity
  spokenName(name, 'name')
  await checkEffect(admission, read)
  await checkClaims(namesAt(admission), { issuer, namespaces }, who)
}

/** At the time that the statement will stand under. */
function namesAt({ log, index }: Admission): Names {
  return { index: index.db, origin: log.origin, logTime: instant(log.nextSeconds()) }
}

async function checkEffect({ log, index }: Admission, { envelope, statement }: Read): Promise<void> {
  const { issuer, seq = 0, prev = null } = statement.header
  const before = await identityHistory(index.db, issuer)
  if (before.length >= MAX_DOCUMENTS)
    throw new OwcError({
      code: 'too-large',
      where: `identity ${issuer}`,
      expected: `at most ${MAX_DOCUMENTS} documents`,
      found: `${before.length}`,
      hint: 'A new identity can claim what this one drops.',
    })
  const next = {
    origin: log.origin,
    index: log.checkpoint().size,
    time: instant(log.nextSeconds()),
    statement: statement.id,
    seq,
    prev,
    signers: envelope.signatures.map(({ keyid }) => keyid), // each was verified
    body: statement.body as unknown as Identity,
  }
  const { periods } = chainOf([...before.map(({ document }) => document), next])
  if (periods.some(({ document }) => document === next)) return
  const founding = before.length === 0
  throw new OwcError({
    code: 'signature-invalid',
    where: `identity document ${seq} of ${issuer}`,
    expected: founding
      ? `${next.body.threshold} signatures by its own keys, at home in ${log.origin}`
      : 'enough signatures by the keys before and by its own, or by the recovery keys and its own',
    found: `signatures by ${next.signers.map((keyid) => keyid.slice(0, 12)).join(', ')}`,
    hint: 'owc key show tells which keys count; owc key sign gathers the signatures of several people.',
  })
}

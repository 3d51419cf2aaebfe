// What stands against a statement that is well formed and rightly signed: its body was erased here, or it is an erasure
// or an opening that this node could not carry out. Everything else is for views.

import { digestText } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { identitiesOfKey } from '../commons/keys/query.ts'
import type { Statement } from '../ledger/statement.ts'
import { checkErasure, ERASURE, type Looking } from './erasable.ts'

/** @param keyid of the node: its erasures alone have effect
 *  @throws OwcError `body-erased`, `erasure-refused`, `not-found` */
export async function mayEnter(looking: Looking, keyid: string, statement: Statement): Promise<void> {
  await checkNotErased(looking, statement)
  if (statement.type !== ERASURE) return
  const own = await identitiesOfKey(looking.index, keyid)
  if (own.includes(statement.header.issuer)) await checkErasure(looking, statement)
}

/** An erased body does not come back by being sent again. */
async function checkNotErased({ store }: Looking, { id }: Statement): Promise<void> {
  const body = await store.body(id)
  if (body === undefined || !('erased' in body)) return
  throw new OwcError({
    code: 'body-erased',
    where: digestText(id),
    expected: 'a statement that was not erased here',
    found: `an erasure: ${digestText(body.erased)}`,
  })
}

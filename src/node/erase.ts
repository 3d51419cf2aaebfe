// Erasure carried out: the body goes, its leaf and proof stay (signing 6). Only this node may erase here: an erasure by
// anybody else is a statement without effect. The body's tombstone is durable first; rows follow, and a start that
// finds an erasure half carried out finishes it.

import type { Sha256 } from '../base/digest.ts'
import { newestSaid, subjectsOf } from '../commons/all-statements.ts'
import { identitiesOfKey } from '../commons/keys/query.ts'
import type { Statement } from '../ledger/statement.ts'
import type { Tables } from '../storage/contracts.ts'
import { eraseFolded } from '../storage/tables/fold.ts'
import type { Folding } from './fold.ts'

const ERASURE = 'owc:erasure/v1'
const PAGE = 200

export type Erasing = { readonly folding: Folding; readonly index: Tables; readonly keyid: string }

export async function carryOut(erasing: Erasing, { type, id, header, subjects }: Statement): Promise<void> {
  if (type !== ERASURE) return
  const own = await identitiesOfKey(erasing.index.db, erasing.keyid)
  if (own.includes(header.issuer)) await eraseBodies(erasing, id, subjects)
}

/** Every erasure of the node itself, again: what a cut left over is done now. */
export async function carryOutAll(erasing: Erasing, identity: string): Promise<void> {
  let before: number | undefined
  for (;;) {
    const said = await newestSaid(erasing.index.db, {
      type: ERASURE,
      issuer: identity,
      limit: PAGE,
      ...(before !== undefined && { before }),
    })
    for (const { statement } of said)
      await eraseBodies(erasing, statement, await subjectsOf(erasing.index.db, statement))
    before = said.at(-1)?.index
    if (said.length < PAGE) return
  }
}

async function eraseBodies(
  { folding, index }: Erasing,
  by: Sha256,
  subjects: readonly { readonly digest: Sha256 }[],
): Promise<void> {
  for (const { digest } of subjects) {
    const entries = await folding.store.find(digest)
    if (entries.length === 0) continue // no statement of this log
    await folding.store.erase(digest, by)
    await index.transaction(async (tx) => {
      for (const idx of entries) await eraseFolded(tx, folding.set, { origin: folding.origin, idx })
    })
  }
}

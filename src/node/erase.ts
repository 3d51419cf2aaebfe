// Erasure carried out: the body goes, its leaf and proof stay (signing 6). Only this node may erase here: an erasure by
// anybody else is a statement without effect. In order: a mark that there is work, the tombstone, the rows, bundles of
// other nodes that repeat it, the files of the databases written anew (deleted rows stay readable in them), the mark
// away. A start that finds an erasure cut anywhere between goes on, so it is done or not begun. Erasures and rebuilds wait for each other: a rebuild would bring
// rows back that it had read before.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { newestSaid, subjectsOf } from '../commons/all-statements.ts'
import { identitiesOfKey } from '../commons/keys/query.ts'
import type { Statement } from '../ledger/statement.ts'
import type { Storage } from '../storage/contracts.ts'
import { eraseFolded } from '../storage/tables/fold.ts'
import { ERASURE, KEPT_TYPES, typeIn } from './erasable.ts'
import type { Folding } from './fold.ts'
import { bundlesWith } from './repeated.ts'
import type { StateTables } from './state-tables.ts'
import { type NodeStep, stepping } from './steps.ts'

const PAGE = 200

export type Erasing = {
  readonly folding: Folding
  readonly storage: Pick<Storage, 'index' | 'state' | 'blobs' | 'scrub'>
  readonly keyid: string
  /** Runs one after another what must not see half an erasure. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>
  readonly step: NodeStep
  /** Told when nothing that is read from here holds the words any more: what was made before may. */
  readonly gone: () => void
}

type Task = { readonly by: Sha256; readonly subjects: readonly Sha256[] }

export async function carryOut(erasing: Erasing, { type, id, header, subjects }: Statement): Promise<void> {
  if (type !== ERASURE) return
  const own = await identitiesOfKey(erasing.storage.index.db, erasing.keyid)
  if (!own.includes(header.issuer)) return
  const task = { by: id, subjects: subjects.map(({ digest }) => digest) }
  await erasing.inTurn(async () => {
    await erase(erasing, task)
    erasing.gone()
    await scrubMarked(erasing)
  })
}

/** At start: every erasure of the node itself, again. What a cut left over is done now; only writing the files anew
 *  may wait for the clerk, when the disk is full or something else reads them. */
export async function carryOutAll(erasing: Erasing, identity: string): Promise<void> {
  const { db } = erasing.storage.index
  const marked = await marks(erasing)
  let before: number | undefined
  for (;;) {
    const said = await newestSaid(db, {
      type: ERASURE,
      issuer: identity,
      limit: PAGE,
      ...(before !== undefined && { before }),
    })
    for (const { statement } of said) {
      const subjects = (await subjectsOf(db, statement)).map(({ digest }) => digest)
      if (marked.includes(statement) || !(await isDone(erasing, subjects)))
        await erase(erasing, { by: statement, subjects })
    }
    before = said.at(-1)?.index
    if (said.length < PAGE) break
  }
  await scrubMarked(erasing).catch((error: unknown) => {
    if (!(error instanceof OwcError) || error.kind !== 'environment') throw error // the mark stays: the clerk goes on
  })
}

/** Overwrites what deleted rows left in the files, once for all erasures that wait for it. */
export async function scrubMarked({ storage, step }: Pick<Erasing, 'storage' | 'step'>): Promise<void> {
  const db: Kysely<StateTables> = storage.state.db
  const marked = await marks({ storage })
  if (marked.length === 0) return
  await stepping(step, 'erase.scrub', () => storage.scrub())
  await stepping(step, 'erase.unmark', async () => {
    await db.deleteFrom('unscrubbed').where('erasure', 'in', marked).execute()
  })
}

async function marks({ storage }: Pick<Erasing, 'storage'>): Promise<readonly string[]> {
  const db: Kysely<StateTables> = storage.state.db
  return (await db.selectFrom('unscrubbed').select('erasure').execute()).map(({ erasure }) => erasure)
}

async function erase({ storage, step, folding }: Erasing, { by, subjects }: Task): Promise<void> {
  const db: Kysely<StateTables> = storage.state.db
  await stepping(step, 'erase.mark', async () => {
    await db
      .insertInto('unscrubbed')
      .values({ erasure: by })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  })
  for (const digest of subjects) await eraseBody({ storage, step, folding }, { digest, by })
  await stepping(step, 'erase.bundles', async () => {
    const repeating = { index: storage.index.db, origin: folding.origin, blobs: storage.blobs }
    for (const bundle of await bundlesWith(repeating, subjects)) await storage.blobs.remove(bundle)
  })
}

async function eraseBody(
  { folding, storage, step }: Pick<Erasing, 'folding' | 'storage' | 'step'>,
  { digest, by }: { readonly digest: Sha256; readonly by: Sha256 },
): Promise<void> {
  const entries = await folding.store.find(digest)
  const [first] = entries
  if (first === undefined) return // no statement of this log
  if (KEPT_TYPES.has(await typeIn(folding.store, first))) return // nothing may erase it: erasable.ts
  await stepping(step, 'erase.body', () => folding.store.erase(digest, by))
  await stepping(step, 'erase.rows', () =>
    storage.index.transaction(async (tx) => {
      for (const idx of entries) await eraseFolded(tx, folding.set, { origin: folding.origin, idx })
    }),
  )
}

/** Rows of an entry go all at once, so one table tells. */
async function isDone({ folding, storage }: Erasing, subjects: readonly Sha256[]): Promise<boolean> {
  for (const digest of subjects) {
    const [first] = await folding.store.find(digest)
    if (first === undefined || KEPT_TYPES.has(await typeIn(folding.store, first))) continue
    const body = await folding.store.body(digest)
    if (body !== undefined && !('erased' in body)) return false
    const row = await storage.index.db
      .selectFrom('statements')
      .select('idx')
      .where('statement', '=', digest)
      .where('origin', '=', folding.origin)
      .executeTakeFirst()
    if (row !== undefined) return false
  }
  return true
}

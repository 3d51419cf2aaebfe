// Records that are being written on the node's pages, in state.db: nothing of them is public, and nobody but their
// writer and the operator sees them. Invariant: a save names the revision that it was made from; when another save came
// between, nothing is written, and what changed can be told from the revisions that are kept.

import type { Kysely } from 'kysely'
import type { Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Clock } from '../base/time.ts'
import type { Who } from './access.ts'
import { letters } from './access-store.ts'
import type { StateTables } from './state-tables.ts'

export const MAX_DRAFT_CHARACTERS = 256 * 1024
const MAX_DRAFTS = 30 // of one writer: with all that is kept of them, at most 50 MB
const KEPT_REVISIONS = 5
const MAX_LISTED = 200
const ID = /^[A-Za-z0-9]{16}$/

export type Draft = {
  readonly id: string
  readonly owner: string
  readonly artifact?: Sha256
  readonly revision: number
  readonly text: string // YAML
  readonly touched: number // seconds
}

export type Drafts = {
  /** Own drafts, newest first; of everybody for the operator. */
  list(who: Who): Promise<readonly Draft[]>
  /** @throws OwcError `busy`, `too-large` */
  begin(who: Who, start: { readonly artifact?: Sha256; readonly text: string }): Promise<Draft>
  /** Undefined: none of this writer. */
  get(who: Who, id: string): Promise<Draft | undefined>
  /** The text as it was; undefined when it is no longer kept. */
  past(draft: Draft, revision: number): Promise<string | undefined>
  /** Undefined: somebody saved in between, and nothing was written. @throws OwcError `too-large` */
  save(
    draft: Draft,
    change: { readonly text: string; readonly artifact?: Sha256 },
  ): Promise<Draft | undefined>
  discard(draft: Draft): Promise<void>
}

export type DraftParts = {
  readonly db: Kysely<StateTables>
  readonly clock: Clock
  readonly random: (count: number) => Uint8Array
}

/** As uploads name their senders: all operators are one. */
export function writerOf({ name, operator }: Who): string {
  return operator ? 'operator' : `token ${name}`
}

export function openDrafts({ db, clock, random }: DraftParts): Drafts {
  return {
    async list(who) {
      let query = db
        .selectFrom('draft')
        .selectAll()
        .orderBy('touched', 'desc')
        .orderBy('id')
        .limit(MAX_LISTED)
      if (!who.operator) query = query.where('owner', '=', writerOf(who))
      return (await query.execute()).map(draftOf)
    },
    async begin(who, { artifact, text }) {
      checkSize(text)
      const owner = writerOf(who)
      const count = db.selectFrom('draft').select(({ fn }) => fn.countAll().as('count'))
      const { count: have } = await count.where('owner', '=', owner).executeTakeFirstOrThrow()
      if (Number(have) >= MAX_DRAFTS) throw tooMany(owner)
      const row: DraftRow = {
        id: letters(random, 16),
        owner,
        artifact: artifact ?? null,
        revision: 1,
        body: text,
        made: clock(),
        touched: clock(),
      }
      await db.insertInto('draft').values(row).execute()
      return draftOf(row)
    },
    async get(who, id) {
      if (!ID.test(id)) return undefined
      const row = await db.selectFrom('draft').selectAll().where('id', '=', id).executeTakeFirst()
      return row !== undefined && (who.operator || row.owner === writerOf(who)) ? draftOf(row) : undefined
    },
    async past({ id }, revision) {
      const query = db.selectFrom('draft_past').select('body').where('id', '=', id)
      return (await query.where('revision', '=', revision).executeTakeFirst())?.body
    },
    async save({ id, revision, text: before }, { text, artifact }) {
      checkSize(text)
      const next = { body: text, revision: revision + 1, touched: clock(), artifact: artifact ?? null }
      const update = db.updateTable('draft').set(next).where('id', '=', id).where('revision', '=', revision)
      const { numUpdatedRows } = await update.executeTakeFirstOrThrow()
      if (Number(numUpdatedRows) === 0) return undefined
      await db.insertInto('draft_past').values({ id, revision, body: before }).execute()
      const old = db.deleteFrom('draft_past').where('id', '=', id)
      await old.where('revision', '<=', revision - KEPT_REVISIONS).execute()
      const row = await db.selectFrom('draft').selectAll().where('id', '=', id).executeTakeFirst()
      return row && draftOf(row)
    },
    async discard({ id }) {
      await db.deleteFrom('draft').where('id', '=', id).execute()
      await db.deleteFrom('draft_past').where('id', '=', id).execute()
    },
  }
}

type DraftRow = StateTables['draft']

function draftOf({ id, owner, artifact, revision, body, touched }: DraftRow): Draft {
  return {
    id,
    owner,
    revision,
    text: body,
    touched,
    ...(artifact !== null && { artifact: artifact as Sha256 }),
  }
}

function checkSize(text: string): void {
  if (text.length <= MAX_DRAFT_CHARACTERS) return
  const expected = `at most ${MAX_DRAFT_CHARACTERS} characters`
  throw new OwcError({ code: 'too-large', where: 'draft', expected, found: `${text.length}` })
}

function tooMany(owner: string): OwcError {
  const hint = 'Discard one that is no longer needed.'
  return new OwcError({
    code: 'busy',
    where: owner,
    expected: `at most ${MAX_DRAFTS} drafts`,
    found: 'one more',
    hint,
  })
}

/** @throws OwcError `not-found` */
export function draftMissing(id: string): OwcError {
  return new OwcError({
    code: 'not-found',
    where: 'drafts',
    expected: 'a draft of yours',
    found: JSON.stringify(id.slice(0, 40)),
  })
}

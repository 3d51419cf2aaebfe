// Writing a record on a node: drafts of a publisher or of the operator, over an artifact whose files are here, or over
// files that are still on the publisher's machine. What is shown is what would be signed; nothing here signs.

import type { Kysely } from 'kysely'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { isHolder } from '../commons/custody/query.ts'
import { compileRecord } from '../commons/releases/compile.ts'
import { draftFound, draftRecord } from '../commons/releases/draft.ts'
import type { DraftFinding, FoundFiles } from '../commons/releases/found.ts'
import { recordsByThoseBefore } from '../commons/releases/publishers.ts'
import { byArtifact, content } from '../commons/releases/query.ts'
import type { ReleaseRecord } from '../commons/releases/record.ts'
import type { ReleaseDraft } from '../commons/releases/record-draft.ts'
import { FIELDS, type NotStated, notStated, valueAt } from '../commons/releases/record-fields.ts'
import { type RecordProblem, readRecord } from '../commons/releases/record-yaml.ts'
import { reopen } from '../commons/releases/reopen.ts'
import { writeRecord } from '../commons/releases/write-record.ts'
import type { Who } from './access.ts'
import { type Draft, type Drafts, draftMissing, writerOf } from './drafts.ts'
import { foundFiles } from './found-files.ts'
import type { Node } from './node.ts'
import type { StateTables } from './state-tables.ts'
import { releaseRows } from './views/list.ts'
import type { ReleaseFilter, ReleaseRow } from './views/release.ts'
import { viewSources } from './views/sources.ts'

const MAX_CHOICES = 50
const LABEL_CHARACTERS = 4_000 // the name stands at the top
const HEAD: readonly string[] = ['Release record, written on a page of a node.']

export type DraftLine = {
  readonly id: string
  readonly revision: number
  readonly owner: string
  readonly touched: number
  readonly name: string | null // as far as the draft says one
  readonly artifact: Sha256 | null
}

/** A draft as its writer sees it. */
export type DraftView = DraftLine & {
  readonly yaml: string
  readonly draft: ReleaseDraft // what was understood of it
  readonly problems: readonly RecordProblem[]
  readonly missing: readonly NotStated[]
  readonly findings: readonly DraftFinding[]
  readonly files: readonly { readonly path: string; readonly sizeBytes: number; readonly sha256: Sha256 }[]
  readonly record: ReleaseRecord | null // as it would be signed
}

export type Choice = { readonly artifact: Sha256; readonly name: string; readonly sizeBytes?: number }

/** One field that another save changed. */
export type Changed = {
  readonly path: string
  readonly title: string
  readonly before: unknown
  readonly now: unknown
}

export type Saved =
  | { readonly saved: true; readonly view: DraftView }
  | { readonly saved: false; readonly view: DraftView; readonly changed: readonly Changed[] }

/** A whole text, or the draft after a form: its comments are made again from the files. */
export type Change = { readonly revision: number } & (
  | { readonly yaml: string }
  | { readonly draft: ReleaseDraft }
)

export type Publishing = {
  list(who: Who): Promise<readonly DraftLine[]>
  /** Artifacts that a draft may be about: the newest records here, and what this writer has sent. */
  choices(who: Who): Promise<readonly Choice[]>
  /** @throws OwcError `blob-missing`, `busy` */
  begin(who: Who, artifact?: Sha256): Promise<DraftLine>
  /** @throws OwcError `not-found` */
  view(who: Who, id: string): Promise<DraftView>
  /** @throws OwcError `not-found`, `too-large` */
  save(who: Who, id: string, change: Change): Promise<Saved>
  /** @throws OwcError `not-found` */
  discard(who: Who, id: string): Promise<void>
  /** Did this writer send this artifact, or is the first record of it a release of a namespace of theirs? A release of
   *  bytes that others brought shows nothing of them. */
  sent(who: Who, artifact: Sha256): Promise<boolean>
}

export function openPublishing(node: Node, drafts: Drafts): Publishing {
  const state: Kysely<StateTables> = node.storage.state.db
  const found = (artifact: Sha256) => foundFiles(node, artifact)
  const own = async (who: Who, id: string): Promise<Draft> => {
    const draft = await drafts.get(who, id)
    if (draft === undefined) throw draftMissing(id)
    return draft
  }
  const written = async (draft: ReleaseDraft, artifact: Sha256 | undefined): Promise<string> => {
    const files = artifact === undefined ? undefined : await heldFiles(found, artifact)
    return writeRecord(draft, HEAD, files === undefined ? new Map() : draftFound(files).notes)
  }
  const viewOf = async (draft: Draft) =>
    draftView(draft, draft.artifact === undefined ? undefined : await heldFiles(found, draft.artifact))
  return {
    list: async (who) => (await drafts.list(who)).map((draft) => lineOf(draft, labelIn(draft.text))),
    async choices(who) {
      const rows = await rowsFor(node, who)
      const mine = await sentBy(state, who)
      const sent = mine.map((artifact): Choice => ({ artifact, name: 'sent by you' }))
      const known = rows.map(
        ({ artifact, display, version, sizeBytes }): Choice => ({
          artifact,
          name: version === null ? display : `${display} ${version}`,
          sizeBytes,
        }),
      )
      return [...sent.filter(({ artifact }) => !known.some((one) => one.artifact === artifact)), ...known]
    },
    async begin(who, artifact) {
      const files = artifact === undefined ? undefined : await found(artifact)
      const text = files === undefined ? emptyRecord() : await firstText(node, who, files)
      const draft = await drafts.begin(who, { text, ...(artifact !== undefined && { artifact }) })
      return lineOf(draft, labelIn(text))
    },
    view: async (who, id) => viewOf(await own(who, id)),
    async save(who, id, change) {
      const [draft, { revision }] = [await own(who, id), change]
      const { artifact } = draft
      const text = 'yaml' in change ? change.yaml : await written(change.draft, artifact)
      const next = { text, ...(artifact !== undefined && { artifact }) }
      const saved = draft.revision === revision ? await drafts.save(draft, next) : undefined
      if (saved !== undefined) return { saved: true, view: await viewOf(saved) }
      const now = await own(who, id)
      const before = now.revision === revision ? now.text : await drafts.past(now, revision)
      return { saved: false, view: await viewOf(now), changed: changedFields(before, now.text) }
    },
    discard: async (who, id) => drafts.discard(await own(who, id)),
    async sent(who, artifact) {
      if ((await sentBy(state, who)).includes(artifact)) return true
      const records = await byArtifact(node.index, artifact)
      const own = records.findLast(
        ({ kind, name }) => kind === 'release' && namespacesOf(who).includes(namespaceOf(name)),
      )
      if (own === undefined) return false
      const before = await recordsByThoseBefore(node.index, artifact, own.logIndex)
      const held = await isHolder(node.index, { artifact, holder: node.identity }, node.logTime())
      return before.length === 0 && held
    },
  }
}

/** The newest here; for a publisher those that are served and the releases of their own namespaces. */
async function rowsFor(node: Node, who: Who): Promise<readonly ReleaseRow[]> {
  const limit = MAX_CHOICES
  const filters: readonly ReleaseFilter[] = who.operator
    ? [{ limit }]
    : [
        ...namespacesOf(who).map((namespace): ReleaseFilter => ({ limit, namespace, kind: 'release' })),
        { limit, state: 'hosted' },
      ]
  const pages = await Promise.all(filters.map((filter) => releaseRows(viewSources(node), filter)))
  const rows = pages.flatMap((one) => one.rows)
  return rows.filter(({ artifact }, at) => rows.findIndex((row) => row.artifact === artifact) === at)
}

function namespacesOf({ scopes }: Who): readonly string[] {
  return scopes.flatMap((scope) => (scope.startsWith('publish:') ? [scope.slice('publish:'.length)] : []))
}

function namespaceOf(name: string): string {
  return name.slice(0, name.indexOf('/'))
}

async function sentBy(state: Kysely<StateTables>, who: Who): Promise<readonly Sha256[]> {
  const query = state.selectFrom('upload').select('artifact').distinct().where('owner', '=', writerOf(who))
  const rows = await query.where('artifact', 'is not', null).limit(MAX_CHOICES).execute()
  return rows.flatMap(({ artifact }) => (artifact === null ? [] : [artifact as Sha256]))
}

/** Bytes may have left since the draft was begun: it stays readable. */
async function heldFiles(
  found: (artifact: Sha256) => Promise<FoundFiles>,
  artifact: Sha256,
): Promise<FoundFiles | undefined> {
  try {
    return await found(artifact)
  } catch (error) {
    if (error instanceof OwcError && error.problem.code === 'blob-missing') return undefined
    throw error
  }
}

function draftView(draft: Draft, files: FoundFiles | undefined): DraftView {
  const read = readRecord(draft.text, 'the record')
  const compiled = files === undefined ? undefined : compileRecord(read, files)
  return {
    ...lineOf(draft, labelIn(draft.text)),
    yaml: draft.text,
    draft: read.draft,
    problems: (compiled?.problems ?? read.problems).filter(
      ({ path }) => !NAMING.includes(path) || read.problems.length > 0,
    ),
    missing: read.problems.length > 0 ? [] : notStated(read.draft),
    findings: files === undefined ? [] : draftFound(files).findings,
    files: (files?.files ?? []).map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 })),
    record: compiled?.record ?? null,
  }
}

/** Not a problem of a draft: it is in the list of what is not stated yet. */
const NAMING: readonly string[] = ['subject.id', 'subject.version']

function lineOf({ id, revision, owner, touched, artifact }: Draft, name: string | null): DraftLine {
  return { id, revision, owner, touched, name, artifact: artifact ?? null }
}

/** What a list calls a draft, without reading all of it as YAML. */
function labelIn(text: string): string | null {
  const head = text.slice(0, LABEL_CHARACTERS)
  const id = /(?:^ *|[{,] *)id: *"?([a-z0-9][a-z0-9_-]*\/[a-z0-9][a-z0-9._-]*)/m.exec(head)?.[1]
  const version = /(?:^ *|[{,] *)version: *"?([A-Za-z0-9][A-Za-z0-9._+-]*)/m.exec(head)?.[1]
  if (id === undefined) return null
  return version === undefined ? id : `${id}@${version}`
}

/** What was said of these files before, as far as it was theirs to say; else what the files say. */
async function firstText(node: Node, who: Who, files: FoundFiles): Promise<string> {
  const records = await byArtifact(node.index, files.artifact)
  const mine = records.find(
    ({ kind, name }) => kind === 'release' && (who.operator || namespacesOf(who).includes(namespaceOf(name))),
  )
  const said = mine && (await content(node.index, mine.statement))
  if (said?.kind !== 'release') return draftRecord(files, titleOf(files)).text
  return writeRecord(reopen(said.body), HEAD, draftFound(files).notes)
}

function titleOf({ artifact }: FoundFiles): string {
  return digestText(artifact)
}

function emptyRecord(): string {
  return writeRecord({}, HEAD, new Map())
}

function changedFields(before: string | undefined, now: string): readonly Changed[] {
  if (before === undefined) return []
  const [old, current] = [readRecord(before, '').draft, readRecord(now, '').draft]
  return FIELDS.flatMap(({ path, title }) => {
    const [was, is] = [valueAt(old, path), valueAt(current, path)]
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ path, title, before: was, now: is }]
  })
}

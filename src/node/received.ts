// What uploads become. An artifact is finished when all files of its manifest are here: each is hashed, inspected and
// named as an import does it, and facts are kept. After a release says what it is, the node says that it holds it.
// A node that dies between the release and its custody says custody at its next start.

import type { Kysely } from 'kysely'
import { digestText, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { ManifestFile } from '../base/manifest.ts'
import { checkPath, checkPathSet } from '../base/paths.ts'
import { type Clock, instant } from '../base/time.ts'
import { isHolder } from '../commons/custody/query.ts'
import { byArtifact, byStatement } from '../commons/releases/query.ts'
import type { Through } from '../sources/source.ts'
import type { Chunks, Storage } from '../storage/contracts.ts'
import type { SetInspection } from '../weights/inspection.ts'
import { inspectSet } from '../weights/set.ts'
import type { Who } from './access.ts'
import { RELEASE_TYPE } from './admit-identity.ts'
import { writerOf } from './drafts.ts'
import type { Facts } from './facts-store.ts'
import { artifactFiles } from './manifests.ts'
import type { Node, Receipt } from './node.ts'
import type { StateTables } from './state-tables.ts'
import { MAX_FILES, type TakenFile, takeFile, tooMany } from './take-in.ts'
import { stageKey, type UploadRow } from './uploads.ts'

export type Finished =
  | { readonly done: false; readonly file: string; readonly doneBytes: number; readonly totalBytes: number }
  | ({ readonly done: true } & ReceivedArtifact)

export type ReceivedArtifact = {
  readonly artifact: Sha256
  readonly files: readonly { readonly path: string; readonly sizeBytes: number; readonly sha256: Sha256 }[]
  readonly hazards: SetInspection['hazards']
}

export type Asked = {
  readonly waitMs: number
  /** Resolves when no sender writes to this file any more. */
  readonly settled: (sha256: Sha256) => Promise<void>
}

export type Received = {
  /** Begins or joins the finishing of an artifact and tells how far it is after at most `waitMs`.
   *  @throws OwcError `upload-incomplete`, `bytes-differ`, `path-invalid`, `too-large` */
  finish(owner: string, artifact: Sha256, asked: Asked): Promise<Finished>
  /** After a release was logged: custody, if all of it is here and this was not said before. A publisher must have sent
   *  it: who only names what others brought did not bring it. The release stands whatever becomes of that, so its
   *  receipt is handed on. @param who said it; absent: this node */
  after(receipt: Receipt, who?: Who): Promise<Receipt>
  /** The same for everything that was finished before this node last stopped. */
  resume(): Promise<void>
  close(): Promise<void>
}

export type ReceivedParts = Pick<Node, 'index' | 'identity' | 'logTime' | 'say'> & {
  readonly storage: Storage
  readonly facts: Facts
  readonly clock: Clock
  readonly defect: (error: unknown) => void
}

type Work = {
  readonly result: Promise<ReceivedArtifact>
  at: { file: string; doneBytes: number; totalBytes: number }
}

const MAX_AT_ONCE = 4

export function openReceived(parts: ReceivedParts): Received {
  const works = new Map<string, Work>()
  const stopping = new AbortController()

  function begin(owner: string, artifact: Sha256, settled: Asked['settled']): Work {
    const key = `${owner} ${artifact}`
    const running = works.get(key)
    if (running !== undefined) return running
    if (works.size >= MAX_AT_ONCE) throw busy()
    const work: Work = {
      at: { file: '', doneBytes: 0, totalBytes: 0 },
      result: Promise.resolve().then(() =>
        take(parts, { owner, artifact, settled, signal: stopping.signal, work }),
      ),
    }
    const forget = () => void works.delete(key)
    work.result.then(forget, forget)
    works.set(key, work)
    return work
  }

  return {
    async finish(owner, artifact, { waitMs, settled }) {
      const work = begin(owner, artifact, settled)
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const timer = setTimeout(() => resolve(undefined), waitMs)
      try {
        const result = await Promise.race([work.result, promise])
        return result === undefined ? { done: false, ...work.at } : { done: true, ...result }
      } finally {
        clearTimeout(timer)
      }
    },
    async after(receipt, who) {
      if (receipt.type === RELEASE_TYPE) await released(parts, receipt.statement, who).catch(parts.defect)
      return receipt
    },
    resume: () => resume(parts),
    async close() {
      stopping.abort()
      await Promise.allSettled([...works.values()].map(({ result }) => result))
    },
  }
}

type Task = {
  readonly owner: string
  readonly artifact: Sha256
  readonly settled: Asked['settled']
  readonly signal: AbortSignal
  readonly work: Work
}

async function take(parts: ReceivedParts, task: Task): Promise<ReceivedArtifact> {
  const { owner, artifact, signal, work } = task
  if ((await rowOf(parts, owner, artifact))?.held !== 1)
    throw unsent(artifact, 'the manifest of the artifact')
  const listed = await artifactFiles(parts.storage.blobs, artifact)
  if (listed.length > MAX_FILES) throw tooMany('manifest')
  const paths = listed.map(({ path }) => checkPath(path, 'manifest'))
  checkPathSet(paths, 'manifest')
  work.at.totalBytes = listed.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
  const files: TakenFile[] = []
  for (const { path, sizeBytes, sha256 } of listed) {
    signal.throwIfAborted()
    work.at = { ...work.at, file: path }
    files.push(await takeOne(parts, task, { path, sha256, sizeBytes }))
    work.at = { ...work.at, doneBytes: work.at.doneBytes + sizeBytes }
  }
  await claim(parts, owner, artifact)
  const { hazards } = inspectSet(files)
  const alone = files.flatMap(({ path, inspection }) =>
    inspection.hazards.map((hazard) => ({ ...hazard, file: path })),
  )
  return {
    artifact,
    files: files.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 })),
    hazards: [...alone, ...hazards],
  }
}

/** From its stage into the vault, or what was inspected before, or inspected now. */
async function takeOne(
  parts: ReceivedParts,
  { owner, signal, settled }: Task,
  { path, sha256, sizeBytes }: ManifestFile,
): Promise<TakenFile> {
  const { storage, facts } = parts
  const place = { path, sizeBytes }
  await settled(sha256)
  const row = await rowOf(parts, owner, sha256)
  if (row?.size_bytes !== sizeBytes) throw unsent(sha256, path)
  if (row.held !== 1) {
    const stage = await storage.blobs.stage(stageKey(owner, sha256))
    const have = await stage.sizeBytes()
    if (have < sizeBytes) throw incomplete(path, sizeBytes, have)
    const commit = (through: Through) =>
      stage.commit({ sha256, sizeBytes }, (chunks) => through(until(signal, chunks)))
    const taken = await takeFile(place, commit, facts)
    const db: Kysely<StateTables> = storage.state.db
    const now = db.updateTable('upload').set({ held: 1 }).where('owner', '=', owner)
    await now.where('sha256', '=', sha256).execute()
    return taken
  }
  if ((await storage.blobs.stat(sha256))?.sizeBytes !== sizeBytes) throw unsent(sha256, path)
  const known = await facts.get(sha256)
  if (known !== undefined) return { ...place, sha256, inspection: known }
  const read = async (through: Through) => {
    for await (const _ of through(storage.blobs.read(sha256, undefined, signal)));
    return { sha256, sizeBytes }
  }
  return await takeFile(place, read, facts)
}

/** A node that closes does not wait for the end of a large file; its stage stays. */
async function* until(signal: AbortSignal, chunks: Chunks): Chunks {
  for await (const chunk of chunks) {
    signal.throwIfAborted()
    yield chunk
  }
}

async function rowOf(
  { storage }: ReceivedParts,
  owner: string,
  sha256: Sha256,
): Promise<UploadRow | undefined> {
  const db: Kysely<StateTables> = storage.state.db
  const own = db.selectFrom('upload').selectAll().where('owner', '=', owner)
  return await own.where('sha256', '=', sha256).executeTakeFirst()
}

/** Written on the manifest alone: a file may belong to several artifacts that are being sent at the same time. */
async function claim({ storage, clock }: ReceivedParts, owner: string, artifact: Sha256): Promise<void> {
  const db: Kysely<StateTables> = storage.state.db
  const own = db.updateTable('upload').set({ artifact, touched: clock() }).where('owner', '=', owner)
  await own.where('sha256', '=', artifact).execute()
}

async function released(parts: ReceivedParts, statement: Sha256, who: Who | undefined): Promise<void> {
  const record = await byStatement(parts.index, statement)
  if (record === undefined) return
  if (who === undefined || who.operator || (await finished(parts, writerOf(who), record.artifact)))
    await sayCustody(parts, record.artifact)
}

async function finished({ storage }: ReceivedParts, owner: string, artifact: Sha256): Promise<boolean> {
  const db: Kysely<StateTables> = storage.state.db
  const rows = db.selectFrom('upload').select('sha256').where('owner', '=', owner)
  return (await rows.where('artifact', '=', artifact).executeTakeFirst()) !== undefined
}

async function sayCustody(
  { storage, index, identity, logTime, say, clock }: ReceivedParts,
  artifact: Sha256,
): Promise<void> {
  if (!(await heldWhole(storage, artifact))) return
  const [record] = await byArtifact(index, artifact)
  if (!(await isHolder(index, { artifact, holder: identity }, logTime())))
    await say({
      type: 'owc:custody/v1',
      subjects: [{ ...(record && { name: record.name }), digest: artifact }],
      body: { since: instant(clock()), from: 'its publisher, by upload' },
    })
  const db: Kysely<StateTables> = storage.state.db
  await db.deleteFrom('upload').where('artifact', '=', artifact).execute()
}

async function heldWhole({ blobs }: Storage, artifact: Sha256): Promise<boolean> {
  if ((await blobs.stat(artifact)) === undefined) return false
  for (const { sha256, sizeBytes } of await artifactFiles(blobs, artifact))
    if ((await blobs.stat(sha256))?.sizeBytes !== sizeBytes) return false
  return true
}

async function resume(parts: ReceivedParts): Promise<void> {
  const db: Kysely<StateTables> = parts.storage.state.db
  const rows = await db
    .selectFrom('upload')
    .select('artifact')
    .distinct()
    .where('artifact', 'is not', null)
    .execute()
  for (const { artifact } of rows) {
    const released = (await byArtifact(parts.index, artifact as Sha256)).some(
      ({ kind }) => kind === 'release',
    )
    if (released) await sayCustody(parts, artifact as Sha256)
  }
}

function unsent(sha256: Sha256, what: string): OwcError {
  return new OwcError({
    code: 'upload-incomplete',
    where: what,
    expected: 'bytes that were announced and sent with this token',
    found: `none of ${digestText(sha256)}`,
  })
}

function incomplete(path: string, sizeBytes: number, have: number): OwcError {
  return new OwcError({
    code: 'upload-incomplete',
    where: path,
    expected: `${sizeBytes} bytes`,
    found: `${have}`,
  })
}

function busy(): OwcError {
  return new OwcError({
    code: 'busy',
    where: 'uploads',
    expected: `at most ${MAX_AT_ONCE} being checked at once`,
    found: `${MAX_AT_ONCE}`,
    hint: 'Try again in a moment; what has arrived is kept.',
  })
}

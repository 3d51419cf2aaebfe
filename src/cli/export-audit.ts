// owc export REF --as audit: a folder that an auditor takes away. It is put together beside its place and moved there
// when it is whole; files that were fetched before a cut are kept for the next run.

import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { BUNDLE_FILE, FILES_FOLDER, PAGE_FILE, README_FILE, REPORT_FILE, SUMS_FILE } from '../audit/folder.ts'
import { sumsText } from '../audit/sums.ts'
import { utf8 } from '../base/bytes.ts'
import { parseDigest, type Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { ManifestFile } from '../base/manifest.ts'
import { instant } from '../base/time.ts'
import { pullRelease } from '../client/pull-release.ts'
import { describe } from '../client/release.ts'
import { parseBundle } from '../ledger/bundle.ts'
import { nodeCrypto } from '../ledger/crypto-node.ts'
import { verifyRelease } from '../ledger/verify.ts'
import { artifactDigest } from '../ledger/verify-bytes.ts'
import type { ReleaseView } from '../node/views/release.ts'
import { auditPage } from './audit-page.ts'
import { type AuditMaterial, readmeText, reportText } from './audit-report.ts'
import type { Connection, World } from './command.ts'
import { hashPath } from './hash-path.ts'
import { nodeOf } from './node-answers.ts'
import type { Out } from './out.ts'
import { readTrust, trustPath } from './trust-store.ts'

export type AuditOrder = {
  readonly view: ReleaseView
  readonly bundle: Uint8Array
  readonly folder: string
  readonly withFiles: boolean
}

export type AuditMade = {
  readonly folder: string
  readonly page: string // SHA-256 of verify.html, for comparison elsewhere
  readonly ok: boolean // the verdict under this user's own trust file
  readonly files: number
}

/** @throws OwcError `folder-in-use`, and those of a pull */
export async function exportAudit(
  order: AuditOrder,
  connection: Connection,
  world: World,
  out: Out,
): Promise<AuditMade> {
  const named = checkBundle(order)
  const goal = resolve(world.folder, order.folder)
  await checkGoal(goal)
  const work = join(dirname(goal), `.${basename(goal)}.${order.view.artifact.slice(0, 12)}.audit`)
  await mkdir(work, { recursive: true })
  if (order.withFiles) await fetchFiles(order, connection, { work, world, out })
  const files: ManifestFile[] = []
  if (order.withFiles)
    for await (const file of hashPath(join(work, FILES_FOLDER), { out, signal: world.signal }))
      files.push(file)
  const material = await describeAll(order, connection, { world, files, named })
  const page = await auditPage(world.version)
  const documents: Readonly<Record<string, string | Uint8Array>> = {
    [BUNDLE_FILE]: order.bundle,
    [REPORT_FILE]: readable(order, () => reportText(material)),
    [PAGE_FILE]: page,
    [README_FILE]: readable(order, () => readmeText(material)),
  }
  const sums = Object.entries(documents).map(([path, content]) => ({ path, sha256: digestOf(content) }))
  const inside = files.map(({ path, sha256 }) => ({ path: `${FILES_FOLDER}/${path}`, sha256 }))
  for (const [path, content] of Object.entries({ ...documents, [SUMS_FILE]: sumsText([...sums, ...inside]) }))
    await writeFile(join(work, path), content)
  await rmdir(goal).catch(absent)
  await rename(work, goal)
  return { folder: goal, page: digestOf(page), ok: material.report.ok, files: files.length }
}

type Files = readonly ManifestFile[]
type Place = { readonly work: string; readonly world: World; readonly out: Out }

/** Whole files only, each held against its digest by the pull. A run that was cut after it finds them there. */
async function fetchFiles(
  { view }: AuditOrder,
  { api }: Connection,
  { work, world, out }: Place,
): Promise<void> {
  const folder = join(work, FILES_FOLDER)
  if (existsSync(folder)) return
  const [namespace = '', name = ''] = view.ref.split('/')
  const release = await describe(api, { namespace, name, artifact: view.artifact })
  let done = 0
  const progress = ({ path, bytes }: { readonly path: string; readonly bytes: number }): void => {
    done += bytes
    out.progress({ label: path, done, total: view.sizeBytes })
  }
  await pullRelease({ api, release, folder, progress, signal: world.signal })
  await rm(join(folder, '.owc'), { recursive: true, force: true }) // one bundle, at the root of the audit folder
  out.endProgress()
}

async function describeAll(
  { view, bundle, withFiles }: AuditOrder,
  { api }: Connection,
  { world, files, named }: { readonly world: World; readonly files: Files; readonly named: Files },
): Promise<AuditMaterial> {
  const trust = await readTrust(trustPath(world.stateFolder))
  const found = withFiles ? ({ files, scope: 'folder' } as const) : undefined
  const report = await verifyRelease({ bundle, found, trust }, nodeCrypto)
  const { name } = await nodeOf(api)
  const madeBy = `owc ${world.version}`
  const madeAt = instant(world.now())
  return { view, report, files: named, withFiles, madeAt, madeBy, nodeName: name }
}

/** The files that the bundle names. A node that gives the bundle of another artifact is told before anything is written. */
function checkBundle({ view, bundle }: AuditOrder): Files {
  const { files } = parseBundle(bundle, 'bundle')
  const found = artifactDigest(files, nodeCrypto)
  if (found === parseDigest(view.artifact, 'the node’s answer')) return files
  throw new OwcError({
    code: 'answer-invalid',
    where: 'bundle',
    expected: `the bundle of sha256:${view.artifact}`,
    found: `one of sha256:${found}`,
  })
}

/** Of a node that another program, or an ill-willed person, runs: what it says of a release may have any form. */
function readable({ view }: AuditOrder, write: () => string): string {
  try {
    return write()
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause
    const expected = 'a release in the form that this version knows'
    throw new OwcError(
      { code: 'answer-invalid', where: `release ${view.ref}`, expected, found: cause.message },
      cause,
    )
  }
}

async function checkGoal(goal: string): Promise<void> {
  const found = await readdir(goal).catch(absent)
  if (found === undefined || found.length === 0) return
  throw new OwcError({
    code: 'folder-in-use',
    where: goal,
    expected: 'a new or empty folder',
    found: 'something there',
    hint: 'Name another folder with --to.',
  })
}

function digestOf(content: string | Uint8Array): Sha256 {
  const bytes = typeof content === 'string' ? utf8(content) : content
  return nodeCrypto.sha256(bytes).toHex() as Sha256
}

function absent(cause: NodeJS.ErrnoException): undefined {
  if (cause.code === 'ENOENT') return undefined
  throw cause
}

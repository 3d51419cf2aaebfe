// Which objects of this node can be loaded, by the names that clients use, and what one of them is: exactly one file,
// or the splits of one model, by digest. There is no `latest`: a name with several objects is answered with the choices (serving-apis 7.4).

import { digestText, type Sha256 } from '../../base/digest.ts'
import { OwcError, type Problem } from '../../base/errors.ts'
import type { ManifestFile } from '../../base/manifest.ts'
import { type Filter, page } from '../../commons/releases/list.ts'
import { byArtifact, type ObjectRow, objectsOf, type Row } from '../../commons/releases/query.ts'
import { nodeCrypto } from '../../ledger/crypto-node.ts'
import { artifactDigest } from '../../ledger/verify-bytes.ts'
import type { Stored } from '../../storage/contracts.ts'
import { artifactFiles } from '../manifests.ts'
import { namesOf } from '../namespaces.ts'
import type { Node } from '../node.ts'
import { resolveRef } from '../views/ref.ts'
import { contextSizeFor } from './fit.ts'
import { type Header, headerOfParts } from './headers.ts'
import { checkPasses } from './passes.ts'

const MAX_LISTED = 1_000 // models in a list; a node that holds more is asked by name
const PAGE = 100

export type Runnable = {
  readonly name: string // namespace/name:TAG
  readonly release: string // namespace/name
  readonly tag: string
  readonly record: Sha256 // statement that names it
  readonly artifact: Sha256
  readonly object: Sha256 // of the one file, or the owc-artifact/v1 digest of exactly these
  readonly files: readonly Stored[] // in the order of their splits
  readonly sizeBytes: number
  readonly created: string // log time of the record
  readonly inspection: Header
  readonly contextSize: number // tokens that it is loaded with, of one answer with its prompt
}

/** Elements of all tensors. */
export function parameters({ inspection }: Runnable): number {
  return inspection.parameters
}

/** The template that chats are written with: the one called default, else the first. */
export function chosenTemplate({ templates }: Header): Header['templates'][number] | undefined {
  return templates.find(({ name }) => name === 'default') ?? templates[0]
}

/** Every object that could be loaded, newest record first. */
export async function runnableModels(node: Node): Promise<readonly Runnable[]> {
  const found: Runnable[] = []
  let after: Filter['after']
  do {
    const filter: Filter = { format: 'gguf', sort: 'newest', limit: PAGE, ...(after && { after }) }
    const { rows, next } = await page(node.index, node.storage.index.engine, filter)
    for (const row of rows) found.push(...(await runnableOf(node, row)))
    after = next
  } while (after !== undefined && found.length < MAX_LISTED)
  return found.slice(0, MAX_LISTED)
}

/** @throws OwcError `release-missing`, `revision-missing`, `model-refused`, `blob-missing` */
export async function findModel(node: Node, wanted: string): Promise<Runnable> {
  const exact = /^sha256[-:](?<hex>[0-9a-f]{64})$/.exec(wanted)?.groups?.['hex']
  if (exact !== undefined) return await byObject(node, exact as Sha256)
  const { record, objects, object } = await resolveRef(namesOf(node), wanted.replace(/:latest$/, ''))
  const gguf = objects.filter(({ format }) => format === 'gguf')
  const one = object ?? (gguf.length === 1 ? gguf[0] : undefined)
  if (one === undefined) throw ambiguous(wanted, record, objects)
  return await loadable(node, record, one)
}

async function byObject(node: Node, digest: Sha256): Promise<Runnable> {
  const { record, objects } = await resolveRef(namesOf(node), `sha256:${digest}`)
  const records = [record, ...(await byArtifact(node.index, record.artifact))]
  for (const row of records) {
    const own = row === record ? objects : await objectsOf(node.index, row.statement)
    const gguf = own.filter(({ format }) => format === 'gguf')
    const object = own.find((one) => one.digest === digest) ?? (gguf.length === 1 ? gguf[0] : undefined)
    if (object !== undefined) return await loadable(node, row, object)
  }
  throw ambiguous(`sha256:${digest}`, record, objects)
}

async function runnableOf(node: Node, row: Row): Promise<readonly Runnable[]> {
  const objects = await objectsOf(node.index, row.statement)
  const found = await Promise.all(objects.map((object) => loadable(node, row, object).catch(ignoreRefusal)))
  return found.filter((one) => one !== undefined)
}

function ignoreRefusal(error: unknown): undefined {
  if (error instanceof OwcError) return undefined
  throw error
}

/** Only what our own parser has passed is ever handed to the runtime. */
async function loadable(node: Node, record: Row, object: ObjectRow): Promise<Runnable> {
  const name = `${record.name}:${object.tag}`
  if (object.format !== 'gguf')
    throw refused(name, {
      expected: 'a GGUF file',
      found: object.format,
      hint: 'Other formats are converted outside of this program; the copy can be imported beside it.',
    })
  const files = await filesOf(node, record.artifact, object)
  const headers: Header[] = []
  for (const { sha256: file } of files) {
    const header = await node.answering.headers.get(file)
    if (header === undefined)
      throw refused(name, { expected: 'inspected files', found: 'bytes without facts' })
    checkPasses(name, header)
    headers.push(header)
  }
  const parts = inOrder(name, files, headers)
  const [first, ...others] = parts.map(({ header }) => header)
  if (first === undefined) throw refused(name, { expected: 'at least one file', found: 'none' })
  const inspection = headerOfParts([first, ...others])
  return {
    name,
    release: record.name,
    tag: object.tag,
    record: record.statement,
    artifact: record.artifact,
    object: files.length === 1 ? (files[0]?.sha256 ?? object.digest) : object.digest,
    files: parts.map(({ file }) => ({ sha256: file.sha256, sizeBytes: file.sizeBytes })),
    sizeBytes: inspection.sizeBytes,
    created: record.time,
    inspection,
    contextSize: contextSizeFor(inspection, node.settings.value.contextTokens),
  }
}

type Part = { readonly file: ManifestFile; readonly header: Header }

/** Splits by their own numbers: which is the first, and that none is missing, stands in them and not in their names. */
function inOrder(name: string, files: readonly ManifestFile[], headers: readonly Header[]): readonly Part[] {
  const parts = files.flatMap((file, i) => (headers[i] === undefined ? [] : [{ file, header: headers[i] }]))
  const count = parts.length
  parts.sort((a, b) => (a.header.split?.number ?? 0) - (b.header.split?.number ?? 0))
  for (const [i, { header, file }] of parts.entries()) {
    const { number, count: all } = header.split ?? { number: 0, count: 1 }
    if (number === i && all === count) continue
    const words = { expected: `split ${i + 1} of ${count}`, found: `split ${number + 1} of ${all}` }
    throw refused(`${name}, ${file.path}`, words)
  }
  const tensors = parts.reduce((sum, { header }) => sum + header.tensorCount, 0)
  const other = parts.find(({ header: { split } }) => split !== undefined && split.tensors !== tensors)
  if (other === undefined) return parts
  const found = `${other.header.split?.tensors} stated`
  throw refused(`${name}, ${other.file.path}`, { expected: `${tensors} tensors in all splits`, found })
}

/** The files of an object; what the record calls it is what they are, or it is not run under that name. */
async function filesOf(node: Node, artifact: Sha256, object: ObjectRow): Promise<readonly ManifestFile[]> {
  const { blobs } = node.storage
  const { files, digest } = object
  if (files.length === 1) {
    const whole = await blobs.stat(digest)
    if (whole !== undefined) return [{ ...whole, path: files[0] ?? '' }]
  }
  const listed = await artifactFiles(blobs, artifact)
  const found = listed.filter(({ path }) => files.includes(path))
  for (const path of files) {
    const file = found.find((one) => one.path === path)
    if (file === undefined || (await blobs.stat(file.sha256)) === undefined) throw missing(path)
  }
  if (files.length > 1 && artifactDigest(found, nodeCrypto) !== digest)
    throw new OwcError({
      code: 'bytes-differ',
      where: files[0] ?? 'object',
      expected: digestText(digest),
      found: digestText(artifactDigest(found, nodeCrypto)),
    })
  return found
}

function missing(where: string): OwcError {
  return new OwcError({
    code: 'blob-missing',
    where,
    expected: 'its bytes on this node',
    found: 'none',
    hint: 'Import the release to run it here.',
  })
}

function refused(where: string, words: Pick<Problem, 'expected' | 'found' | 'hint'>): OwcError {
  return new OwcError({ code: 'model-refused', where, ...words })
}

function ambiguous(wanted: string, record: Row, objects: readonly ObjectRow[]): OwcError {
  const names = objects.map(({ tag }) => `${record.name}:${tag}`)
  return new OwcError({
    code: 'revision-missing',
    where: wanted.slice(0, 200),
    expected: names.length === 0 ? 'a release with a file that can be loaded' : `one of ${names.join(', ')}`,
    found: names.length === 0 ? 'none in it' : 'a name without a tag',
  })
}

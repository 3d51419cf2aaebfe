// Which objects of this node can be loaded, by the names that clients use, and what one of them is: exactly one file
// by its digest. There is no `latest`: a name with several objects is answered with the choices (serving-apis 7.4).

import { type Sha256, sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { type Filter, page } from '../../commons/releases/list.ts'
import { byArtifact, type ObjectRow, objectsOf, type Row } from '../../commons/releases/query.ts'
import type { Inspection } from '../../weights/inspection.ts'
import { artifactFiles } from '../manifests.ts'
import { namesOf } from '../namespaces.ts'
import type { Node } from '../node.ts'
import { resolveRef } from '../views/ref.ts'

const MAX_LISTED = 1_000 // models in a list; a node that holds more is asked by name
const PAGE = 100

export type Runnable = {
  readonly name: string // namespace/name:TAG
  readonly release: string // namespace/name
  readonly tag: string
  readonly record: Sha256 // statement that names it
  readonly artifact: Sha256
  readonly object: Sha256 // digest of the one file
  readonly sizeBytes: number
  readonly created: string // log time of the record
  readonly inspection: Inspection
}

/** Elements of all tensors. */
export function parameters({ inspection }: Runnable): number {
  return inspection.tensors.reduce(
    (sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1),
    0,
  )
}

/** The template that chats are written with: the one called default, else the first. */
export function chosenTemplate({ templates }: Inspection): Inspection['templates'][number] | undefined {
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
  const refuse = (expected: string, found: string, hint?: string) =>
    new OwcError({ code: 'model-refused', where: name, expected, found, ...(hint && { hint }) })
  if (object.format !== 'gguf' || object.files.length !== 1)
    throw refuse(
      'one GGUF file',
      object.files.length === 1 ? object.format : `${object.files.length} files`,
      'Other formats are converted outside of this program; the copy can be imported beside it.',
    )
  const file = await fileOf(node, record.artifact, object)
  const inspection = await node.facts(file)
  if (inspection === undefined) throw refuse('a file that was inspected here', 'bytes without facts')
  const invalid = inspection.hazards.find(({ verdict }) => verdict === 'I')
  if (invalid !== undefined) throw refuse('a file without faults', `${invalid.rule}: ${invalid.message}`)
  return {
    name,
    release: record.name,
    tag: object.tag,
    record: record.statement,
    artifact: record.artifact,
    object: file,
    sizeBytes: object.sizeBytes,
    created: record.time,
    inspection,
  }
}

async function fileOf(node: Node, artifact: Sha256, { files, digest }: ObjectRow): Promise<Sha256> {
  const whole = sha256(digest)
  if (whole !== undefined && (await node.storage.blobs.stat(whole)) !== undefined) return whole
  const listed = await artifactFiles(node.storage.blobs, artifact)
  const file = listed.find(({ path }) => path === files[0])
  if (file !== undefined && (await node.storage.blobs.stat(file.sha256)) !== undefined) return file.sha256
  throw new OwcError({
    code: 'blob-missing',
    where: files[0] ?? 'object',
    expected: 'its bytes on this node',
    found: 'none',
    hint: 'Import the release to run it here.',
  })
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

// A record and the facts of its bytes, read once, in one form for both kinds of record. What is not here is missing,
// not guessed: without bytes the observation answers, and says so by where each value stands.

import type { Sha256 } from '../../base/digest.ts'
import { type Content, content, objectsOf, type Row } from '../../commons/releases/query.ts'
import type { InspectedFile, SetInspection } from '../../weights/inspection.ts'
import type { FileView, ObjectView, ReleaseView } from './release.ts'
import type { ViewSources } from './sources.ts'

export type Material = {
  readonly content: Content
  readonly files: readonly FileView[]
  readonly objects: readonly ObjectView[]
  readonly hazards: ReleaseView['hazards']
  readonly set?: SetInspection // of all files, when all were inspected here
  readonly tensorRoot?: Sha256
}

export type ListedFile = {
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: Sha256
  readonly format?: string
}

/** Undefined when the record's body was erased. */
export async function readMaterial(sources: ViewSources, row: Row): Promise<Material | undefined> {
  const found = await content(sources.index, row.statement)
  if (found === undefined) return undefined
  const listed = await listedFiles(sources, found, row.artifact)
  const files: FileView[] = []
  const inspected: InspectedFile[] = []
  for (const file of listed) {
    const held = await sources.held(file.sha256)
    const inspection = await sources.facts(file.sha256)
    if (inspection !== undefined) inspected.push({ ...file, inspection })
    const format = inspection?.format ?? file.format
    files.push({ ...file, ...(format !== undefined && { format }), held, hazards: inspection?.hazards ?? [] })
  }
  const set =
    inspected.length === listed.length && listed.length > 0 ? sources.checks.set(inspected) : undefined
  const tensorRoot = set?.tensorRoot ?? (found.body.tensorRoot as Sha256 | undefined)
  return {
    content: found,
    files,
    objects: await objectsOf(sources.index, row.statement),
    hazards: hazardsOf(found, inspected, set),
    ...(set !== undefined && { set }),
    ...(tensorRoot !== undefined && { tensorRoot }),
  }
}

/** Files of a record: by the manifest where the record could not name them all. */
export async function listedFiles(
  sources: Pick<ViewSources, 'files'>,
  found: Content,
  artifact: Sha256,
): Promise<readonly ListedFile[]> {
  const whole = found.body.moreFiles === undefined ? undefined : await sources.files(artifact)
  if (whole !== undefined) return whole
  if (found.kind === 'observed')
    return found.body.files.map(({ path, sizeBytes, sha256, format }) =>
      file({ path, sizeBytes, sha256 }, format),
    )
  return found.body.artifacts.map(({ path, bytes, sha256, format }) =>
    file({ path, sizeBytes: bytes, sha256 }, format),
  )
}

function file(
  { path, sizeBytes, sha256 }: { path: string; sizeBytes: number; sha256: string },
  format: string | undefined,
): ListedFile {
  return { path, sizeBytes, sha256: sha256 as Sha256, ...(format !== undefined && { format }) }
}

/** From the bytes when all were read here, else as the observation logged them. */
function hazardsOf(
  found: Content,
  inspected: readonly InspectedFile[],
  set: SetInspection | undefined,
): ReleaseView['hazards'] {
  const read = inspected.flatMap(({ path, inspection }) =>
    inspection.hazards.map((hazard) => ({ ...hazard, file: path })),
  )
  if (set !== undefined) return [...read, ...set.hazards]
  if (found.kind === 'release') return read
  return found.body.hazards.map(({ path, ...hazard }) => ({ ...hazard, ...(path !== undefined && { path }) }))
}

// An artifact by its digest: its manifest, its names, and what was said about exactly these bytes.

import { fromUtf8 } from '../../base/bytes.ts'
import type { Sha256 } from '../../base/digest.ts'
import { manifestBytes } from '../../base/manifest.ts'
import { saidAbout } from '../../commons/all-statements.ts'
import { namesOf } from '../../commons/releases/query.ts'
import { citationView } from './citation.ts'
import { readMaterial } from './material.ts'
import { firstRecord } from './ref.ts'
import { saidViews } from './said.ts'
import type { ViewSources } from './sources.ts'
import type { ArtifactView } from './statement.ts'

const MAX_SAID = 200

/** Undefined when no record of these bytes is in the index. */
export async function artifactView(
  sources: ViewSources,
  artifact: Sha256,
): Promise<ArtifactView | undefined> {
  const { index } = sources
  const record = await firstRecord(sources, artifact)
  if (record === undefined) return undefined
  const material = await readMaterial(sources, record)
  const files = (await sources.files(artifact)) ?? material?.files ?? []
  const names = await namesOf(index, artifact)
  return {
    artifact,
    sizeBytes: record.sizeBytes,
    names: names.map(({ name, version, time }) => ({ ref: name, version, time })),
    manifest: fromUtf8(manifestBytes(files)) ?? '',
    commit: record.commit,
    said: await saidViews(sources, await saidAbout(index, [artifact], MAX_SAID)),
    citation: await citationView(sources, record, material),
  }
}

// When somebody last met the digests that a record points to: bytes that are held here, statements of the log, files
// that importers found, bytes that somebody says to hold. A link with a digest that nobody met is a link, no more.

import type { Sha256 } from '../../base/digest.ts'
import { entriesOf } from '../../commons/all-statements.ts'
import { holders } from '../../commons/custody/query.ts'
import { artifactsWith, byArtifact, type Content } from '../../commons/releases/query.ts'
import type { Seen } from '../../commons/standard/dossier.ts'
import type { ViewSources } from './sources.ts'

const MAX_LOOKED_UP = 200 // digests of one record
const MAX_DEPTH = 8
const HEX = /^(?:sha256:)?([0-9a-f]{64})$/

/** Digests that a record names anywhere but among its own files. */
export function digestsNamed({ kind, body }: Content): readonly Sha256[] {
  if (kind === 'observed') return []
  const { artifacts: _, objects: _objects, moreFiles: _more, tensorRoot: _root, ...rest } = body
  const found = new Set<Sha256>()
  collect(rest, found, 0)
  for (const { sha256 } of body.artifacts) found.delete(sha256 as Sha256)
  return [...found].slice(0, MAX_LOOKED_UP)
}

function collect(value: unknown, found: Set<Sha256>, depth: number): void {
  if (typeof value === 'string') {
    const [, hex] = HEX.exec(value) ?? []
    if (hex !== undefined) found.add(hex as Sha256)
  } else if (typeof value === 'object' && value !== null && depth < MAX_DEPTH)
    for (const one of Object.values(value)) collect(one, found, depth + 1)
}

export async function seenOf(
  sources: ViewSources,
  digests: readonly Sha256[],
  record: { readonly statement: Sha256; readonly issuer: string },
): Promise<readonly Seen[]> {
  const found: Seen[] = []
  for (const sha256 of digests) found.push(...(await meetings(sources, sha256, record.statement)))
  return found
}

async function meetings(sources: ViewSources, sha256: Sha256, own: Sha256): Promise<readonly Seen[]> {
  const { index, logTime, host } = sources
  const held: Seen[] = (await sources.held(sha256))
    ? [{ sha256, time: logTime, how: 'held', by: host.identity }]
    : []
  const [entry] = await entriesOf(index, sha256)
  const logged: Seen[] =
    entry === undefined
      ? []
      : [{ sha256, time: entry.time, how: 'logged', by: entry.issuer, statement: sha256 }]
  const [artifact] = await artifactsWith(index, sha256)
  const records = await byArtifact(index, artifact ?? sha256)
  const met = records
    .filter(({ statement, kind }) => statement !== own && kind === 'observed')
    .slice(0, 1)
    .map(({ time, issuer, statement }): Seen => ({ sha256, time, how: 'observation', by: issuer, statement }))
  const kept = (await holders(index, sha256, logTime))
    .filter(({ lapsed }) => !lapsed)
    .map(
      ({ since, holder, statement }): Seen => ({
        sha256,
        time: since,
        how: 'custody',
        by: holder,
        statement,
      }),
    )
  return [...held, ...logged, ...met, ...kept]
}

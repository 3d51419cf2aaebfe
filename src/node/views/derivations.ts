// What is said these bytes were made from, by derivations that their issuers still stand behind, and whose word each is.
// Invariant: what a publisher says of its own release is the release's word; what anybody else says never becomes it.

import type { Sha256 } from '../../base/digest.ts'
import { type Edge, parentsOf } from '../../commons/lineage/query.ts'
import { type Row, withdrawnAmong } from '../../commons/releases/query.ts'
import type { ViewSources } from './sources.ts'

/** Who stands behind a release; who only found bytes did not make them. */
export function publisherOf({ kind, issuer }: Pick<Row, 'kind' | 'issuer'>): string | undefined {
  return kind === 'release' ? issuer : undefined
}

/** In the order of the log. */
export async function derivationsOf(
  { index }: Pick<ViewSources, 'index'>,
  { digests, publisher }: { readonly digests: readonly Sha256[]; readonly publisher?: string | undefined },
): Promise<readonly Edge[]> {
  const first = publisher === undefined ? [] : [publisher]
  return await standing({ index }, await parentsOf(index, { digests, first }))
}

type Said = Pick<Row, 'statement' | 'issuer' | 'place'>

/** Without what whoever said it no longer stands behind. */
export async function standing<One extends Said>(
  { index }: Pick<ViewSources, 'index'>,
  said: readonly One[],
): Promise<readonly One[]> {
  const gone = await withdrawnAmong(
    index,
    said.map(({ statement, issuer, place }) => ({ statement, issuer, place, artifact: statement })),
  )
  return said.filter(({ statement }) => !gone.has(statement))
}

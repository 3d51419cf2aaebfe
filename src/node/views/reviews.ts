// Reviews of some bytes with the names of those who looked. A reviewer who also released the bytes is shown as such: what
// they say stands, and is not independent; what they no longer stand behind is left out.

import type { Sha256 } from '../../base/digest.ts'
import { identityNames } from '../../commons/keys/query.ts'
import { reviewsOf } from '../../commons/review/query.ts'
import type { ReviewFact } from '../../commons/standard/dossier.ts'
import { standing } from './derivations.ts'
import type { ViewSources } from './sources.ts'

/** Newest first; `publisher` is the identity behind the record. */
export async function reviewFacts(
  { index }: Pick<ViewSources, 'index'>,
  { digests, publisher }: { readonly digests: readonly Sha256[]; readonly publisher: string },
): Promise<readonly ReviewFact[]> {
  const rows = await standing({ index }, await reviewsOf(index, digests, [publisher]))
  const names = await identityNames(
    index,
    rows.map(({ issuer }) => issuer),
  )
  return rows.map(({ place: _, ...row }) => {
    const name = names.get(row.issuer)
    return { ...row, ...(name !== undefined && { name }), independent: row.issuer !== publisher }
  })
}

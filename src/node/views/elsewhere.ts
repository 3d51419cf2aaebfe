// What other logs say of an artifact, for pages and their twins: with what a release record states, without its bytes.

import type { Content } from '../../commons/releases/query.ts'
import type { ForeignProof } from '../elsewhere.ts'
import type { ElsewhereView } from './release.ts'
import { statedIn } from './stated.ts'

export function elsewhereView({ envelope: _, proofs: __, body, ...one }: ForeignProof): ElsewhereView {
  const record = one.type === 'owc:release/v1' && body !== undefined
  const content = { kind: 'release', body } as unknown as Content // its schema was checked when it was read
  return { ...one, stated: record ? statedIn(content) : [] }
}

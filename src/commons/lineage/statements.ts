// Lineage: A came from B by method M, as somebody declares it. Contradictions stay visible, side by side.
// Invariant: the subjects are the children; a parent without a digest is named, not pinned. Source: DESIGN 5, lineage.

import type { Static } from 'typebox'
import { closed, Decimal, Digest, Line, list, mapOf, oneOf, optional, Text, typed, Value } from '../shapes.ts'
import type { StatementType } from '../subject.ts'

export const RELATIONS = [
  'finetune',
  'adapter',
  'merge',
  'quantise',
  'convert',
  'prune',
  'distil',
  'extend-vocabulary',
  'same-tensors',
  'retrain',
  'other',
] as const

export const Derivation = closed({
  relation: oneOf(RELATIONS),
  parents: list(
    closed({
      name: optional(Line),
      digest: optional(Digest), // artifact, object or weights root
      revision: optional(Line),
      weight: optional(Decimal), // in a merge
    }),
    64,
  ),
  evidence: oneOf(['declared', 'measured']),
  grade: optional(Line),
  method: optional(
    closed({ name: Line, version: optional(Line), parameters: optional(mapOf(Value)), text: optional(Text) }),
  ),
  measured: optional(Digest), // the comparison, a blob
  kept: optional(list(Line, 64)), // terms, limits and notices that were carried over
  changed: optional(list(Text, 64)),
})
export type Derivation = Static<typeof Derivation>

export const types: readonly StatementType[] = [
  {
    type: 'owc:derivation/v1',
    title: 'Derivation',
    summary: 'What these bytes were made from, by which method, and how that is known.',
    schema: Derivation,
    ordered: false,
    example: {
      relation: 'quantise',
      parents: [{ name: 'acme/tern-360m-instruct', digest: `sha256:${'b8'.repeat(32)}` }],
      evidence: 'declared',
      method: { name: 'llama-quantize', version: 'v0.5.0', parameters: { type: 'Q4_K_M' } },
    } satisfies Derivation,
    line: typed(Derivation, ({ relation, parents, evidence }) => {
      const from = parents
        .map(({ name, digest }) => name ?? digest?.slice(0, 19) ?? 'unnamed bytes')
        .join(', ')
      return `${evidence === 'measured' ? 'found' : 'declared'}: ${relation} of ${from}`
    }),
  },
]

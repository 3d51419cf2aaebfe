// A signed record as a draft again, for its next revision or version: digests of its own files become their short names,
// what follows from the files is left to them. Invariant: compiled over the same files it is the same record.

import { digestText, type Sha256 } from '../../base/digest.ts'
import type { ReleaseRecord } from './record.ts'
import type { ReleaseDraft } from './record-draft.ts'

export function reopen(record: ReleaseRecord): ReleaseDraft {
  const { objects: _objects, moreFiles: _moreFiles, tensorRoot: _root, components, ...said } = record
  const names = new Map(
    record.artifacts.flatMap(({ id, sha256 }) =>
      id === undefined ? [] : [[digestText(sha256 as Sha256), id]],
    ),
  )
  const one = (ref: string): string => names.get(ref) ?? ref
  const many = (refs: readonly string[]): string[] => refs.map(one)
  return {
    ...said,
    ...(components && {
      components: components.map(({ c, ref, ...rest }) => ({
        c: [c],
        ...rest,
        ...(ref && { ref: many(ref) }),
      })),
    }),
    ...(said.terms && {
      terms: said.terms.map(({ text, covers, ...rest }) => ({
        ...rest,
        ...(text !== undefined && { text: one(text) }),
        ...(covers && { covers: many(covers) }),
      })),
    }),
    ...(said.safeguards && {
      safeguards: said.safeguards.map(({ ref, ...rest }) => ({
        ...rest,
        ...(ref !== undefined && { ref: one(ref) }),
      })),
    }),
    ...(said.systems && { systems: reopenSystems(said.systems, many) }),
    ...(said.stages && {
      stages: said.stages.map(({ terms, evidence, ...rest }) => ({
        ...rest,
        ...(terms !== undefined && { terms: one(terms) }),
        ...(evidence && { evidence: many(evidence) }),
      })),
    }),
    ...(said.claims && { claims: said.claims.map((claim) => reopenClaim(claim, one)) }),
  }
}

type Systems = NonNullable<ReleaseRecord['systems']>

function reopenSystems(systems: Systems, many: (refs: readonly string[]) => string[]): Systems {
  const entries = Object.entries(systems).map(([name, { artifacts, ...rest }]): [string, Systems[string]] => [
    name,
    { ...rest, artifacts: many(artifacts) },
  ])
  return Object.fromEntries(entries)
}

type Claim = NonNullable<ReleaseRecord['claims']>[number]

function reopenClaim({ about, source, ...rest }: Claim, one: (ref: string) => string): Claim {
  return {
    ...rest,
    ...(about !== undefined && { about: one(about) }),
    ...(source && { source: { ...source, ...(source.ref !== undefined && { ref: one(source.ref) }) } }),
  }
}

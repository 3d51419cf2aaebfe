// The release record in its final shape, as it is signed: release-standard 10 after compiling (lists of component ids
// expanded, local file ids replaced by digests). Invariant: only what names the thing is required; what a publisher
// leaves out is "not stated", so an empty list says "none" and an absent one says nothing.

import Type, { type Static } from 'typebox'
import {
  Count,
  closed,
  Day,
  Decimal,
  Digest,
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
  Version,
} from '../shapes.ts'
import {
  CLAIM_TYPES,
  COMPONENT_STATES,
  COMPONENTS,
  EVALUATION_KINDS,
  RELEASE_WORDS,
  STAGES,
  VARIANTS,
} from './words.ts'

const Ids = list(Id) // names inside this record, or `sha256:` + 64 hex
const Lines = list(Line)

const File = closed({
  path: Line,
  bytes: Count,
  sha256: Hex256,
  id: optional(Id),
  role: optional(Line), // weights, config, tokenizer, template, licence-text, card …
  format: optional(Line),
  precision: optional(Line),
  tensorRoot: optional(Hex256),
  defaultSystemPrompt: optional(Type.Boolean()),
})

const Lineage = closed({
  relation: Line,
  parent: Line,
  parentDigest: optional(Digest),
  method: optional(Text),
  evidence: optional(Line),
})

const Component = closed({
  c: oneOf(COMPONENTS),
  state: oneOf(COMPONENT_STATES),
  ref: optional(Ids),
  url: optional(Line),
  sha256: optional(Hex256),
  licence: optional(Line),
  why: optional(Line), // legal, privacy, safety, commercial, third-party, lost
  tensorRoot: optional(Hex256),
  format: optional(Line),
  precision: optional(Line),
  notes: optional(Text),
})

const Terms = closed({
  licence: Line,
  text: optional(Id),
  url: optional(Line),
  sha256: optional(Hex256),
  covers: optional(Ids),
  mayChange: optional(Line), // nobody, licensor, unknown
  jurisdiction: optional(Line),
  asOf: optional(Day),
})

const Obligations = closed({
  intended: optional(Lines),
  outOfScope: optional(Lines),
  deploy: optional(Text),
  monitoring: optional(Text),
  reportTo: optional(Line),
  derivatives: optional(closed({ keep: optional(Lines), notice: optional(Line) })),
})

const Rationale = closed({
  why: optional(Text),
  benefits: optional(list(closed({ what: Text, sha256: optional(Hex256) }))),
  risks: optional(list(closed({ what: Text, evals: optional(Ids), notTested: optional(Text) }))),
  alternatives: optional(list(closed({ path: Line, rejected: Text }))),
  comparedWith: optional(Text),
  decided: optional(closed({ on: Day, by: Line })),
})

const Training = closed({
  stages: optional(Lines),
  compute: optional(
    closed({
      flop: optional(Decimal),
      method: optional(Line),
      hardware: optional(Line),
      hours: optional(Decimal),
      energyMWh: optional(Decimal),
      energyMethod: optional(Line),
    }),
  ),
  data: optional(
    closed({
      tokens: optional(Decimal),
      modalities: optional(Lines),
      cutoff: optional(Day),
      provenance: optional(Lines),
      obtained: optional(Text),
      selected: optional(Text),
      labelled: optional(Text),
      processed: optional(Text),
      crawler: optional(closed({ name: Line, robots: optional(Line), period: optional(Line) })),
      topDomains: optional(closed({ share: Line, sha256: Hex256 })),
      languages: optional(mapOf(Decimal)),
      illegalContent: optional(Text),
      personalData: optional(Text),
    }),
  ),
  labour: optional(
    closed({ posttraining: optional(Text), redTeam: optional(Text), labelling: optional(Text) }),
  ),
})

/** What restrains behaviour, and where it lives: with the weights, in a file, or only in a service. */
const Safeguard = closed({
  id: Id,
  kind: Line,
  lives: oneOf(['weights', 'artifact', 'service']),
  ref: optional(Id),
})

/** Exactly what was tested. */
const System = closed({
  artifacts: Ids,
  precision: optional(Line),
  runtime: optional(Line),
  prompt: optional(Digest),
  safeguards: Ids,
})

const Evaluator = closed({
  name: Line,
  identity: optional(Line),
  independent: optional(Type.Boolean()),
  funding: optional(Line),
})

const Evaluation = closed({
  id: Id,
  kind: oneOf(EVALUATION_KINDS),
  domain: optional(Line),
  suite: Line,
  suiteDigest: optional(Digest),
  system: optional(Id),
  by: optional(Id),
  on: optional(Day),
  metric: Line,
  value: Decimal,
  interval: optional(closed({ low: Decimal, high: Decimal, level: Decimal, method: optional(Line) })),
  n: optional(Count),
  effort: optional(Line),
  items: optional(Digest), // item-level results, a blob
  statement: optional(Digest), // of an evaluation statement in a log
})

const Risk = closed({
  tested: optional(mapOf(Ids)), // domain → evaluations
  notTested: optional(mapOf(Text)), // domain → reason
  thresholds: optional(list(closed({ domain: Line, max: Decimal, logged: optional(Digest) }))),
  effectOnRelease: optional(Text),
})

const Stage = closed({
  stage: oneOf(STAGES),
  from: Day,
  to: optional(Day),
  who: optional(Ids),
  exit: optional(Text),
  evidence: optional(Ids),
})

const SupplyChain = closed({
  remoteCode: optional(Type.Boolean()),
  build: optional(Digest),
  key: optional(Line),
  hashesAlso: optional(Line),
  tokenizerFrom: optional(Line),
})

const Ecosystem = closed({
  offers: optional(list(closed({ what: Text, until: optional(Day), apply: optional(Line) }))),
  funders: optional(list(closed({ name: Line, amount: optional(Line) }))),
  conflicts: optional(Lines),
  safeHarbour: optional(Line),
})

/** A checkable sentence with its source; a legal one also with jurisdiction and day (release-standard 9). */
const Claim = closed({
  id: Id,
  says: Text,
  type: oneOf(CLAIM_TYPES),
  about: optional(Id),
  scope: optional(Line),
  by: optional(oneOf(['publisher', 'evaluator', 'importer', 'host', 'reporter'])),
  source: optional(
    closed({
      kind: Line,
      url: optional(Line),
      sha256: optional(Hex256),
      ref: optional(Id),
      retrieved: optional(Day),
    }),
  ),
  jurisdiction: optional(Line),
  asOf: optional(Day),
})

export const ReleaseRecord = closed({
  owc: Type.Literal(1),
  kind: Type.Literal('release'),
  subject: closed({
    id: Ref,
    display: optional(Line), // as the publisher spells it
    version: Version, // never reused for other bytes
    variant: optional(oneOf(VARIANTS)),
    family: optional(Line),
    params: optional(Count),
    released: optional(Day),
    commit: optional(Type.String({ pattern: '^[0-9a-f]{40}$' })),
    publisher: optional(closed({ name: Line, contact: optional(Line) })),
  }),
  artifacts: Type.Array(File, { minItems: 1, maxItems: MAX_FILES }),
  moreFiles: optional(Digest), // blob with the manifest of all files, when they are more than fit here
  objects: optional(
    list(
      closed({ tag: Id, files: list(Line, MAX_FILES), digest: Digest, format: Line, sizeBytes: Count }),
      256,
    ),
  ),
  tensorRoot: optional(Hex256),
  lineage: optional(list(Lineage)), // empty: trained from random weights
  releaseType: optional(
    closed({
      word: oneOf(RELEASE_WORDS),
      stage: optional(oneOf(STAGES)),
    }),
  ),
  components: optional(list(Component, COMPONENTS.length)),
  terms: optional(list(Terms, 64)),
  obligations: optional(Obligations),
  rationale: optional(Rationale),
  training: optional(Training),
  safeguards: optional(list(Safeguard, 64)),
  systems: optional(mapOf(System)),
  evaluators: optional(mapOf(Evaluator)),
  evaluations: optional(list(Evaluation)),
  risk: optional(Risk),
  limits: optional(list(Text)),
  hardware: optional(closed({ leastMemoryGB: optional(Decimal), notes: optional(Text) })),
  stages: optional(list(Stage, 64)),
  supplyChain: optional(SupplyChain),
  ecosystem: optional(Ecosystem),
  claims: optional(list(Claim)),
  changes: optional(list(closed({ on: Day, what: Text }))),
})
export type ReleaseRecord = Static<typeof ReleaseRecord>

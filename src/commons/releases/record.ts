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
  MAX_ITEMS,
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
  NOT_SHOWN,
  RELEASE_WORDS,
  STAGES,
  SYSTEMIC_RISK,
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
  scale: optional(Decimal), // of an adapter in a stack, of a part in a merge; their order is that of the list
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
  extra: optional(mapOf(Text)), // what else the standard asks of this component (words.ts)
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
  permission: optional(closed({ from: Line, for: Text, sha256: optional(Hex256) })), // beyond the licence
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

const Compute = closed({
  flop: optional(Decimal),
  method: optional(Line),
  hardware: optional(Line),
  hours: optional(Decimal),
  energyMWh: optional(Decimal),
  energyMethod: optional(Line),
  modificationFlop: optional(Decimal), // of what was added to the parent
  inferenceFlop: optional(Decimal),
  inferenceTask: optional(Line),
})

/** Six of them are what a data card has to say: provenance, scope, obtained, selected, labelled, processed (1.1). */
const Data = closed({
  tokens: optional(Decimal),
  sizes: optional(mapOf(Line)), // by modality
  modalities: optional(Lines),
  cutoff: optional(Day),
  provenance: optional(Lines),
  scope: optional(Text),
  obtained: optional(Text),
  selected: optional(Text),
  labelled: optional(Text),
  processed: optional(Text),
  composition: optional(
    list(
      closed({
        source: Line,
        kind: optional(Line),
        share: optional(Decimal), // of the whole, 0 to 1
        licence: optional(Line),
        terms: optional(Text),
        url: optional(Line),
        sha256: optional(Hex256),
      }),
    ),
  ),
  crawler: optional(closed({ name: Line, robots: optional(Line), period: optional(Line) })),
  topDomains: optional(closed({ share: Line, sha256: Hex256 })),
  languages: optional(mapOf(Decimal, MAX_ITEMS)), // models of 140 languages are common
  userData: optional(Text),
  syntheticFrom: optional(Lines), // models that wrote it
  optOut: optional(Text), // reservations of rights: how they are found and kept
  illegalContent: optional(Text),
  personalData: optional(Text),
  bias: optional(Text),
})

const Labour = closed({
  posttraining: optional(Text),
  redTeam: optional(Text),
  labelling: optional(Text),
  work: optional(
    list(
      closed({
        task: Line,
        who: Text,
        where: optional(Line),
        terms: optional(Text),
        pay: optional(Line),
      }),
    ),
  ),
})

const Training = closed({
  stages: optional(Lines),
  choices: optional(Text), // of design, and why
  compute: optional(Compute),
  data: optional(Data),
  labour: optional(Labour),
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
  service: optional(Line), // through which it was measured; absent: these files, run here
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
  settings: optional(Line), // shots, sampling, template
  tasks: optional(closed({ run: Count, of: Count, subset: optional(Line) })), // subset: its name, when it has one
  effort: optional(Line), // budget, elicitation
  legacy: optional(Type.Boolean()), // taken over from where nobody named the bytes
  items: optional(Digest), // item-level results, a blob
  statement: optional(Digest), // of an evaluation statement in a log
})

/** A result set beside another model's. */
const Comparison = closed({
  evaluation: Id,
  with: Line,
  digest: optional(Digest),
  value: Decimal,
  suiteDigest: optional(Digest),
  settings: optional(Line),
  source: optional(Line), // a quote: where it is from
})

/** Measured or begun, and not among the results. */
const NotShown = closed({
  suite: Line,
  outcome: oneOf(NOT_SHOWN),
  why: Text,
  on: optional(Day),
  statement: optional(Digest),
})

/** Harm or failure that is known, and what answered it. */
const Incident = closed({
  what: Text,
  on: optional(Day),
  advisory: optional(Digest),
  answer: optional(Digest),
  url: optional(Line),
})

const Risk = closed({
  threatProfiles: optional(Lines), // who could misuse it, for what
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
  serving: optional(oneOf(['serving', 'paused'])),
  hosts: optional(Lines), // where copies may be; absent: anywhere
  terms: optional(Id), // file that was accepted
  accepted: optional(Count), // how many did
  agreements: optional(list(Digest, 64)),
  evidence: optional(Ids),
})

const SupplyChain = closed({
  remoteCode: optional(Type.Boolean()),
  build: optional(Digest),
  key: optional(Line),
  hashesAlso: optional(Line),
  tokenizerFrom: optional(Line),
  tokenizerDifference: optional(Text), // from the parent's
  templateDifference: optional(Text),
})

const Ecosystem = closed({
  offers: optional(list(closed({ what: Text, until: optional(Day), apply: optional(Line) }))),
  funders: optional(list(closed({ name: Line, amount: optional(Line) }))),
  conflicts: optional(Lines),
  safeHarbour: optional(Line),
  delivered: optional(list(closed({ what: Text, statement: optional(Digest) }))), // of what was offered before
})

/** What duties under Regulation (EU) 2024/1689 ask besides; as declared. */
const European = closed({
  provider: optional(Line), // legal name
  market: optional(Day), // first placed on the Union market
  distribution: optional(Lines),
  monetisation: optional(Lines), // empty: none
  systemicRisk: optional(oneOf(SYSTEMIC_RISK)),
  sizes: optional(Line), // of inputs and outputs at most
  architecture: optional(Text),
  integration: optional(Text),
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
      quote: optional(Text), // verbatim, of the file that `ref` names
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
    aliases: optional(Lines), // other names that it goes by, also inside its files
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
  comparisons: optional(list(Comparison)),
  evaluationsNotShown: optional(list(NotShown)),
  incidents: optional(list(Incident)),
  risk: optional(Risk),
  limits: optional(list(Text)),
  hardware: optional(
    closed({
      leastMemoryGB: optional(Decimal),
      measured: optional(Digest), // statement or receipt of the run
      notes: optional(Text),
    }),
  ),
  stages: optional(list(Stage, 64)),
  supplyChain: optional(SupplyChain),
  ecosystem: optional(Ecosystem),
  eu: optional(European),
  claims: optional(list(Claim)),
  changes: optional(list(closed({ on: Day, what: Text, safety: optional(Text) }))),
})
export type ReleaseRecord = Static<typeof ReleaseRecord>

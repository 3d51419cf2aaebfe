// Governance that can be checked: a charter says who decides what, a decision says what was decided on which ground.
// Invariant: a decision has effect only as far as the charter in force allows. Source: governance 1, 3, 4; DESIGN 8.
// Fractions are exact rationals ("2/3"); durations are written with their unit ("72h", "730d").

import type { Static } from 'typebox'
import Type from 'typebox'
import {
  Count,
  closed,
  Digest,
  Id,
  Identity,
  Line,
  list,
  mapOf,
  oneOf,
  optional,
  Text,
  Time,
  typed,
  Value,
} from '../shapes.ts'
import type { StatementType } from '../subject.ts'

const Fraction = Type.String({ pattern: '^(0|[1-9][0-9]{0,5})/[1-9][0-9]{0,5}$' })
const Duration = Type.String({ pattern: '^(0|[1-9][0-9]{0,5})[hd]$' })
const Holders = list(Identity, 64)

const Matter = closed({
  id: Id,
  body: Id,
  mode: oneOf(['one-seat', 'lazy', 'vote']),
  window: optional(Duration),
  discuss: optional(Duration),
  open: optional(Duration),
  quorum: optional(Fraction),
  threshold: optional(Fraction),
})

export const Charter = closed({
  version: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
  name: Line,
  purpose: Text,
  bodies: Type.Array(
    closed({
      id: Id,
      seats: Type.Integer({ minimum: 1, maximum: 64 }),
      holders: Holders, // who sits when the charter begins
      term: optional(Duration),
      termsInARow: optional(Count),
      filledBy: optional(Line), // a body, `election` or `lot`
      cap: optional(mapOf(Count)), // seats for one organisation, one funder
      excludes: optional(list(Id, 16)),
    }),
    { minItems: 1, maxItems: 16 },
  ),
  matters: Type.Array(Matter, { minItems: 1, maxItems: 64 }),
  funders: optional(list(closed({ who: Line, share: Fraction, until: optional(Line) }), 256)),
  emergency: optional(
    closed({ by: Id, seats: Count, what: list(Line, 16), expires: Duration, ratifiedBy: Id }),
  ),
  recusal: optional(list(Line, 32)),
  appeal: optional(closed({ body: optional(Id), window: Duration, who: list(Line, 16) })),
  recall: optional(closed({ by: Id, threshold: Fraction, subjectMayNotVote: Type.Boolean() })),
  limits: list(Text, 32), // what this charter cannot do, in words for its pages
  exit: Text,
})
export type Charter = Static<typeof Charter>

/** The statement of reasons (DSA 17): what, on which facts, whether automated, on what ground, and how to object. */
export const Decision = closed({
  matter: Id, // hosting, criteria, charter …
  outcome: oneOf([
    'hosted',
    'hosted-with-notice',
    'people-decide',
    'refused',
    'stopped',
    'passed',
    'failed',
    'lapsed',
  ]),
  ground: closed({
    kind: oneOf(['one-seat charter', 'criteria', 'vote', 'lazy consensus', 'law', 'emergency']),
    statement: optional(Digest), // the charter, criteria or proposal that it rests on
    text: optional(Text),
    jurisdiction: optional(Line),
  }),
  view: optional(Digest), // canonical view that was judged, a public blob
  reasons: list(Text, 64),
  facts: optional(list(closed({ key: Line, value: Value }), 256)),
  automated: Type.Boolean(),
  trace: optional(list(closed({ rule: Id, value: Value, evidence: optional(list(Line, 64)) }), 256)),
  tally: optional(
    closed({
      for: list(Digest, 256),
      against: list(Digest, 256),
      abstain: list(Digest, 256),
      recused: list(closed({ who: Identity, cause: Line }), 256),
      eligible: Holders,
      quorum: Fraction,
      threshold: Fraction,
    }),
  ),
  kind: optional(oneOf(['ordinary', 'emergency', 'appeal'])),
  changes: optional(list(closed({ what: Line, to: Line }), 64)),
  from: optional(Time),
  until: optional(Time),
  remaining: optional(closed({ known: list(Line, 256), asOf: Time })), // with every stop: copies that stay
  appeal: Text, // how to object, or that nobody else can hear it
})
export type Decision = Static<typeof Decision>

const holder = `owcid:${'a'.repeat(52)}`

export const types: readonly StatementType[] = [
  {
    type: 'owc:charter/v1',
    title: 'Charter',
    summary: 'Who decides what on this node, by which rules, and how the rules themselves change.',
    schema: Charter,
    ordered: false,
    example: {
      version: 1,
      name: 'Harbour Library model commons',
      purpose:
        'Keep open-weight models available, checkable and usable for everybody who comes to the library.',
      bodies: [{ id: 'operator', seats: 1, holders: [holder] }],
      matters: [{ id: 'hosting', body: 'operator', mode: 'one-seat' }],
      limits: ['One person decides everything here.'],
      exit: 'Everything needed to fork stays downloadable.',
    } satisfies Charter,
    line: typed(Charter, ({ version, bodies }) => {
      const seats = bodies.reduce((sum, body) => sum + body.seats, 0)
      return seats === 1
        ? `set charter ${version}: one person decides`
        : `set charter ${version}, with ${seats} seats`
    }),
  },
  {
    type: 'owc:decision/v1',
    title: 'Decision',
    summary: 'What was decided about which digests, on which ground, for which reasons, and how to object.',
    schema: Decision,
    ordered: false,
    example: {
      matter: 'hosting',
      outcome: 'hosted',
      ground: { kind: 'one-seat charter', statement: `sha256:${'c'.repeat(64)}` },
      view: `sha256:${'d'.repeat(64)}`,
      reasons: ['The operator asked for it; no criteria are in force.'],
      automated: false,
      appeal: 'Nobody else can hear an appeal: this charter has one seat.',
    } satisfies Decision,
    line: typed(Decision, ({ matter, outcome, ground }) => `decided ${matter}: ${outcome} (${ground.kind})`),
  },
]

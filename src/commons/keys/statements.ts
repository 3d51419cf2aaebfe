// Keys say who is who: a self-certifying identity document per actor, and what other logs were seen to be.
// Invariant: the id of an identity is the digest of its first document; nobody gives it out.
// Source: signing-and-transparency 5 (identities), 11.7 (gossip); DESIGN 2 (peer-checkpoint).

import Type, { type Static } from 'typebox'
import { ALGORITHMS } from '../../ledger/crypto.ts'
import {
  Count,
  closed,
  Digest,
  Hex256,
  Identity as IdentityId,
  Line,
  list,
  oneOf,
  optional,
  typed,
  Value,
} from '../shapes.ts'
import type { StatementType } from '../subject.ts'

export const ACTOR_KINDS = [
  'person',
  'organisation',
  'publisher',
  'host',
  'evaluator',
  'steward',
  'node',
] as const
const MAX_KEYS = 16 // as many as an envelope may carry signatures

const Key = closed({
  keyid: Hex256, // SHA-256 of the SubjectPublicKeyInfo
  alg: oneOf(ALGORITHMS),
  pub: Line, // base64 of the raw public key
  label: optional(Value),
  use: optional(oneOf(['statements', 'model-signing'])), // model-signing: companion key, signs no statement
  revokedFrom: optional(Count), // log index: its signatures from here on do not count
})
const Keys = Type.Array(Key, { minItems: 1, maxItems: MAX_KEYS })
const Threshold = Type.Integer({ minimum: 1, maximum: MAX_KEYS })

export const Identity = closed({
  id: Type.Union([Type.Null(), IdentityId]), // null in the first document, whose digest makes the id
  homeLog: Line, // origin of the log whose order counts
  name: Line,
  kinds: Type.Array(oneOf(ACTOR_KINDS), { minItems: 1, maxItems: ACTOR_KINDS.length }),
  keys: Keys,
  threshold: Threshold,
  recovery: optional(
    closed({
      keys: Keys,
      threshold: Threshold,
      delayHours: Type.Integer({ minimum: 72, maximum: 8760 }),
    }),
  ),
  namespaces: optional(list(Type.String({ pattern: '^[a-z0-9]+([-_][a-z0-9]+)*$', maxLength: 80 }), 64)),
  evidence: optional(list(closed({ kind: Line, value: Line, where: optional(Line) }), 64)),
})
export type Identity = Static<typeof Identity>

/** How two checkpoints of one log exclude each other, or are not shown to belong together. */
export const DIFFERENCES = ['split', 'rolled-back', 'key-changed', 'unproven'] as const
export type Difference = (typeof DIFFERENCES)[number]

const Note = Type.String({ minLength: 1, maxLength: 32_768 }) // a signed checkpoint, verbatim

export const PeerCheckpoint = closed({
  log: Line, // the other log's origin
  size: Count,
  root: Hex256,
  note: Note,
  url: optional(Line),
  verifierKey: optional(Line), // under which its signature was checked, or which the address showed
  checked: optional(Type.Boolean()), // whether the issuer checked the log's signature; absent in old ones
  folded: optional(Type.Boolean()), // its entries below this size are folded here
  differs: optional(
    closed({
      kind: oneOf(DIFFERENCES),
      known: Note, // what the same log had shown before, verbatim
      evidence: Digest, // blob with both notes, their keys, and the proof where there is one
    }),
  ),
})
export type PeerCheckpoint = Static<typeof PeerCheckpoint>

/** What somebody found where an identity says that its evidence is. */
export const OUTCOMES = ['named', 'other', 'absent', 'unreachable'] as const

export const EvidenceCheck = closed({
  identity: IdentityId,
  kind: oneOf(['domain']),
  value: Line, // the domain
  url: Line, // what was asked for
  outcome: oneOf(OUTCOMES), // named: the file names the identity; other: it is there and does not
})
export type EvidenceCheck = Static<typeof EvidenceCheck>

const FOUND: Readonly<Record<EvidenceCheck['outcome'], string>> = {
  named: 'names the identity',
  other: 'does not name the identity',
  absent: 'has no such file',
  unreachable: 'did not answer',
}

const exampleKey = {
  keyid: 'a'.repeat(64),
  alg: 'ed25519',
  pub: '1zhRXmGIVVuqzMRO4R+SEHH3lh5yGA5p8hqRzJrOoYQ=',
} as const

export const types: readonly StatementType[] = [
  {
    type: 'owc:identity/v1',
    title: 'Identity',
    summary: 'Who speaks with which keys, how many signatures count, and how lost keys are recovered.',
    schema: Identity,
    ordered: true,
    example: {
      id: null,
      homeLog: 'library.example/log',
      name: 'Harbour Library',
      kinds: ['host', 'node'],
      keys: [exampleKey],
      threshold: 1,
      recovery: { keys: [{ ...exampleKey, keyid: 'b'.repeat(64) }], threshold: 1, delayHours: 72 },
    } satisfies Identity,
    line: typed(Identity, ({ id, name, keys }) => {
      const counted = keys.length === 1 ? '1 key' : `${keys.length} keys`
      return id === null
        ? `presents itself as ${name}, with ${counted}`
        : `renews the keys of ${name}: ${counted}`
    }),
  },
  {
    type: 'owc:peer-checkpoint/v1',
    title: 'Checkpoint of another log',
    summary:
      'How large another log was and what its root was, as its issuer saw it; and how that differs from before.',
    schema: PeerCheckpoint,
    ordered: false,
    example: {
      log: 'north.example/log',
      size: 1284,
      root: 'c'.repeat(64),
      note: 'north.example/log\n1284\nzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMzMw=\n\n— north.example/log AAAAAA==\n',
    } satisfies PeerCheckpoint,
    line: typed(PeerCheckpoint, ({ log, size, differs }) =>
      differs === undefined
        ? `saw the log ${log} at size ${size}`
        : `saw the log ${log} at size ${size}, which does not fit what it showed before (${differs.kind})`,
    ),
  },
  {
    type: 'owc:evidence-check/v1',
    title: 'Look at evidence',
    summary:
      'Whether a domain named an identity when the issuer looked; the issuer’s word, which decides nothing.',
    schema: EvidenceCheck,
    ordered: false,
    example: {
      identity: `owcid:${'a'.repeat(52)}`,
      kind: 'domain',
      value: 'acme.example',
      url: 'https://acme.example/.well-known/owc-identity.json',
      outcome: 'named',
    } satisfies EvidenceCheck,
    line: typed(EvidenceCheck, ({ value, outcome }) => `looked at ${value}, which ${FOUND[outcome]}`),
  },
]

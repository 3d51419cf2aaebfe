// Sealing and erasure serve every type: say now what opens later, and delete a body whose proof stays.
// Invariant: the log never changes; a seal commits to bytes nobody can guess, an erasure leaves the leaf in place.
// Source: reference/README.md (sealing, erasure); signing-and-transparency 6 (personal data).

import type { Static } from 'typebox'
import { closed, Digest, Hex256, Line, oneOf, optional, Text, Time, typed } from '../shapes.ts'
import type { StatementType } from '../subject.ts'

/** Subject: the commitment. */
export const Seal = closed({
  commitment: Digest, // SHA-256("owc-seal-v1\0" ‖ 32-byte salt ‖ payload)
  hint: optional(Line), // statement type of what is sealed, when that may be known
  opens: optional(Time), // its node opens it then; its issuer may before; absent: when its issuer opens it
  because: optional(Text),
})
export type Seal = Static<typeof Seal>

/** Subjects: the statement of the seal, and the statement that it opened to. */
export const Reveal = closed({
  seal: Digest, // statement that holds the commitment
  salt: Hex256, // 32 bytes
  payload: Digest, // of the revealed statement's payload, logged as a statement of its own
})
export type Reveal = Static<typeof Reveal>

/** Subjects: the statements whose bodies are deleted on the node that logs this. */
export const Erasure = closed({
  reason: oneOf(['personal-data', 'law', 'court-order', 'safety', 'other']),
  text: Text,
  controller: optional(Line), // who answers for the deletion
  jurisdiction: optional(Line),
})
export type Erasure = Static<typeof Erasure>

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`

export const types: readonly StatementType[] = [
  {
    type: 'owc:seal/v1',
    title: 'Seal',
    summary: 'That something is fixed now and will be opened later.',
    schema: Seal,
    ordered: false,
    example: {
      commitment: digest('a'),
      hint: 'owc:plan/v1',
      opens: '2026-12-01T00:00:00Z',
    } satisfies Seal,
    line: typed(Seal, ({ hint, opens }) => {
      const what = hint === undefined ? 'sealed a statement' : `sealed a statement of type ${hint}`
      return opens === undefined ? what : `${what}, to be opened from ${opens} on`
    }),
  },
  {
    type: 'owc:reveal/v1',
    title: 'Opened seal',
    summary: 'What a seal held; it has effect from here on.',
    schema: Reveal,
    ordered: false,
    example: { seal: digest('b'), salt: 'c'.repeat(64), payload: digest('d') } satisfies Reveal,
    line: typed(Reveal, ({ seal, payload }) => `opened seal ${short(seal)}: it held ${short(payload)}`),
  },
  {
    type: 'owc:erasure/v1',
    title: 'Erasure',
    summary: 'Which bodies this node deleted and why; their place in the log and its proof stay.',
    schema: Erasure,
    ordered: false,
    example: {
      reason: 'personal-data',
      text: 'The statement named a private person who asked for its deletion.',
      controller: 'Harbour Library',
      jurisdiction: 'EU',
    } satisfies Erasure,
    line: typed(Erasure, ({ reason, text }) => `deleted a body here (${reason}): ${text}`),
  },
]

function short(text: string): string {
  return text.slice(7, 19)
}

// Whoever is spoken about can answer, and the answer stands beside; an error is corrected by a further statement.
// Invariant: the subjects are what is answered or corrected; nothing is edited. Source: DESIGN 2, 5; governance 4.

import type { Static } from 'typebox'
import { closed, Digest, Line, list, oneOf, optional, Text, typed, Value } from '../shapes.ts'
import type { StatementType } from '../subject.ts'

const Evidence = list(closed({ kind: Line, ref: Line, digest: optional(Digest) }), 64)

export const Response = closed({
  kind: oneOf(['answer', 'comment', 'objection', 'undeclared-interest']),
  text: Text,
  about: optional(Digest), // statement or finding; absent: all subjects
  finding: optional(Line), // OW-1, LD-3 …
  evidence: optional(Evidence),
})
export type Response = Static<typeof Response>

export const Correction = closed({
  corrects: Digest, // the statement with the error
  field: optional(Line), // where in its body
  was: optional(Value),
  is: optional(Value),
  text: Text,
  replacedBy: optional(Digest), // a statement that says it right
  evidence: optional(Evidence),
})
export type Correction = Static<typeof Correction>

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`

export const types: readonly StatementType[] = [
  {
    type: 'owc:response/v1',
    title: 'Response',
    summary: 'What somebody answers, objects or adds to what was said; it stands beside it.',
    schema: Response,
    ordered: false,
    example: {
      kind: 'answer',
      text: 'The base model is named in README.md since revision 3.',
      about: digest('a'),
      finding: 'LD-3',
    } satisfies Response,
    line: typed(Response, ({ kind, text }) => `${WORDS[kind]}: ${text}`),
  },
  {
    type: 'owc:correction/v1',
    title: 'Correction',
    summary: 'What was wrong in an earlier statement; the earlier one stays visible.',
    schema: Correction,
    ordered: false,
    example: {
      corrects: digest('b'),
      field: 'version',
      was: '0.1.1',
      is: '0.1.2',
      text: 'The package version was read from the wrong file.',
    } satisfies Correction,
    line: typed(Correction, ({ corrects, text }) => `corrects ${corrects.slice(7, 19)}: ${text}`),
  },
]

const WORDS: Readonly<Record<Response['kind'], string>> = {
  answer: 'answers',
  comment: 'comments',
  objection: 'objects',
  'undeclared-interest': 'says that an interest was not declared',
}

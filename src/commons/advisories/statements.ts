// Whoever is spoken about can answer, and the answer stands beside; an error is corrected by a further statement.
// Invariant: the subjects are what is answered or corrected; nothing is edited. Source: DESIGN 2, 5; governance 4.

import type { Static } from 'typebox'
import type { Misfit } from '../misfit.ts'
import { closed, Digest, Line, oneOf, optional, Pointers, Text, typed, Value } from '../shapes.ts'
import type { StatementType } from '../subject.ts'
import { advisoryType, VEX_STATUSES } from './advisory.ts'

const VEX_JUSTIFICATIONS = [
  'component_not_present',
  'vulnerable_code_not_present',
  'vulnerable_code_not_in_execute_path',
  'vulnerable_code_cannot_be_controlled_by_adversary',
  'inline_mitigations_already_exist',
] as const

/** The answer of a maker to an advisory: what it means for bytes of theirs (OpenVEX 0.2.0). */
const Vex = closed({
  advisory: Digest, // the statement
  product: Digest, // file, object or artifact
  status: oneOf(VEX_STATUSES),
  justification: optional(oneOf(VEX_JUSTIFICATIONS)),
  impact: optional(Text), // why not affected, in words
  action: optional(Text), // what whoever uses it should do
  fixedIn: optional(Line), // name@version or digest
})

export const Response = closed({
  kind: oneOf(['answer', 'comment', 'objection', 'undeclared-interest']),
  text: Text,
  about: optional(Digest), // statement or finding; absent: all subjects
  finding: optional(Line), // OW-1, LD-3 …
  vex: optional(Vex),
  evidence: optional(Pointers),
})
export type Response = Static<typeof Response>

export const Correction = closed({
  corrects: Digest, // the statement with the error
  field: optional(Line), // where in its body
  was: optional(Value),
  is: optional(Value),
  text: Text,
  replacedBy: optional(Digest), // a statement that says it right
  evidence: optional(Pointers),
})
export type Correction = Static<typeof Correction>

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`

/** Not affected needs a reason, affected needs what to do (OpenVEX 0.2.0). */
function reasons({ vex }: Response): readonly Misfit[] {
  const { status, justification, impact, action } = vex ?? {}
  if (status === 'not_affected' && justification === undefined && impact === undefined)
    return [{ path: 'vex.justification', expected: 'the reason: justification or impact', found: 'nothing' }]
  if (status === 'affected' && action === undefined)
    return [{ path: 'vex.action', expected: 'what whoever uses it should do', found: 'nothing' }]
  return []
}

export const types: readonly StatementType[] = [
  advisoryType,
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
    rule: (body) => reasons(body as Response),
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

// The forms in which the release standard answers: a grade with evidence for each question, a finding with its quotes.
// Invariants: nothing adds answers up; evidence points at bytes, a field or a log entry and can be opened; a quote is
// verbatim and stands at its offset. Source: DESIGN 6; release-standard 5 and 6.

import type { Instant } from '../../base/time.ts'
import type { AnswerFact, Dossier } from './dossier.ts'

export const GRADES = ['evidenced', 'declared', 'absent', 'contradicted', 'not-applicable'] as const
export type Grade = (typeof GRADES)[number]

/** Why a question does not apply; nothing else excuses one (release-standard 5). */
export const NOT_APPLICABLE = [
  'it does not generate',
  'it is not a language model',
  'there was no post-training',
  'its weights equal its parent’s',
  'it lies below this host’s floor of proportionality',
] as const

/** Where something stands that anybody can look up. */
export type Evidence =
  | { readonly kind: 'file'; readonly path: string; readonly digest: string; readonly quote?: Quote }
  | { readonly kind: 'record'; readonly field: string; readonly quote?: Pick<Quote, 'text'> } // rationale.risks[0].what
  | { readonly kind: 'statement'; readonly digest: string; readonly says: string }
  | { readonly kind: 'link'; readonly url: string; readonly digest?: string; readonly seen?: Instant }

/** Verbatim; `offset` in bytes of the file, of the first byte of `text` in UTF-8. */
export type Quote = { readonly text: string; readonly offset: number }

export type Answer = {
  readonly q: string // P7.2
  readonly grade: Grade
  readonly because: readonly string[] // whole sentences
  readonly evidence: readonly Evidence[]
  readonly against: readonly Evidence[] // the other side, when contradicted
  readonly at: Instant
  readonly rule: number // version of the rule
}

export type Question = {
  readonly id: string
  readonly group: 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P6' | 'P7' | 'P8' | 'T'
  readonly asks: string
  readonly looksAt: string // the rule in words: what makes it evidenced, declared, contradicted
  readonly fields: readonly string[] // of the record (releases/record-fields.ts) that would answer it
  readonly grades: readonly Grade[] // that this rule can give; each has a case in test/commons/standard
  readonly rule: number
  readonly answer: (dossier: Dossier) => Outcome
}
export type Outcome = Pick<Answer, 'grade' | 'because'> & Partial<Pick<Answer, 'evidence' | 'against'>>

/** B blocks the wording or step · W is shown on every page of the artifact · N notes (release-standard 6). */
export type Severity = 'B' | 'W' | 'N'

export type Finding = {
  readonly id: string // OW-1
  readonly rule: number
  readonly severity: Severity
  readonly says: string
  readonly quotes: readonly Evidence[]
  readonly clears: string
  readonly answers: readonly AnswerFact[] // of the publisher first, then of others
}

/** Sentences that no rule about sentences read, because they are not English: said, never silent. */
export type NotChecked = {
  readonly path: string
  readonly language: string // of them: Chinese, not English …
  readonly sentences: number
}

export type Detector = {
  readonly id: string
  readonly mode: 'OW' | 'SW' | 'LD' | 'BS' | 'FR' | 'AA'
  readonly severity: Severity
  readonly title: string
  readonly condition: string // in words
  readonly clears: string
  readonly errs: string // when it is silent or fires though it should not: its method page says so
  readonly fields: readonly string[] // of the record that would clear it
  readonly fromSilence: boolean // waits for the publisher's own record
  readonly rule: number
  readonly find: (dossier: Dossier) => readonly FoundHere[]
}
export type FoundHere = Pick<Finding, 'says' | 'quotes'> & { readonly severity?: Severity }

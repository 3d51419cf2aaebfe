// FR, false recall: words that promise what nobody can do with bytes that others hold. The words to use instead are
// those of release-standard 7.3. Invariant: nobody is accused of intent; who wrote the words is named by the statement.

import type { Evidence, FoundHere } from '../answer.ts'
import type { Dossier, WithdrawalFact } from '../dossier.ts'
import { count, entry, list, recordIn } from '../questions/grading.ts'
import { bindsEarlier, recallWords } from './phrases.ts'
import { detectors, found, sentencesSaying, textsOf } from './reading.ts'

export const FR = detectors('FR', [
  {
    id: 'FR-1',
    severity: 'W',
    title: 'Words of recall about bytes that others hold',
    condition:
      'A card, the record, an advisory or a withdrawal says that the model was recalled, withdrawn, revoked, taken down or is no longer available, and copies are known. It blocks in words that this node itself says, and notes in those of anybody who did not release it.',
    clears: '“X stopped serving on DATE; known copies elsewhere: N; unknown copies may exist.”',
    errs: 'It reads English sentences about models, weights, files or releases. Recall as a metric or as remembering, rights that a licence ends, and hosted models are passed over.',
    fields: ['claims', 'changes'],
    find: recalled,
  },
  {
    id: 'FR-2',
    severity: 'W',
    title: 'A change of terms that is said to bind earlier recipients',
    condition: 'A card or the record says that changed terms apply to who received the bytes before.',
    clears:
      'Words that leave the question open: which text was accepted then, and that whether a new one binds is a legal question.',
    errs: 'It reads English sentences. Licence texts that reserve such a right are shown with the licence, and are not a finding.',
    fields: ['claims', 'changes', 'terms'],
    find: boundLater,
  },
  {
    id: 'FR-3',
    severity: 'B',
    title: 'A withdrawal that does not say what remains',
    condition:
      'A withdrawal does not list which copies are known to remain. An advisory by which serving stopped is not taken into the log without that list.',
    clears: 'The known copies and the day as of which they are known; “none known” is an answer.',
    errs: 'A list that is empty counts as an answer.',
    fields: [],
    find: remainsUnsaid,
  },
  {
    id: 'FR-4',
    severity: 'B',
    title: 'An advisory that says “recalled”',
    condition:
      'An advisory names a recall as what was done about it; there is no such value, since bytes cannot be called back.',
    clears: 'What was done: serving paused, mirrors asked, a new version published, a service switched off.',
    errs: 'Advisories of other logs may have other values; only words of recall are looked for.',
    fields: [],
    find: saysRecalled,
  },
])

function recalled(dossier: Dossier): readonly FoundHere[] {
  const record = recordIn(dossier)
  if (record?.subject.variant === 'hosted') return []
  const copies = knownCopies(dossier)
  if (copies === 0) return []
  const says = `Copies at ${count(copies, 'known place')}; text cannot undo them.`
  const said = (text: string): boolean => recallWords(text) !== undefined
  const own = record !== undefined && dossier.by.identity === dossier.node // who finds a card did not write it
  const quotes = [...sentencesSaying(dossier, said), ...textsOf(record, said)]
  const about = [
    ...dossier.advisories
      .filter(({ summary }) => said(summary))
      .map((one) => ({ issuer: one.issuer, quote: entry(one.statement, one.summary) })),
    ...(dossier.withdrawals ?? [])
      .filter(({ text }) => recallWords(`${text} (release)`) !== undefined)
      .map((one) => ({ issuer: one.issuer, quote: withdrawal(one) })),
  ]
  const of = (issuers: (issuer: string) => boolean): readonly Evidence[] =>
    about.filter(({ issuer }) => issuers(issuer)).map(({ quote }) => quote)
  const { node, by } = dossier
  return [
    ...found(says, quotes, own ? 'B' : 'W'),
    ...found(
      says,
      of((issuer) => issuer === node),
      'B',
    ),
    ...found(
      says,
      of((issuer) => issuer !== node && issuer === by.identity),
      'W',
    ),
    ...found(
      `Somebody else’s words call it back. ${says}`,
      of((issuer) => issuer !== node && issuer !== by.identity),
      'N',
    ),
  ]
}

function withdrawal({ statement, text }: WithdrawalFact): Evidence {
  return entry(statement, text)
}

/** Places that are known to hold the bytes: this node counts as one where it holds any. */
export function knownCopies({ holders, files }: Dossier): number {
  const now = holders.filter(({ lapsed }) => !lapsed).length
  return now > 0 || !files.some(({ held }) => held) ? now : 1
}

function boundLater(dossier: Dossier): readonly FoundHere[] {
  const record = recordIn(dossier)
  const accepted = record?.terms?.find(({ text }) => text !== undefined)?.text ?? dossier.gate?.terms
  const then = accepted === undefined ? '' : ` Accepted then: ${accepted}.`
  return found(
    `Changed terms are said to bind who had the bytes before.${then} Whether it binds is a legal question.`,
    [...sentencesSaying(dossier, bindsEarlier), ...textsOf(record, bindsEarlier)],
  )
}

/** Of an advisory that stops serving no log takes one without its list (advisories/advisory.ts). */
function remainsUnsaid({ withdrawals = [] }: Dossier): readonly FoundHere[] {
  return found(
    'Say what remains: the withdrawal does not list the copies that are known.',
    withdrawals.filter(({ remaining }) => remaining === undefined).map(withdrawal),
  )
}

function saysRecalled({ advisories }: Dossier): readonly FoundHere[] {
  return advisories.flatMap(({ id, statement, responses }) => {
    const words = responses.filter(
      (one) => recallWords(`${one.replaceAll('-', ' ')} (release)`) !== undefined,
    )
    if (words.length === 0) return []
    return found(`Advisory ${id} names ${list(words)}; bytes cannot be called back.`, [entry(statement, id)])
  })
}

// P1.2: the word that the publisher uses for the release against the label that its components give. A word that is
// smaller than the label is another word too: both sides are shown, and nobody is accused.

import type { RELEASE_WORDS } from '../../releases/words.ts'
import type { Outcome } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import type { G7Label } from '../frameworks/g7.ts'
import { weightFiles } from '../met.ts'
import { frameworksIn } from '../readings.ts'
import { absent, contradicted, declared, evidenced, field, fileAt, recordIn } from './grading.ts'
import { recordEntry } from './looked-up.ts'

type Word = (typeof RELEASE_WORDS)[number]

export const LABEL_OF_WORD: Readonly<Record<Exclude<Word, 'hosted-only'>, G7Label>> = {
  'weights-available': 'Weights Available AI',
  'open-weights': 'Open Weights AI',
  'open-source-ai': 'Open Source AI',
  'open-source-ai-open-data': 'Open Source AI with Open Data',
}

export function releaseWord(dossier: Dossier): Outcome {
  const word = recordIn(dossier)?.releaseType?.word
  if (word === undefined) return absent(dossier, 'a word for the kind of release')
  if (word === 'hosted-only') return hostedOnly(dossier)
  const said = [field('releaseType.word', word)]
  const { label, because, claimed } = frameworksIn(dossier).g7
  const stated = LABEL_OF_WORD[word]
  if (label === stated)
    return evidenced(`Called ${word}; the G7 label that its components give is ${label}.`, [
      ...said,
      recordEntry(dossier),
    ])
  const best = claimed?.label ?? label
  if (best === stated)
    return declared(
      `Called ${word}; so it is if every link holds. The G7 label that its components give: ${label}. ${because}`,
      said,
    )
  if (best === 'undecided' || best === 'none')
    return declared(`Called ${word}; the G7 label that its components give: ${best}. ${because}`, said)
  return contradicted(`Called ${word}; the G7 label that its components give is ${best}.`, {
    said,
    against: [field('components'), recordEntry(dossier)],
  })
}

function hostedOnly(dossier: Dossier): Outcome {
  const said = [field('releaseType.word', 'hosted-only')]
  const weights = weightFiles(dossier)
  if (weights.length === 0) return evidenced('Called hosted only, and no weights are among the files.', said)
  return contradicted('Called hosted only, and weights are among the files.', {
    said,
    against: weights.slice(0, 4).map((file) => fileAt(file)),
  })
}

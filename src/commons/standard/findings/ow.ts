// OW, openwashing: words of openness that the files, the licence or the components do not bear out. Nobody is accused of
// intent: both sides are shown. Source: release-standard 6; the sentence rule is in phrases.ts.

import type { Evidence, FoundHere } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { field, list, recordIn } from '../questions/grading.ts'
import { labelOf } from './openness.ts'
import { callsItOpenSource } from './phrases.ts'
import { detectors, found, readingOf, sentencesSaying } from './reading.ts'

export const OW = detectors('OW', [
  {
    id: 'OW-1',
    severity: 'W',
    title: 'Called open source',
    condition:
      'A card, a claim of the record or its own word for the release calls this model open source, and its G7 label is not one of the two “Open Source AI”.',
    clears: 'A card without the claim, or the components that the label asks for.',
    errs: 'It reads English sentences that name the model, its family, “this model” or “we”. It misses claims made in pictures, titles and other languages, and may take a sentence about code for one about weights.',
    fields: ['releaseType.word', 'components'],
    find: calledOpenSource,
  },
])

function calledOpenSource(dossier: Dossier): readonly FoundHere[] {
  const quotes = openSourceClaims(dossier)
  if (quotes.length === 0) return []
  const label = labelOf(dossier)
  if (label.openSource) return []
  const missing = label.lacks.length === 0 ? '' : ` Missing: ${list(label.lacks)}.`
  return found(`Called open source in ${placesOf(quotes)}. G7 label: ${label.words}.${missing}`, quotes)
}

/** Where this very model is called open source: in cards, in claims, in the record's own word. */
export function openSourceClaims(dossier: Dossier): readonly Evidence[] {
  const { names } = readingOf(dossier)
  const record = recordIn(dossier)
  const word = record?.releaseType?.word
  const claims = (record?.claims ?? []).flatMap(({ says }, index) =>
    callsItOpenSource(says, names) ? [field(`claims[${index}].says`, says)] : [],
  )
  return [
    ...sentencesSaying(dossier, (text) => callsItOpenSource(text, names)),
    ...claims,
    ...(word?.startsWith('open-source') ? [field('releaseType.word', word)] : []),
  ]
}

function placesOf(quotes: readonly Evidence[]): string {
  const places = quotes.map((one) => (one.kind === 'file' ? one.path : 'the record'))
  return list([...new Set(places)])
}

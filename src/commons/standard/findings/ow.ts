// OW, openwashing: words of openness that the files, the licence or the components do not bear out. Nobody is accused of
// intent: both sides are shown. Source: release-standard 6; the sentence rule is in phrases.ts.

import type { Evidence, FoundHere } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import type { DataFact } from '../frameworks/have.ts'
import { isOwnWord } from '../kind.ts'
import { verdictOf } from '../licences/facts.ts'
import type { LicencePlace } from '../licences/of.ts'
import { field, list, type ReleaseBody, recordIn } from '../questions/grading.ts'
import { placeOf, termsOf } from './licences-read.ts'
import { dataFactsMissing, labelOf } from './openness.ts'
import { assertsSafety, callsItOpenSource, offersToAnyone } from './phrases.ts'
import { claimsSaying, detectors, found, onRecord, readingOf, sentencesSaying } from './reading.ts'

const DATA_WORDS: Readonly<Record<DataFact, string>> = {
  provenance: 'provenance',
  scope: 'scope',
  obtained: 'how it was obtained',
  selected: 'how it was selected',
  labelled: 'how it was labelled',
  processed: 'how it was processed',
}

export const OW = detectors('OW', [
  {
    id: 'OW-1',
    severity: 'W',
    title: 'Called open source',
    condition:
      'A card, a claim of the record or its own word for the release calls this model open source, and its G7 label is not one of the two “Open Source AI”.',
    clears: 'A card without the claim, or the components that the label asks for.',
    errs: 'It reads English sentences that name the model, its family, “this model” or “we”. It misses claims made in pictures, in other languages and by “it”, and may take a sentence about a sibling model or about code for one about these weights.',
    fields: ['releaseType.word', 'components'],
    find: calledOpenSource,
  },
  {
    id: 'OW-2',
    severity: 'B',
    title: 'The label names a licence whose text is another',
    condition:
      'A permissive licence is named, and the text that is shipped for it is not the text of that licence.',
    clears: 'The text of the licence that is named, or the name of the licence whose text is shipped.',
    errs: 'Texts are compared word by word; lines of copyright and known appendices are set aside. With several texts it is silent, since one may be of something else.',
    fields: ['terms'],
    find: otherText,
  },
  {
    id: 'OW-3',
    severity: 'W',
    title: 'Called open source, and its data is not documented',
    condition:
      'OW-1 holds, and one of the six facts of a data card is not stated: provenance, scope, how data was obtained, selected, labelled, processed.',
    clears: 'The facts, in the record.',
    errs: 'A data card behind a link is not read: its facts count where the record states them.',
    fields: [
      'provenance',
      'tokens',
      'modalities',
      'languages',
      'obtained',
      'selected',
      'labelled',
      'processed',
    ].map((name) => `training.data.${name}`),
    fromSilence: true,
    find: onRecord(dataNotDocumented),
  },
  {
    id: 'OW-4',
    severity: 'W',
    title: 'Safety asserted, no test attached',
    condition:
      'A card calls the model safe or responsibly released, and the record has no misuse result and no safety report.',
    clears: 'A misuse result, or a safety report.',
    errs: 'It reads English sentences that speak of this model; words about how to use it safely, and licence texts, are passed over.',
    fields: ['evaluations', 'components'],
    fromSilence: true,
    find: onRecord(safetyAsserted),
  },
  {
    id: 'OW-5',
    severity: 'W',
    title: 'Offered to anyone, under terms that exclude some',
    condition:
      'A card or a claim offers the model to anyone or for any purpose, and its terms limit users, territory, commerce or kinds of use.',
    clears: 'Words that say whom or what the terms exclude.',
    errs: 'It knows the limits of licences whose text was read for this program; of others it says nothing, nor of terms of a model that only others say it was made from.',
    fields: ['claims', 'terms'],
    find: excludesSome,
  },
])

function otherText(dossier: Dossier): readonly FoundHere[] {
  const { mislabelled } = termsOf(dossier).licences
  return mislabelled.flatMap(({ label, text }) => {
    if (label.id === undefined || !['osi', 'open-data', 'unlisted'].includes(verdictOf(label.id))) return []
    const says = `Labelled ${label.said ?? label.id}; text differs: ${differenceIn(text)}.`
    return found(says, [placeOf(dossier, label), placeOf(dossier, text)])
  })
}

function differenceIn({ text, id }: LicencePlace): string {
  const identified = text?.identified
  if (identified?.exact === true) return `it is that of ${id}`
  const [first] = identified?.nearest?.differences ?? []
  if (first === undefined) return 'it is none that is known here'
  const added = first.added === '' ? '' : `“${first.added}” was added`
  const missing = first.missingWords === 0 ? '' : `${first.missingWords} words are missing`
  return (
    [added, missing].filter((part) => part !== '').join(', ') +
    (first.after === '' ? '' : ` after “${first.after}”`)
  )
}

function dataNotDocumented(_record: ReleaseBody, dossier: Dossier): readonly FoundHere[] {
  if (calledOpenSource(dossier).length === 0) return []
  const empty = dataFactsMissing(dossier).map((fact) => DATA_WORDS[fact])
  return empty.length === 0
    ? []
    : found(`Data documentation lacks ${list(empty)}.`, openSourceClaims(dossier))
}

function safetyAsserted(record: ReleaseBody, dossier: Dossier): readonly FoundHere[] {
  const report = record.components?.find(({ c }) => c === 'safety-report')
  const tested = (record.evaluations ?? []).some(({ kind }) => kind === 'misuse')
  if (tested || report?.state === 'released' || report?.state === 'linked') return []
  return found('Safety asserted, no test attached.', [
    ...sentencesSaying(dossier, assertsSafety),
    ...claimsSaying(record, assertsSafety),
  ])
}

function excludesSome(dossier: Dossier): readonly FoundHere[] {
  const record = recordIn(dossier)
  const own = termsOf(dossier).chain.limits.filter(({ from }) => isOwnWord(from.basis))
  const limits = own.map(({ says }) => says)
  if (limits.length === 0) return []
  return found(`Terms exclude some: ${[...new Set(limits)].slice(0, 4).join(' ')}`, [
    ...sentencesSaying(dossier, offersToAnyone),
    ...(record === undefined ? [] : claimsSaying(record, offersToAnyone)),
  ])
}

function calledOpenSource(dossier: Dossier): readonly FoundHere[] {
  const quotes = openSourceClaims(dossier)
  if (quotes.length === 0) return []
  const label = labelOf(dossier)
  if (label.openSource) return []
  const where = dossier.content.kind === 'observed' ? 'Missing in what this node found' : 'Missing'
  const missing = label.lacks.length === 0 ? '' : ` ${where}: ${list(label.lacks)}.`
  const says = `Called open source in ${placesOf(quotes)}. G7 label: ${label.words}.`
  if (label.stated)
    return found(
      `${says} What the record links to would make it more, and was not met here.${missing}`,
      quotes,
      'N',
    )
  return found(`${says}${missing}`, quotes)
}

/** Where this very model is called open source: in cards, in claims, in the record's own word. */
export function openSourceClaims(dossier: Dossier): readonly Evidence[] {
  const { names } = readingOf(dossier)
  const record = recordIn(dossier)
  const word = record?.releaseType?.word
  const claims = record === undefined ? [] : claimsSaying(record, (text) => callsItOpenSource(text, names))
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

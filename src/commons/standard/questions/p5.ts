// P5, obligations: the terms as text, who may change them, what they ask, what users are told, where problems go, what
// stays to be had. Source: release-standard 5 and 4; evidence: terms, obligations, licence files, copies of policies.

import type { Evidence, Outcome, Question } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { factsOfLicence } from '../licences/facts.ts'
import type { LicencePlace } from '../licences/of.ts'
import { spelledId } from '../licences/spelling.ts'
import { licencesIn } from '../readings.ts'
import { componentOf, openComponent } from './components.ts'
import {
  absent,
  contradicted,
  count,
  declared,
  entry,
  evidenced,
  field,
  fileAt,
  incomplete,
  list,
  recordIn,
} from './grading.ts'
import { headingIn } from './headings.ts'
import { recordEntry } from './looked-up.ts'
import { noticeSentences } from './notices.ts'

function placeOf(dossier: Dossier, { where, text }: LicencePlace): Evidence {
  const path = text?.path ?? where.split(', ')[0]
  const file = dossier.files.find((one) => one.path === path)
  return file === undefined ? field('terms', where) : fileAt(file)
}

function licenceText(dossier: Dossier): Outcome {
  const { places, mislabelled } = licencesIn(dossier)
  if (mislabelled.length > 0)
    return contradicted(
      `Labelled ${list(mislabelled.map(({ label }) => label.id ?? label.said ?? ''))}; the text among the files is another.`,
      {
        said: mislabelled.map(({ label }) => placeOf(dossier, label)),
        against: mislabelled.map(({ text }) => placeOf(dossier, text)),
      },
    )
  const texts = places.filter(({ kind }) => kind === 'text')
  if (texts.length === 0)
    return dossier.content.kind === 'observed'
      ? absent(dossier, 'the text of a licence among the files')
      : incomplete('No text of a licence is among the files that were read.')
  const exact = texts.filter(({ text }) => text?.identified.exact === true)
  const evidence = texts.map((place) => placeOf(dossier, place))
  const named = list([...new Set(texts.map(({ id }) => id ?? 'unknown'))])
  if (exact.length === texts.length)
    return evidenced(`The text among the files is ${named}, by its digest.`, evidence)
  return declared(
    `A text stands among the files; by its digest it is none that is known here: ${named}.`,
    evidence,
  )
}

function policyCopy(dossier: Dossier): Outcome {
  const component = componentOf(dossier, 'acceptable-use-policy')
  const { id } = licencesIn(dossier).weights
  const policies = id === undefined ? [] : (factsOfLicence(id)?.policies ?? [])
  const copies = openComponent(dossier, 'acceptable-use-policy')
  if (copies.length > 0) return evidenced('A copy of the acceptable use policy can be opened.', copies)
  if (component?.state === 'not-produced' && policies.length > 0)
    return contradicted(
      `Called not produced; ${id} makes ${list(policies.map(({ name }) => name))} a part of its terms.`,
      {
        said: [field('components', 'acceptable-use-policy')],
        against: policies.map(({ url }) => ({ kind: 'link', url })),
      },
    )
  const none = id !== undefined && factsOfLicence(id) !== undefined && policies.length === 0
  if (none && hasExactText(dossier, id))
    return evidenced(`${id} makes no policy a part of its terms, and its text is among the files.`, [
      recordEntry(dossier),
    ])
  if (component !== undefined)
    return declared(`Acceptable use policy: ${component.state}; no copy was met here.`, [
      field('components', 'acceptable-use-policy'),
    ])
  if (none)
    return declared(`${id} makes no policy a part of its terms; its text is not among the files.`, [
      recordEntry(dossier),
    ])
  return absent(dossier, 'an acceptable use policy')
}

function hasExactText(dossier: Dossier, id: string): boolean {
  return licencesIn(dossier).licences.some((one) => one.id === id && one.text === 'exact')
}

function whoMayChange(dossier: Dossier): Outcome {
  const { weights, places } = licencesIn(dossier)
  const facts = weights.id === undefined ? undefined : factsOfLicence(weights.id)
  const text = places.find((place) => place.text?.identified.ids.includes(weights.id ?? '') ?? false)
  const terms = recordIn(dossier)?.terms ?? []
  const stated = terms.flatMap(({ mayChange, licence }) =>
    mayChange === undefined ? [] : [{ mayChange, licence }],
  )
  const said = stated.map(({ mayChange, licence }) => field('terms', `${licence}: ${mayChange}`))
  const known = facts?.mayChange
  const nobody = stated.filter(({ mayChange }) => mayChange === 'nobody')
  if (
    known?.who === 'licensor' &&
    nobody.some(({ licence }) => (spelledId(licence) ?? licence) === weights.id) // of these terms, not of others beside
  )
    return contradicted(`The record says nobody; ${weights.id}: ${known.says}`, {
      said,
      against: text === undefined ? [field('terms', weights.id)] : [placeOf(dossier, text)],
    })
  if (known !== undefined && known.who !== 'unknown' && text !== undefined)
    return evidenced(known.says, [placeOf(dossier, text), ...said])
  if (stated.length > 0)
    return declared(`Who may change the terms: ${list(stated.map(({ mayChange }) => mayChange))}.`, said)
  if (known !== undefined && known.who !== 'unknown')
    return declared(`As ${weights.id} is known here: ${known.says}`, [recordEntry(dossier)])
  return absent(dossier, 'who may change the terms')
}

/** Of a card. How to use it is not what it is for, and what it is not for is not either. */
const INTENDED =
  /\bintended\b|\b(direct|primary|downstream|recommended) uses?\b|\buse[- ]cases?\b|^\W*uses?\W*$/i

function intended(dossier: Dossier): Outcome {
  const { intended: uses = [], outOfScope = [] } = recordIn(dossier)?.obligations ?? {}
  if (uses.length > 0 && outOfScope.length > 0)
    return declared(`${count(uses.length, 'intended use')}, ${outOfScope.length} advised against.`, [
      field('obligations.intended', uses[0]),
      field('obligations.outOfScope', outOfScope[0]),
    ])
  if (uses.length + outOfScope.length > 0)
    return incomplete(
      uses.length === 0 ? 'What it is for is not stated.' : 'What it is not for is not stated.',
      [field('obligations')],
    )
  const headings = [
    headingIn(dossier, INTENDED),
    headingIn(dossier, /\bout[- ]of[- ]scope|misuse|not for\b/i),
  ]
  const found = headings.filter((one) => one !== undefined)
  if (found.length === 2) return declared('The card has parts about both.', found)
  return absent(dossier, 'what it is for and what it is not for')
}

/** One field of free text. */
function toldUsers(path: 'deploy' | 'monitoring', what: string): (dossier: Dossier) => Outcome {
  return (dossier) => {
    const text = recordIn(dossier)?.obligations?.[path]
    return text === undefined
      ? absent(dossier, what)
      : declared('Stated in the record.', [field(`obligations.${path}`, text)])
  }
}

/** An address that a program can use: mailto: with an address, or one of the web. */
export function isAddress(text: string): boolean {
  if (/^mailto:[^@\s]+@[^@\s]+\.[^@\s]+$/i.test(text)) return true
  return /^https?:\/\//i.test(text) && URL.canParse(text)
}

function reportAddress(dossier: Dossier): Outcome {
  const address = recordIn(dossier)?.obligations?.reportTo
  if (address === undefined) return absent(dossier, 'an address for reports')
  const said = [field('obligations.reportTo', address)]
  if (isAddress(address))
    return declared('The address has the form of one; whether it answers was not tried.', said)
  return contradicted('An address for reports is a mailto: or a web address; this is neither.', {
    said,
    against: [recordEntry(dossier)],
  })
}

function earlierRetrievable(dossier: Dossier): Outcome {
  const others = new Map(
    dossier.earlier
      .filter(({ artifact, time }) => artifact !== dossier.artifact && time <= dossier.recorded)
      .map((one) => [one.artifact, one]),
  )
  if (others.size === 0 && dossier.content.kind === 'observed') return absent(dossier, 'an earlier version')
  if (others.size === 0)
    return evidenced('No earlier bytes of this name are logged here.', [recordEntry(dossier)])
  const gone = [...others.values()].filter(({ held }) => !held)
  const evidence = [...others.values()].map(({ statement, version }) =>
    entry(statement, version ?? 'no version'),
  )
  if (gone.length === 0)
    return evidenced(`All earlier bytes are here: ${count(others.size, 'artifact')}.`, evidence)
  return incomplete(
    `Not known to be here: ${gone.length} of ${count(others.size, 'earlier artifact')}.`,
    evidence,
  )
}

export const P5: readonly Question[] = [
  {
    id: 'P5.1',
    group: 'P5',
    asks: 'Is the text of the licence among the files, and which text is it?',
    looksAt:
      'Licence texts by the SHA-256 of their normal form: evidenced when each is a known one, declared when one is not, contradicted when a label names another; likeness names nothing.',
    fields: ['terms', 'artifacts'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: licenceText,
  },
  {
    id: 'P5.2',
    group: 'P5',
    asks: 'Is there a copy of the acceptable use policy?',
    looksAt:
      'Evidenced when a copy can be opened, or the text of a licence is there that makes no policy a part of its terms; declared when it is only named, or the licence is; contradicted when it is called not produced and the licence makes one part of it.',
    fields: ['components', 'terms'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: policyCopy,
  },
  {
    id: 'P5.3',
    group: 'P5',
    asks: 'Who may change the terms?',
    looksAt:
      'What is known of the licence: evidenced when its text is among the files, declared when only its name is or the record says it, contradicted when the record says nobody and the text says the licensor.',
    fields: ['terms'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: whoMayChange,
  },
  {
    id: 'P5.4',
    group: 'P5',
    asks: 'What is it for, and what is it not for?',
    looksAt: 'Declared when record or card state both; never more, since it is free text.',
    fields: ['obligations.intended', 'obligations.outOfScope'],
    grades: ['declared', 'absent'],
    rule: 1,
    answer: intended,
  },
  {
    id: 'P5.5',
    group: 'P5',
    asks: 'What has to stand around it where it is deployed?',
    looksAt: 'Declared when the record says it; never more, since it is free text.',
    fields: ['obligations.deploy'],
    grades: ['declared', 'absent'],
    rule: 1,
    answer: toldUsers('deploy', 'what has to stand around it'),
  },
  {
    id: 'P5.6',
    group: 'P5',
    asks: 'What should be watched in use?',
    looksAt: 'Declared when the record says it; never more, since it is free text.',
    fields: ['obligations.monitoring'],
    grades: ['declared', 'absent'],
    rule: 1,
    answer: toldUsers('monitoring', 'what to watch in use'),
  },
  {
    id: 'P5.7',
    group: 'P5',
    asks: 'Is there a valid address for reports?',
    looksAt:
      'Declared when it has the form of a mailto: or a web address; contradicted when it has not. Whether somebody answers is for a review.',
    fields: ['obligations.reportTo'],
    grades: ['declared', 'absent', 'contradicted'],
    rule: 1,
    answer: reportAddress,
  },
  {
    id: 'P5.8',
    group: 'P5',
    asks: 'Can earlier versions still be had?',
    looksAt:
      'Every earlier artifact of this name in the log: evidenced when all bytes are here, or when its publisher logged none before; absent when some are not, or when an importer met none.',
    fields: [],
    grades: ['evidenced', 'absent'],
    rule: 1,
    answer: earlierRetrievable,
  },
  {
    id: 'P5.9',
    group: 'P5',
    asks: 'Do the notices stand in the files that the licences ask for?',
    looksAt:
      'Sentences that known licences of the release and of what it was made from ask for, in the text files: evidenced when all stand there, or the text of the licence is there and asks for none; declared when only its name says so, or when terms of what it was made from are not known here; absent when one is missing or its own licence is unknown.',
    fields: ['obligations.derivatives.notice', 'artifacts'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: noticeSentences,
  },
]

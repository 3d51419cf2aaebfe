// P1, the release type: what is given out and what is not, and whether the word for it is the right one. Source:
// release-standard 5; evidence: components, releaseType, files as read, meetings of linked digests.

import { COMPONENTS, REASONS } from '../../releases/words.ts'
import type { Outcome, Question } from '../answer.ts'
import type { Dossier, DossierFile } from '../dossier.ts'
import { licenceOfComponent } from '../frameworks/have.ts'
import { furtherTrained } from '../kind.ts'
import { seenLately } from '../met.ts'
import { componentOf, componentsOf, opened } from './components.ts'
import {
  absent,
  contradicted,
  count,
  declared,
  evidenced,
  field,
  fileAt,
  incomplete,
  list,
  notApplicable,
  recordIn,
} from './grading.ts'
import { type Component, fileNamed, recordEntry } from './looked-up.ts'
import { releaseWord } from './release-word.ts'
import { variantAgrees } from './variant.ts'

function oneState(dossier: Dossier): Outcome {
  const all = componentsOf(dossier)
  if (all.length === 0) return absent(dossier, 'which components are given out')
  const twice = COMPONENTS.filter(
    (id) => new Set(all.filter(({ c }) => c === id).map(({ state }) => state)).size > 1,
  )
  if (twice.length > 0)
    return contradicted(`Two states are stated for ${list(twice)}.`, {
      said: twice.map((id) => field('components', id)),
      against: [recordEntry(dossier)],
    })
  const missing = COMPONENTS.filter((id) => !all.some(({ c }) => c === id))
  if (missing.length > 0) return incomplete(`No state is stated for ${list(missing)}.`, [field('components')])
  const lost = all.filter((one) => one.state === 'released' && !namesFiles(dossier, one))
  if (lost.length > 0)
    return declared(`Each component has one state; no file of the release is named for ${names(lost)}.`, [
      field('components'),
    ])
  return evidenced('Each component has one state, and what is called released names files of the release.', [
    recordEntry(dossier),
  ])
}

/** Files of the release that a component names. */
function filesOf(dossier: Dossier, { ref = [], sha256 }: Component): readonly DossierFile[] {
  return [...ref, ...(sha256 === undefined ? [] : [sha256])].flatMap((name) => fileNamed(dossier, name) ?? [])
}

/** Each of its names is a file of the release; results are released as entries of the record itself. */
function namesFiles(dossier: Dossier, { ref = [], sha256 }: Component): boolean {
  const results = recordIn(dossier)?.evaluations ?? []
  const named = ref.length > 0 || sha256 === undefined ? ref : [sha256]
  return (
    named.length > 0 &&
    named.every((name) => fileNamed(dossier, name) !== undefined || results.some(({ id }) => id === name))
  )
}

function releasedHeld(dossier: Dossier): Outcome {
  const released = componentsOf(dossier).filter(({ state }) => state === 'released')
  const files =
    dossier.content.kind === 'observed' ? dossier.files : released.flatMap((one) => filesOf(dossier, one))
  if (files.length === 0) return absent(dossier, 'the files of what is released')
  const once = [...new Map(files.map((file) => [file.path, file])).values()]
  const away = once.filter(({ held }) => !held)
  const loose = released.filter((one) => !namesFiles(dossier, one))
  if (away.length === 0 && loose.length > 0)
    return declared(`Called released, and no file of it is named: ${names(loose)}. What is named is here.`, [
      field('components'),
      ...once.slice(0, 12).map((file) => fileAt(file)),
    ])
  if (away.length === 0)
    return evidenced(
      `The bytes are here: ${count(once.length, 'file')}.`,
      once.slice(0, 12).map((file) => fileAt(file)),
    )
  const others = dossier.holders.filter(({ holder, lapsed }) => !lapsed && holder !== dossier.node)
  const says = `Not here: ${list(away.map(({ path }) => path))}.`
  if (others.length === 0) return incomplete(says, [recordEntry(dossier)])
  return declared(`${says} ${count(others.length, 'holder says', 'holders say')} to have the bytes.`, [
    recordEntry(dossier),
  ])
}

function linkedSeen(dossier: Dossier): Outcome {
  const all = componentsOf(dossier)
  if (all.length === 0) return absent(dossier, 'which components are linked')
  const linked = all.filter(({ state }) => state === 'linked')
  if (linked.length === 0) return evidenced('Nothing is called linked.', [recordEntry(dossier)])
  const bare = linked.filter(({ sha256 }) => sha256 === undefined)
  if (bare.length > 0)
    return incomplete(
      `Linked without a digest: ${names(bare)}.`,
      bare.map(({ c }) => field('components', c)),
    )
  const met = linked.filter(({ sha256 }) => seenLately(dossier, sha256).length > 0)
  const evidence = linked.flatMap((one) => opened(dossier, one))
  if (met.length === linked.length)
    return evidenced(
      `This node met each linked digest in the last 90 days: ${count(met.length, 'component')}.`,
      evidence,
    )
  const rest = linked.filter((one) => !met.includes(one))
  return declared(`Linked with a digest that this node did not meet in the last 90 days: ${names(rest)}.`, [
    field('components'),
    ...evidence,
  ])
}

/** Terms need no terms. */
const WITHOUT_LICENCE: readonly Component['c'][] = ['licence-terms', 'acceptable-use-policy']

function licensed(dossier: Dossier): Outcome {
  const record = recordIn(dossier)
  const open = componentsOf(dossier)
    .filter(({ c, state }) => (state === 'released' || state === 'linked') && !WITHOUT_LICENCE.includes(c))
    .map((one) => ({ ...one, licence: record === undefined ? undefined : licenceOfComponent(record, one) }))
  if (open.length === 0) return absent(dossier, 'a licence of each component')
  const bare = open.filter(({ licence }) => licence === undefined)
  if (bare.length > 0)
    return incomplete(
      `No licence is stated for ${names(bare)}.`,
      bare.map(({ c }) => field('components', c)),
    )
  const texts = (record?.terms ?? []).flatMap(({ licence, text }) => {
    const file = text === undefined ? undefined : fileNamed(dossier, text)
    return file?.held === true ? [{ licence, file }] : []
  })
  const covered = open.every(({ licence }) => texts.some((one) => one.licence === licence))
  if (covered)
    return evidenced(
      'Each released or linked component has a licence whose text is among the files.',
      texts.map(({ file }) => fileAt(file)),
    )
  return declared('Each released or linked component has a licence; not every text is among the files.', [
    field('components'),
    ...texts.map(({ file }) => fileAt(file)),
  ])
}

function withheldReasons(dossier: Dossier): Outcome {
  const all = componentsOf(dossier)
  if (all.length === 0) return absent(dossier, 'what is withheld')
  const withheld = all.filter(({ state }) => state === 'withheld')
  const given = withheld.filter(
    (one) =>
      filesOf(dossier, one).length > 0 ||
      all.some((other) => other.c === one.c && other.state === 'released'),
  )
  if (given.length > 0)
    return contradicted(`Called withheld, and among the files: ${names(given)}.`, {
      said: given.map(({ c }) => field('components', c)),
      against: given.flatMap((one) => {
        const files = filesOf(dossier, one).map((file) => fileAt(file))
        return files.length > 0 ? files : [recordEntry(dossier)] // there it is called released too
      }),
    })
  if (withheld.length === 0) return evidenced('Nothing is called withheld.', [recordEntry(dossier)])
  const silent = withheld.filter(({ why }) => !REASONS.some((reason) => reason === why))
  if (silent.length > 0)
    return incomplete(
      `Withheld without a reason of the list: ${names(silent)}.`,
      silent.map(({ c }) => field('components', c)),
    )
  return declared(
    `Each has a reason: ${list(withheld.map(({ c, why }) => `${c} (${why})`))}.`,
    withheld.map(({ c }) => field('components', c)),
  )
}

const CLASSIFIER = /classif|guard|filter|moderation/i

function afterTraining(dossier: Dossier): Outcome {
  const further = furtherTrained(dossier)
  if (further.is === false) return notApplicable('there was no post-training', further.evidence)
  const parts = (['posttraining-data', 'safety-classifier'] as const).map((id) => componentOf(dossier, id))
  const [data, classifier] = parts
  if (data === undefined || classifier === undefined) {
    if (dossier.content.kind === 'observed')
      return absent(dossier, 'post-training data and safety classifiers')
    const missing = [data ?? 'posttraining-data', classifier ?? 'safety-classifier'].filter(
      (one) => typeof one === 'string',
    )
    return incomplete(`No state is stated for ${list(missing)}.`, [field('components')])
  }
  const said = [field('components', data.c), field('components', classifier.c)]
  const guards = (recordIn(dossier)?.safeguards ?? []).filter(
    ({ kind, lives }) => lives === 'artifact' && CLASSIFIER.test(kind),
  )
  if (classifier.state === 'not-produced' && guards.length > 0)
    return contradicted(
      'A safety classifier is called not produced, and a safeguard among the files is one.',
      {
        said,
        against: guards.map(({ id }) => field('safeguards', id)),
      },
    )
  if (data.state === 'not-produced' && further.is === true)
    return contradicted('Post-training data is called not produced, and the model was trained further.', {
      said,
      against: further.evidence,
    })
  const evidence = [data, classifier].flatMap((one) => opened(dossier, one))
  const shown = [data, classifier].every(
    (one) => one.state === 'not-produced' || opened(dossier, one).length > 0,
  )
  if (shown && evidence.length > 0)
    return evidenced('Both are named, and what is given can be opened.', evidence)
  return declared(`Post-training data: ${data.state}. Safety classifier: ${classifier.state}.`, said)
}

function names(components: readonly Pick<Component, 'c'>[]): string {
  return list([...new Set(components.map(({ c }) => c))])
}

export const P1: readonly Question[] = [
  {
    id: 'P1.1',
    group: 'P1',
    asks: 'Has every component exactly one state?',
    looksAt:
      'Evidenced when each component of the list has one state and what is released names files of the release; declared when a released one names no file; contradicted when one has two states.',
    fields: ['components'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: oneState,
  },
  {
    id: 'P1.2',
    group: 'P1',
    asks: 'Is the word for the release the one that its components give?',
    looksAt:
      'The word of the record against the label of the G7 vision that is computed from components and licences: evidenced when they are the same, contradicted when they differ, declared while the label is undecided.',
    fields: ['releaseType.word', 'components', 'terms'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: releaseWord,
  },
  {
    id: 'P1.3',
    group: 'P1',
    asks: 'Are the bytes of what is released here?',
    looksAt:
      'Evidenced when every file of what is called released is held here; declared when others say to hold the rest, or when a released component names no file; absent when nobody holds the rest.',
    fields: ['artifacts', 'components'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: releasedHeld,
  },
  {
    id: 'P1.4',
    group: 'P1',
    asks: 'Was each linked digest met in the last 90 days?',
    looksAt:
      'Evidenced when each linked component has a digest whose bytes are here, or that this node found itself or logged since then, or when nothing is linked; declared when it has a digest that this node did not meet, whatever others say; absent without a digest.',
    fields: ['components'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: linkedSeen,
  },
  {
    id: 'P1.5',
    group: 'P1',
    asks: 'Has each released or linked component a licence?',
    looksAt:
      'Evidenced when the text of each licence is among the files; declared when each has a licence, of its own or by the terms that cover it; absent when one has none. What identifies the texts is P5.1.',
    fields: ['components', 'terms'],
    grades: ['evidenced', 'declared', 'absent'],
    rule: 1,
    answer: licensed,
  },
  {
    id: 'P1.6',
    group: 'P1',
    asks: 'Has each withheld component a reason?',
    looksAt:
      'Declared when each has a reason of the list; evidenced when nothing is withheld; contradicted when it is among the files.',
    fields: ['components'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: withheldReasons,
  },
  {
    id: 'P1.7',
    group: 'P1',
    asks: 'Are post-training data and safety classifiers named?',
    looksAt:
      'Evidenced when both have a state and what is given can be opened; declared when both have a state; contradicted when one is called not produced and the record names it elsewhere.',
    fields: ['components', 'training.stages', 'safeguards'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted', 'not-applicable'],
    rule: 1,
    answer: afterTraining,
  },
  {
    id: 'P1.8',
    group: 'P1',
    asks: 'Does the kind of model agree with the files?',
    looksAt:
      'Template, quantisation, adapter configuration and header of the files against the stated kind: evidenced when they show it, contradicted when they show another, declared when they show neither.',
    fields: ['subject.variant'],
    grades: ['evidenced', 'declared', 'absent', 'contradicted'],
    rule: 1,
    answer: variantAgrees,
  },
]

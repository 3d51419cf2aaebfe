// LD, lineage decay: what a model was made from, and what should have travelled with it, gets lost on the way.
// Inferred parents lead to "check", declared ones to a contradiction (lineage 5). Source: release-standard 6.

import type { Evidence, FoundHere } from '../answer.ts'
import type { Dossier, DossierFile } from '../dossier.ts'
import { isOwnWord } from '../kind.ts'
import { entry, fileAt, list, recordIn } from '../questions/grading.ts'
import { fileWithNotice } from '../questions/notices.ts'
import { lostFrom, missingBySelf } from './carried.ts'
import { placeOf, termsOf } from './licences-read.ts'
import { frontMatterEnd } from './masked.ts'
import { wordsOf } from './names.ts'
import { bareName, declaredParents, pointersInFiles, quantisedFile, showsParent } from './parents.ts'
import { detectors, found, isCard, stretchOf } from './reading.ts'

export const LD = detectors('LD', [
  {
    id: 'LD-1',
    severity: 'W',
    title: 'Lost on the way?',
    condition:
      'The parent’s record here has a licence, its text, a notice, a variant, limits, uses advised against, a use policy or results, and this release has none. Where the parent’s record is not here, it notes what files of a derivative usually carry and these do not: the text of the licence, the model they were made from, limits.',
    clears: 'The field, or a link by digest to where the parent states it.',
    errs: 'A heading in a card counts as limits. Where the parent is unknown here, or only others say that it is the parent, it is a note.',
    fields: ['lineage', 'terms', 'limits', 'obligations.outOfScope', 'evaluations', 'components'],
    find: lostOnTheWay,
  },
  {
    id: 'LD-2',
    severity: 'B',
    title: 'A licence that is laxer than the parent’s',
    condition:
      'The licence stated here asks less than the terms of an ancestor make its derivatives ask. It warns where the ancestor’s licence is known by its name only.',
    clears: 'The ancestor’s terms, or an entry of its licensor that permits this.',
    errs: 'It knows the terms of licences whose text was read for this program, and believes the record about what was made from what. Where only others name the ancestor, it warns and blocks nothing.',
    fields: ['terms', 'lineage'],
    find: laxer,
  },
  {
    id: 'LD-3',
    severity: 'W',
    title: 'Files point to a model that is not declared',
    condition:
      'A configuration, a header or a card’s “fine-tuned from” link names another model, and neither the record nor a card’s base_model does.',
    clears: 'The model in the record’s lineage, or a rebuttal as an answer.',
    errs: 'A configuration often keeps the name of the model itself or of one that only shares its architecture. Names of folders and the release’s own name are passed over.',
    fields: ['lineage'],
    find: undeclaredParents,
  },
  {
    id: 'LD-4',
    severity: 'W',
    title: 'Declared parent not supported by the weights',
    condition:
      'A comparison of weights that was logged says that these do not fit a parent that is declared.',
    clears: 'A correction of the record, or of the comparison.',
    errs: 'It repeats a logged comparison with its own limits; a wrong file or version is the usual cause. What others say to have measured is a note. Silent where the record says that the weights were trained anew.',
    fields: ['lineage'],
    find: notSupported,
  },
  {
    id: 'LD-5',
    severity: 'W',
    title: 'An ancestor’s advisory is open',
    condition:
      'An advisory about an ancestor reaches these bytes, and nobody has said with a reason that they are not affected, nor that it is fixed.',
    clears: 'A statement that these bytes are not affected, with the reason, or fixed.',
    errs: 'It follows declared and measured derivations; being reached says nothing about being affected.',
    fields: ['lineage'],
    find: openAdvisories,
  },
  {
    id: 'LD-6',
    severity: 'W',
    title: 'Notice missing',
    condition:
      'The licence of the weights or of an ancestor asks for a sentence in a file, and no text file of the release has it.',
    clears: 'A file with the sentence.',
    errs: 'Blanks, case and punctuation are set aside; terms that quote the sentence do not answer for it. A file that is not held here or is larger than is read is not seen. A release by the licensor itself, who owes nobody the sentence, is not told apart.',
    fields: ['obligations.derivatives.notice'],
    find: noticeMissing,
  },
  {
    id: 'LD-7',
    severity: 'W',
    title: 'A name that the parent’s licence asks for',
    condition:
      'The licence of an ancestor asks that names of models made from it begin in a certain way, and this name does not.',
    clears: 'Another name, or an entry of the licensor that permits this one.',
    errs: 'The name of the licensor in front is passed over. It believes the record about what was made from what.',
    fields: ['subject.display', 'lineage'],
    find: nameClause,
  },
  {
    id: 'LD-8',
    severity: 'W',
    title: 'The text of a gate, and no gate',
    condition: 'A card has fields of a gate (extra_gated_…), and no gate is served here.',
    clears: 'A gate, or a card without its text.',
    errs: 'Silent where the parent is known here and has no gate text either.',
    fields: [],
    find: gateText,
  },
  {
    id: 'LD-9',
    severity: 'N',
    title: 'Parent named, not pinned',
    condition:
      'A parent is named without a digest or a revision, so that nobody can tell which bytes are meant.',
    clears: 'The parent’s digest, or a version that is never bound to other bytes.',
    errs: 'A revision that somebody wrote elsewhere is not seen.',
    fields: ['lineage'],
    find: unpinned,
  },
])

function lostOnTheWay(dossier: Dossier): readonly FoundHere[] {
  const parents = dossier.ancestors.filter(({ path, known }) => path.length === 1 && known !== undefined)
  if (parents.length === 0) return notCarried(dossier)
  return parents.flatMap(({ name, digest, known, basis }) => {
    if (known === undefined) return []
    const { fields, quotes } = lostFrom(known, dossier)
    const parent = name ?? known.ref ?? digest ?? 'the parent'
    return isOwnWord(basis)
      ? found(`Lost on the way from ${parent}: ${list(fields)}.`, quotes)
      : found(`If it was made from ${parent}, as others say, it lacks: ${list(fields)}.`, quotes, 'N')
  })
}

/** Where the parent's record is not here: what these files themselves lack. */
function notCarried(dossier: Dossier): readonly FoundHere[] {
  const shown = showsParent(dossier)
  const missing = missingBySelf(dossier)
  if (shown.length === 0 || missing.length === 0) return []
  const says = `Not among these files: ${list(missing)}. The parent’s record is not here either, so whether anything was lost is not known.`
  return found(says, shown, 'N')
}

/** An entry by which the licensor permits more than the licence: it clears what the terms alone would forbid. */
function isPermitted(dossier: Dossier): boolean {
  return (recordIn(dossier)?.terms ?? []).some(({ permission }) => permission !== undefined)
}

function laxer(dossier: Dossier): readonly FoundHere[] {
  if (isPermitted(dossier)) return []
  const { chain, licences } = termsOf(dossier)
  const own = licences.places.filter(({ kind }) => kind !== 'package').map((place) => placeOf(dossier, place))
  return chain.contradictions
    .filter(({ rule }) => rule === 'C4')
    .flatMap(({ says, weight, ancestor }) =>
      found(
        `${says.replace(/\.?$/, '')}.`,
        [...own, ...pointersTo(dossier, ancestor.name)],
        weight === 'conflict' && isOwnWord(ancestor.basis) ? 'B' : 'W',
      ),
    )
}

function pointersTo(dossier: Dossier, name: string): readonly Evidence[] {
  return declaredParents(dossier)
    .filter((one) => bareName(one.name) === bareName(name))
    .map(({ evidence }) => evidence)
}

function notSupported(dossier: Dossier): readonly FoundHere[] {
  const declared = recordIn(dossier)?.lineage ?? []
  const anew = declared.some(({ relation, method }) =>
    /retrain|from scratch/i.test(`${relation} ${method ?? ''}`),
  )
  const against = dossier.ancestors.filter(
    ({ basis, grade }) => basis === 'measured' && grade === 'contradicted',
  )
  if (anew) return []
  return against.flatMap(({ name = '', digest, by = dossier.node, statement }) => {
    const quotes = declaredParents(dossier)
      .filter((one) => bareName(one.name) === bareName(name) || isDigest(dossier, one.name, digest))
      .map(({ evidence }) => evidence)
    if (quotes.length === 0) return []
    const evidence = [...quotes, entry(statement, 'the comparison')]
    const parent = name === '' ? digest : name
    return by === dossier.node
      ? found(`Declared parent not supported: the weights do not fit ${parent}.`, evidence)
      : found(`Somebody else says to have measured that the weights do not fit ${parent}.`, evidence, 'N')
  })
}

function isDigest(dossier: Dossier, parent: string, digest: string | undefined): boolean {
  const entry = recordIn(dossier)?.lineage?.find((one) => one.parent === parent)
  return digest !== undefined && entry?.parentDigest === `sha256:${digest}`
}

function openAdvisories({ advisories }: Dossier): readonly FoundHere[] {
  const open = advisories.filter(
    ({ basis, status, reason }) =>
      basis !== 'named' && status !== 'fixed' && !(status === 'not_affected' && (reason ?? '') !== ''),
  )
  return open.flatMap(({ id, statement, summary, path }) =>
    found(
      `Advisory ${id} of an ancestor is open${path.length === 0 ? '' : `, by ${path.join(' → ')}`}: ${summary.replace(/\.$/, '')}.`,
      [entry(statement, id)],
    ),
  )
}

function noticeMissing(dossier: Dossier): readonly FoundHere[] {
  const { chain } = termsOf(dossier)
  const wanted = new Map(chain.notices.map((one) => [one.sentence ?? '', one]))
  return [...wanted].flatMap(([sentence, { licence, from }]) => {
    if (fileWithNotice(dossier, sentence) !== undefined) return []
    return found(
      `Notice missing: “${sentence}”, asked for by ${licence}.`,
      licenceEvidence(dossier, licence, from.name),
      isOwnWord(from.basis) ? 'W' : 'N',
    )
  })
}

/** Where a licence is stated here, else the parent from which it comes. */
function licenceEvidence(dossier: Dossier, licence: string, from: string): readonly Evidence[] {
  const places = termsOf(dossier).licences.places.filter(({ id }) => id === licence)
  const shown = places.map((place) => placeOf(dossier, place))
  const named = [...shown, ...pointersTo(dossier, from)]
  return named.length > 0 ? named : [entry(dossier.statement, `made from ${from}`)]
}

function nameClause(dossier: Dossier): readonly FoundHere[] {
  if (isPermitted(dossier)) return []
  const name = dossier.display.slice(dossier.display.indexOf('/') + 1)
  const begins = (prefix: string): boolean =>
    new RegExp(`^(?:meta[-_ ]?)?${RegExp.escape(prefix).replaceAll('\\x20', '[-_ ]?')}`, 'i').test(name)
  const asked = new Map(termsOf(dossier).chain.names.map((one) => [`${one.licence} ${one.prefix}`, one]))
  return [...asked.values()].flatMap(({ prefix, licence, from }) =>
    prefix === undefined || begins(prefix)
      ? []
      : found(
          `${licence} asks names to begin “${prefix}”; this one is ${name}.`,
          licenceEvidence(dossier, licence, from.name),
          isOwnWord(from.basis) ? 'W' : 'N',
        ),
  )
}

const GATE = /^extra_gated_\w{1,40}(?=[ \t]*:)/gm

function gateText(dossier: Dossier): readonly FoundHere[] {
  if (dossier.gate !== undefined) return []
  const parents = dossier.ancestors.flatMap(({ basis, path, known }) =>
    isOwnWord(basis) && path.length === 1 && known ? [known] : [],
  )
  const gated = ({ files }: Pick<Dossier, 'files'>): boolean =>
    files.some((file) => gateFields(file).length > 0)
  if (parents.length > 0 && !parents.some(gated)) return []
  return found(
    'Gate text only: the card asks readers to accept terms first, and nothing asks them here.',
    dossier.files.flatMap(gateFields),
  )
}

function gateFields(file: DossierFile): readonly Evidence[] {
  if (!isCard(file)) return []
  const head = (file.text ?? '').slice(0, frontMatterEnd(file.text ?? ''))
  return [...head.matchAll(GATE)]
    .slice(0, 12)
    .map(({ index, 0: key }) => stretchOf(file, index, index + key.length))
}

function undeclaredParents(dossier: Dossier): readonly FoundHere[] {
  const declared = new Set(declaredParents(dossier).map(({ name }) => bareName(name)))
  const hidden = pointersInFiles(dossier).filter(({ name }) => !declared.has(bareName(name)))
  return found(
    `Files point to ${list(hidden.map(({ name }) => name))}; not declared.`,
    hidden.map(({ evidence }) => evidence),
  )
}

function unpinned(dossier: Dossier): readonly FoundHere[] {
  const loose = declaredParents(dossier).filter(({ pinned }) => !pinned)
  if (loose.length > 0)
    return found(
      `Named, not pinned: ${list(loose.map(({ name }) => name))}.`,
      loose.map(({ evidence }) => evidence),
    )
  const quantised = quantisedFile(dossier)
  if (recordIn(dossier) !== undefined || quantised === undefined || showsParent(dossier).length > 1) return []
  if (declaredParents(dossier).length > 0 || wordsOf(quantised.label).length === 0) return []
  return found(`Named, not pinned: ${quantised.label}, by the file’s name only.`, [fileAt(quantised.file)])
}

// LD, lineage decay: what a model was made from, and what should have travelled with it, gets lost on the way.
// Inferred parents lead to "check", declared ones to a contradiction (lineage 5). Source: release-standard 6.

import { inTurns } from '../../in-turns.ts'
import type { Evidence, FoundHere } from '../answer.ts'
import type { AdvisoryFact, Dossier, DossierFile } from '../dossier.ts'
import { isOwnWord } from '../kind.ts'
import type { ChainStep } from '../licences/chain.ts'
import { count, entry, fileAt, list, recordIn } from '../questions/grading.ts'
import { fileWithNotice } from '../questions/notices.ts'
import { lostFrom, missingBySelf } from './carried.ts'
import { placeOf, termsOf } from './licences-read.ts'
import { frontMatterEnd } from './masked.ts'
import { wordsOf } from './names.ts'
import { bareName, declaredParents, pointersInFiles, quantisedFile, showsParent } from './parents.ts'
import { detectors, found, isCard, stretchOf } from './reading.ts'

const MAX_ADVISORIES = 12 // that are findings of their own

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
    errs: 'It knows the terms of licences whose text was read for this program, and believes the record about what was made from what. Where only others name the ancestor, it is a note.',
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
    errs: 'Being reached says nothing about being affected. Anybody can give notice; where only others say that the way leads here, it is a note.',
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
  const above = dossier.ancestors.filter(({ path, known }) => path.length === 1 && known !== undefined)
  const parents = ownFirst(
    above,
    ({ basis }) => basis,
    ({ known }) => known?.artifact,
  )
  if (parents.length === 0) return notCarried(dossier)
  return parents.flatMap(({ name, digest, known, basis }) => {
    if (known === undefined) return []
    const { fields, quotes } = lostFrom(known, dossier)
    const parent = name ?? known.ref ?? digest ?? 'the parent'
    return isOwnWord(basis)
      ? found(`Lost on the way from ${parent}: ${list(fields)}.`, quotes)
      : found(ifMadeFrom(parent, `it lacks: ${list(fields)}.`), quotes, 'N')
  })
}

/** Each thing once: by the release's own word where that names it, else by whoever else does. */
function ownFirst<One>(all: readonly One[], basis: (one: One) => string, what: (one: One) => unknown): One[] {
  const once = new Map<unknown, One>()
  for (const one of [...all.filter((own) => isOwnWord(basis(own))), ...all])
    if (!once.has(what(one))) once.set(what(one), one)
  return [...once.values()]
}

/** What follows only if others are right about what it was made from: asked, never asserted. */
function ifMadeFrom(parent: string, says: string): string {
  return `If it was made from ${parent}, as others say, ${says}`
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
    .flatMap(({ says, weight, ancestor }) => {
      const quotes = [...own, ...pointersTo(dossier, ancestor.name)]
      const sentence = says.replace(/\.?$/, '.')
      if (isOwnWord(ancestor.basis)) return found(sentence, quotes, weight === 'conflict' ? 'B' : 'W')
      return found(ifMadeFrom(ancestor.name, sentence), [...quotes, saidIn(ancestor)], 'N')
    })
}

/** The statement in which somebody names an ancestor. */
function saidIn({ statement, name }: Pick<ChainStep, 'statement' | 'name'>): Evidence {
  return entry(statement ?? '', `made from ${name}`)
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
    return by === dossier.node || by === dossier.by.identity
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
    ({ basis, path, byOthers, status, reason }) =>
      basis !== 'named' &&
      !(basis === 'tensors' && path.length === 0 && !byOthers) && // these very tensors are named
      status !== 'fixed' &&
      !(status === 'not_affected' && (reason ?? '') !== ''),
  )
  const [own, others] = [open.filter(({ byOthers }) => !byOthers), open.filter(({ byOthers }) => byOthers)]
  return [...openOf(own, 'W'), ...openOf(others, 'N')]
}

/** Some of each who gave notice have a finding of their own; of the rest there is one that counts them. */
function openOf(open: readonly AdvisoryFact[], severity: 'W' | 'N'): readonly FoundHere[] {
  const shown = inTurns(open, MAX_ADVISORIES, ({ issuer }) => issuer)
  const rest = open.filter((one) => !shown.includes(one))
  const more = `${count(rest.length, 'more advisory is', 'more advisories are')} open; these are some of them.`
  return [
    ...shown.flatMap((one) => found(saysOpen(one), [entry(one.statement, one.id)], severity)),
    ...found(
      more,
      rest.map(({ id, statement }) => entry(statement, id)),
      severity,
    ),
  ]
}

function saysOpen({ id, summary, path, basis, byOthers }: AdvisoryFact): string {
  const way = path.length === 0 ? '' : `, by ${path.join(' → ')}`
  const about = summary.replace(/\.$/, '')
  if (byOthers) return `Advisory ${id} is said to reach these bytes${way}, by others’ word only: ${about}.`
  const whose = basis === 'tensors' ? 'about the same tensors elsewhere' : 'of an ancestor'
  return `Advisory ${id} ${whose} is open${way}: ${about}.`
}

function noticeMissing(dossier: Dossier): readonly FoundHere[] {
  const { chain } = termsOf(dossier)
  const wanted = ownFirst(
    chain.notices,
    ({ from }) => from.basis,
    ({ sentence }) => sentence,
  )
  return wanted.flatMap(({ sentence = '', licence, from }) => {
    if (fileWithNotice(dossier, sentence) !== undefined) return []
    const says = `Notice missing: “${sentence}”, asked for by ${licence}.`
    const quotes = licenceEvidence(dossier, licence, from)
    if (isOwnWord(from.basis)) return found(says, quotes)
    return found(
      ifMadeFrom(from.name, `a notice is missing: “${sentence}”, asked for by ${licence}.`),
      quotes,
      'N',
    )
  })
}

/** Where a licence is stated here, else the parent from which it comes. */
function licenceEvidence(dossier: Dossier, licence: string, from: ChainStep): readonly Evidence[] {
  const places = termsOf(dossier).licences.places.filter(({ id }) => id === licence)
  const shown = places.map((place) => placeOf(dossier, place))
  const named = [...shown, ...pointersTo(dossier, from.name)]
  return isOwnWord(from.basis) && named.length > 0 ? named : [...named, saidIn(from)]
}

function nameClause(dossier: Dossier): readonly FoundHere[] {
  if (isPermitted(dossier)) return []
  const name = dossier.display.slice(dossier.display.indexOf('/') + 1)
  const begins = (prefix: string): boolean =>
    new RegExp(`^(?:meta[-_ ]?)?${RegExp.escape(prefix).replaceAll('\\x20', '[-_ ]?')}`, 'i').test(name)
  const asked = ownFirst(
    termsOf(dossier).chain.names,
    ({ from }) => from.basis,
    ({ licence, prefix }) => `${licence} ${prefix}`,
  )
  return asked.flatMap(({ prefix, licence, from }) => {
    if (prefix === undefined || begins(prefix)) return []
    const says = `${licence} asks names to begin “${prefix}”; this one is ${name}.`
    const quotes = licenceEvidence(dossier, licence, from)
    return isOwnWord(from.basis) ? found(says, quotes) : found(ifMadeFrom(from.name, says), quotes, 'N')
  })
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
  const own = dossier.ancestors.filter(({ basis, path }) => isOwnWord(basis) && path.length === 1)
  const named = [...declaredParents(dossier), ...own].map(({ name = '' }) => bareName(name))
  const declared = new Set(named)
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

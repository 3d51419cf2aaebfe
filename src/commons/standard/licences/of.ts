// Each place of a release that states a licence, what text stands there, and what follows from it, side by side; then the
// one that governs the weights, by a fixed order: what stands in the file of its text, the record, the weights
// themselves, the card (lineage 5). Invariants: what packs a model is not its licence (C7); a label whose text is another
// does not decide; nothing is picked where two of the same rank differ.

import { type Sha256, sha256 } from '../../../base/digest.ts'
import { isLicenceLine, licenceText, roleOf } from '../../releases/words.ts'
import type { Dossier, DossierFile } from '../dossier.ts'
import { type Duties, dutiesOf } from './duties.ts'
import type { LicenceFacts, Verdict } from './fact.ts'
import { factsOfLicence, verdictOf } from './facts.ts'
import { type Identified, identify } from './identify.ts'
import { LICENCE_LIST, type ListVersion } from './known.ts'
import { expressionOf, fits, idsOf, spelledId } from './spelling.ts'

const MAX_PLACES = 200

export type LicencePlace = {
  readonly where: string // LICENSE · README.md, license · the record, terms[0]
  readonly kind: 'text' | 'record' | 'weights' | 'card' | 'package'
  readonly said?: string // verbatim
  readonly id?: string // undefined: the spelling names none
  readonly text?: { readonly path: string; readonly sha256: Sha256; readonly identified: Identified }
  readonly covers?: readonly string[]
  readonly about?: 'weights' | 'something else' // absent: it does not say, so it is about all
  readonly names?: Sha256 // the file that it calls its text
  readonly offset?: number // of what was said, in its file
}

export type BorneLicence = {
  readonly id: string
  readonly name: string
  readonly verdict: Verdict
  readonly stated: boolean // by a name; false: only its text stands here
  readonly text: 'exact' | 'other' | 'absent' // does its text stand in the files?
  readonly facts?: LicenceFacts
  readonly duties?: Duties
}

export type WeightsLicence = {
  readonly id?: string
  readonly verdict: Verdict
  readonly from?: LicencePlace
  readonly because: string
}

export type LicencesView = {
  readonly list: ListVersion
  readonly places: readonly LicencePlace[]
  readonly licences: readonly BorneLicence[]
  readonly weights: WeightsLicence
  /** Labels whose text is not that of the licence they name. */
  readonly mislabelled: readonly { readonly label: LicencePlace; readonly text: LicencePlace }[]
}

/** What is read of a release, or of an ancestor of one. */
export type Licensed = Pick<Dossier, 'content' | 'files'>

export function licencesOf({ content, files }: Licensed): LicencesView {
  const texts = files.filter(isLicenceText).map(placeOfText)
  const places = [...texts, ...said({ content, files })].slice(0, MAX_PLACES)
  const packed = isPacked(content)
  return {
    list: LICENCE_LIST,
    places,
    licences: borne(places),
    weights: besideUnread(weightsLicence(packed ? PACKED_ORDER : ORDER, places), texts, files),
    mislabelled: packed ? [] : mislabelled(places),
  }
}

/** Found in a package: what stands beside the weights may be the licence of what packs them (C7). */
function isPacked(content: Dossier['content']): boolean {
  return content.kind === 'observed' && content.body.found['kind'] === 'pypi'
}

function isLicenceText({ path, role, text }: DossierFile): boolean {
  return text !== undefined && (role === 'licence-text' || roleOf(path) === 'licence-text')
}

function placeOfText({ path, sha256, text }: DossierFile): LicencePlace {
  const identified = identify(text ?? '')
  return { where: path, kind: 'text', id: identified.id, text: { path, sha256, identified } }
}

function said({ content, files }: Licensed): readonly LicencePlace[] {
  if (content.kind === 'release') return [...saidInRecord(content.body), ...saidInFiles(files)]
  const { read, said: about } = content.body
  const outside = isPacked(content) ? 'package' : 'card'
  return [
    ...read.filter(isLicenceLine).map(({ key, value, file, offset }) => ({
      ...named(value, `${file}, ${key}`, /^general\./.test(key) ? 'weights' : 'card'),
      offset,
    })),
    ...about.filter(isLicenceLine).map(({ value, where }) => named(licenceText(value), where, outside)),
  ]
}

function named(said: string, where: string, kind: LicencePlace['kind']): LicencePlace {
  const id = spelledId(said) ?? (expressionOf(said) === undefined ? undefined : said.trim())
  return { where, kind, said, ...(id !== undefined && { id }) }
}

type Body = Extract<Dossier['content'], { kind: 'release' }>['body']

function saidInRecord(record: Body): readonly LicencePlace[] {
  const { terms = [], components = [] } = record
  return [
    ...terms.map(({ licence, covers, text }, index): LicencePlace => {
      const names = text === undefined ? undefined : fileNamed(record, text)
      return {
        ...named(licence, `the record, terms[${index}]`, 'record'),
        ...(covers !== undefined && { covers, about: coverOf(record, covers) }),
        ...(names !== undefined && { names }),
      }
    }),
    ...components.flatMap(({ c, licence }): readonly LicencePlace[] =>
      licence === undefined
        ? []
        : [
            {
              ...named(licence, `the record, component ${c}`, 'record'),
              covers: [c],
              about: c === 'weights-final' ? 'weights' : 'something else',
            },
          ],
    ),
  ]
}

const filesOf = new WeakMap<Body, ReadonlyMap<string, string>>() // terms may cover thousands of thousands

/** A file by its name inside the record, or by its digest. */
function fileNamed(record: Body, name: string): Sha256 | undefined {
  const digests = filesOf.getOrInsertComputed(record, ({ artifacts }) => {
    const first = new Map<string, string>()
    for (const { id, sha256: digest } of artifacts.toReversed()) {
      first.set(`sha256:${digest}`, digest)
      if (id !== undefined) first.set(id, digest)
    }
    return first
  })
  const digest = digests.get(name)
  return digest === undefined ? undefined : sha256(digest)
}

function coverOf(record: Body, covers: readonly string[]): NonNullable<LicencePlace['about']> {
  const covered = new Set(covers.map((name) => fileNamed(record, name)))
  const weights = record.artifacts.filter(
    ({ path, role }) => role === 'weights' || role === 'adapter' || WEIGHTS.test(path),
  )
  const isCovered = weights.some(({ sha256: digest }) => covered.has(sha256(digest)))
  return isCovered || covers.includes('weights-final') ? 'weights' : 'something else'
}

const WEIGHTS = /\.(safetensors|gguf|bin|pt|pth|onnx|h5|msgpack)$/i

function saidInFiles(files: readonly DossierFile[]): readonly LicencePlace[] {
  return files.flatMap(({ path, inspection }) =>
    (inspection?.facts ?? []).filter(isLicenceLine).map(({ key, value, offset }) => ({
      ...named(value, `${path}, ${key}`, key.startsWith('general.') ? 'weights' : 'card'),
      offset,
    })),
  )
}

function borne(places: readonly LicencePlace[]): readonly BorneLicence[] {
  const ids = [...new Set(places.flatMap(({ id }) => (id === undefined ? [] : [id])))]
  return ids.map((id) => {
    const facts = factsOfLicence(id)
    const stated = places.some((place) => place.id === id && place.kind !== 'text')
    const exact = places.some(({ text }) => text?.identified.ids.includes(id) ?? false)
    const other = places.some(({ text }) => text !== undefined)
    return {
      id,
      name: facts?.name ?? id,
      verdict: verdictOf(id),
      stated,
      text: exact ? 'exact' : other ? 'other' : 'absent',
      ...(facts !== undefined && { facts, duties: dutiesOf(facts) }),
    }
  })
}

type Kind = LicencePlace['kind']
const ORDER: readonly Kind[] = ['text', 'record', 'weights', 'card']
const PACKED_ORDER: readonly Kind[] = ['weights', 'card']

function weightsLicence(order: readonly Kind[], places: readonly LicencePlace[]): WeightsLicence {
  const about = places.filter((place) => place.kind !== 'package' && isAboutWeights(place))
  for (const rank of order) {
    const here = decisive(about, rank)
    const [from] = here
    if (from === undefined) continue
    const ids = [...new Set(here.map(({ id, said }) => id ?? said))]
    if (ids.length > 1)
      return { verdict: 'unknown', because: `Places of the same rank differ: ${ids.join(', ')}.` }
    if (from.id === undefined)
      return { verdict: 'unknown', from, because: `“${from.said}” names no licence that is known here.` }
    const because =
      from.kind === 'text'
        ? `By the text in ${from.where}.`
        : `Stated in ${from.where}; its text is not among the files that were read.`
    return { id: from.id, verdict: verdictOf(from.id), from, because }
  }
  return {
    verdict: 'unknown',
    because: `No place says under which licence the weights are.${packedUnder(places)}`,
  }
}

const TERMS_NAME = /(^|[-_.])(licen[cs]e|terms|copying)[-_.]?[^/]*\.(html?|pdf|docx?|rtf)$/i

/** A page or a print of terms is not read as their text; that it lies there is said, so that nobody calls it missing. */
function besideUnread(
  weights: WeightsLicence,
  texts: readonly LicencePlace[],
  files: readonly DossierFile[],
): WeightsLicence {
  const [lies] = texts.length > 0 ? [] : files.filter(({ path }) => TERMS_NAME.test(path))
  return lies === undefined
    ? weights
    : { ...weights, because: `${weights.because} ${lies.path} lies there and was not read as a text.` }
}

/** What packs a model has a licence too; that it is not the weights' own is said, so that nobody looks for it. */
function packedUnder(places: readonly LicencePlace[]): string {
  const [first] = places.filter(({ kind }) => kind === 'package')
  return first === undefined ? '' : ` ${first.where} says ${first.said ?? first.id ?? ''}, of the package.`
}

/** Places of one rank that decide: those about the weights before those about all; a text that the record names before
 *  others; a name before the card's word that the licence is some other, or of the family of that one. */
function decisive(about: readonly LicencePlace[], rank: Kind): readonly LicencePlace[] {
  const here = about.filter((place) => place.kind === rank)
  const own = here.filter((place) => place.about === 'weights')
  const named = about.flatMap(({ names }) => names ?? [])
  const pointed = here.filter(({ text }) => text !== undefined && named.includes(text.sha256))
  const ids = here.flatMap(({ id }) => id ?? [])
  const telling = here.filter(
    ({ id, said = '' }) =>
      id !== undefined || !(/^(other|unknown)$/i.test(said.trim()) || ids.some((one) => fits(said, one))),
  )
  return [own, pointed, telling, here].find((places) => places.length > 0) ?? []
}

/** Texts and terms that name something else are about that. */
function isAboutWeights({ kind, where, about }: LicencePlace): boolean {
  if (kind === 'text')
    return !/code|data|docs?|third[-_ ]?party/i.test(where.slice(where.lastIndexOf('/') + 1))
  return about !== 'something else'
}

/** A label is held against the text that it names, else against the only text about the weights. */
function mislabelled(places: readonly LicencePlace[]): LicencesView['mislabelled'] {
  const texts = places.filter(({ kind }) => kind === 'text')
  const only = texts.filter(isAboutWeights)
  return places
    .filter(({ kind, id }) => kind !== 'text' && kind !== 'package' && id !== undefined)
    .flatMap((label) => {
      const named = texts.find(({ text }) => text?.sha256 === label.names)
      const text = named ?? (isAboutWeights(label) && only.length === 1 ? only[0] : undefined)
      const meant = named === undefined ? texts : [named]
      if (text === undefined || meant.some((one) => isTextOf(one, label.id))) return []
      return [{ label, text }]
    })
}

function isTextOf({ text }: LicencePlace, id: string | undefined): boolean {
  const expression = id === undefined ? undefined : expressionOf(id)
  const ids = expression === undefined ? [] : idsOf(expression)
  return ids.some((one) => text?.identified.ids.includes(one) ?? false)
}

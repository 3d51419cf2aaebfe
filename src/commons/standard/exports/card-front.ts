// Front matter of an exported card. What the record states comes first; keys that it has no field for are taken from
// the card that is among the release's own files, line by line as they stand there as far as all readers read the same
// in them, so nothing is lost on the way through a record. Where both say something, the record's word stands and the
// difference is told.

import type { DossierFile } from '../dossier.ts'
import { type CardEntry, type FrontMatter, readFrontMatter, wordsOf } from '../imports/front-matter.ts'
import { CARD_KEYS, RELATIONS } from './card-keys.ts'
import { modelIndex } from './card-results.ts'
import type { Release } from './exported.ts'
import { hubLicence } from './hub-licence.ts'
import { hubEntry, hubWords } from './hub-yaml.ts'

export type Front = {
  readonly lines: string // the YAML, without the lines `---`
  readonly differs: readonly string[] // sentences: where the shipped card says otherwise
  readonly cannot: readonly string[] // sentences: what the record says and the keys cannot
  readonly lacks: readonly string[] // sentences: what the Hub asks for and nobody stated
}

export type Shipped = { readonly file: DossierFile; readonly matter?: FrontMatter; readonly fault?: string }

/** The card among the files: the one that the record names, else README.md at the top. */
export function shippedCard(files: readonly DossierFile[], record: Release | undefined): Shipped | undefined {
  const named = record?.components?.find(({ c }) => c === 'model-card')?.ref ?? []
  const digests = named.map((ref) => ref.replace(/^sha256:/, ''))
  const file =
    files.find(({ sha256 }) => digests.includes(sha256)) ??
    files.find(({ path }) => /^readme\.md$/i.test(path)) ??
    files.find(({ role }) => role === 'card')
  if (file === undefined) return undefined
  if (file.text === undefined) {
    const unread = `${file.path} was not read as a card: it is longer than is read, or no text in UTF-8.`
    return { file, fault: file.held ? unread : `The bytes of ${file.path} are not here to be read.` }
  }
  const { matter, faults } = readFrontMatter(file.text)
  const [first] = faults
  if (first === undefined && matter !== undefined) return { file, matter }
  const why = first === undefined ? '' : ` (line ${first.line}: expected ${first.expected})`
  return { file, fault: `The front matter of ${file.path} cannot be read${why}; its keys are not carried.` }
}

export function cardFront(record: Release | undefined, shipped: Shipped | undefined): Front {
  const { entries: shippedEntries = [], yaml = '' } = shipped?.matter ?? {}
  const entries = new Map(shippedEntries.map((entry) => [entry.key, entry]))
  const merge = new Merge(entries, yaml)
  if (record !== undefined) {
    merge.licence(record)
    merge.lineage(record)
    merge.datasets(record)
    merge.language(record)
    const index = modelIndex(record, entries.get('model-index'), yaml)
    if (index !== undefined) merge.put('model-index', index)
  }
  return merge.front()
}

/** `shown`: how the record spells it; `same`: what makes two spellings one. */
type Telling = { readonly shown?: string; readonly same?: (word: string) => string | undefined }

class Merge {
  private readonly out = new Map<string, string>()
  private readonly differs: string[] = []
  private readonly cannot: string[] = []
  private readonly lacks: string[] = []
  private readonly entries: ReadonlyMap<string, CardEntry>

  constructor(entries: ReadonlyMap<string, CardEntry>, yaml: string) {
    this.entries = entries
    for (const entry of entries.values()) this.out.set(entry.key, hubEntry(entry, yaml))
  }

  put(key: string, lines: string): void {
    this.out.set(key, lines)
  }

  front(): Front {
    const known = CARD_KEYS.filter((key) => this.out.has(key))
    const others = [...this.out.keys()].filter((key) => !CARD_KEYS.includes(key))
    const lines = [...known, ...others].map((key) => this.out.get(key) ?? '')
    return { lines: lines.join('\n'), differs: this.differs, cannot: this.cannot, lacks: this.lacks }
  }

  licence(record: Release): void {
    const { terms = [] } = record
    const stated = [...new Set(terms.map(({ licence }) => licence))]
    const [only] = stated
    if (only === undefined) return
    const ids = stated.map(hubLicence)
    const known = ids.every((id) => id !== undefined)
    this.words('license', known ? ids : ['other'], { shown: stated.join(', '), same: hubLicence })
    if (known) return
    if (stated.length > 1) {
      const all = stated.join(', ')
      this.cannot.push(
        `The Hub takes one licence of another name; the record states ${stated.length}: ${all}.`,
      )
    } else this.words('license_name', [nameOf(only)], { shown: only, same: nameOf })
    const link = terms.find(({ url }) => url !== undefined)?.url ?? textFileOf(record)
    if (link !== undefined) this.words('license_link', [link])
    else if (!this.entries.has('license_link'))
      this.lacks.push(
        'The Hub asks where the text of such a licence is, and the record names neither file nor address.',
      )
  }

  /** One relation for all of them is all that the Hub can say. */
  lineage({ lineage = [] }: Release): void {
    const told = lineage.map((one) => ({ ...one, relation: HUB_RELATION[one.relation] ?? one.relation }))
    const relation = told.find((one) => RELATIONS.includes(one.relation))?.relation
    const parents = told.filter((one) => one.relation === relation).map(({ parent }) => hubName(parent))
    for (const { parent, relation: other } of told.filter((one) => one.relation !== relation))
      this.cannot.push(`The Hub has no place for “${other}” of ${parent}: it would guess another relation.`)
    if (relation === undefined) return
    this.words('base_model', [...new Set(parents)], { same: hubName })
    this.words('base_model_relation', [relation])
  }

  datasets({ components = [] }: Release): void {
    const data = components.filter(({ c }) => c === 'pretraining-data' || c === 'posttraining-data')
    const ids = data.flatMap(
      ({ url }) => /^https:\/\/huggingface\.co\/datasets\/([\w.-]+\/[\w.-]+)$/.exec(url ?? '')?.[1] ?? [],
    )
    this.atLeast('datasets', ids)
  }

  language({ training }: Release): void {
    const codes = Object.keys(training?.data?.languages ?? {})
    const known = codes.filter((code) => /^([a-z]{2,3}|code|multilingual)$/.test(code))
    for (const code of codes.filter((one) => !known.includes(one)))
      this.cannot.push(`${JSON.stringify(code)} is no language code of the Hub.`)
    this.atLeast('language', known)
  }

  /** The record's word; the card's own lines where they mean the same. */
  private words(
    key: string,
    words: readonly string[],
    { shown = words.join(', '), same }: Telling = {},
  ): void {
    const shipped = this.entries.get(key)
    const theirs = shipped === undefined ? undefined : wordsOf(shipped.node)
    const meant = (all: readonly string[]) =>
      [...new Set(all.map((word) => (same?.(word) ?? word).toLowerCase()))].sort().join('\n')
    if (theirs !== undefined && meant(theirs) === meant(words)) return
    if (shipped !== undefined) {
      const said = theirs === undefined ? 'a structure' : JSON.stringify(theirs.join(', '))
      this.differs.push(`${key} is ${said} in the shipped card, and ${JSON.stringify(shown)} in the record.`)
    }
    this.out.set(key, hubWords(key, words))
  }

  /** A list to which the record may add. */
  private atLeast(key: string, words: readonly string[]): void {
    const shipped = this.entries.get(key)
    const theirs = (shipped === undefined ? undefined : wordsOf(shipped.node)) ?? []
    const added = words.filter((word) => !theirs.some((one) => one.toLowerCase() === word.toLowerCase()))
    if (added.length === 0) return
    this.out.set(key, hubWords(key, [...theirs, ...new Set(added)]))
  }
}

const HUB_RELATION: Readonly<Record<string, string>> = { quantised: 'quantized', quantize: 'quantized' }

/** The file that the terms call their text, else the only one that is a licence's text. */
function textFileOf({ terms = [], artifacts }: Release): string | undefined {
  const named = artifacts.find(({ id, sha256 }) =>
    terms.some(({ text }) => text !== undefined && (text === id || text === `sha256:${sha256}`)),
  )
  const texts = artifacts.filter(({ role }) => role === 'licence-text')
  return named?.path ?? (texts.length === 1 ? texts[0]?.path : undefined)
}

/** A name of a licence as the Hub asks for it: small letters, digits, dots and dashes. */
function nameOf(licence: string): string {
  return licence
    .replace(/^LicenseRef-/i, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9.]+/g, '-')
    .slice(0, 80)
}

/** The Hub names models without version or digest. */
function hubName(parent: string): string {
  return parent.replace(/@[^/]*$/, '')
}

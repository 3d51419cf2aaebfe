// What detectors read of a dossier: the publisher's own record, sentences of cards, values in files, names, results with
// the system that was tested; and evidence made from them. Invariants: read once for each dossier; a quote is made only
// where the bytes at its offset are the quote. Source: release-standard 6 ("every finding quotes its text or field").

import { utf8 } from '../../../base/bytes.ts'
import type { Fact } from '../../../weights/inspection.ts'
import type { Detector, Evidence, FoundHere } from '../answer.ts'
import type { Dossier, DossierFile } from '../dossier.ts'
import { field, fileAt, type ReleaseBody, recordIn } from '../questions/grading.ts'
import { byteOffsets, type Prose, readProse } from './prose.ts'

export type Evaluation = NonNullable<ReleaseBody['evaluations']>[number]
export type System = NonNullable<ReleaseBody['systems']>[string]
export type Card = { readonly file: DossierFile; readonly text: string; readonly prose: Prose }

const MAX_CARDS = 16
const MAX_QUOTES = 20 // of one finding
const MAX_SAYS = 2000 // characters; names in it come from outside

export type Reading = {
  readonly record?: ReleaseBody // the publisher's own
  readonly cards: readonly Card[]
  readonly names: readonly string[] // of the model and its family
}

const read = new WeakMap<Dossier, Reading>() // of a dossier that nobody changes: what every detector would read again

export function readingOf(dossier: Dossier): Reading {
  return read.getOrInsertComputed(dossier, () => {
    const cards = dossier.files
      .filter((file) => isCard(file) && file.text !== undefined)
      .slice(0, MAX_CARDS)
      .map((file) => ({ file, text: file.text ?? '', prose: readProse(file.text ?? '') }))
    const record = recordIn(dossier)
    return { ...(record && { record }), cards, names: namesOf(dossier, cards) }
  })
}

/** A card by its role or its name; also README.upstream.md, README_en.md. */
export function isCard({ path, role }: DossierFile): boolean {
  return (
    role === 'card' ||
    /^(readme|model[-_]?card)[-_.\w]{0,40}\.(md|rst|txt)$/i.test(path.slice(path.lastIndexOf('/') + 1))
  )
}

/** Words too common to be the name of a family where they stand in a sentence. */
const COMMON =
  /^(all|the|open|model|models|text|base|mini|small|large|llm|llms|chat|instruct|gguf|card|for|of|test|my|new|main|data|code|readme|language|vision|embedding|multilingual)$/i
const LEAST_NAME = 3 // characters

function namesOf({ display, content }: Dossier, cards: readonly Card[]): readonly string[] {
  const name = display.slice(display.indexOf('/') + 1)
  const family = content.kind === 'release' ? content.body.subject.family : undefined
  const headings = cards.map(({ text }) => /^#\s+([^\n]{1,80})$/m.exec(text)?.[1] ?? '')
  const parts = [name, ...headings].flatMap((whole) => [head(whole), ...coined(whole)])
  const all = [family ?? '', name, ...parts]
  return [...new Set(all.map((one) => one.toLowerCase().trim()))].filter(
    (one) => one.length >= LEAST_NAME && !COMMON.test(one),
  )
}

/** "gpt-oss" of gpt-oss-20b; "qwen" of Qwen3-8B. */
function head(name: string): string {
  const [words] = /^[\p{L}]+(?:[-_][\p{L}]+(?=[-_]\d))?/u.exec(name) ?? ['']
  return words
}

/** Words that somebody made up: letters with digits, or capitals inside. */
function coined(name: string): readonly string[] {
  return name
    .split(/[\s/_:()[\]]+|-(?=[A-Za-z])/)
    .filter((word) => /^\p{L}{3,}[\w.]*\d|\p{Ll}\p{Lu}/u.test(word))
    .slice(0, 4)
}

const offsets = new WeakMap<DossierFile, (index: number) => number>() // cards with thousands of quotes

/** A stretch of a file's text. */
export function stretchOf(file: DossierFile, from: number, to: number): Evidence {
  const text = file.text ?? ''
  const offset = offsets.getOrInsertComputed(file, () => byteOffsets(text))
  return fileAt(file, { text: text.slice(from, to), offset: offset(from) })
}

/** A value that was read from a file, with its place. */
export function factIn(file: DossierFile, { value, offset }: Fact): Evidence {
  if (file.text === undefined)
    return file.inspection?.format === 'gguf' && value !== ''
      ? fileAt(file, { text: value, offset })
      : fileAt(file)
  const bytes = bytesOf(file)
  const wanted = utf8(value)
  for (const at of [offset, offset + 1])
    if (wanted.length > 0 && wanted.every((byte, i) => bytes[at + i] === byte))
      return fileAt(file, { text: value, offset: at })
  return fileAt(file)
}

const written = new WeakMap<DossierFile, Uint8Array>()

function bytesOf(file: DossierFile): Uint8Array {
  return written.getOrInsertComputed(file, () => utf8(file.text ?? ''))
}

/** One finding, or none when nothing shows it. */
export function found(
  says: string,
  quotes: readonly Evidence[],
  severity?: FoundHere['severity'],
): FoundHere[] {
  if (quotes.length === 0) return []
  const short = says.length > MAX_SAYS ? `${says.slice(0, MAX_SAYS)}….` : says
  return [{ says: short, quotes: quotes.slice(0, MAX_QUOTES), ...(severity && { severity }) }]
}

export type Result = Evaluation & { readonly field: string; readonly tested?: System }

/** Results of the record, each with the system that it is about. */
export function resultsOf(record: ReleaseBody): readonly Result[] {
  return (record.evaluations ?? []).map((one, index) => {
    const tested = one.system === undefined ? undefined : record.systems?.[one.system]
    return { ...one, field: `evaluations[${index}]`, ...(tested && { tested }) }
  })
}

/** Safeguards of a tested system that stand outside of what can be downloaded. */
export function outside(record: ReleaseBody, tested: System): readonly string[] {
  const services = (record.safeguards ?? []).filter(({ lives }) => lives === 'service').map(({ id }) => id)
  const served = new Set(services)
  return tested.safeguards.filter((id) => served.has(id))
}

/** Values that stand in a file: read from its bytes, else as the importer wrote them down. */
export function factsOf(
  { content }: Pick<Dossier, 'content'>,
  { path, inspection }: DossierFile,
  key: string | RegExp,
): readonly Fact[] {
  const facts = inspection?.facts ?? notedIn(content).get(path) ?? []
  return facts.filter((fact) => (typeof key === 'string' ? fact.key === key : key.test(fact.key)))
}

const noted = new WeakMap<Dossier['content'], ReadonlyMap<string, readonly Fact[]>>()

function notedIn(content: Dossier['content']): ReadonlyMap<string, readonly Fact[]> {
  return noted.getOrInsertComputed(content, () =>
    Map.groupBy(content.kind === 'observed' ? content.body.read : [], ({ file }) => file),
  )
}

export type Rule = Omit<Detector, 'mode' | 'rule' | 'fields' | 'fromSilence'> &
  Partial<Pick<Detector, 'rule' | 'fields' | 'fromSilence'>>

/** A detector of one mode; version 1 unless it says so. */
export function detectors(mode: Detector['mode'], rules: readonly Rule[]): readonly Detector[] {
  return rules.map((rule) => ({ mode, rule: 1, fields: [], fromSilence: false, ...rule }))
}

/** A rule that reads the publisher's own record, and is silent without one. */
export function onRecord(
  find: (record: ReleaseBody, dossier: Dossier) => readonly FoundHere[],
): Detector['find'] {
  return (dossier) => {
    const { record } = readingOf(dossier)
    return record === undefined ? [] : find(record, dossier)
  }
}

/** Sentences of cards for which a rule holds, as they stand there. */
export function sentencesSaying(dossier: Dossier, holds: (text: string) => boolean): readonly Evidence[] {
  return readingOf(dossier).cards.flatMap(({ file, prose }) =>
    prose.sentences.filter(({ text }) => holds(text)).map(({ from, to }) => stretchOf(file, from, to)),
  )
}

/** Claims of the record for which a rule about sentences holds. */
export function claimsSaying(
  { claims = [] }: ReleaseBody,
  holds: (text: string) => boolean,
): readonly Evidence[] {
  return claims.flatMap(({ says }, index) => (holds(says) ? [field(`claims[${index}].says`, says)] : []))
}

/** Claims and changes of a record for which a rule about sentences holds. */
export function textsOf(
  record: ReleaseBody | undefined,
  holds: (text: string) => boolean,
): readonly Evidence[] {
  if (record === undefined) return []
  const changes = (record.changes ?? []).flatMap(({ what }, index) =>
    holds(what) ? [field(`changes[${index}].what`, what)] : [],
  )
  return [...claimsSaying(record, holds), ...changes]
}

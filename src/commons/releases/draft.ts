// A first draft of a record from the files alone. Invariants: pure; every value was read, with its place; where places
// disagree nothing is chosen and all of them are shown; what no file says is left out. Source: release-standard 10,
// 4.1 (licences), 4.3 C7; weight-formats 8 (which keys say what).

import type { InspectedFile } from '../../weights/inspection.ts'
import { cardLineage } from './draft-lineage.ts'
import { draftTerms } from './draft-terms.ts'
import { precisionOf } from './file-words.ts'
import { type DraftFinding, type Found, type FoundFiles, factsOf, placeOf } from './found.ts'
import type { DraftComponent, ReleaseDraft } from './record-draft.ts'
import { roleOf } from './words.ts'
import { type Notes, writeRecord } from './write-record.ts'

export type Drafted = {
  readonly draft: ReleaseDraft
  readonly notes: Notes
  readonly findings: readonly DraftFinding[]
}

type Line = NonNullable<ReleaseDraft['artifacts']>[number] & { readonly id: string }

const MAX_LISTED = 400 // files by name; more would bury what a person has to write
const MAX_HAZARDS = 50 // listed; `owc inspect` lists all

export function draftFound(found: FoundFiles): Drafted {
  const artifacts = fileLines(found)
  const unlisted = found.files.length - artifacts.length
  const idOf = new Map(artifacts.map(({ path, id }) => [path, id]))
  const notes = new Map<string, string[]>()
  if (unlisted > 0)
    notes.set('artifacts', [`${unlisted} further files are published too, and named in the signed record.`])
  const lineage = cardLineage(found, notes)
  const terms = draftTerms(found, idOf, notes)
  const params = found.set.parameters
  if (params > 0)
    notes.set('subject.params', [`Counted: ${found.set.tensorCount} tensors of ${weightsWords(found)}.`])
  const code = remoteCode(found, notes)
  const components = presentComponents(artifacts)
  if (components.length > 0) notes.set('components', ['Filled in: what lies here as a file.'])
  hints(found, notes)
  const draft: ReleaseDraft = {
    owc: 1,
    kind: 'release',
    ...(params > 0 && { subject: { params } }),
    artifacts,
    ...(lineage.lineage !== undefined && { lineage: lineage.lineage }),
    ...(components.length > 0 && { components }),
    ...(terms.terms !== undefined && { terms: terms.terms }),
    ...(code && { supplyChain: { remoteCode: true } }),
  }
  return { draft, notes, findings: [...terms.findings, ...lineage.findings, ...hazards(found)] }
}

/** What a form says of the release (standard/imports), by top-level field, each with where it was read. */
export type Stated = { readonly fields: ReleaseDraft; readonly places: Readonly<Record<string, string>> }

/** Files come before forms: a form fills in what they leave open, and its word on the rest stands beside. */
function withStated({ draft, notes, findings }: Drafted, { fields, places }: Stated): Drafted {
  const all = new Map(notes)
  for (const [field, value] of Object.entries(fields)) {
    const where = places[field] ?? 'a form'
    const mine = draft[field as keyof ReleaseDraft]
    const says =
      mine === undefined || field === 'subject'
        ? `Read in ${where}.`
        : `${where} says ${JSON.stringify(value)}.`
    const path = field === 'subject' ? 'subject.version' : field
    all.set(path, [...(notes.get(path) ?? []), says])
  }
  const subject = { ...fields.subject, ...draft.subject }
  const merged = { ...fields, ...draft, ...(Object.keys(subject).length > 0 && { subject }) }
  return { draft: merged, notes: all, findings }
}

/** The commented text of a first draft. `title` names the folder. */
export function draftRecord(
  found: FoundFiles,
  title: string,
  stated?: Stated,
): { readonly text: string } & Drafted {
  const drafted = stated === undefined ? draftFound(found) : withStated(draftFound(found), stated)
  const head = [
    `Release record of ${title}, drafted by owc from the files.`,
    'What could be read is filled in, with its place. Everything else is not stated until you write it: take the "#"',
    'away and put your own words after the colon. A list written [] says "none". Nothing is sent anywhere by this file:',
    '`owc draft --check` reads it, `owc publish` shows it, asks, signs and logs.',
  ]
  return { text: writeRecord(drafted.draft, head, drafted.notes), ...drafted }
}

const NAMED: readonly string[] = [
  'weights',
  'adapter',
  'index',
  'tokenizer',
  'template',
  'licence-text',
  'card',
]

const SHORT: Readonly<Record<string, string>> = {
  weights: 'w',
  adapter: 'w',
  index: 'idx',
  config: 'cfg',
  tokenizer: 'tok',
  template: 'tpl',
  'licence-text': 'lic',
  notice: 'notice',
  card: 'card',
  code: 'code',
}

/** All files, or of very many those that have a part to play in the record. */
function fileLines({ files, set }: Found): Line[] {
  const used = new Map<string, number>()
  const listed =
    files.length <= MAX_LISTED
      ? files
      : files.filter(({ path }) => NAMED.includes(roleOf(path) ?? '')).slice(0, MAX_LISTED)
  return listed.map((file) => {
    const stem = SHORT[roleOf(file.path) ?? ''] ?? 'f'
    const count = (used.get(stem) ?? 0) + 1
    used.set(stem, count)
    return { id: count === 1 ? stem : `${stem}${count}`, ...fileLine(file, set) }
  })
}

/** What a line says that was read from the file. */
export function fileLine(file: InspectedFile, set: Pick<Found['set'], 'objects'>): Omit<Line, 'id'> {
  const { format, tensorRoot } = file.inspection
  const role = roleOf(file.path)
  const precision = precisionOf(file, set.objects)
  return {
    path: file.path,
    ...(role !== undefined && { role }),
    ...((format === 'safetensors' || format === 'gguf') && { format }),
    ...(precision !== undefined && { precision }),
    bytes: file.sizeBytes,
    sha256: file.sha256,
    ...(tensorRoot !== undefined && { tensorRoot }),
  }
}

/** Components that are there because their files are. Their licences are claims, so they are not filled in. */
function presentComponents(lines: readonly Line[]): DraftComponent[] {
  const idsOf = (...roles: readonly string[]) =>
    lines.filter(({ role }) => role !== undefined && roles.includes(role)).map(({ id }) => id)
  const present: readonly (readonly [DraftComponent['c'][number], readonly string[]])[] = [
    ['weights-final', idsOf('weights', 'adapter', 'index')],
    ['tokenizer-config', idsOf('tokenizer', 'config', 'template')],
    ['model-card', idsOf('card')],
    ['licence-terms', idsOf('licence-text')],
  ]
  return present
    .filter(([, ref]) => ref.length > 0)
    .map(([c, ref]) => ({ c: [c], state: 'released', ref: ref.slice(0, 1000) }))
}

function weightsWords({ set, files }: Found): string {
  const paths = set.objects[0]?.files ?? files.map(({ path }) => path)
  return paths.length === 1 ? (paths[0] ?? '') : `${paths.length} files`
}

/** A configuration that maps names to classes of its own asks the reader to run code (weight-formats 9). */
function remoteCode({ files }: Found, notes: Map<string, string[]>): boolean {
  const places = files.flatMap((file) => factsOf(file, /^auto_map(\.|$)/).map((fact) => placeOf(file, fact)))
  const [first] = places
  if (first !== undefined) notes.set('supplyChain.remoteCode', [`Read in ${first}.`])
  return first !== undefined
}

/** What a file says about a field that only the publisher can state: shown beside it, not filled in. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/^(general\.name|model_name|general\.basename)$/, 'subject.display'],
  [/^(general\.version|version)$/, 'subject.version'],
  [/^(general\.finetune|model_type|pipeline_tag|peft_type)$/, 'subject.variant'],
  [/^(general\.author|general\.organization|model_creator)$/, 'subject.publisher.name'],
  [/^(datasets|general\.dataset\.\d+\.(name|repo_url))$/, 'training.data.provenance'],
  [/^(language|general\.languages)$/, 'training.data.languages'],
  [/^(quantized_by|general\.quantized_by)$/, 'lineage'],
]
const MAX_HINTS = 5 // of one field

function hints({ files }: Found, notes: Map<string, string[]>): void {
  for (const [pattern, path] of HINTS) {
    const said = files.flatMap((file) =>
      factsOf(file, pattern).map((fact) => `${placeOf(file, fact)} says ${JSON.stringify(fact.value)}.`),
    )
    if (said.length > 0) notes.set(path, [...(notes.get(path) ?? []), ...said.slice(0, MAX_HINTS)])
  }
}

function hazards({ files, set }: Found): readonly DraftFinding[] {
  const all = [
    ...files.flatMap(({ path, inspection }) => inspection.hazards.map((one) => ({ ...one, file: path }))),
    ...set.hazards,
  ]
  return all
    .filter(({ verdict }) => verdict === 'I' || verdict === 'D' || verdict === 'A')
    .slice(0, MAX_HAZARDS)
    .map(({ rule, file, offset, message }) => ({
      code: rule,
      where: `${file}, byte ${offset}`,
      says: message,
    }))
}

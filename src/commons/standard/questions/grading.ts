// How an answer is written: grade, whole sentences, evidence that opens. Invariants: absent on an observed record reads
// "not in what this node found"; a question is excused for the closed list of reasons only. Source: release-standard 5.

import type { Evidence, Grade, NOT_APPLICABLE, Outcome, Quote } from '../answer.ts'
import type { Dossier, DossierFile, Seen } from '../dossier.ts'

export const GRADE_WORDS: Readonly<Record<Grade, string>> = {
  evidenced: 'shown by bytes, a digest or an entry of a log that anybody can open',
  declared: 'said by the publisher; free text alone is never more',
  absent: 'not stated; of what an importer found: not in what this node found',
  contradicted: 'two sides that do not fit together; both are shown',
  'not-applicable': 'excused by a reason of the closed list',
}

export const NOT_FOUND = 'not in what this node found'

/** The publisher's own record; undefined of what an importer found. */
export type ReleaseBody = Extract<Dossier['content'], { kind: 'release' }>['body']

export function recordIn({ content }: Dossier): ReleaseBody | undefined {
  return content.kind === 'release' ? content.body : undefined
}

export function evidenced(because: string, evidence: readonly Evidence[] = []): Outcome {
  return { grade: 'evidenced', because: [because], evidence }
}

export function declared(because: string, evidence: readonly Evidence[] = []): Outcome {
  return { grade: 'declared', because: [because], evidence }
}

/** `what` as in "a release stage"; on an observed record the sentence says whose eyes did not see it. */
export function absent(dossier: Dossier, what: string): Outcome {
  return dossier.content.kind === 'observed'
    ? { grade: 'absent', because: [`${capital(what)}: ${NOT_FOUND}.`] }
    : { grade: 'absent', because: [`The record does not state ${what}.`] }
}

/** The same where something is there and something is missing: `missing` is a whole sentence. */
export function incomplete(missing: string, evidence: readonly Evidence[] = []): Outcome {
  return { grade: 'absent', because: [missing], evidence }
}

/** Both sides: what is said, and what stands against it. */
export function contradicted(
  because: string,
  { said, against }: { readonly said: readonly Evidence[]; readonly against: readonly Evidence[] },
): Outcome {
  return { grade: 'contradicted', because: [because], evidence: said, against }
}

export function notApplicable(
  reason: (typeof NOT_APPLICABLE)[number],
  evidence: readonly Evidence[] = [],
): Outcome {
  return { grade: 'not-applicable', because: [`Not applicable: ${reason}.`], evidence }
}

export function field(path: string, text?: string): Evidence {
  return { kind: 'record', field: path, ...(text !== undefined && { quote: { text: cut(text, MAX_QUOTE) } }) }
}

export function fileAt({ path, sha256 }: DossierFile, quote?: Quote): Evidence {
  return { kind: 'file', path, digest: `sha256:${sha256}`, ...(quote !== undefined && { quote }) }
}

export function entry(statement: string, says: string): Evidence {
  return { kind: 'statement', digest: `sha256:${statement}`, says }
}

export const MAX_EVIDENCE = 24 // pieces of one side that an answer shows

/** What others say, after what the answer rests on: neither takes all the room there is. */
export function withOthers(evidence: readonly Evidence[], others: readonly Evidence[]): readonly Evidence[] {
  const room = Math.max(MAX_EVIDENCE / 2, MAX_EVIDENCE - evidence.length)
  return [
    ...evidence.slice(0, Math.max(MAX_EVIDENCE / 2, MAX_EVIDENCE - others.length)),
    ...others.slice(0, room),
  ]
}

/** A digest that somebody met; bytes that are here open at their own address. */
export function met({ sha256, time, how, statement }: Seen): Evidence {
  if (statement !== undefined) return entry(statement, `${WORDS[how]} on ${time.slice(0, 10)}`)
  return { kind: 'link', url: `/commons/v1/blobs/${sha256}`, digest: `sha256:${sha256}`, seen: time }
}

const WORDS: Readonly<Record<Seen['how'], string>> = {
  held: 'its bytes are here',
  logged: 'logged',
  observation: 'found by an importer',
  custody: 'somebody says to hold it',
}

export function list(words: readonly string[]): string {
  const shown = words
    .slice(0, MAX_LISTED)
    .map((word) => cut(word, MAX_WORD))
    .join(', ')
  return words.length <= MAX_LISTED ? shown : `${shown} and ${words.length - MAX_LISTED} more`
}

const MAX_LISTED = 12
const MAX_WORD = 160 // characters of one that is listed in a sentence
const MAX_QUOTE = 600 // characters of a field; its beginning, verbatim

function cut(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).toWellFormed()
}

export function count(n: number, one: string, many = `${one}s`): string {
  return n === 1 ? `1 ${one}` : `${n} ${many}`
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

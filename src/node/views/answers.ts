// What was answered, beside what it answers. Who answers decides how it is shown: the one who said it, one of whom it
// speaks, or anyone else. Nothing is hidden and nothing is ranked; they stand in the order of the log.
// "Of whom it speaks": who released the bytes that a statement is about, or said the statement that it is about.

import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import { type Answer, answersTo, once } from '../../commons/advisories/query.ts'
import { issuersAmong, subjectsAmong } from '../../commons/all-statements.ts'
import { identityNames } from '../../commons/keys/query.ts'
import { publishersAmong } from '../../commons/releases/publishers.ts'
import type { ViewSources } from './sources.ts'

const MAX_SUBJECTS = 4_000 // of all statements together whose subjects are looked at

/** issuer: who said what is answered · spoken-about: of whom it speaks · other: anyone else. */
export type AnswerRole = 'issuer' | 'spoken-about' | 'other'

export type AnswerView = {
  readonly statement: Sha256
  readonly about: Sha256
  readonly kind: string // answer, comment, objection, undeclared-interest, correction
  readonly role: AnswerRole
  readonly text: string
  readonly finding?: string
  readonly replacedBy?: Sha256
  readonly by: string
  readonly byName?: string
  readonly time: Instant
  readonly logIndex: number
}

/** What is answered, and who said it, when that is known. */
export type Answered = { readonly digest: Sha256; readonly issuer?: string }

type Index = Pick<ViewSources, 'index'>

/** Each answer once, under the first of the digests that it answers. */
export async function answerViews(
  { index }: Index,
  answered: readonly Answered[],
): Promise<readonly AnswerView[]> {
  const said = await answersTo(index, digestsOf(answered), issuersOf(answered))
  return await viewed({ index }, answered, once(said))
}

/** For lists: under each digest all that answers it; digests that nothing answers are left out. */
export async function answersBeside(
  { index }: Index,
  answered: readonly Answered[],
): Promise<ReadonlyMap<Sha256, readonly AnswerView[]>> {
  const said = await answersTo(index, digestsOf(answered), issuersOf(answered))
  const views = await viewed({ index }, answered, said)
  return Map.groupBy(views, ({ about }) => about)
}

function issuersOf(answered: readonly Answered[]): readonly string[] {
  return [...new Set(answered.flatMap(({ issuer }) => issuer ?? []))]
}

function digestsOf(answered: readonly Answered[]): readonly Sha256[] {
  return [...new Set(answered.map(({ digest }) => digest))]
}

async function viewed(
  { index }: Index,
  answered: readonly Answered[],
  answers: readonly Answer[],
): Promise<readonly AnswerView[]> {
  if (answers.length === 0) return []
  const issuers = new Map(answered.map(({ digest, issuer }) => [digest, issuer]))
  const names = await identityNames(
    index,
    answers.map(({ issuer }) => issuer),
  )
  const spoken = await spokenAbout(index, [...new Set(answers.map(({ about }) => about))])
  return answers.map((answer) => {
    const own = issuers.get(answer.about) === answer.issuer
    const role = own ? 'issuer' : spoken.get(answer.about)?.has(answer.issuer) ? 'spoken-about' : 'other'
    return answerView(answer, role, names.get(answer.issuer))
  })
}

function answerView(answer: Answer, role: AnswerRole, byName: string | undefined): AnswerView {
  const { statement, about, kind, text, finding, replacedBy, issuer, time, index } = answer
  return {
    statement,
    about,
    kind,
    role,
    text,
    ...(finding !== null && { finding }),
    ...(replacedBy !== null && { replacedBy }),
    by: issuer,
    ...(byName !== undefined && { byName }),
    time,
    logIndex: index,
  }
}

/** Of whom each statement speaks; of bytes that are answered directly: who released them. A few looks, however many. */
async function spokenAbout(
  index: ViewSources['index'],
  abouts: readonly Sha256[],
): Promise<ReadonlyMap<Sha256, ReadonlySet<string>>> {
  const subjects = await subjectsAmong(index, abouts, MAX_SUBJECTS)
  const digests = [...new Set([...abouts, ...subjects.map(({ digest }) => digest)])]
  const people = new Map<Sha256, string[]>()
  const add = (digest: Sha256, issuer: string) => people.getOrInsert(digest, []).push(issuer)
  for (const { digest, issuer } of await publishersAmong(index, digests)) add(digest, issuer)
  const spoken = new Map(abouts.map((about) => [about, new Set(people.get(about))]))
  const issuers = Map.groupBy(await issuersAmong(index, digests), ({ statement }) => statement)
  for (const { statement, digest } of subjects)
    for (const issuer of [
      ...(people.get(digest) ?? []),
      ...(issuers.get(digest) ?? []).map((said) => said.issuer),
    ])
      spoken.get(statement)?.add(issuer)
  return spoken
}

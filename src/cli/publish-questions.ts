// What a first publication has to say and nobody wrote yet: asked one by one, at most seven things with the claim of a
// namespace and the last yes. Invariant: an answer is the publisher's own words or a choice from a list; what is left out
// stays not stated, and what is required and left out ends the publishing at once. Source: release-standard 10, [M].

import { OwcError } from '../base/errors.ts'
import { mistyped } from '../base/nearest.ts'
import type { ReleaseDraft } from '../commons/releases/record-draft.ts'
import { notStated, valueAt } from '../commons/releases/record-fields.ts'
import { RELEASE_WORDS, VARIANTS } from '../commons/releases/words.ts'
import { unnamed } from '../commons/standard/licences/unnamed.ts'
import type { World } from './command.ts'
import type { Out } from './out.ts'

const TRIES = 3 // of one question with an answer that does not fit

type Question = {
  readonly path: string
  readonly text: string
  readonly required: boolean
  /** The draft with the answer; a sentence when it does not fit. */
  answer(draft: ReleaseDraft, text: string): ReleaseDraft | string
}

const QUESTIONS: readonly Question[] = [
  {
    path: 'terms',
    text: 'Licence of the weights (an SPDX id such as Apache-2.0, or its name)?',
    required: true,
    answer: (draft, licence) => {
      const none = unnamed(licence)
      return none?.kind === true ? none.says.replace(/\.$/, '') : { ...draft, terms: [{ licence }] }
    },
  },
  {
    path: 'subject.variant',
    text: `Kind of model (${VARIANTS.join(', ')}; empty: not stated)?`,
    required: false,
    answer: (draft, text) =>
      chosen(VARIANTS, text, (variant) => ({ ...draft, subject: { ...draft.subject, variant } })),
  },
  {
    path: 'lineage',
    text: 'Made from which model, and how (such as: finetune acme/tern-base@1.0.0; or: nothing)?',
    required: true,
    answer: (draft, text) => lineage(draft, text),
  },
  {
    path: 'releaseType.word',
    text: `Kind of release (${RELEASE_WORDS.join(', ')})?`,
    required: true,
    answer: (draft, text) =>
      chosen(RELEASE_WORDS, text, (word) => ({ ...draft, releaseType: { ...draft.releaseType, word } })),
  },
  {
    path: 'obligations.reportTo',
    text: 'Where are dangers and defects reported (an address)?',
    required: true,
    answer: (draft, reportTo) => ({ ...draft, obligations: { ...draft.obligations, reportTo } }),
  },
]

/** Fills in what this very act says: who publishes, and on which day. */
export function withAct(
  draft: ReleaseDraft,
  act: { readonly publisher: string; readonly day: string },
): ReleaseDraft {
  const { publisher, released } = draft.subject ?? {}
  return {
    ...draft,
    subject: {
      ...draft.subject,
      released: released ?? act.day,
      publisher: publisher ?? { name: act.publisher },
    },
  }
}

/** What has to be said and is not, in words; ids and versions come from the command. */
function missingIn(draft: ReleaseDraft): readonly string[] {
  return notStated(draft)
    .filter(({ path, minimum }) => minimum && !path.startsWith('subject.'))
    .map(({ title, path }) => `${title.toLowerCase()} (${path})`)
}

/** Asks for what is missing, when somebody can be asked.
 *  @throws OwcError `record-incomplete` */
export async function askMissing(
  draft: ReleaseDraft,
  { world, out, yes }: { readonly world: World; readonly out: Out; readonly yes: 'asked' | 'given' },
): Promise<ReleaseDraft> {
  let now = draft
  if (yes === 'asked')
    for (const question of QUESTIONS.filter(({ path }) => valueAt(draft, path) === undefined)) {
      const next = await askOne(now, question, { world, out })
      if (next === undefined) break
      now = next
    }
  const missing = missingIn(now)
  if (missing.length > 0) throw incomplete(missing)
  return now
}

/** Undefined when nobody can be asked. @throws OwcError `record-incomplete` for what has to be said and is left empty */
async function askOne(
  draft: ReleaseDraft,
  { text, required, answer }: Question,
  { world, out }: { readonly world: World; readonly out: Out },
): Promise<ReleaseDraft | undefined> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const said = await world.askText(text)
    if (said === undefined) return undefined
    if (said === '' && required) throw incomplete(missingIn(draft))
    if (said === '') return draft
    const next = answer(draft, said)
    if (typeof next !== 'string') return next
    out.note(`That does not fit: ${next}.`)
  }
  return draft
}

function chosen<W extends string>(
  words: readonly W[],
  text: string,
  use: (word: W) => ReleaseDraft,
): ReleaseDraft | string {
  const word = words.find((one) => one === text.toLowerCase())
  if (word !== undefined) return use(word)
  const close = mistyped(text.toLowerCase(), words)
  return close === undefined ? `one of ${words.join(', ')}` : `did you mean ${close}?`
}

function lineage(draft: ReleaseDraft, text: string): ReleaseDraft | string {
  if (/^(nothing|none|\[\])$/i.test(text)) return { ...draft, lineage: [] }
  const [, relation, parent] = /^([a-z][a-z-]{1,40})\s+(\S.{0,300})$/i.exec(text) ?? []
  if (relation === undefined || parent === undefined)
    return 'how and from what, such as "quantized acme/tern@1.0.0", or "nothing" when it began from random weights'
  return { ...draft, lineage: [{ relation: relation.toLowerCase(), parent }] }
}

function incomplete(missing: readonly string[]): OwcError {
  return new OwcError({
    code: 'record-incomplete',
    where: 'release record',
    expected: missing.join(', '),
    found: 'not stated',
    hint: 'Write them into release.yaml (owc draft makes one), or publish in a terminal and answer.',
  })
}

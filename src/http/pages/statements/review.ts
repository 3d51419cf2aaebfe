// A review: who looked into which question of some bytes, how, with what interest, and what came of it. That a reviewer
// also released the bytes is said by whoever shows it beside them (node/views/reviews.ts).

import { type Html, html, type Value } from '../../../base/html.ts'
import { OUTCOME_WORDS, Review } from '../../../commons/review/statements.ts'
import { fields, named, pointers, prose } from '../parts/fields.ts'
import { form } from './form.ts'

export const review = form(Review, ({ question, outcome, how, interest, evidence, about }) => {
  const of: Value = about === undefined ? undefined : html` about ${named(about)}`
  return html`<p>Looked into question <strong>${question}</strong>${of} and ${OUTCOME_WORDS[outcome]}.</p>
${fields([
  ['How they looked', prose(how)],
  ['Interest, as declared', interestOf(interest)],
  ['Evidence', pointers(evidence)],
])}
<p>One person says this of one question; it makes no other question answered.</p>`
})

function interestOf(interest: string): Html {
  return /^none\.?$/i.test(interest.trim()) ? html`none, they say` : html`<bdi>${interest}</bdi>`
}

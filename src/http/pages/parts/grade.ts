// A grade: how well something is shown. Its form carries the meaning, colour only helps (design rule 3).

import { type Html, html } from '../../../base/html.ts'
import { GRADES, type Grade } from '../../../commons/standard/answer.ts'
import type { Example } from './example.ts'

/** @param words what is graded so; the grade itself is always said too, for those who do not see its form */
export function grade(kind: Grade, words: string): Html {
  const name = kind.replace('-', ' ')
  return html`<span class="grade ${kind}" title="${name}"><span>${words}${words === name ? undefined : html`<span class="unseen"> (${name})</span>`}</span></span>`
}

export function examples(): readonly Example[] {
  return [
    {
      name: 'each',
      html: html`<p>${GRADES.map((kind) => html`${grade(kind, kind.replace('-', ' '))} `)}</p>`,
    },
    { name: 'own words', html: html`<p>${grade('evidenced', 'signature checked')}</p>` },
  ]
}

// The three claims, side by side and of equal weight: none is inferred from another, and nothing is added up (DESIGN 1).

import { type Html, html } from '../../../base/html.ts'
import type { ReleaseView } from '../../../node/views/release.ts'
import type { Example } from './example.ts'
import { day } from './when.ts'

/** Where each claim is told at length; a claim stays short, so that the three weigh the same. */
type Ways = Readonly<Partial<Record<keyof ReleaseView['claims'], Html>>>

export function claims(view: ReleaseView['claims'], ways: Ways = {}): Html {
  return html`<div class="claims">
${claim('Availability', or(view.availability, 'Nothing is recorded about who holds the bytes.'), ways.availability)}
${claim('Openness', or(view.openness, 'Nothing is stated about rights, code, data or method.'), ways.openness)}
${claim('Release safety', or(view.safety, 'Nothing is recorded about evaluations or safeguards.'), ways.safety)}
</div>`
}

function or(sentences: readonly string[], silence: string): readonly string[] {
  return sentences.length === 0 ? [silence] : sentences
}

const DAY = /\b(\d{4}-\d{2}-\d{2})\b/ // views write days so; people read them otherwise

function dated(words: string): Html {
  return DAY.test(words) ? day(`${words}T00:00:00Z`) : html`${words}`
}

function claim(name: string, sentences: readonly string[], way: Html | undefined): Html {
  return html`<section><h2>${name}</h2>${sentences.map((sentence) => html`<p>${sentence.split(DAY).map(dated)}</p>`)}${way === undefined ? undefined : html`<p class="small">${way}</p>`}</section>`
}

export function examples(): readonly Example[] {
  return [
    { name: 'silent', html: claims({ availability: [], openness: [], safety: [] }) },
    {
      name: 'said',
      html: claims({
        availability: ['Held by 1 node, since 2026-11-03.', 'Every file is here.'],
        openness: ['Licence: apache-2.0, stated in the file and by the package.'],
        safety: ['No evaluation of these bytes is recorded here.'],
      }),
    },
  ]
}

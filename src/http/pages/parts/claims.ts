// The three claims, side by side and of equal weight: none is inferred from another, and nothing is added up (DESIGN 1).

import { type Html, html } from '../../../base/html.ts'
import type { ReleaseView } from '../../../node/views/release.ts'
import type { Example } from './example.ts'
import { day } from './when.ts'

export function claims(view: ReleaseView['claims']): Html {
  return html`<div class="claims">
${claim('Availability', view.availability, 'Nothing is recorded about who holds the bytes.')}
${claim('Openness', view.openness, 'Nothing is stated about rights, code, data or method.')}
${claim('Release safety', view.safety, 'Nothing is recorded about evaluations or safeguards.')}
</div>`
}

const DAY = /\b(\d{4}-\d{2}-\d{2})\b/ // views write days so; people read them otherwise

function dated(words: string): Html {
  return DAY.test(words) ? day(`${words}T00:00:00Z`) : html`${words}`
}

function claim(name: string, sentences: readonly string[], silence: string): Html {
  const said = sentences.length === 0 ? [silence] : sentences
  return html`<section><h2>${name}</h2>${said.map((sentence) => html`<p>${sentence.split(DAY).map(dated)}</p>`)}</section>`
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

// Nothing to show, said plainly, and what to do about it.

import { type Html, html, type Value } from '../../../base/html.ts'
import type { Example } from './example.ts'

export function empty(sentence: string, next?: Value): Html {
  return html`<div class="empty"><p><strong>${sentence}</strong></p>${next === undefined ? undefined : html`<p>${next}</p>`}</div>`
}

export function examples(): readonly Example[] {
  return [
    { name: 'alone', html: empty('Nothing was said about these bytes.') },
    {
      name: 'with a step',
      html: empty('No release matches.', html`<a href="/releases">Show all releases</a>`),
    },
  ]
}

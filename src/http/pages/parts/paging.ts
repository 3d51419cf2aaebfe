// Pages of a list by keys, not by numbers: nothing moves between pages while one reads.

import { type Html, html, link } from '../../../base/html.ts'
import type { Example } from './example.ts'

export type Paging = { readonly first?: string; readonly next?: string; readonly nextName?: string }

export function paging({ first, next, nextName = 'More' }: Paging): Html | undefined {
  if (first === undefined && next === undefined) return undefined
  return html`<nav class="paging" aria-label="Pages">${first === undefined ? undefined : html`<a class="button quiet" href="${link(first)}">Back to the first</a>`}
${next === undefined ? undefined : html`<a class="button quiet" rel="next" href="${link(next)}">${nextName}</a>`}</nav>`
}

export function examples(): readonly Example[] {
  return [
    { name: 'first', html: html`${paging({ next: '/releases?after=x' })}` },
    {
      name: 'middle',
      html: html`${paging({ first: '/releases', next: '/releases?after=y', nextName: 'Older entries' })}`,
    },
  ]
}

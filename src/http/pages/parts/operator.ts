// What only the operator may start: a button with their session, and without it the words that open one.

import { type Html, html, link } from '../../../base/html.ts'
import type { Who } from '../../../node/access.ts'
import type { Example } from './example.ts'

export type Act = {
  readonly address: string
  readonly button: string
  readonly fields?: Readonly<Record<string, string>>
  readonly quiet?: 'quiet'
}

export function act(who: Who, what: Act): Html {
  if (!who.operator) return keyNeeded(what.button)
  const fields = Object.entries(what.fields ?? {})
  return html`<form class="act" method="post" action="${link(what.address)}">${fields.map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}<button class="${what.quiet ?? ''}">${what.button}</button></form>`
}

/** @param button what would stand here */
export function keyNeeded(button: string): Html {
  return html`<p class="key"><em>${button}</em> needs the operator’s session: <code data-copy>npx owc open</code> prints a link that opens it.</p>`
}

export function examples(): readonly Example[] {
  const operator: Who = { name: 'operator', scopes: ['operate'], operator: true }
  const what: Act = { address: '/imports', button: 'Import it', fields: { ref: '"><script>' } }
  return [
    { name: 'operator', html: act(operator, what) },
    { name: 'visitor', html: act({ name: 'anonymous', scopes: [], operator: false }, what) },
  ]
}

// The mark of the commons: three bars inside a ring that stays open. Drawn in the ink of its surroundings.

import { type Html, html } from '../../../base/html.ts'

export function mark(): Html {
  return html`<svg viewBox="0 0 32 32" width="26" height="26" fill="none" stroke="currentColor" stroke-width="2.4" stroke-linecap="round" aria-hidden="true"><path d="M16 3.5a12.5 12.5 0 1 1-8.9 3.7"/><path d="M7.1 2.6v4.9h4.9"/><path d="M10.5 20.5V12M16 22.5V9.5M21.5 20.5V12"/></svg>`
}

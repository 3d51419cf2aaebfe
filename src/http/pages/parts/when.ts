// A time: the day in words, the exact moment for machines and on focus.

import { type Html, html } from '../../../base/html.ts'
import type { Instant } from '../../../base/time.ts'
import { dateText, momentText } from '../figures.ts'
import type { Example } from './example.ts'

export function day(time: Instant | string): Html {
  return html`<time datetime="${time}" title="${momentText(time)}">${dateText(time)}</time>`
}

export function moment(time: Instant | string): Html {
  return html`<time datetime="${time}">${momentText(time)}</time>`
}

export function examples(): readonly Example[] {
  return [
    { name: 'day', html: html`<p>${day('2026-11-03T09:00:00Z')}</p>` },
    { name: 'moment', html: html`<p>${moment('2026-11-03T09:00:00Z')}</p>` },
    { name: 'no time', html: html`<p>${moment('<yesterday>')}</p>` },
  ]
}

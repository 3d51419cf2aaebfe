// The face of a digest: sixteen strokes around a point, clockwise from the top, whose lengths are the first sixteen
// hexadecimal digits. The same bytes always look the same. It never stands alone: the digits are beside it.
// Geometry as in design/*.html: on a 32 by 32 ground, strokes begin 5.2 from the centre and are 2 + 0.55 × digit long.

import { type Html, html } from '../../../base/html.ts'
import type { Example } from './example.ts'

const STROKES = 16
const CENTRE = 16
const INNER = 5.2
const SHORTEST = 2
const STEP = 0.55

export function seal(digits: string): Html {
  return drawing(digits, 'seal')
}

/** The one beside a page's heading. */
export function largeSeal(digits: string): Html {
  return drawing(digits, 'seal large')
}

function drawing(digits: string, name: string): Html {
  return html`<svg class="${name}" viewBox="0 0 32 32" aria-hidden="true"><path d="${strokes(digits)}" stroke="currentColor" stroke-width="1.9" stroke-linecap="round" fill="none"/><circle cx="16" cy="16" r="2.4" fill="currentColor"/></svg>`
}

export function strokes(digits: string): string {
  let path = ''
  for (let index = 0; index < STROKES; index++) {
    const digit = Number.parseInt(digits.charAt(index), 16)
    const length = SHORTEST + STEP * (Number.isNaN(digit) ? 0 : digit)
    path += `M${point(index, INNER)}L${point(index, INNER + length)}`
  }
  return path
}

function point(index: number, radius: number): string {
  const angle = (2 * Math.PI * index) / STROKES
  return `${(CENTRE + radius * Math.sin(angle)).toFixed(1)} ${(CENTRE - radius * Math.cos(angle)).toFixed(1)}`
}

export function examples(): readonly Example[] {
  return [
    { name: 'shortest', html: seal('0'.repeat(64)) },
    { name: 'longest', html: largeSeal('f'.repeat(64)) },
    { name: 'no digest', html: seal('not hexadecimal') },
  ]
}

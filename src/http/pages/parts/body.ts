// The body of any statement for people, known or unknown: nested lists of keys and values, as they were signed.
// Foreign structure has limits: what is deeper or longer stands in the JSON below it.

import { type Html, html, type Value } from '../../../base/html.ts'
import { countText } from '../figures.ts'
import type { Example } from './example.ts'

const DEEPEST = 5
const MOST = 40 // entries of one list or object
const LONGEST = 2_000 // characters of one text

export function body(value: unknown, depth = 0): Value {
  if (typeof value === 'string') return text(value)
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (value === null || value === undefined) return html`<small>nothing</small>`
  if (depth >= DEEPEST) return html`<small>deeper; see the JSON below</small>`
  if (Array.isArray(value)) return list(value, depth)
  return fields(value, depth)
}

function list(values: readonly unknown[], depth: number): Html {
  if (values.length === 0) return html`<small>an empty list</small>`
  return html`<ul>${values.slice(0, MOST).map((one) => html`<li>${body(one, depth + 1)}</li>`)}${rest(values.length)}</ul>`
}

function fields(value: object, depth: number): Html {
  const entries = Object.entries(value)
  if (entries.length === 0) return html`<small>nothing</small>`
  const more = rest(entries.length)
  return html`<dl class="body">${entries.slice(0, MOST).map(([key, one]) => html`<div><dt><bdi>${key}</bdi></dt><dd>${body(one, depth + 1)}</dd></div>`)}</dl>${more === undefined ? undefined : html`<ul>${more}</ul>`}`
}

function rest(count: number): Html | undefined {
  return count > MOST
    ? html`<li><small>${countText(count - MOST)} more; see the JSON below</small></li>`
    : undefined
}

function text(value: string): Html {
  if (/^((sha256:)?[0-9a-f]{64}|[0-9a-f]{40})$/.test(value)) return html`<code class="whole">${value}</code>`
  const shown = value.length > LONGEST ? `${value.slice(0, LONGEST)} …` : value
  return html`<bdi>${shown}</bdi>`
}

export function examples(): readonly Example[] {
  let deep: unknown = 'bottom'
  for (let index = 0; index < 50; index++) deep = { deeper: [deep] }
  return [
    {
      name: 'usual',
      html: html`${body({ since: '2026-11-03T09:00:00Z', files: [{ path: 'a', size: 1 }], note: null })}`,
    },
    { name: 'deep', html: html`${body(deep)}` },
    {
      name: 'hostile',
      html: html`${body({ '<script>': '"\u202e', long: 'x'.repeat(5000), many: Array(200).fill(1) })}`,
    },
  ]
}

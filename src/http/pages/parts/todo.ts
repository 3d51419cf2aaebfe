// What a publisher could do next, in the order of what it would change: each step names its field and which answers would
// be others, by the same rules. It asks for nothing and promises nothing.

import { type Html, html, link } from '../../../base/html.ts'
import type { Effect, Todo } from '../../../commons/standard/todo.ts'
import { methodAddress } from '../addresses.ts'
import { many } from '../figures.ts'
import type { Example } from './example.ts'

const MOST = 12 // steps shown open

export function todo(steps: readonly Todo[]): Html {
  const rest = steps.slice(MOST)
  return html`<ol>${steps.slice(0, MOST).map(step)}</ol>${
    rest.length === 0
      ? undefined
      : html`<details><summary>${many(rest.length, 'more step', 'more steps')}</summary><ol start="${MOST + 1}">${rest.map(step)}</ol></details>`
  }`
}

function step({ field, does, effects }: Todo): Html {
  const where =
    field === undefined ? undefined : html` <small>Field <code><bdi>${field}</bdi></code>.</small>`
  return html`<li><bdi>${does}</bdi>${where}${effects.length === 0 ? undefined : html`<br><small>Would change: ${effects.map((one, index) => html`${index === 0 ? '' : '; '}${effect(one)}`)}.</small>`}</li>`
}

function effect(one: Effect): Html {
  if ('question' in one)
    return html`<a href="${link(`#${one.question}`)}">${one.question}</a> from ${one.from.replace('-', ' ')} to ${one.to.replace('-', ' ')}`
  if ('framework' in one) return html`${one.framework}: ${one.to}`
  return html`<a href="${link(methodAddress(one.finding))}">${one.finding}</a> would be cleared`
}

export function examples(): readonly Example[] {
  const steps: readonly Todo[] = [
    {
      about: 'data-card',
      field: 'components',
      does: 'data-card: The record does not speak of it.',
      effects: [{ framework: 'Model Openness Framework 1.0', to: 'Class III' }],
    },
    { about: 'OW-1', does: 'Called <b>\u202eopen source.', effects: [{ finding: 'OW-1', severity: 'W' }] },
    {
      about: 'P2.1',
      field: 'rationale.why',
      does: 'Say why.',
      effects: [{ question: 'P2.1', from: 'absent', to: 'declared' }],
    },
  ]
  return [
    { name: 'each effect', html: todo(steps) },
    { name: 'many', html: todo([...steps, ...steps, ...steps, ...steps, ...steps]) },
  ]
}

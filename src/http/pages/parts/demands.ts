// What each step towards a broad release demands, and what stands for each demand: present, missing or contradicted, with
// the questions that say so. Information, no permission; nothing is added up (release-standard 0, 7.1).

import { type Html, html } from '../../../base/html.ts'
import type { Safety } from '../../../commons/standard/claims/safety.ts'
import type { Example } from './example.ts'
import { table } from './table.ts'

type Demand = Safety['requirements'][number]

export function demands({ stage, requirements }: Pick<Safety, 'stage' | 'requirements'>): Html {
  const up =
    stage === undefined
      ? 'No stage is stated, so the steps up to broad are shown.'
      : html`Stage as stated: ${stage}. The steps up to it are shown.`
  return html`<p>${up} What is missing here may stand elsewhere; that it is present does not say that it suffices.</p>
${table<Demand>(
  'Demands of each step',
  [
    { name: 'What is asked', cell: ({ says }) => says },
    { name: 'First asked at', cell: ({ stage: at }) => at },
    {
      name: 'What there is',
      cell: ({ met, because, excused }) =>
        html`${excused === true ? 'not asked of this kind of model' : met}<br><small>${because}</small>`,
    },
  ],
  requirements,
)}`
}

export function examples(): readonly Example[] {
  const demand = (met: Demand['met']): Demand => ({
    stage: 'research',
    says: 'What it is for and not for',
    questions: ['P5.4'],
    needs: 'stated',
    met,
    because: 'Absent: P5.4.',
  })
  const requirements = [demand('present'), demand('missing'), demand('contradicted')]
  return [
    { name: 'no stage', html: demands({ requirements }) },
    { name: 'excused', html: demands({ requirements: [{ ...demand('present'), excused: true }] }) },
    { name: 'a stage', html: demands({ stage: 'broad', requirements }) },
  ]
}

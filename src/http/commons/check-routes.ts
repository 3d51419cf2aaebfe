// What the release standard answers of a release, as JSON: the same view that `owc check` prints.

import { checkView } from '../../node/views/check.ts'
import { viewSources } from '../../node/views/sources.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

export const checkRoutes: readonly CommonsRoute[] = [
  row({
    method: 'GET',
    path: '/check/:ref{.+}',
    tag: 'standard',
    summary: 'Checks and findings of a release by reference; nothing is added up.',
    answers: 'Each question with grade and evidence, each finding, openness, and the three claims.',
    async handle({ house: { node }, c, part }) {
      return json(c, await checkView(viewSources(node), part('ref')))
    },
  }),
]

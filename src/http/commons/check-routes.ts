// What the release standard asks, and what it answers of a release, as JSON: the same views that `owc check` prints.

import Type, { type Static } from 'typebox'
import { checkOfRecord } from '../../node/views/check.ts'
import { resolveRef } from '../../node/views/ref.ts'
import { viewSources } from '../../node/views/sources.ts'
import { standardView } from '../../node/views/standard.ts'
import { todoOfRecord } from '../../node/views/todo.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

const CheckQuery = Type.Object(
  {
    todo: Type.Optional(
      Type.Unsafe<'yes'>(Type.Enum(['yes'], { description: 'Add what could be done next.' })),
    ),
  },
  { additionalProperties: false },
)

export const checkRoutes: readonly CommonsRoute[] = [
  row<Static<typeof CheckQuery>>({
    method: 'GET',
    path: '/check/:ref{.+}',
    tag: 'standard',
    summary: 'Checks and findings of a release by reference; nothing is added up.',
    answers: 'Each question with grade and evidence, each finding, openness, and the three claims.',
    query: CheckQuery,
    async handle({ house: { node }, c, part, query }) {
      const sources = viewSources(node)
      const { record } = await resolveRef(sources, part('ref'))
      const view = await checkOfRecord(sources, record)
      return json(c, query.todo === undefined ? view : { ...view, todo: await todoOfRecord(sources, record) })
    },
  }),
  row({
    method: 'GET',
    path: '/standard',
    tag: 'standard',
    summary: 'The release standard as data: every question and every detector, with its rule in words.',
    answers: 'Grades, groups, questions, detectors, stages.',
    handle: ({ c }) => json(c, standardView()),
  }),
]

// What somebody means who wants to answer: the statement behind a digest or a name, with what answers it already.

import { answerable } from '../../node/views/answerable.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

export const answerRoutes: readonly CommonsRoute[] = [
  row({
    method: 'GET',
    path: '/answerable/:ref{.+}',
    tag: 'statements',
    summary: 'The statement that a digest (at least 12 digits) or a name means, in short, with its answers.',
    answers: 'The statement.',
    handle: async ({ house, c, part }) => json(c, await answerable(house.node, part('ref'))),
  }),
]

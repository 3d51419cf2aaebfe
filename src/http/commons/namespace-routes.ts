// Who holds which namespace here, and the operator's decision that releases one.

import Type, { type Static } from 'typebox'
import { checkEvidence, evidenceWeb } from '../../node/evidence.ts'
import { listNamespaces, readNamespace, releaseNamespace } from '../../node/namespace-list.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

const MAX_ROWS = 200
const closed = { additionalProperties: false } as const
const List = Type.Object(
  {
    after: Type.Optional(Type.Union([Type.String({ maxLength: 80 }), Type.Integer()])), // "2024" is a namespace
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_ROWS })),
  },
  closed,
)
const Empty = Type.Object({}, closed)
const Release = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 2000 }) }, closed)

export const namespaceRoutes: readonly CommonsRoute[] = [
  row<Static<typeof List>>({
    method: 'GET',
    path: '/namespaces',
    tag: 'identities',
    summary: 'Namespaces that were ever claimed here, with who holds each now.',
    answers: 'Rows by name, and the name after which the next page begins.',
    query: List,
    async handle({ house, c, query: { after = '', limit = MAX_ROWS } }) {
      return json(c, await listNamespaces(house.node, { after: String(after), limit }))
    },
  }),
  row({
    method: 'GET',
    path: '/namespaces/:namespace',
    tag: 'identities',
    summary: 'Who holds a namespace, since when, and what its domain was found to say.',
    answers: 'The holder, or none.',
    handle: async ({ house, c, part }) => json(c, await readNamespace(house.node, part('namespace'))),
  }),
  row<undefined, Static<typeof Empty>>({
    method: 'POST',
    path: '/identities/:id/evidence',
    tag: 'identities',
    summary: 'Looks whether the domains that an identity names name it in turn, and logs what was found.',
    answers: 'Of each domain what was found, and the receipt.',
    scope: 'operate',
    body: Empty,
    async handle({ house, c, part }) {
      const web = evidenceWeb()
      const checked = await checkEvidence(house.node, part('id'), web).finally(() => web.close())
      return json(c, { checked }, 201)
    },
  }),
  row<undefined, Static<typeof Release>>({
    method: 'POST',
    path: '/namespaces/:namespace/release',
    tag: 'identities',
    summary: 'Releases a namespace from its holder by a logged decision, such as when keys were lost.',
    answers: 'Receipt of the decision.',
    scope: 'operate',
    body: Release,
    handle: async ({ house, c, part, body }) =>
      json(c, await releaseNamespace(house.node, part('namespace'), body.reason), 201),
  }),
]

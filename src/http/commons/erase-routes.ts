// Erasing a body: what would go and what not, and doing it. Only the operator, who answers for this node's data.

import Type, { type Static } from 'typebox'
import { parseDigest } from '../../base/digest.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

const closed = { additionalProperties: false } as const
const Line = Type.String({ minLength: 1, maxLength: 1_000 })
const Erase = Type.Object(
  {
    statement: Type.String({ pattern: '^(sha256:)?[0-9a-f]{64}$' }),
    reason: Type.Unsafe<string>(Type.Enum(['personal-data', 'law', 'court-order', 'safety', 'other'])),
    text: Type.String({ minLength: 1, maxLength: 20_000, description: 'Public, and never erased itself.' }),
    controller: Type.Optional(Line),
    jurisdiction: Type.Optional(Line),
  },
  closed,
)

export const eraseRoutes: readonly CommonsRoute[] = [
  row({
    method: 'GET',
    path: '/erasures/:digest/plan',
    tag: 'statements',
    summary:
      'What erasing the body of a statement would remove here, what stays, and what nobody here can reach.',
    answers: 'The plan; a refusal when the log cannot do without the body.',
    scope: 'operate',
    handle: async ({ house, c, part }) =>
      json(c, await house.node.erasable(parseDigest(part('digest'), 'address'))),
  }),
  row<undefined, Static<typeof Erase>>({
    method: 'POST',
    path: '/erasures',
    tag: 'statements',
    summary:
      'Erases the body of a statement: logged as an erasure, then the words are removed from tables and files.',
    answers: 'Receipt of the erasure, and what was removed.',
    scope: 'operate',
    body: Erase,
    async handle({ house: { node }, c, body: { statement: given, ...body } }) {
      const statement = parseDigest(given, 'statement')
      const plan = await node.erasable(statement)
      const subjects = [{ name: 'statement', digest: statement }]
      const receipt = await node.say({ type: 'owc:erasure/v1', subjects, body })
      return json(c, { ...receipt, erased: plan }, 201)
    },
  }),
]

// Inviting and joining: the operator makes a link for one namespace; whoever has it looks what it offers, then hands
// in an identity document signed by keys that stay with them, and gets a token for that namespace.

import Type, { type Static } from 'typebox'
import { utf8 } from '../../base/bytes.ts'
import { OwcError } from '../../base/errors.ts'
import { parseInstant } from '../../base/time.ts'
import { nodeCrypto } from '../../ledger/crypto-node.ts'
import { checkOffer, join } from '../../node/invitations.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

const closed = { additionalProperties: false } as const
const Namespace = Type.String({ minLength: 1, maxLength: 80 })
const Secret = Type.String({ minLength: 1, maxLength: 200 })
const Invite = Type.Object(
  { namespace: Namespace, expires: Type.Optional(Type.String({ maxLength: 40 })) },
  closed,
)
const Cancel = Type.Object({ namespace: Namespace }, closed)
const Look = Type.Object({ k: Secret }, closed)
const Join = Type.Object(
  {
    k: Secret,
    claim: Type.String({ pattern: '^[A-Za-z0-9]{32,64}$' }),
    envelopes: Type.Array(Type.Object({}), { minItems: 1, maxItems: 2 }),
  },
  closed,
)

export const joinRoutes: readonly CommonsRoute[] = [
  row<undefined, Static<typeof Invite>>({
    method: 'POST',
    path: '/invitations',
    tag: 'access',
    summary: 'Makes a link by which somebody else may claim a namespace here, once.',
    answers: 'The link, its secret (shown this once) and its end.',
    scope: 'operate',
    body: Invite,
    async handle({ house: { node }, c, body }) {
      const namespace = await checkOffer(node, body.namespace)
      const until = body.expires === undefined ? undefined : parseInstant(body.expires, 'expires')
      const { secret, made, expires } = await node.invitations.make(namespace, until)
      const host = c.req.header('host') // allowed by the guard
      if (host === undefined)
        throw new OwcError({ code: 'usage', where: 'Host header', expected: 'one', found: 'none' })
      return json(c, { namespace, made, expires, secret, link: `http://${host}/join#${secret}` }, 201)
    },
  }),
  row({
    method: 'GET',
    path: '/invitations',
    tag: 'access',
    summary: 'Invitations, without their secrets.',
    answers: 'A list, newest first.',
    scope: 'operate',
    handle: async ({ house, c }) => json(c, { invitations: await house.node.invitations.list() }),
  }),
  row<undefined, Static<typeof Cancel>>({
    method: 'POST',
    path: '/invitations/cancel',
    tag: 'access',
    summary: 'Ends the invitations for a namespace that nobody used.',
    answers: 'How many.',
    scope: 'operate',
    body: Cancel,
    handle: async ({ house, c, body }) =>
      json(c, { cancelled: await house.node.invitations.cancel(body.namespace) }),
  }),
  row<undefined, Static<typeof Look>>({
    method: 'POST',
    path: '/invitations/look',
    tag: 'access',
    summary: 'What an invitation offers.',
    answers: 'Namespace and end.',
    body: Look,
    async handle({ house: { node }, c, body }) {
      const { namespace, made, expires } = await node.invitations.look(body.k)
      return json(c, { namespace, made, expires, node: { name: node.name, identity: node.identity } })
    },
  }),
  row<undefined, Static<typeof Join>>({
    method: 'POST',
    path: '/join',
    tag: 'access',
    summary:
      'Joins by an invitation: logs the identity documents, which claim the namespace, and gives a token.',
    answers: 'Identity, receipts, and the token, shown this once; the same claim may ask again.',
    body: Join,
    async handle({ house, c, body }) {
      const envelopes = body.envelopes.map((one) => utf8(JSON.stringify(one)))
      return json(
        c,
        await join(house.node, nodeCrypto, { secret: body.k, claim: body.claim, envelopes }),
        201,
      )
    },
  }),
]

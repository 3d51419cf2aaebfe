// Who somebody is, and where the next statement of an ordered stream must stand: what a signer asks before it signs.

import Type, { type Static } from 'typebox'
import { digestText } from '../../base/digest.ts'
import { instant } from '../../base/time.ts'
import { streamHead } from '../../commons/all-statements.ts'
import { head as identityHead } from '../../commons/keys/query.ts'
import { IDENTITY_TYPE } from '../../ledger/statement.ts'
import { identityView } from '../../node/views/identity.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

const Stream = Type.Object(
  {
    issuer: Type.String({ pattern: '^owcid:[a-z2-7]{52}$' }),
    type: Type.String({ pattern: '^[!-~]{1,256}$' }),
  },
  { additionalProperties: false },
)

export const streamRoutes: readonly CommonsRoute[] = [
  row<Static<typeof Stream>>({
    method: 'GET',
    path: '/streams/next',
    tag: 'statements',
    summary: 'The place of the next statement in an issuer’s ordered stream of one type.',
    answers: 'seq, and prev: the statement before, or null.',
    query: Stream,
    async handle({ house, c, query }) {
      const { index, log } = house.node
      const last =
        query.type === IDENTITY_TYPE
          ? await identityHead(index, query.issuer, instant(log.nextSeconds()))
          : await streamHead(index, { ...query, origin: log.origin })
      const next = last === undefined ? { seq: 0, prev: null } : { seq: last.seq + 1, prev: last.statement }
      return json(c, { seq: next.seq, prev: next.prev === null ? null : digestText(next.prev) })
    },
  }),
  row({
    method: 'GET',
    path: '/identities/:id',
    tag: 'identities',
    summary: 'An identity: its documents, and the keys with which it may speak now.',
    answers: 'The identity as this node knows it.',
    handle: async ({ house, c, part }) => json(c, await identityView(house.node, part('id'))),
  }),
]

// Proofs of the log for those who have no tiles at hand: consistency between two sizes, inclusion of a statement.

import Type, { type Static } from 'typebox'
import { toBase64 } from '../../base/bytes.ts'
import { digestText, parseDigest } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

const Sizes = Type.Object(
  { from: Type.Integer({ minimum: 0 }), to: Type.Integer({ minimum: 0 }) },
  { additionalProperties: false },
)

export const logRoutes: readonly CommonsRoute[] = [
  row<Static<typeof Sizes>>({
    method: 'GET',
    path: '/log/consistency',
    tag: 'log',
    summary: 'That the log of one size continues that of a smaller one (RFC 6962 2.1.2).',
    answers: 'Hashes in base64.',
    query: Sizes,
    async handle({ house, c, query }) {
      const { size } = house.node.log.checkpoint()
      if (query.from > query.to || query.to > size) {
        const expected = `from ≤ to ≤ ${size}`
        throw new OwcError({
          code: 'usage',
          where: 'query',
          expected,
          found: `from=${query.from}, to=${query.to}`,
        })
      }
      const hashes = await house.node.log.consistency(query.from, query.to)
      return json(c, {
        origin: house.node.log.origin,
        from: query.from,
        to: query.to,
        hashes: hashes.map(toBase64),
      })
    },
  }),
  row({
    method: 'GET',
    path: '/statements/:digest/proof',
    tag: 'log',
    summary: "Proof that a statement stands in this node's log, checkpoint included (c2sp.org/tlog-proof).",
    answers: 'Index and proof text.',
    async handle({ house, c, part }) {
      const { log, storage } = house.node
      const statement = parseDigest(part('digest'), 'address')
      const [entry] = await storage.logStore.find(statement) // of an erased body too: its proof stands
      if (entry === undefined) {
        const found = digestText(statement)
        throw new OwcError({ code: 'not-found', where: 'log', expected: 'a statement of this log', found })
      }
      return json(c, {
        statement: digestText(statement),
        index: entry,
        proof: await log.prove(entry),
      })
    },
  }),
]

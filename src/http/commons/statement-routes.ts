// Statements by their id: the envelope as it was admitted, and the gate of log admission.

import Type from 'typebox'
import { digestText, parseDigest, type Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { Body } from '../../storage/contracts.ts'
import { needScope } from '../asker.ts'
import { MAX_JSON_BYTES, readBody } from '../bytes/receive.ts'
import type { House } from '../door.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

export const statementRoutes: readonly CommonsRoute[] = [
  row({
    method: 'POST',
    path: '/statements',
    tag: 'statements',
    summary: 'Submits a signed statement: a DSSE envelope around an in-toto statement of one of our types.',
    answers: 'Receipt: statement, log index, time, proof. The same envelope again gives the same receipt.',
    scope: 'any',
    sends: Type.Object({}, { description: 'A DSSE envelope; read strictly, kept byte for byte.' }),
    async handle({ house, c }) {
      const { asker } = c.var
      if (asker.by === 'nobody') needScope(asker, 'say')
      const envelope = await readBody(c.env.incoming, MAX_JSON_BYTES)
      return json(c, await house.node.admit(envelope, asker.who), 201)
    },
  }),
  row({
    method: 'GET',
    path: '/statements/:digest/envelope',
    tag: 'statements',
    summary: 'The envelope of a statement, byte for byte as it was admitted.',
    answers: 'DSSE JSON; 410 when its body was erased.',
    async handle({ house, c, part }) {
      const statement = parseDigest(part('digest'), 'address')
      const body = await bodyOf(house, statement)
      if ('erased' in body) {
        const found = `an erasure: ${digestText(body.erased)}`
        throw new OwcError({ code: 'body-erased', where: digestText(statement), expected: 'a body', found })
      }
      const headers = {
        'Content-Type': 'application/vnd.dsse.envelope.v1+json',
        'Cache-Control': 'no-cache', // a body can be erased
        ETag: `"${statement}"`,
      }
      return c.body(body.envelope.slice().buffer, 200, headers)
    },
  }),
]

async function bodyOf({ node }: House, statement: Sha256): Promise<Body> {
  const body = await node.storage.logStore.body(statement)
  if (body !== undefined) return body
  throw new OwcError({
    code: 'not-found',
    where: 'statements',
    expected: 'a statement that was logged here',
    found: digestText(statement),
  })
}

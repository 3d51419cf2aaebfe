// What other logs say of an artifact, and what other logs told that does not fit together: the evidence, for anybody.

import Type, { type Static } from 'typebox'
import { collect } from '../../base/bytes.ts'
import { digestText, parseDigest, type Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { peerDifferences } from '../../commons/keys/peers.ts'
import { EVIDENCE_MEDIA_TYPE, MAX_EVIDENCE_BYTES } from '../../ledger/evidence.ts'
import { type ForeignProof, foreignJson } from '../../node/elsewhere.ts'
import { evidenceViews } from '../../node/views/logs.ts'
import type { House } from '../door.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

const OfLog = Type.Object(
  { log: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })) },
  { additionalProperties: false },
)

export const elsewhereRoutes: readonly CommonsRoute[] = [
  row({
    method: 'GET',
    path: '/artifacts/:digest/elsewhere',
    tag: 'artifacts',
    summary: 'What other logs say of an artifact, as far as it travelled here: statements with their proofs.',
    answers: 'A list, records first; each with envelope and proofs, and what this node could check of them.',
    async handle({ house, c, part }) {
      const artifact = parseDigest(part('digest'), 'address')
      const found = await house.node.elsewhere.about(artifact)
      return json(c, { artifact: digestText(artifact), statements: found.map(foreignJson) })
    },
  }),
  row({
    method: 'GET',
    path: '/artifacts/:digest/elsewhere/:statement/envelope',
    tag: 'artifacts',
    summary: 'The envelope of a statement that stands in another log.',
    answers: 'A DSSE envelope.',
    async handle({ house, c, part }) {
      const { envelope } = await foreign(house, part('digest'), part('statement'))
      return c.body(envelope.slice().buffer, 200, { 'Content-Type': 'application/vnd.dsse.envelope.v1+json' })
    },
  }),
  row<Static<typeof OfLog>>({
    method: 'GET',
    path: '/artifacts/:digest/elsewhere/:statement/proof',
    tag: 'artifacts',
    summary: 'Proof that a statement stands in another log, checkpoint included (c2sp.org/tlog-proof).',
    answers: 'The proof as text; of the log that the query names, else of the first.',
    query: OfLog,
    async handle({ house, c, part, query }) {
      const { proofs, statement } = await foreign(house, part('digest'), part('statement'))
      const found = proofs.find(({ origin }) => query.log === undefined || origin === query.log)
      if (found === undefined) throw missing(`a proof in the log ${query.log}`, digestText(statement))
      return c.body(found.proof, 200, {
        'Content-Type': 'text/plain; charset=utf-8',
        'Content-Disposition': `attachment; filename="${statement.slice(0, 12)}.tlog-proof"`,
      })
    },
  }),
  row<Static<typeof OfLog>>({
    method: 'GET',
    path: '/log/evidence',
    tag: 'log',
    summary: 'What other logs told that does not fit together: both signed notes, and what they prove.',
    answers: 'A list, newest first.',
    query: OfLog,
    handle: async ({ house, c, query }) => json(c, { evidence: await evidenceViews(house.node, query.log) }),
  }),
  row({
    method: 'GET',
    path: '/log/evidence/:digest',
    tag: 'log',
    summary: 'One piece of evidence as it is kept.',
    answers: 'JSON: both signed notes, their keys, and the proof where there is one.',
    async handle({ house: { node }, c, part }) {
      const digest = parseDigest(part('digest'), 'address')
      const known = await peerDifferences(node.index, { issuer: node.identity })
      const named = known.some(({ evidence }) => evidence === digest) // no other blob is had by this way
      const there = named && (await node.storage.blobs.stat(digest)) !== undefined
      const bytes = there ? await collect(node.storage.blobs.read(digest), MAX_EVIDENCE_BYTES) : undefined
      if (bytes === undefined) throw missing('evidence that is kept here', digestText(digest))
      return c.body(bytes.slice().buffer, 200, { 'Content-Type': EVIDENCE_MEDIA_TYPE })
    },
  }),
]

async function foreign({ node }: House, artifact: string, digest: string): Promise<ForeignProof> {
  const statement: Sha256 = parseDigest(digest, 'address')
  const found = await node.elsewhere.about(parseDigest(artifact, 'address'))
  const one = found.find((entry) => entry.statement === statement)
  if (one !== undefined) return one
  throw missing('a statement of another log that came along with these bytes', digestText(statement))
}

function missing(expected: string, found: string): OwcError {
  return new OwcError({ code: 'not-found', where: 'address', expected, found })
}

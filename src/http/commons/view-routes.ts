// Views of the node as JSON, the same objects that pages show: node, releases, artifacts, statements, log.

import Type, { type Static } from 'typebox'
import { digestText, parseDigest } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import { history } from '../../commons/releases/query.ts'
import { namesOf } from '../../node/namespaces.ts'
import { artifactView } from '../../node/views/artifact.ts'
import { releaseRows } from '../../node/views/list.ts'
import { logView, shownTo } from '../../node/views/log.ts'
import { nodeView } from '../../node/views/node.ts'
import { resolveRef } from '../../node/views/ref.ts'
import { viewOfRecord } from '../../node/views/release-view.ts'
import { viewSources } from '../../node/views/sources.ts'
import { statementView } from '../../node/views/statement-view.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

const DEFAULT_ROWS = 50
const MAX_ROWS = 200
const MAX_TEXT = 300

const closed = { additionalProperties: false } as const
const Word = Type.Union([Type.String({ maxLength: MAX_TEXT }), Type.Integer()]) // a number is a word too
const oneOf = <const W extends readonly string[]>(words: W) => Type.Unsafe<W[number]>(Type.Enum([...words]))

const ListQuery = Type.Object(
  {
    words: Type.Optional(Word),
    format: Type.Optional(Type.String({ maxLength: MAX_TEXT })),
    licence: Type.Optional(Type.String({ maxLength: MAX_TEXT })),
    state: Type.Optional(oneOf(['held', 'hosted', 'refused'])),
    kind: Type.Optional(oneOf(['release', 'observed'])),
    sort: Type.Optional(oneOf(['newest', 'oldest', 'name', 'largest'])),
    after: Type.Optional(Type.String({ maxLength: 2_000 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_ROWS })),
  },
  closed,
)
const LogQuery = Type.Object(
  {
    from: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Highest index shown; absent: the newest.' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MAX_ROWS })),
  },
  closed,
)

export const viewRoutes: readonly CommonsRoute[] = [
  row({
    method: 'GET',
    path: '/node',
    tag: 'node',
    summary: 'The node in a few counts; its settings for the operator.',
    answers: 'The node.',
    async handle({ house: { node }, c }) {
      const { who } = c.var.asker
      const view = await nodeView(node, who)
      return json(c, who.operator ? { ...view, settings: node.settings } : view)
    },
  }),
  row<Static<typeof ListQuery>>({
    method: 'GET',
    path: '/releases',
    tag: 'releases',
    summary: 'Releases: search, filters, sorting, pages.',
    answers: 'Rows, and the token of the next page.',
    query: ListQuery,
    async handle({ house, c, query: { words, limit = DEFAULT_ROWS, ...rest } }) {
      const filter = { ...rest, limit, ...(words === undefined ? {} : { words: String(words) }) }
      return json(c, await releaseRows(viewSources(house.node), filter))
    },
  }),
  row({
    method: 'GET',
    path: '/releases/:ns/:name/versions',
    tag: 'releases',
    summary: 'Every record of a name, newest first: where the name has pointed.',
    answers: 'A list.',
    async handle({ house: { node }, c, part }) {
      const { name } = await resolveRef(namesOf(node), `${part('ns')}/${part('name')}`)
      return json(c, { name, records: await history(node.index, name) })
    },
  }),
  row({
    method: 'GET',
    path: '/releases/:ref{.+}',
    tag: 'releases',
    summary: 'A release by reference: namespace/name, @version, @sha256:…, or digits of a digest.',
    answers: 'The release.',
    async handle({ house: { node }, c, part }) {
      const { record } = await resolveRef(namesOf(node), part('ref'))
      return json(c, await viewOfRecord(viewSources(node), record))
    },
  }),
  row({
    method: 'GET',
    path: '/artifacts/:digest',
    tag: 'artifacts',
    summary: 'An artifact: these bytes, whatever they are called.',
    answers: 'The artifact with its manifest.',
    async handle({ house, c, part }) {
      const artifact = parseDigest(part('digest'), 'address')
      const view = await artifactView(viewSources(house.node), artifact)
      return json(c, view ?? missing('an artifact that was recorded here', digestText(artifact)))
    },
  }),
  row({
    method: 'GET',
    path: '/statements/:digest',
    tag: 'statements',
    summary: 'A statement with its proofs and what answers it.',
    answers: 'The statement; 410 with its tombstone when the body was erased.',
    async handle({ house, c, part }) {
      const statement = parseDigest(part('digest'), 'address')
      const view = await statementView(house.node, statement)
      if (view === undefined) return missing('a statement that was logged here', digestText(statement))
      return json(c, view, view.erased === undefined ? 200 : 410)
    },
  }),
  row<Static<typeof LogQuery>>({
    method: 'GET',
    path: '/log',
    tag: 'log',
    summary: 'Entries of the log, newest first, with the checkpoint and the key.',
    answers: 'The log.',
    query: LogQuery,
    async handle({ house, c, query: { from, limit = DEFAULT_ROWS } }) {
      const before = from === undefined ? {} : { before: from + 1 }
      return json(c, shownTo(c.var.asker.who, await logView(house.node, { limit, ...before })))
    },
  }),
]

function missing(expected: string, found: string): never {
  throw new OwcError({ code: 'not-found', where: 'address', expected, found })
}

// Imports and where they may come from. Starting one needs the operator; the stream of its progress is JSON lines.

import Type, { type Static } from 'typebox'
import { utf8 } from '../../base/bytes.ts'
import { OwcError } from '../../base/errors.ts'
import type { ImportView } from '../../node/imports.ts'
import type { House } from '../door.ts'
import { json } from '../json.ts'
import { type Call, type CommonsRoute, row } from './route.ts'

const MAX_GLOBS = 100

const Start = Type.Object(
  {
    ref: Type.String({ minLength: 1, maxLength: 2000 }),
    as: Type.Optional(Type.String({ minLength: 3, maxLength: 161 })),
    include: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 500 }), { maxItems: MAX_GLOBS }),
    ),
    agreed: Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
)
type Start = Static<typeof Start>

const Empty = Type.Object({}, { additionalProperties: false })

export const importRoutes: readonly CommonsRoute[] = [
  row<undefined, Start>({
    method: 'POST',
    path: '/imports',
    tag: 'imports',
    summary: 'Starts an import.',
    answers: 'The import as it stands.',
    scope: 'operate',
    body: Start,
    async handle({ house, c, body }) {
      const { ref, as, include, agreed } = body
      const chosen = include === undefined || include.length === 0 ? {} : { include }
      const request = { ref, agreed: agreed === true, ...(as === undefined ? {} : { as }), ...chosen }
      return json(c, await house.node.imports.start(request), 202)
    },
  }),
  row({
    method: 'GET',
    path: '/imports',
    tag: 'imports',
    summary: 'Imports of this node, also ended ones.',
    answers: 'A list.',
    scope: 'operate',
    handle: ({ house, c }) => json(c, { imports: house.node.imports.list() }),
  }),
  row({
    method: 'GET',
    path: '/imports/:id',
    tag: 'imports',
    summary: 'One import as it stands.',
    answers: 'The import.',
    scope: 'operate',
    handle: ({ house, c, part }) => json(c, importOf(house, part('id'))),
  }),
  row({
    method: 'GET',
    path: '/imports/:id/follow',
    tag: 'imports',
    summary: 'The import now and at each change until it ends.',
    answers: 'One import a line (application/jsonl).',
    scope: 'operate',
    handle: follow,
  }),
  row<undefined, Static<typeof Empty>>({
    method: 'POST',
    path: '/imports/:id/agree',
    tag: 'imports',
    summary: 'Agrees to fetch what is over the size that asks first.',
    answers: 'The import.',
    scope: 'operate',
    body: Empty,
    handle({ house, c, part }) {
      const { id } = importOf(house, part('id'))
      house.node.imports.agree(id)
      return json(c, importOf(house, id))
    },
  }),
  row<undefined, Static<typeof Empty>>({
    method: 'POST',
    path: '/imports/:id/cancel',
    tag: 'imports',
    summary: 'Ends the import; bytes fetched so far are kept for a next one.',
    answers: 'The import.',
    scope: 'operate',
    body: Empty,
    handle({ house, c, part }) {
      const { id } = importOf(house, part('id'))
      house.node.imports.cancel(id)
      return json(c, importOf(house, id))
    },
  }),
]

function importOf(house: House, id: string): ImportView {
  const view = house.node.imports.get(id)
  if (view !== undefined) return view
  throw new OwcError({
    code: 'not-found',
    where: 'imports',
    expected: 'an import of this node',
    found: JSON.stringify(id.slice(0, 80)),
  })
}

function follow({ house, c, part }: Call<undefined, undefined>): Response {
  const { id } = importOf(house, part('id'))
  const gone = new AbortController()
  c.env.outgoing.once('close', () => gone.abort())
  const views = house.node.imports.follow(id, gone.signal)[Symbol.asyncIterator]()
  const lines = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const next = await views.next()
        if (next.done === true) controller.close()
        else controller.enqueue(utf8(`${JSON.stringify(next.value)}\n`))
      } catch (error) {
        if (!gone.signal.aborted) house.defects(error)
        controller.error(error)
      }
    },
    async cancel() {
      gone.abort()
      await views.return?.()
    },
  })
  return new Response(lines, {
    headers: { 'Content-Type': 'application/jsonl; charset=utf-8', 'Cache-Control': 'no-store' },
  })
}

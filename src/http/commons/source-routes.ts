// Where imports may come from, and whether this machine reaches it now: asked only when the operator asks.

import Type, { type Static } from 'typebox'
import { OwcError } from '../../base/errors.ts'
import { sources } from '../../sources/find.ts'
import type { Source } from '../../sources/source.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

const PROBE_MS = 10_000
const Empty = Type.Object({}, { additionalProperties: false })

export const sourceRoutes: readonly CommonsRoute[] = [
  row({
    method: 'GET',
    path: '/sources',
    tag: 'imports',
    summary: 'Origins that imports may come from.',
    answers: 'A list of schemes and titles.',
    handle: ({ c }) => json(c, { sources: sources.map(({ scheme, title }) => ({ scheme, title })) }),
  }),
  row<undefined, Static<typeof Empty>>({
    method: 'POST',
    path: '/sources/:scheme/probe',
    tag: 'imports',
    summary: 'Whether this machine reaches an origin now: one cheap request.',
    answers: 'Reachable or not, and why.',
    scope: 'operate',
    body: Empty,
    async handle({ house, c, part }) {
      const source = sourceOf(part('scheme'))
      const signal = AbortSignal.timeout(PROBE_MS)
      try {
        return json(c, { scheme: source.scheme, ...(await source.probe(house.node.sources, signal)) })
      } catch (error) {
        if (!signal.aborted) throw error
        const detail = `no answer within ${PROBE_MS / 1000} s`
        return json(c, { scheme: source.scheme, reachable: false, detail })
      }
    },
  }),
]

function sourceOf(scheme: string): Source {
  const source = sources.find((one) => one.scheme === scheme)
  if (source !== undefined) return source
  const expected = sources.map((one) => one.scheme).join(', ')
  throw new OwcError({
    code: 'not-found',
    where: 'sources',
    expected,
    found: JSON.stringify(scheme.slice(0, 40)),
  })
}

// The API about itself: its OpenAPI document, the schemas of statements, the page of each error code, health.

import { type Code, codes } from '../../base/codes.ts'
import { OwcError } from '../../base/errors.ts'
import { statementTypes } from '../../commons/subjects.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

const DEFECT = { kind: 'environment', status: 500, meaning: 'A defect of the program.' } as const

export const aboutRoutes: readonly CommonsRoute[] = [
  row({
    method: 'GET',
    path: '/schemas',
    tag: 'about',
    summary: 'Statement types that this node knows.',
    answers: 'A list with titles and addresses of their schemas.',
    handle({ c }) {
      const types = [...statementTypes.values()].map(({ type, title, summary, ordered }) => ({
        type,
        title,
        summary,
        ordered,
        schema: `/commons/v1/schemas/${encodeURIComponent(type)}`,
      }))
      return json(c, { types })
    },
  }),
  row({
    method: 'GET',
    path: '/schemas/:type{.+}',
    tag: 'about',
    summary: 'JSON Schema (2020-12) of the body of a statement type, with one true example.',
    answers: 'The schema.',
    handle({ c, part }) {
      const type = statementTypes.get(part('type'))
      if (type === undefined) {
        const found = JSON.stringify(part('type').slice(0, 80))
        throw new OwcError({
          code: 'not-found',
          where: 'schemas',
          expected: 'a statement type of this node',
          found,
        })
      }
      const { schema, title, summary, example } = type
      const head = {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        $id: type.type,
        title,
        description: summary,
      }
      return json(c, { ...head, ...schema, examples: [example] })
    },
  }),
  row({
    method: 'GET',
    path: '/errors',
    tag: 'about',
    summary: 'Every error code.',
    answers: 'Codes with status and meaning.',
    handle: ({ c }) => json(c, { errors: { ...codes, defect: DEFECT } }),
  }),
  row({
    method: 'GET',
    path: '/errors/:code',
    tag: 'about',
    summary: 'What an error code means.',
    answers: 'The code.',
    handle({ c, part }) {
      const code = part('code')
      const found = code === 'defect' ? DEFECT : Object.hasOwn(codes, code) ? codes[code as Code] : undefined
      if (found === undefined)
        throw new OwcError({
          code: 'not-found',
          where: 'errors',
          expected: 'an error code',
          found: JSON.stringify(code.slice(0, 80)),
        })
      return json(c, { code, ...found })
    },
  }),
]

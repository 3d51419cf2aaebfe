// The OpenAPI 3.1 document, made from the very rows that answer; a schema in TypeBox is JSON Schema 2020-12 already.

import type { TSchema } from 'typebox'
import { codes } from '../../base/codes.ts'
import type { ByteRoute } from '../door.ts'
import type { CommonsRoute } from './route.ts'

type Json = Readonly<Record<string, unknown>>

export function openApi(rows: readonly CommonsRoute[], bytes: readonly ByteRoute[], version: string): Json {
  const paths = new Map<string, Record<string, unknown>>()
  for (const row of rows) {
    const path = bracePath(row.path)
    paths.set(path, { ...paths.get(path), [row.method.toLowerCase()]: operation(row) })
  }
  for (const { path, methods, summary } of bytes) {
    const operations = methods.map((method) => [method.toLowerCase(), byteOperation(path, summary)])
    paths.set(path, { ...paths.get(path), ...Object.fromEntries(operations) })
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Open Weights Commons',
      version,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: Object.fromEntries(paths),
    components: {
      schemas: { Problem: problem },
      securitySchemes: security,
      responses: { Problem: problemResponse },
    },
  }
}

const security = {
  token: {
    type: 'http',
    scheme: 'bearer',
    description: 'hf_ and 36 letters or digits; made by `owc token new`.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'owc_session',
    description: 'From the one-time link of `owc open`.',
  },
}

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: [...Object.keys(codes), 'defect'] },
    where: { type: 'string' },
    expected: { type: 'string' },
    found: { type: 'string' },
    hint: { type: 'string' },
  },
}

const problemResponse = {
  description: 'Expected, found, where; then what to do.',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

function operation(row: CommonsRoute): Json {
  const scoped = row.scope === undefined ? {} : { security: [{ token: [] }, { session: [] }] }
  const needs = row.scope === undefined || row.scope === 'any' ? '' : ` Needs the scope \`${row.scope}\`.`
  return {
    tags: [row.tag],
    summary: row.summary,
    description: `${row.summary}${needs}`,
    ...scoped,
    parameters: [...pathParameters(row.path), ...queryParameters(row)],
    ...requestBody(row.body ?? row.sends),
    responses: { 200: { description: row.answers }, default: { $ref: '#/components/responses/Problem' } },
  }
}

function requestBody(schema: TSchema | undefined): Json {
  if (schema === undefined) return {}
  return { requestBody: { required: true, content: { 'application/json': { schema } } } }
}

function byteOperation(path: string, summary: string): Json {
  return {
    tags: ['bytes'],
    summary,
    parameters: pathParameters(path),
    responses: { 200: { description: 'Bytes.' }, default: { $ref: '#/components/responses/Problem' } },
  }
}

function bracePath(path: string): string {
  return path.replace(/:(\w+)(\{[^}]*\})?\??/g, '{$1}')
}

function pathParameters(path: string): Json[] {
  const names = [...bracePath(path).matchAll(/\{(\w+)[^}]*\}/g)].map((match) => match[1])
  return names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
}

function queryParameters({ query }: CommonsRoute): Json[] {
  if (query === undefined) return []
  const required: readonly string[] = (query as { required?: readonly string[] }).required ?? []
  return Object.entries(query.properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }))
}

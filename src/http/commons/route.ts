// A row of our JSON API: what the OpenAPI document says of a route is what the route checks. Scope first, then body,
// then the handler; a body is bounded before it is read and strict JSON (no duplicate keys, integers only).

import type { TObject, TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { OwcError } from '../../base/errors.ts'
import { parseStrict } from '../../base/strict-json.ts'
import type { Scope } from '../../node/access.ts'
import { needScope } from '../asker.ts'
import { MAX_JSON_BYTES, readBody } from '../bytes/receive.ts'
import type { DoorContext, House, Method, Route } from '../door.ts'
import { problemResponse } from '../problem.ts'

export const BASE = '/commons/v1'

export type Call<Q, B> = {
  readonly house: House
  readonly c: DoorContext
  readonly query: Q
  readonly body: B
  /** A part of the path; present because the route's path names it. */
  readonly part: (name: string) => string
}

export type CommonsRoute = Route & {
  readonly sends?: TSchema // what the handler reads by itself
  readonly tag: string
  readonly query?: TObject
  readonly body?: TSchema
  readonly answers: string // in words, for the document
  readonly scope?: Scope | 'any' // 'any': decided by the handler
}

export type Row<Q, B> = {
  readonly sends?: TSchema
  readonly method: Method
  readonly path: string // after BASE
  readonly tag: string
  readonly summary: string
  readonly answers: string
  readonly scope?: Scope | 'any'
  readonly query?: TObject
  readonly body?: TSchema
  readonly handle: (call: Call<Q, B>) => Promise<Response> | Response
}

/** Types of query and body are those of their schemas; the caller names them once. */
export function row<Q = undefined, B = undefined>(spec: Row<Q, B>): CommonsRoute {
  const query = spec.query === undefined ? undefined : Compile(spec.query)
  const body = spec.body === undefined ? undefined : Compile(spec.body)
  const { handle: answer, ...rest } = spec
  return {
    ...rest,
    path: `${BASE}${spec.path}`,
    async handle(house, c) {
      try {
        if (spec.scope !== undefined && spec.scope !== 'any') needScope(c.var.asker, spec.scope)
        const call = {
          house,
          c,
          query: checked(query, numbers(c.req.query()), 'query') as Q,
          body: (body === undefined ? undefined : await jsonBody(c, body)) as B,
          part: (name: string) => c.req.param(name) ?? '',
        }
        return await answer(call)
      } catch (error) {
        return problemResponse(error, house.defects)
      }
    },
  }
}

async function jsonBody(c: DoorContext, validator: Validator): Promise<unknown> {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/([a-z.]+\+)?json\b/i.test(type))
    throw new OwcError({
      code: 'usage',
      where: 'Content-Type',
      expected: 'application/json',
      found: JSON.stringify(type.slice(0, 80)),
    })
  const bytes = await readBody(c.env.incoming, MAX_JSON_BYTES)
  return checked(validator, plain(parseStrict(bytes, 'request body')), 'request body')
}

// Schemas test own properties of ordinary objects; strict JSON gives objects without prototype.
function plain(value: unknown): unknown {
  return value === null || typeof value !== 'object' ? value : JSON.parse(JSON.stringify(value))
}

// In a query everything is text; what looks like a plain integer is one, so that schemas can bound it.
function numbers(query: Readonly<Record<string, string>>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(query).map(([key, value]) => [
      key,
      /^(0|[1-9]\d{0,14})$/.test(value) ? Number(value) : value,
    ]),
  )
}

function checked(validator: Validator | undefined, value: unknown, where: string): unknown {
  if (validator === undefined || validator.Check(value)) return value
  const [first] = validator.Errors(value).filter((error) => error.keyword !== 'boolean')
  const place = first === undefined ? '' : fieldOf(first)
  throw new OwcError({
    code: 'usage',
    where: `${where}${place}`,
    expected: first?.message ?? 'the form of the schema',
    found: foundAt(value, first?.instancePath ?? ''),
    hint: 'The form of each request stands in /commons/v1/openapi.json.',
  })
}

function fieldOf({ instancePath, params }: { instancePath: string; params: object }): string {
  const extra =
    'additionalProperties' in params && Array.isArray(params.additionalProperties)
      ? params.additionalProperties
      : []
  return extra.length > 0 ? `${instancePath}/${String(extra[0])}` : instancePath
}

function foundAt(value: unknown, pointer: string): string {
  let at: unknown = value
  for (const key of pointer.split('/').slice(1)) {
    at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[key] : undefined
  }
  return at === undefined ? 'nothing' : JSON.stringify(at).slice(0, 120)
}

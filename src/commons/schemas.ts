// The published JSON Schema (2020-12) of every statement type, header and body in one predicate, as data for the API
// and docs/reference. Header fields stand flat beside the body (ledger/statement.ts). Source: DESIGN 5.

import { INSTANT_PATTERN } from '../base/time.ts'
import type { StatementType } from './subject.ts'
import { subjects } from './subjects.ts'

export type PublishedSchema = Readonly<Record<string, unknown>> & { readonly $id: string }

const DIALECT = 'https://json-schema.org/draft/2020-12/schema'

const HEADER = {
  issuer: { type: 'string', pattern: '^owcid:[a-z2-7]{52}$', description: 'Who says it.' },
  home: { type: 'string', minLength: 1, description: 'Origin of the log in which it has its effect.' },
  nonce: { type: 'string', pattern: '^[A-Za-z0-9_-]{22}$', description: '16 random bytes, base64url.' },
  issued: { type: 'string', pattern: INSTANT_PATTERN, description: "By the issuer's own clock." },
} as const

const PLACE = {
  seq: { type: 'integer', minimum: 0, description: "Number in the issuer's stream of this type." },
  prev: {
    anyOf: [{ type: 'null' }, { type: 'string', pattern: '^sha256:[0-9a-f]{64}$' }],
    description: 'Statement before it in that stream; null at 0.',
  },
} as const

/** Only the first identity document has no issuer: its digest becomes one. */
const FOUNDER = { anyOf: [{ type: 'null' }, HEADER.issuer], description: HEADER.issuer.description }

export function publishedSchema({
  type,
  title,
  summary,
  schema,
  example,
  ordered,
}: StatementType): PublishedSchema {
  const header = type === 'owc:identity/v1' ? { ...HEADER, issuer: FOUNDER } : HEADER
  const place = ordered ? PLACE : {}
  const required = (schema['required'] as readonly string[] | undefined) ?? []
  return {
    $schema: DIALECT,
    $id: type,
    title,
    description: summary,
    type: 'object',
    properties: { ...header, ...place, ...schema.properties },
    required: [...Object.keys(header), ...Object.keys(place), ...required],
    additionalProperties: false,
    examples: [example],
  }
}

/** In the order of the subjects. */
export const publishedSchemas: readonly PublishedSchema[] = subjects.flatMap(({ types }) =>
  types.map(publishedSchema),
)

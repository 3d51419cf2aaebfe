// Is a body what its type's published schema says? All problems at once, each with its place, what was expected, what
// was found, and for an unknown field the nearest known one. A type that nobody here knows passes: it is kept, served
// and shown as unknown (DESIGN 5). Schemas are compiled when first needed.

import type { TObject } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import type { Problem } from '../base/errors.ts'
import { explain } from './explain.ts'
import type { Body, StatementType } from './subject.ts'
import { statementTypes } from './subjects.ts'

const compiled = new WeakMap<TObject, Validator>()

/** No problems: the body fits, or its type is unknown here. */
export function checkBody(type: string, body: Body): readonly Problem[] {
  const known = statementTypes.get(type)
  return known === undefined ? [] : checkAgainst(known, body)
}

/** The same for a type of any list of subjects. */
export function checkAgainst(
  { type, schema, rule }: Pick<StatementType, 'type' | 'schema' | 'rule'>,
  body: Body,
): readonly Problem[] {
  const fits = validatorOf(schema).Check(body)
  return (fits ? (rule?.(body) ?? []) : explain(schema, body)).map(({ path, expected, found, hint }) => ({
    code: 'body-invalid',
    where: path === '' ? type : `${type}, ${path}`,
    expected,
    found,
    ...(hint !== undefined && { hint }),
  }))
}

function validatorOf(schema: TObject): Validator {
  const known = compiled.get(schema)
  if (known !== undefined) return known
  const made: Validator = Compile(schema)
  compiled.set(schema, made)
  return made
}

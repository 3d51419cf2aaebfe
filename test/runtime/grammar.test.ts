// JSON schemas as grammars: what can be held is held by rule, what cannot is refused by its place. That the runtime
// reads these grammars, and answers by them, is shown with a real model in test/interop/run.test.ts.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { grammarOf } from '../../src/runtime/grammar.ts'

function rootOf(schema: unknown): string {
  return /^root ::= (.*)$/m.exec(grammarOf(schema))?.[1] ?? ''
}

const HELD: readonly [string, unknown, string][] = [
  ['anything', {}, 'value'],
  ['true', true, 'value'],
  ['one of', { enum: ['a', 1, null] }, '("\\"a\\"" | "1" | "null")'],
  ['exactly', { const: { a: 1 } }, '"{\\"a\\":1}"'],
  ['several types', { type: ['integer', 'null'] }, '(integer | null)'],
  ['nullable', { type: 'number', nullable: true }, '(number | null)'],
  ['no items', { type: 'array', maxItems: 0 }, '"[" ws "]"'],
  ['values of their type', { type: 'string', enum: ['a'] }, '("\\"a\\"")'],
  ['a whole number is a number', { type: ['number', 'null'], enum: [1, null] }, '("1" | "null")'],
  ['no keys', { type: 'object', properties: {} }, '"{" ws "}"'],
]

test('grammar: each part of a schema becomes its rule', () => {
  for (const [name, schema, expected] of HELD) assert.equal(rootOf(schema), expected, name)
})

test('grammar: a bounded text is a rule of its own', () => {
  assert.match(
    grammarOf({ type: 'string', minLength: 1, maxLength: 3 }),
    /^root ::= p0\np0 ::= "\\"" char\{1,3\} "\\""$/m,
  )
})

test('grammar: required keys are always there, optional ones may be left out with their comma', () => {
  const properties = { a: { type: 'integer' }, b: { type: 'boolean' } }
  const text = grammarOf({ type: 'object', properties, required: ['b'] })
  assert.match(text, /"\\"a\\"" ws ":" ws integer/)
  assert.match(text, /\|/)
})

test('grammar: a schema that contains itself ends', () => {
  const text = grammarOf({
    $ref: '#/$defs/t',
    $defs: { t: { anyOf: [{ type: 'null' }, { type: 'array', items: { $ref: '#/$defs/t' } }] } },
  })
  assert.match(text, /^root ::= r0$/m)
})

const deep = (levels: number): unknown =>
  levels === 0 ? { type: 'null' } : { type: 'array', items: deep(levels - 1) }

const REFUSED: readonly [string, unknown, RegExp][] = [
  ['a pattern', { type: 'string', pattern: 'a+' }, /#\/pattern/],
  ['a bound of numbers', { type: 'integer', minimum: 3 }, /#\/minimum/],
  ['allOf', { allOf: [{}] }, /#\/allOf/],
  ['a place outside', { $ref: 'https://example.org/x' }, /#\/\$ref/],
  ['a place that is not there', { $ref: '#/$defs/x' }, /#\/\$ref/],
  ['a required key without property', { type: 'object', properties: {}, required: ['x'] }, /#\/required/],
  ['a required key of a free object', { type: 'object', required: ['x'] }, /#\/required/],
  ['required that is no list', { type: 'object', required: 'x' }, /#\/required/],
  ['values of another type', { type: 'string', enum: ['a', 1] }, /#\/type/],
  ['a bound beside values', { enum: ['a'], minLength: 2 }, /#\/minLength/],
  ['both kinds of alternatives', { anyOf: [{ type: 'null' }], oneOf: [{ type: 'string' }] }, /#\/oneOf/],
  [
    'properties beside alternatives',
    { anyOf: [{ type: 'object' }], type: 'object', properties: { a: {} }, required: ['a'] },
    /#\/properties/,
  ],
  ['another type beside alternatives', { type: 'string', anyOf: [{ type: 'integer' }] }, /#\/type/],
  ['a type beside a reference', { $ref: '#/$defs/a', type: 'null', $defs: { a: {} } }, /#\/type/],
  ['fewer items than places', { type: 'array', prefixItems: [{}, {}], maxItems: 1 }, /#\/prefixItems/],
  ['false', false, /#/],
  ['an unknown type', { type: 'date' }, /#\/type/],
  ['a negative length', { type: 'string', minLength: -1 }, /#\/minLength/],
  ['a length below the least', { type: 'string', minLength: 3, maxLength: 2 }, /#\/maxLength/],
  ['too many choices', { enum: Array.from({ length: 501 }, (_, i) => i) }, /#\/enum/],
  ['only itself', { $ref: '#' }, /#\/\$ref/],
  ['itself among others', { anyOf: [{ type: 'null' }, { $ref: '#' }] }, /#\/anyOf\/1\/\$ref|\$ref/],
  [
    'itself by way of another',
    { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { anyOf: [{ $ref: '#/$defs/a' }, true] } } },
    /said before it comes to itself/,
  ],
  ['a reference that is no text of an address', { $ref: '#/%' }, /#\/\$ref/],
  ['a bound that the runtime would forget', { type: 'array', maxItems: 2_001 }, /#\/maxItems/],
  [
    'bounds that are many together',
    { anyOf: Array.from({ length: 101 }, () => ({ type: 'string', maxLength: 1_000 })) },
    /together/,
  ],
  [
    'lists of two kinds in each other',
    {
      anyOf: [
        { type: 'array', items: { $ref: '#' } },
        { type: 'array', items: { $ref: '#' }, minItems: 1 },
      ],
    },
    /told apart/,
  ],
  ['too deep', deep(40), /levels/],
  ['too long', { description: 'x'.repeat(70_000) }, /bytes/],
]

test('grammar: what an answer cannot be held to is refused with its place', () => {
  for (const [name, schema, expected] of REFUSED) {
    assert.throws(
      () => grammarOf(schema),
      (error) =>
        error instanceof OwcError &&
        error.problem.code === 'schema-unsupported' &&
        expected.test(error.message),
      name,
    )
  }
})

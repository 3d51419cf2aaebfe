// Alternatives that multiply are refused, those that a key or a fixed value tells apart are not.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ambiguity } from '../../src/runtime/ambiguity.ts'
import type { Schema } from '../../src/runtime/schema-parts.ts'

const self = { $ref: '#/$defs/x' }
const named = (x: unknown): Schema => ({ ...self, $defs: { x } })
const list = (items: unknown, more: object = {}) => ({ type: 'array', items, ...more })
const node = (properties: object, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
})
const levels = (count: number): unknown =>
  count === 0 ? true : { anyOf: [list(levels(count - 1)), list(levels(count - 1), { minItems: 1 })] }
const shared = (count: number): Schema => ({
  $ref: '#/$defs/x0',
  $defs: Object.fromEntries(
    Array.from({ length: count }, (_, i) => {
      const next = i + 1 === count ? { type: 'null' } : { $ref: `#/$defs/x${i + 1}` }
      return [`x${i}`, { anyOf: [list(next), list(next, { minItems: 1 })] }]
    }),
  ),
})

const ROWS: readonly [string, Schema, 'clear' | 'multiplies'][] = [
  [
    'two kinds of lists in each other',
    named({ anyOf: [list(self), list(self, { minItems: 1 })] }),
    'multiplies',
  ],
  [
    'the same, one by way of an object',
    named({ anyOf: [list(self), list(node({ a: self }))] }),
    'multiplies',
  ],
  [
    'objects without a fixed value',
    named({ anyOf: [node({ a: self }), node({ a: self, b: true })] }),
    'multiplies',
  ],
  [
    'objects whose fixed value comes after',
    named({ anyOf: [node({ a: self, is: { const: 1 } }), node({ a: self, is: { const: 2 } })] }),
    'multiplies',
  ],
  [
    'objects with other keys that may be left out',
    named({ anyOf: [node({ a: self }, []), node({ b: self }, [])] }),
    'clear',
  ],
  [
    'objects with the same key that may be left out',
    named({ anyOf: [node({ a: self }, []), node({ b: true, a: self }, [])] }),
    'multiplies',
  ],
  [
    'objects with any key',
    named({ anyOf: [{ type: 'object', additionalProperties: self }, node({ a: self })] }),
    'multiplies',
  ],
  ['a hundred million ways without a circle', shared(27), 'multiplies'],
  [
    'any JSON',
    named({ anyOf: [list(self), { type: 'object', additionalProperties: self }, { type: 'null' }] }),
    'clear',
  ],
  ['a tree', named(node({ name: { type: 'string' }, children: list(self) })), 'clear'],
  ['a list of itself or null', named({ anyOf: [list(self), { type: 'null' }] }), 'clear'],
  [
    'objects whose fixed value comes first',
    named({
      anyOf: [node({ is: { const: 'add' }, a: self }), node({ is: { enum: ['not', 'id'] }, a: self })],
    }),
    'clear',
  ],
  [
    'a fixed value behind plain ones',
    named({
      anyOf: [
        node({ line: { type: 'integer' }, is: { const: 'add' }, a: self }),
        node({ line: { type: 'integer' }, is: { const: 'not' }, a: self }),
      ],
    }),
    'clear',
  ],
  [
    'objects with another first key',
    named({ anyOf: [node({ all: list(self) }), node({ not: self })] }),
    'clear',
  ],
  [
    'lists that begin with a fixed value',
    named({
      anyOf: [
        { type: 'array', prefixItems: [{ const: '+' }, self] },
        { type: 'array', prefixItems: [{ const: '-' }, self] },
      ],
    }),
    'clear',
  ],
  [
    'one list that goes around and one that does not',
    named({ anyOf: [list(self), list({ type: 'integer' })] }),
    'clear',
  ],
  ['a few levels', levels(5) as Schema, 'clear'],
  ['nothing but text', { type: 'string' }, 'clear'],
  ['itself at once', { $ref: '#' }, 'clear'],
]

test('ambiguity: ways that multiply are seen, and what tells alternatives apart counts', () => {
  for (const [name, schema, expected] of ROWS)
    assert.equal(ambiguity(schema) === undefined ? 'clear' : 'multiplies', expected, name)
})

test('ambiguity: two thousand parts that hold each other are looked through quickly', () => {
  const $defs = Object.fromEntries(
    Array.from({ length: 400 }, (_, i) => [
      `x${i}`,
      node({
        is: { const: i },
        a: { $ref: `#/$defs/x${(i * 7) % 400}` },
        b: { $ref: `#/$defs/x${(i * 13) % 400}` },
      }),
    ]),
  )
  const started = performance.now()
  ambiguity({ $ref: '#/$defs/x1', $defs })
  ambiguity({
    ...named({ anyOf: Array.from({ length: 300 }, (_, i) => node({ is: { const: i }, a: self })) }),
  })
  assert.ok(performance.now() - started < 2_000)
})

// Every statement type: its example is true, its unknown fields are refused by name, its published schema is whole.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Compile } from 'typebox/compile'
import { canonicalBytes } from '../../src/base/canonical-json.ts'
import { explain } from '../../src/commons/explain.ts'
import { publishedSchemas } from '../../src/commons/schemas.ts'
import { statementTypes, subjects } from '../../src/commons/subjects.ts'
import { checkBody } from '../../src/commons/validate.ts'

const all = [...statementTypes.values()]

test('types: the list of issue part B is known, each type once', () => {
  const names = 'identity peer-checkpoint seal reveal erasure observation release status withdrawal custody'
  const more =
    'derivation response correction charter decision evidence-check tool run-report advisory review'
  assert.deepEqual(
    all.map(({ type }) => type).sort(),
    `${names} ${more}`
      .split(' ')
      .map((name) => `owc:${name}/v1`)
      .sort(),
  )
  assert.equal(subjects.flatMap(({ types }) => types).length, all.length)
})

for (const type of all) {
  test(`${type.type}: accepts its example, in strict JSON, and says it in words`, () => {
    assert.deepEqual(checkBody(type.type, type.example), [])
    assert.ok(canonicalBytes(type.example).length > 2)
    assert.match(type.summary, /^[A-Z].*\.$/)
    assert.ok((type.line?.(type.example) ?? '').length > 0)
  })

  test(`${type.type}: refuses an unknown field and names the nearest`, () => {
    const [field] = Object.keys(type.schema.properties).filter((name) => name.length > 3)
    const typo = `${field?.slice(0, -1)}`
    const problems = checkBody(type.type, { ...type.example, [typo]: 'x' })
    const unknown = problems.find(({ found }) => found === JSON.stringify(typo))
    assert.equal(unknown?.code, 'body-invalid')
    assert.equal(unknown?.hint, `Did you mean "${field}"?`)
  })

  test(`${type.type}: no object anywhere in its schema takes unknown fields`, () => {
    const open: string[] = []
    const walk = (schema: unknown, path: string): void => {
      if (typeof schema !== 'object' || schema === null) return
      const { type: kind, additionalProperties } = schema as Record<string, unknown>
      if (kind === 'object' && additionalProperties !== false) open.push(path)
      for (const [key, inner] of Object.entries(schema)) walk(inner, `${path}/${key}`)
    }
    walk(type.schema, '')
    assert.deepEqual(open, [])
  })
}

test('bodies: all problems are collected, each with its place', () => {
  const body = {
    name: 'No Spaces/here',
    found: { kind: 1 },
    fileCount: -1,
    sizeBytes: 1.5,
    files: [{ path: 'a', sizeBytes: 1, sha256: 'zz' }],
    objects: [],
    read: [],
    said: {},
  }
  const places = checkBody('owc:observation/v1', body).map(({ where }) => where.split(', ')[1])
  assert.deepEqual(places.sort(), [
    'fileCount',
    'files[0].sha256',
    'found.kind',
    'hazards',
    'name',
    'said',
    'sizeBytes',
  ])
})

test('bodies: an unknown type passes', () => {
  assert.deepEqual(checkBody('owc:of-tomorrow/v1', { anything: 1 }), [])
})

test('bodies: problems are bounded however many faults there are', () => {
  const body = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`f${i}`, i]))
  assert.ok(checkBody('owc:custody/v1', body).length <= 60)
})

test('explain: agrees with the compiled schema on whether a body fits', () => {
  const damaged = fc.tuple(
    fc.constantFrom(...all),
    fc.nat(),
    fc.oneof(fc.jsonValue(), fc.constant(''), fc.constant(-1), fc.constant(undefined)),
  )
  fc.assert(
    fc.property(damaged, ([type, at, value]) => {
      const keys = Object.keys(type.schema.properties)
      const key = keys[at % keys.length] as string
      const body: Record<string, unknown> = { ...type.example, [key]: value }
      if (value === undefined) delete body[key]
      const fits = Compile(type.schema).Check(body)
      const misfits = explain(type.schema, body)
      if (!fits) assert.ok(misfits.every(({ found }) => found !== 'something else'))
      else assert.equal(misfits.filter(({ found }) => found !== 'something else').length, 0)
    }),
    { seed: 7, numRuns: 300 },
  )
})

test('published schemas: header and body, compiled by themselves, take a whole predicate', () => {
  for (const schema of publishedSchemas) {
    const type = statementTypes.get(schema.$id)
    const header = {
      issuer: `owcid:${'a'.repeat(52)}`,
      home: 'owc-log/0011223344556677',
      nonce: 'AAAAAAAAAAAAAAAAAAAAAA',
      issued: '2026-11-03T09:00:00Z',
      ...(type?.ordered === true && { seq: 0, prev: null }),
    }
    const published = Compile(schema as never)
    assert.ok(published.Check({ ...header, ...type?.example }), schema.$id)
    assert.ok(!published.Check({ ...header, ...type?.example, unheard: 1 }), schema.$id)
    assert.ok(!published.Check({ ...type?.example }), schema.$id)
  }
})

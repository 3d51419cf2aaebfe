// release.yaml as people write it: typed by the schema, every problem with its line, nothing guessed.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Field } from '../../../src/commons/releases/field.ts'
import { ReleaseDraft } from '../../../src/commons/releases/record-draft.ts'
import { FIELDS, valueAt } from '../../../src/commons/releases/record-fields.ts'
import { readRecord } from '../../../src/commons/releases/record-yaml.ts'
import { writeRecord } from '../../../src/commons/releases/write-record.ts'
import { checkBody } from '../../../src/commons/validate.ts'
import { wholeDraft, wholeRecord } from './whole.ts'

const draft = wholeDraft

test('record: numbers, booleans and digests are what the schema wants, everything else is text', () => {
  const hex = 'ab'.repeat(32)
  const text = `owc: 1
subject: {version: 1.10, params: 0123, family: 4567e12}
artifacts:
  - {path: w, bytes: 12, sha256: sha256:${hex}}
moreFiles: ${hex}
hardware: {leastMemoryGB: 2}
supplyChain: {remoteCode: false}
obligations: {intended: drafting}
components: [{c: architecture, state: described, url: x}]
`
  const read = readRecord(text, 'r')
  assert.deepEqual(
    read.problems.map(({ where, found }) => [where, found]),
    [['r, line 2, column 26 (subject.params)', '"0123"']],
  )
  assert.deepEqual(read.draft, {
    owc: 1,
    subject: { version: '1.10', params: '0123', family: '4567e12' },
    artifacts: [{ path: 'w', bytes: 12, sha256: hex }],
    moreFiles: `sha256:${hex}`,
    hardware: { leastMemoryGB: '2' },
    supplyChain: { remoteCode: false },
    obligations: { intended: ['drafting'] },
    components: [{ c: ['architecture'], state: 'described', url: 'x' }],
  })
})

test('record: a field without a value is not stated; an empty list says none', () => {
  const read = readRecord(
    'subject:\n  # id:\n  family:\nlineage:\n  -\nclaims: []\nterms:\nlimits: [a, "", b]\n',
    'r',
  )
  assert.deepEqual(read.draft, { claims: [], limits: ['a', '', 'b'] })
  assert.deepEqual(
    read.problems.map(({ where }) => where),
    ['r, line 8, column 13 (limits[1])'],
  )
  assert.deepEqual(readRecord('', 'r').draft, {})
  assert.deepEqual(readRecord('# only a comment\n', 'r').problems, [])
})

test('record: every problem has line and column, and the nearest known name', () => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['subjekt: {id: a/b}', 'line 1, column 1 (subjekt)', /Did you mean "subject"\?/],
    ['subject:\n  versoin: 1', 'line 2, column 3 (subject.versoin)', /Did you mean "version" of subject\?/],
    ['subject: {variant: instrukt}', 'line 1, column 11 (subject.variant)', /Did you mean "instruct"\?/],
    [
      'components:\n- {c: weight-final, state: released}',
      'line 2, column 4 (components[0].c[0])',
      /"weights-final"/,
    ],
    ['evaluations: [{id: e}]', 'line 1, column 15 (evaluations[0].kind)', /found nothing/],
    ['kind: observed', 'line 1, column 1 (kind)', /expected "release"/],
    ['subject: [a]', 'line 1, column 1 (subject)', /expected an object/],
    ['just text', 'line 1, column 1', /expected an object/],
    ['subject: {released: 1 Nov}', 'line 1, column 11 (subject.released)', /a day such as 2026-11-03/],
    ['subject: {id: "Acme/X"}', 'line 1, column 11 (subject.id)', /namespace\/name in lower case/],
    ['subject: {family: "a\\u202eb"}', 'line 1, column 11 (subject.family)', /can be seen.*U\+202E/],
    ['subject: {publisher: {name: "a\\u200bb"}}', 'line 1, column 23 (subject.publisher.name)', /U\+200B/],
    ['a: &x 1', 'line 1, column 4', /no anchor/],
  ]
  for (const [text, where, words] of cases) {
    const [problem] = readRecord(text, 'r').problems
    assert.ok(problem !== undefined, text)
    assert.equal(problem.where, `r, ${where}`, text)
    assert.match(`expected ${problem.expected}, found ${problem.found}. ${problem.hint}`, words, text)
    assert.equal(problem.code, 'record-invalid')
  }
})

test('record: prose may mark its direction, a field named __proto__ is one among others', () => {
  assert.deepEqual(readRecord('rationale: {why: "\\u200f\u05d0"}', 'r').problems, [])
  const read = readRecord('__proto__: {id: x}\nrisk: {notTested: {__proto__: y}}', 'r')
  assert.equal(read.problems.length, 1)
  assert.match(read.problems[0]?.found ?? '', /__proto__/)
  assert.equal(({} as Record<string, unknown>)['id'], undefined)
})

test('record: a written record is read back as it was, an empty one as nothing', () => {
  const written = readRecord(
    writeRecord(draft, ['Head', 'a\nb: c'], new Map([['terms[0]', ['x\ny: z']]])),
    'r',
  )
  assert.deepEqual(written.problems, [])
  assert.deepEqual(written.draft, draft)
  const empty = writeRecord({}, [], new Map())
  assert.deepEqual(readRecord(empty, 'r').draft, { owc: 1, kind: 'release' })
})

test('record: a "#" that is taken away states nothing yet', () => {
  const open = writeRecord({}, [], new Map()).replace(/^( *)# ([a-zA-Z]+:)$/gm, '$1$2')
  const read = readRecord(open, 'r')
  assert.deepEqual(read.problems, [])
  assert.deepEqual(read.draft, { owc: 1, kind: 'release' })
  const line = readRecord('components:\n  - {c: training-code, state: }', 'r')
  assert.match(line.problems[0]?.expected ?? '', /released, linked/)
})

test('record: the table of fields is the schema: every field is asked, every example fits, every column exists', () => {
  for (const field of FIELDS) {
    const nested = field.path.split('.').reduceRight((inner, name) => `{${name}: ${inner}}`, field.example)
    assert.deepEqual(readRecord(nested, field.path).problems, [], field.path)
  }
  const left = leaves(ReleaseDraft as object as Schema, '').filter((path) => !COVERED(path))
  assert.deepEqual(left, ['owc', 'kind', 'subject.commit', 'moreFiles', 'objects', 'tensorRoot'].sort())
  for (const field of FIELDS)
    for (const path of columnsOf(field)) assert.ok(schemaAt(path) !== undefined, path)
})

test('record: the whole record states every field of the schema, and fits it', () => {
  assert.deepEqual(checkBody('owc:release/v1', wholeRecord), [])
  const stated = new Set(
    FIELDS.filter(({ path }) => valueAt(wholeDraft, path) !== undefined).map(({ path }) => path),
  )
  assert.deepEqual(
    FIELDS.filter(({ path }) => !stated.has(path)).map(({ path }) => path),
    [],
  )
  for (const field of FIELDS) {
    const value = valueAt(wholeDraft, field.path)
    const rows = Array.isArray(value) ? value : Object.values((value ?? {}) as object)
    for (const { name } of 'columns' in field && field.input !== 'one' ? field.columns : [])
      assert.ok(
        name === '' || rows.some((row) => valueAt(row as ReleaseDraft, name) !== undefined),
        `${field.path} ${name}`,
      )
  }
})

type Schema = {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly patternProperties?: Readonly<Record<string, Schema>>
}

/** Paths of everything that can be stated; inside rows only the row. */
function leaves({ properties }: Schema, path: string): string[] {
  return Object.entries(properties ?? {})
    .flatMap(([key, inner]) => {
      const at = path === '' ? key : `${path}.${key}`
      return inner.properties === undefined || FIELDS.some((field) => field.path === at)
        ? [at]
        : leaves(inner, at)
    })
    .sort()
}

const COVERED = (path: string): boolean => FIELDS.some((field) => field.path === path)

function columnsOf(field: Field): string[] {
  return 'columns' in field ? field.columns.map(({ name }) => `${field.path}.*.${name}`) : []
}

function schemaAt(path: string): Schema | undefined {
  let at: Schema | undefined = ReleaseDraft as object as Schema
  for (const name of path.split('.').filter((part) => part !== '')) {
    const [free]: (Schema | undefined)[] = Object.values(at?.patternProperties ?? {})
    at = name === '*' ? (at?.items ?? free ?? at) : at?.properties?.[name]
  }
  return at
}

// What bad input gets, one test for each kind (issue 10): a sentence with its place, in moments, and never a record.

import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import { compileRecord } from '../../../src/commons/releases/compile.ts'
import { draftRecord } from '../../../src/commons/releases/draft.ts'
import { exampleRecord } from '../../../src/commons/releases/example-record.ts'
import { readRecord } from '../../../src/commons/releases/record-yaml.ts'
import type { Body } from '../../../src/commons/subject.ts'
import { checkBody } from '../../../src/commons/validate.ts'
import { file, folder, found } from './found.ts'

/** Every problem in a line; none of these texts gives a record. */
function told(text: string, files = folder()): string {
  const compiled = compileRecord(readRecord(text, 'r'), files, { id: 'acme/x', version: '1' })
  assert.equal(compiled.record, undefined, text.slice(0, 200))
  return compiled.problems
    .map(({ where, expected, found: have, hint = '' }) => `${where}: ${expected} | ${have} | ${hint}`)
    .join('\n')
}

/** Of the processor, so that a busy machine proves nothing. */
function inMoments(work: () => void): void {
  const started = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(started)
  assert.ok(user + system < 3_000_000, `${user + system} µs`)
}

type Loose = Record<string, unknown>
const OTHERS = [null, 7.5, [[]], { a: { b: [] } }] as const // no field of a record is one of these

/** Each place of the example in turn holds another kind of value. */
function* misplaced(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  if (path.length > 0) yield path
  if (typeof value !== 'object' || value === null) return
  for (const [key, one] of Object.entries(value)) yield* misplaced(one, [...path, key])
}

test('bad input: a value of another type is refused at its place, wherever in the record it stands', () => {
  let count = 0
  for (const path of misplaced(exampleRecord)) {
    for (const wrong of [OTHERS[count % OTHERS.length]]) {
      const body = structuredClone(exampleRecord) as Loose
      let at = body
      for (const key of path.slice(0, -1)) at = at[key] as Loose
      at[path.at(-1) as string] = wrong
      const problems = checkBody('owc:release/v1', body as Body)
      assert.ok(problems.length > 0, `${path.join('.')}: ${JSON.stringify(wrong)}`)
      assert.ok(
        problems.every(({ where }) => where.includes(path[0] as string)),
        path.join('.'),
      )
      count++
    }
  }
  assert.ok(count > 300, `${count}`)
})

test('bad input: an unknown key is named with the nearest known one', () => {
  assert.match(
    told('evaluationsNotShwon: []'),
    /"evaluationsNotShwon" \| Did you mean "evaluationsNotShown"\?/,
  )
  assert.match(told('training: {labor: {}}'), /Did you mean "labour" of training\?/)
  assert.match(
    told('training: {data: {composition: [{sorce: x}]}}'),
    /Did you mean "source" of training\.data\.composition\[0\]/,
  )
  assert.match(told('eu: {marketing: x}'), /no other fields than provider, market/)
})

test('bad input: a digest that no file has, and a file that is not there', () => {
  const nothing = `sha256:${'0'.repeat(64)}`
  assert.match(told(`components: [{c: data-card, state: released, ref: [${nothing}]}]`), /which none has/)
  assert.match(
    told('artifacts: [{path: model.safetensor}]'),
    /a file that is there .* Did you mean "model\.safetensors"/,
  )
  assert.match(
    told(`artifacts: [{path: LICENSE, sha256: ${'0'.repeat(64)}}]`),
    /digest of the file as it is now/,
  )
})

test('bad input: a licence text that contradicts its id is told, with both', () => {
  const says = { key: 'license', value: 'mit', offset: 4, length: 3 }
  const files = found([file('LICENSE'), file('README.md', { facts: [says] })], {
    LICENSE: 'Apache License\nVersion 2.0, January 2004',
  })
  const [finding] = draftRecord(files, 'm').findings
  assert.equal(finding?.code, 'licence-text-differs')
  assert.match(finding.says, /begins "Apache License Version 2\.0.*license says "mit"/)
})

test('bad input: two versions of one file, two of one name, one component twice', () => {
  assert.match(told('artifacts: [{path: LICENSE, bytes: 40}, {path: LICENSE}]'), /each file once/)
  assert.match(told('artifacts: [{id: a, path: LICENSE}, {id: a, path: README.md}]'), /each id once/)
  assert.match(
    told('components: [{c: data-card, state: not-produced}, {c: [data-card], state: not-produced}]'),
    /each component once/,
  )
})

test('bad input: front matter that is broken fills in nothing and breaks no draft', () => {
  const broken = [
    '---\nlicense: [mit\n',
    '---\nlicense: *x\n---\n',
    '---\n- a\n---\n',
    '---\nlicense: mit\nlicense: gpl\n---\n',
  ]
  for (const text of broken) {
    const { draft, text: yaml } = draftRecord(found([file('README.md', { text })]), 'm')
    assert.equal(draft.terms, undefined)
    assert.deepEqual(readRecord(yaml, 'r').problems, [])
  }
})

test('bad input: lists and maps have their bounds; two hundred languages are within them', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => `l${at}: 0.01`).join(', ')
  const read = (count: number) =>
    readRecord(`training: {data: {languages: {${many(count)}}}}`, 'r').problems.length
  assert.deepEqual([read(200), read(1001)], [0, 1])
  assert.match(told(`risk: {notTested: {${many(65)}}}`), /an object of at most 64 fields/)
})

test('bad input: fifty megabytes of YAML are not read', () => {
  const line = 'limits: [a, b, c]\n'
  const text = line.repeat(Math.ceil(50_000_000 / line.length))
  inMoments(() => assert.match(told(text), /at most 1048576 characters \| 50000\d+/))
})

test('bad input: aliases, anchors, tags and nesting are refused before anything is built from them', () => {
  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]', ...'bcdefghi'.split('').map((one, i) => `${one}: &${one} [${`*${'abcdefgh'[i]},`.repeat(9)}]`)].join('\n') // biome-ignore format: one text
  inMoments(() => assert.match(told(bomb), /no anchor/))
  inMoments(() => assert.match(told('rationale: {why: *a}'), /no alias/))
  inMoments(() => assert.match(told('rationale: {why: !!js/function "x"}'), /no tag/))
  inMoments(() => assert.match(told('<<: {owc: 1}'), /"<<"/))
  inMoments(() => assert.match(told(`rationale: ${'['.repeat(100_000)}`), /nesting/))
  inMoments(() =>
    assert.match(told(`rationale: {${'why: a, '.repeat(60_000)}}`), /words and signs|each field once/),
  )
})

test('bad input: what hides or reorders text has no place in a name', () => {
  for (const hidden of ['\\u202e', '\\u200b', '\\u2066', '\\ufeff', '\\u00ad'])
    assert.match(told(`subject: {publisher: {name: "Ac${hidden}me"}}`), /characters that can be seen \| U\+/)
})

test('bad input: words that do not stand in the file that they are said to be from', () => {
  const claim = (quote: string) =>
    `claims: [{id: k, says: x, type: fact, source: {kind: file, ref: LICENSE, quote: "${quote}"}}]`
  assert.match(told(claim('free of any terms')), /words of LICENSE \| words that do not stand in it/)
  assert.match(told(claim('apache license')), /words of LICENSE/) // the file's own letters
  const read = readRecord(claim('Version 2.0, January 2004'), 'r')
  assert.deepEqual(compileRecord(read, folder(), { id: 'acme/x', version: '1' }).problems, [])
})

// Random damage to a release record, and bombs at the size limit: the reader answers with problems that have places,
// throws nothing, and a text that it takes is written and read back the same. The seed is fixed.

import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import process from 'node:process'
import { test } from 'node:test'
import { array, constantFrom, assert as holds, integer, property, tuple } from 'fast-check'
import { MAX_YAML_CHARACTERS, readStrictYaml } from '../../src/base/strict-yaml.ts'
import { compileRecord } from '../../src/commons/releases/compile.ts'
import { readRecord } from '../../src/commons/releases/record-yaml.ts'
import { updateFiles } from '../../src/commons/releases/update-record.ts'
import { writeRecord } from '../../src/commons/releases/write-record.ts'
import { folder } from '../commons/releases/found.ts'

const SEED = Number(process.env['OWC_FUZZ_SEED'] ?? 20_261_121)
const ROUNDS = Number(process.env['OWC_FUZZ_ROUNDS'] ?? 100)
const LIMIT_MS = 10_000

const standard = readFileSync(new URL('../commons/releases/standard-10.yaml', import.meta.url), 'utf8')
const TOKENS = [
  '[',
  ']',
  '{',
  '}',
  ':',
  '- ',
  '\n',
  '\n  ',
  '"',
  "'",
  '|',
  '>',
  '&a ',
  '*a',
  '!!x ',
  '#',
  '%',
  '---\n',
  '\t',
  '\u0000',
  '\u202e',
  '\ufeff',
  '\ud800',
  '? ',
  ',',
  '__proto__: ',
  '<<: ',
]

test(`fuzz: a damaged record is answered with places (seed ${SEED}, ${ROUNDS} rounds)`, () => {
  const edit = tuple(
    integer({ min: 0, max: standard.length }),
    integer({ min: 0, max: 40 }),
    constantFrom('', ...TOKENS),
  )
  let taken = 0
  void holds(
    property(array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      let text = standard
      for (const [at, cut, token] of edits) text = text.slice(0, at) + token + text.slice(at + cut)
      const read = readRecord(text, 'r')
      for (const { where } of read.problems) assert.match(where, /^r, line \d+, column \d+/)
      compileRecord(read, folder())
      updateFiles(text, folder())
      if (read.problems.length > 0) return
      taken++
      const again = readRecord(writeRecord(read.draft, [], new Map()), 'r')
      assert.deepEqual(again.problems, [])
      assert.deepEqual(again.draft, { owc: 1, kind: 'release', ...read.draft })
    }),
    { seed: SEED, numRuns: ROUNDS },
  )
  assert.ok(taken > ROUNDS / 20, `${taken} of ${ROUNDS} damaged texts were still records`)
})

test('fuzz: bombs at the limit of size are answered in time', () => {
  const whole = (part: string) =>
    part.repeat(Math.ceil(MAX_YAML_CHARACTERS / part.length)).slice(0, MAX_YAML_CHARACTERS)
  const parts = [...TOKENS, '- |\n', 'a: {b: [', 'a:\n', '# x\n', '- a\n', 'a: "\\x41', 'a\n\n b\n']
  for (const text of [...parts.map(whole), `[${whole('a,').slice(2)}]`]) {
    const started = performance.now()
    readStrictYaml(text)
    assert.ok(performance.now() - started < LIMIT_MS, JSON.stringify(text.slice(0, 20)))
  }
})

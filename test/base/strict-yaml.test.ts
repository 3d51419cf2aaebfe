// YAML as text: what is refused, where, and how long hostile texts take.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as holds, property, string } from 'fast-check'
import { MAX_YAML_CHARACTERS, readStrictYaml, type YamlNode } from '../../src/base/strict-yaml.ts'
import { yamlProse, yamlText } from '../../src/base/yaml-text.ts'

const BOMB = 20_000 // characters: test/fuzz goes to the limit

function plain(node: YamlNode | undefined): unknown {
  if (node === undefined || node.kind === 'text') return node?.text
  if (node.kind === 'list') return node.items.map(plain)
  return Object.fromEntries([...node.fields].map(([key, { value }]) => [key, plain(value)]))
}

test('yaml: every scalar is the text that was written', () => {
  const text =
    'version: 1.10\nrev: 4567e12\nday: 2026-11-01\nno: no\nnull: null\nx: 0123456\nlist: [1, ~, true]\n'
  const { root, faults } = readStrictYaml(text)
  assert.deepEqual(faults, [])
  assert.deepEqual(plain(root), {
    version: '1.10',
    rev: '4567e12',
    day: '2026-11-01',
    no: 'no',
    null: 'null',
    x: '0123456',
    list: ['1', '~', 'true'],
  })
})

test('yaml: what two readers could take differently is refused with its place', () => {
  const cases: readonly (readonly [string, number, number, RegExp])[] = [
    ['a: *b', 1, 4, /no alias/],
    ['a:\n  - &c d', 2, 5, /no anchor/],
    ['a: !!str d', 1, 4, /no tag/],
    ['%YAML 1.2\n---\na: b', 1, 1, /no directive/],
    ['a: b\nc: d\na: e', 3, 1, /each field once/],
    ['? [a]\n: b', 1, 3, /a name before the colon/],
    ['a: b\n---\nc: d', 2, 1, /one document/],
    ['a: [b', 1, 6, /YAML/],
    ['a: "b', 1, 6, /YAML/],
    ['a:\n\t- b', 2, 1, /YAML/],
    [`${'['.repeat(30)}`, 1, 25, /nesting of at most/],
  ]
  for (const [text, line, column, expected] of cases) {
    const [fault] = readStrictYaml(text).faults
    assert.ok(fault !== undefined, text)
    assert.deepEqual([fault.line, fault.column], [line, column], text)
    assert.match(fault.expected, expected, text)
  }
})

test('yaml: a text built to harm is answered in moments', () => {
  const whole = (part: string) => part.repeat(Math.ceil(BOMB / part.length))
  const lines = Array.from({ length: 5_000 }, (_, i) => `k${i}: v`).join('\n')
  const bombs = [
    '[',
    '{',
    '- ',
    '? ',
    ': ',
    '"',
    "'",
    '&a ',
    '*a ',
    '!a ',
    '#\n',
    '\n',
    '- |\n',
    'a: {b: [',
    ',',
    ']',
    '%a\n',
    '---\n',
  ]
  for (const text of [...bombs.map(whole), lines, `a: [${'*x,'.repeat(1000)}]`]) {
    const started = performance.now()
    readStrictYaml(text)
    assert.ok(performance.now() - started < 3_000, JSON.stringify(text.slice(0, 20)))
  }
  assert.match(
    readStrictYaml('a'.repeat(MAX_YAML_CHARACTERS + 1)).faults[0]?.expected ?? '',
    /at most 1048576/,
  )
})

test('yaml: any text that is written is read back', () => {
  const words = string({ unit: 'grapheme', maxLength: 40 })
  void holds(
    property(words, words, (key, value) => {
      const text = yamlText({ [`k${key}`]: [value, { inner: value }] })
      const { root, faults } = readStrictYaml(text)
      assert.deepEqual(faults, [], text)
      assert.deepEqual(plain(root), { [`k${key}`]: [value, { inner: value }] }, text)
      const prose = readStrictYaml(`a:\n  b: ${yamlProse(`${value}\nsecond line`, '  ')}\n`)
      assert.deepEqual(plain(prose.root), { a: { b: `${value}\nsecond line` } })
    }),
    { seed: 8, numRuns: 300 },
  )
})

// A card through a record and back: every key that the Hub knows stays, so do those that nobody knows; nothing in a
// value opens markup, front matter or a table.

import assert from 'node:assert/strict'
import process from 'node:process'
import { test } from 'node:test'
import fc from 'fast-check'
import { parse } from 'yaml'
import { compileRecord } from '../../../../src/commons/releases/compile.ts'
import { readRecord } from '../../../../src/commons/releases/record-yaml.ts'
import { writeRecord } from '../../../../src/commons/releases/write-record.ts'
import { CARD_KEYS } from '../../../../src/commons/standard/exports/card-keys.ts'
import type { Release } from '../../../../src/commons/standard/exports/exported.ts'
import { importCard } from '../../../../src/commons/standard/imports/card.ts'
import { MAX_CARD_BYTES, readFrontMatter } from '../../../../src/commons/standard/imports/front-matter.ts'
import { folder } from '../../releases/found.ts'
import { cardFile, LEAST, released, sha, written } from './release.ts'

/** Card → draft as text → compiled record → card. */
function through(card: string): { readonly text: string; readonly notCarried: readonly string[] } {
  const { fields, problems } = importCard(card, 'README.md')
  assert.deepEqual(problems, [])
  const draft = readRecord(writeRecord(fields as never, [], new Map()), 'release.yaml')
  const { record, problems: wrong } = compileRecord(draft, folder(), { id: 'acme/least', version: '1' })
  assert.deepEqual(wrong, [])
  return written('card', released(record as Release, card))
}

function keysOf(card: string): Record<string, unknown> {
  const [, yaml = ''] = /^---\n([\s\S]*?)\n---\n/.exec(card) ?? []
  return (parse(yaml) ?? {}) as Record<string, unknown>
}

const GATED = `---
license: other
license_name: My Own License 1
license_link: LICENSE.md
base_model:
  - Acme/Base
  - other/Second
base_model_relation: merge # said so
new_version: acme/next
language:
- en
- no
datasets: [acme/one, "two"]
buckets:
- acme/bucket
metrics:
- accuracy
library_name: transformers
pipeline_tag: text-generation
tags:
- 2024
- "1.10"
- conversational
thumbnail: https://acme.example/t.png
model-index:
- name: tern
  results:
  - task: {type: text-generation, name: 'Text: generation'}
    dataset:
      type: mmlu
      name: MMLU
      args: {num_few_shot: 5}
    metrics:
    - type: acc
      value: 64.59
      verified: true
    source:
      url: https://acme.example
extra_gated_heading: "Acknowledge: it"
extra_gated_description: |-
  Two lines
  # not a comment
extra_gated_prompt: >
  folded
  text
extra_gated_fields:
  Company: text
  I want to use this model for:
    type: select
    options:
    - Research
    - label: Other
      value: other
extra_gated_button_content: Go
extra_gated_eu_disallowed: true
inference: false
widget:
- text: "Hi --- there"
x-unknown: {a: [1, 'b', null]}
---
# Words

Prose.
`

test('card: every known key, and every other, comes back through a record with its value', () => {
  const { text, notCarried } = through(GATED)
  assert.deepEqual(keysOf(text), keysOf(GATED))
  assert.deepEqual(
    CARD_KEYS.filter((key) => !(key in keysOf(text))),
    [],
    'the sample has every key',
  )
  assert.ok(notCarried.includes('The prose of README.md is not repeated.'))
})

const word = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/ -]{0,12}$/).map((one) => one.trim())
const scalar = fc.oneof(word, fc.constantFrom('no', '1.10', '0123', '"quoted: yes"', "'it''s'", 'true', '3'))
const words = fc.oneof(
  scalar,
  fc
    .array(scalar, { minLength: 1, maxLength: 4 })
    .map((all) => `\n${all.map((one) => `- ${one}`).join('\n')}`),
)
const CHOICES: Readonly<Record<string, fc.Arbitrary<string>>> = {
  license: fc.constantFrom(
    'mit',
    'Apache-2.0',
    'gpl-3.0-only',
    'llama3.1',
    'other',
    'unknown',
    'cc',
    '\n- mit\n- gemma',
    '[mit, MIT]',
  ),
  base_model_relation: fc.constantFrom('adapter', 'merge', 'quantized', 'finetune', 'distilled'),
}
const block = (key: string) => (CHOICES[key] ?? words).map((value) => `${key}: ${value}`)

test('card: 300 made-up cards keep each key and value on the way through a record', () => {
  const keys = fc.shuffledSubarray([
    ...CARD_KEYS.filter((key) => key !== 'model-index'),
    'inference',
    'co2',
    'Ünknown',
  ])
  const card = keys
    .chain((chosen) => fc.tuple(...chosen.map(block)))
    .map((blocks) => `---\n${blocks.join('\n')}\n---\nx`)
  fc.assert(
    fc.property(card, (text) => {
      assert.deepEqual(keysOf(through(text).text), keysOf(text))
    }),
    { numRuns: 300, seed: 10 },
  )
})

test('card: where the record says otherwise its word stands, and the difference is told', () => {
  const record: Release = {
    ...LEAST,
    terms: [{ licence: 'Apache-2.0' }],
    lineage: [{ relation: 'quantized', parent: 'acme/base@2' }],
  }
  const { text } = written(
    'card',
    released(record, '---\nlicense: mit\nbase_model: Acme/Base\ntags: [a]\n---\n'),
  )
  assert.deepEqual(keysOf(text), {
    license: 'apache-2.0',
    base_model: 'Acme/Base',
    base_model_relation: 'quantized',
    tags: ['a'],
  })
  assert.match(text, /license is "mit" in the shipped card, and "Apache-2\.0" in the record/)
})

test('card: a relation that the Hub lacks is told, and no base is named that it would misread', () => {
  const record: Release = {
    ...LEAST,
    lineage: [{ relation: 'distilled', parent: 'acme/big' }],
    terms: [{ licence: 'LicenseRef-sha256-0123456789ab' }],
  }
  const { text, notCarried } = written('card', released(record))
  assert.deepEqual(keysOf(text), {
    license: 'other',
    license_name: 'sha256-0123456789ab',
  })
  assert.ok(notCarried.some((one) => one.includes('distilled')))
})

test('card: language codes and version numbers stay text for readers that guess', () => {
  const record: Release = {
    ...LEAST,
    training: { data: { languages: { no: '0.5', en: '0.5' } } },
    evaluations: [{ id: 'e', kind: 'capability', suite: '1.10', metric: 'yes', value: '1e-3' }],
  }
  const index = [
    {
      name: 'least',
      results: [
        {
          task: { type: 'other' },
          dataset: { type: '1.10', name: '1.10' },
          metrics: [{ type: 'yes', value: '1e-3' }],
        },
      ],
    },
  ]
  assert.deepEqual(keysOf(written('card', released(record)).text), {
    language: ['no', 'en'],
    'model-index': index,
  })
})

const HOSTILE =
  '</table><script>alert(1)</script>\n---\nlicense: mit\n| a | b |\n```\n[x](javascript:alert(1)) ![](https://a.example/p) <img src=x> \u202e\u200b `code` **b** & https://evil.example'

test('card: hostile text in every field stays text', () => {
  const poison = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((one) => poison(one, path))
    if (typeof value !== 'object' || value === null)
      return typeof value === 'string' && !/sha256|path$/.test(path) ? HOSTILE : value
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, poison(one, key)]))
  }
  const dossier = released()
  const body = { ...(poison(dossier.content.body, '') as Release), owc: 1, kind: 'release' } as Release
  const { text } = written('card', { ...released(body), display: HOSTILE, ref: HOSTILE, version: HOSTILE })
  assert.doesNotThrow(() => keysOf(text))
  assert.equal(text.match(/^---$/gm)?.length, 2, 'one front matter')
  const [front = '', rest = ''] = text.split('\n---\n')
  assert.doesNotMatch(front, /^license: mit$/m)
  assert.doesNotMatch(rest, /<(?!https:\/\/[^\s<>]*>)/, 'no tag')
  assert.doesNotMatch(rest, /(?<!\\)`(?!sha256:[0-9a-f]{64}`)(?<!sha256:[0-9a-f]{64}`)/, 'no code')
  assert.doesNotMatch(rest, /(?<!\\)\]\(/, 'no link')
  assert.doesNotMatch(text, /[\u202e\u200b]/)
})

/** Readers that take these for the end of a line, as YAML 1.1 does, find a key in what follows. */
const ENDS = ['\u0085', '\u2028', '\u2029', '\r']
const SMUGGLED: readonly (readonly [string, (end: string) => string])[] = [
  ['a comment', (end) => `a: b # ${end}license: evil`],
  ['a value', (end) => `a: "b ${end}license: evil"`],
  ['a text of several lines', (end) => `a: |\n  b${end}license: evil`],
]

for (const [place, card] of SMUGGLED) {
  test(`card: what ends a line for some readers smuggles no key out of ${place}, and hides nothing`, () => {
    for (const end of ENDS) {
      const { text } = written(
        'card',
        released(undefined, `---\n${card(end)}\ntag\u202es: ["c\u200bd"]\n---\n`),
      )
      const [, front = ''] = text.split(/^---$/m)
      const lines = front.split(/[\n\r\u0085\u2028\u2029]/)
      assert.ok(lines.some((line) => line.startsWith('license: apache-2.0')))
      assert.ok(!lines.some((line) => line.startsWith('license: evil')), JSON.stringify(front))
      assert.doesNotMatch(front, /(?!\n)\p{C}|[\u2028\u2029]/u)
      assert.deepEqual(keysOf(text)['tag\u202es'], ['c\u200bd'], 'the same value')
    }
  })
}

const BROKEN: readonly { readonly name: string; readonly card: string; readonly where: string }[] = [
  { name: 'front matter that nobody closes', card: '---\nlicense: mit\n', where: 'c, line 1, column 1' },
  { name: 'broken YAML', card: '---\na: b\nlicense: [mit\n---\n', where: 'c, line 4' },
  { name: 'an anchor', card: '---\na: &x b\n---\n', where: 'c, line 2, column 4' },
  { name: 'an alias', card: '---\na: b\nc: *x\n---\n', where: 'c, line 3, column 4' },
  { name: 'a tag', card: '---\na: !!python/object b\n---\n', where: 'c, line 2, column 4' },
  { name: 'a key twice', card: '---\na: b\na: c\n---\n', where: 'c, line 3, column 1' },
  { name: 'a list', card: '---\n- a\n---\n', where: 'c, line 2, column 1' },
  { name: 'keys in one line', card: '---\n{a: b, c: d}\n---\n', where: 'c, line 2, column 1' },
  {
    name: '40,000 keys',
    card: `---\n${Array.from({ length: 40_000 }, (_, at) => `k${at}: v`).join('\n')}\n---\n`,
    where: 'c, line 2, column 1',
  },
  { name: 'nesting', card: `---\na: ${'['.repeat(1000)}${']'.repeat(1000)}\n---\n`, where: 'c, line 2' },
  { name: '50 MB', card: `---\n${'a'.repeat(50 << 20)}: b\n---\n`, where: 'c' },
  { name: 'a million words', card: `---\na: [${'b,'.repeat(400_000)}]\n---\n`, where: 'c, line 2' },
]

for (const { name, card, where } of BROKEN) {
  test(`card import refuses ${name}, with its place, in milliseconds`, () => {
    const begun = process.threadCpuUsage()
    const { fields, problems } = importCard(card, 'c')
    assert.ok(process.threadCpuUsage(begun).user < 2_000_000, 'seconds of work')
    assert.deepEqual(fields, {})
    assert.equal(problems.length, 1)
    assert.ok(problems[0]?.where.startsWith(where), `${problems[0]?.where} instead of ${where}`)
  })
}

test('card: a shipped card that cannot be read costs its keys, and says so', () => {
  const { text, notCarried } = written('card', released(LEAST, '---\na: &x b\n---\n'))
  assert.ok(!text.startsWith('---'))
  assert.ok(
    notCarried.some((one) =>
      one.includes('cannot be read (line 2: expected plain values, and no anchor (&))'),
    ),
  )
})

test('card: a licence that the Hub does not list leads to its text where there is one, and to no file that is not', () => {
  const file = { path: 'TERMS.txt', bytes: 1, sha256: sha('terms') }
  const link = (more: Partial<Release>) => {
    const { text, gaps } = written('card', released({ ...LEAST, terms: [{ licence: 'Acme 1.0' }], ...more }))
    return [keysOf(text)['license_link'], gaps.some((gap) => gap.startsWith('The Hub asks where'))]
  }
  assert.deepEqual(link({}), [undefined, true])
  assert.deepEqual(link({ artifacts: [...LEAST.artifacts, { ...file, role: 'licence-text' }] }), [
    'TERMS.txt',
    false,
  ])
  const terms = [{ licence: 'Acme 1.0', text: `sha256:${file.sha256}` }]
  assert.deepEqual(link({ artifacts: [...LEAST.artifacts, file], terms }), ['TERMS.txt', false])
  const url = 'https://acme.example/t'
  assert.deepEqual(link({ terms: [{ licence: 'Acme 1.0', url }] }), [url, false])
})

test('card: a shipped card that is here and no text is not called absent', () => {
  const { text: _, ...unread } = cardFile('\ufffd')
  for (const [held, says] of [
    [true, /^README\.md was not read as a card: /],
    [false, /^The bytes of README\.md are not here/],
  ] as const) {
    const { notCarried } = written('card', { ...released(LEAST), files: [{ ...unread, held }] })
    assert.ok(
      notCarried.some((one) => says.test(one)),
      notCarried.join(),
    )
  }
})

test('card import: what the front matter leaves open is not filled in, and said', () => {
  const card = '---\r\nlicense: mit\r\nbase_model: a/b\r\nlanguage: en\r\nmodel-index: []\r\n---\r\nbase'
  const { fields, left, places } = importCard(card, 'README.md')
  assert.deepEqual(fields, { terms: [{ licence: 'MIT' }] })
  assert.deepEqual(places, { terms: 'README.md, line 2, license' })
  assert.ok(left.some((one) => /base_model names a\/b, and not how/.test(one)))
  assert.ok(left.some((one) => /"language": It does not say the share/.test(one)))
  assert.deepEqual(importCard('# no front matter', 'c'), { fields: {}, places: {}, left: [], problems: [] })
})

test('card import: words that name no licence state none', () => {
  for (const word of ['other', 'unknown', 'gpl', 'openrail', 'proprietary', 'None']) {
    const { fields, left } = importCard(`---\nlicense: ${word}\n---\n`, 'c')
    assert.deepEqual(fields, {}, word)
    assert.deepEqual(left, [`license says "${word}", which names no text.`])
  }
})

test('card import: parents beyond what a record takes are told', () => {
  const parents = Array.from({ length: 70 }, (_, at) => `- a/b${at}`).join('\n')
  const { fields, left } = importCard(`---\nbase_model:\n${parents}\nbase_model_relation: merge\n---\n`, 'c')
  assert.equal(fields.lineage?.length, 64)
  assert.deepEqual(left, ['base_model has 6 more than the 64 that a record takes.'])
})

test('front matter: a line of dashes inside a text does not end it, its lines come back as they are', () => {
  const { matter } = readFrontMatter('---\na: |\n  x\n  ---\n  y\n# note\nb: [1,\n  2]\n---\n\nbody')
  assert.deepEqual(
    matter?.entries.map(({ lines }) => lines),
    ['a: |\n  x\n  ---\n  y\n# note', 'b: [1,\n  2]'],
  )
  assert.equal(matter?.body, 'body')
  assert.ok(MAX_CARD_BYTES >= 1 << 20)
})

test('card import: 500 cards with bytes changed, cut or doubled are read or refused, and never thrown over', () => {
  const edit = fc.record({
    at: fc.nat(GATED.length),
    cut: fc.nat(40),
    put: fc.string({ unit: 'binary', maxLength: 12 }),
  })
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), (edits) => {
      const card = edits.reduce(
        (text, { at, cut, put }) => text.slice(0, at) + put + text.slice(at + cut),
        GATED,
      )
      const { fields, problems } = importCard(card, 'c')
      assert.ok(problems.length === 0 || Object.keys(fields).length === 0)
      const { text } = written(
        'card',
        released({ ...LEAST, ...fields, subject: LEAST.subject } as Release, card),
      )
      assert.equal(importCard(text, 'c').problems.length, 0, 'what we write can be read')
    }),
    { numRuns: 500, seed: 10 },
  )
})

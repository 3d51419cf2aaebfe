// Sentences of a card: what is no prose is set aside, every sentence keeps its place, other languages are named and never
// judged, and no text however hostile costs more than its length. Then what each sentence rule takes for a claim.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { utf8 } from '../../../src/base/bytes.ts'
import { masked } from '../../../src/commons/standard/findings/masked.ts'
import {
  assertsSafety,
  bindsEarlier,
  callsItOpenSource,
  offersToAnyone,
  recallWords,
  testedALargerSystem,
} from '../../../src/commons/standard/findings/phrases.ts'
import { byteOffsets, readProse } from '../../../src/commons/standard/findings/prose.ts'

const MAX_HOSTILE_MS = 4000 // of a busy machine; 200,000 characters take some 20 ms on a quiet one

const SENTENCES: readonly (readonly [name: string, text: string, expected: readonly string[]])[] = [
  ['front matter is none', '---\nlicense: mit\n---\nOne. Two!', ['One.', 'Two!']],
  ['front matter that never closes is text', '---\nAll of it.', ['All of it.']],
  ['lines of a paragraph are joined', 'It is\na model. It\r\nruns.', ['It is a model.', 'It runs.']],
  [
    'code is none',
    'Before.\n```py\nThe code.\n```\nIt has `open source` inside.',
    ['Before.', 'It has inside.'],
  ],
  ['a fence closes with as many marks', '````\nno\n```\nno\n````\nYes it does.', ['Yes it does.']],
  ['indented code is none', 'Text.\n\n    code here\n\nMore text.', ['Text.', 'More text.']],
  [
    'words of links stay, addresses go',
    'See [the card](https://a.example/x_(y)) at https://b.example now.',
    ['See the card at now.'],
  ],
  ['pictures are none', 'A ![picture of it](p.png) here.', ['A here.']],
  [
    'HTML is none',
    '<p>One <b>big</b> model.</p><!-- hidden. --><br>Two models.',
    ['One big model.', 'Two models.'],
  ],
  ['emphasis is none', 'It is **open**-_source_.', ['It is open-_source_.']],
  [
    'headings and items stand alone',
    '# Title\nText.\n- First item\n- Second item',
    ['Title', 'Text.', 'First item', 'Second item'],
  ],
  [
    'cells stand alone',
    '| Model | Recall |\n|---|---|\n| Tern | high |',
    ['Model', 'Recall', 'Tern', 'high'],
  ],
  [
    'short forms and initials end nothing',
    'It uses e.g. J. Doe and v. 2. Fine.',
    ['It uses e.g. J. Doe and v. 2.', 'Fine.'],
  ],
  ['a figure with a letter ends a sentence', 'It has 22M. Both run.', ['It has 22M.', 'Both run.']],
  ['accounts are none', 'Write to opensource@acme.example or @tern today.', ['Write to or today.']],
]

for (const [name, text, expected] of SENTENCES)
  test(`prose: ${name}`, () => {
    assert.deepEqual(
      readProse(text).sentences.map((one) => one.text),
      expected,
    )
  })

test('prose: every sentence is a stretch of the text, in order, and its byte is found', () => {
  const piece = fc.constantFrom(
    ...[
      'open source',
      'Ä ',
      '模型。',
      '**',
      '`',
      '```\n',
      '\n\n',
      '[',
      '](',
      ')',
      '<b>',
      '<!--',
      '-->',
      '| ',
      '. ',
      'A',
      '\\',
      '---\n',
      '# ',
      '🎯 ',
      'https://x.y',
      '@',
    ],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('')
      assert.equal(masked(text).length, text.length)
      const offset = byteOffsets(text)
      let last = 0
      for (const { from, to } of readProse(text).sentences) {
        assert.ok(from >= last && to > from && to <= text.length)
        last = to
        const bytes = utf8(text)
        const at = offset(from)
        const wanted = utf8(text.slice(from, to))
        assert.deepEqual(bytes.subarray(at, at + wanted.length), wanted)
      }
    }),
    { seed: 10, numRuns: 500 },
  )
})

test('prose: what is not English is counted and named', () => {
  const words = 'El modelo fue entrenado con datos de varias fuentes y se publica para su estudio. '
  for (const [name, text, language, checked] of [
    ['English', 'This is a model of the commons and it is for all of us. '.repeat(9), 'English', 9],
    ['Chinese', '我们开源了这个模型。'.repeat(9), 'Chinese', 0],
    ['mostly Chinese', `${'我们开源了这个模型。'.repeat(9)}\n\nThis model is small.`, 'Chinese', 1],
    ['Russian', 'Мы открыли модель. '.repeat(9), 'Cyrillic letters', 0],
    ['Spanish', words.repeat(9), 'not English', 0],
  ] as const) {
    const prose = readProse(text)
    assert.deepEqual([prose.language, prose.sentences.length], [language, checked], name)
    assert.equal(prose.notChecked, name === 'English' ? 0 : 9, name)
  }
})

test('prose: a sentence without an end or a blank is read in parts, none of them in the middle of a character', () => {
  for (const piece of ['a', '🎯', 'ä']) {
    const text = `x${piece.repeat(20_000)}`
    const { sentences } = readProse(`${text} ${'We are of the same and in it. '.repeat(20)}`)
    assert.ok(sentences.every(({ from, to }) => to - from <= 2500))
    for (const { from, to } of sentences.slice(0, 3)) assert.ok(text.slice(from, to).isWellFormed())
  }
})

test('prose: hostile texts cost no more than their length', () => {
  const pieces = [
    '[',
    '![a',
    '```a`b``',
    '<a',
    '](a(',
    ' ',
    'a. ',
    '. ',
    '|',
    '>',
    '-',
    '<!--',
    '\n',
    '    x\n',
    '中a',
    'open source ',
    '> ',
    '@',
    'h://',
    '\\',
    '*',
    '[a]: ',
    'we open source and ',
  ]
  for (const piece of pieces) {
    const text = piece.repeat(Math.floor(200_000 / piece.length))
    const start = performance.now()
    for (const { text: sentence } of readProse(text).sentences.slice(0, 2000)) {
      callsItOpenSource(sentence, ['tern'])
      for (const rule of [assertsSafety, offersToAnyone, testedALargerSystem, recallWords, bindsEarlier])
        rule(sentence)
    }
    const ms = performance.now() - start
    assert.ok(ms < MAX_HOSTILE_MS, `${JSON.stringify(piece)}: ${ms.toFixed(0)} ms`)
  }
})

const NAMES = ['tern-360m', 'tern']
const CLAIMS = [
  'We have open-sourced Tern and its smaller siblings.',
  'We are happy to open source the Tern series today.',
  'The open source Tern will help researchers.',
  'This is a fully open-source model.',
  'Tern is a family of small, open-source language models.',
  'The Tern series models are open-sourced.',
  'Our open-source models run on a laptop.',
  'We introduce a new thing, an open-source speech model with few parameters.',
  'We made the weights of Tern open source for everybody.',
]
const NO_CLAIMS = [
  'Thanks to the open source community, Tern runs everywhere.',
  'Tern outperforms all open-source models of its size.',
  'It is compared with open source and closed models.',
  'Our tools are open sourced for all.',
  'We open-source our training code and data pipeline.',
  'Use our open source library to fine-tune Tern.',
  'We will open-source the model soon.',
  'This model is not open source.',
  'Is this model open source?',
  'Tern was distilled from open-source models.',
  'The training data for this model is also open-sourced.',
  'Tern was trained on open-source datasets.',
  'The model is released under an open-source license.',
]

test('OW-1: a sentence is a claim when it calls this very model open source', () => {
  for (const sentence of CLAIMS) assert.equal(callsItOpenSource(sentence, NAMES), true, sentence)
  for (const sentence of NO_CLAIMS) assert.equal(callsItOpenSource(sentence, NAMES), false, sentence)
})

const RULES: readonly (readonly [
  string,
  (sentence: string) => unknown,
  readonly string[],
  readonly string[],
])[] = [
  [
    'OW-4',
    assertsSafety,
    ['This model is safe.', 'It was responsibly released.', 'The model is completely safe for children.'],
    [
      'This model is not safe.',
      'Store it as safetensors.',
      'It is safe to say that it works.',
      'Developers should ensure that the model is safe.',
    ],
  ],
  [
    'OW-5',
    offersToAnyone,
    [
      'Free for any purpose.',
      'It is meant to serve everyone.',
      'The model can be used by anyone.',
      'Use it without restrictions.',
    ],
    [
      'Thanks to everyone who helped.',
      'It may not be used by anyone under 13.',
      'Free for everyone except large firms.',
    ],
  ],
  [
    'SW-7',
    testedALargerSystem,
    [
      'We evaluated systems composed of Tern and a guard.',
      'Red-teaming was done with an input filter in front.',
      'Tested with safeguards.',
    ],
    [
      'We evaluated Tern on 100 items.',
      'It was trained with filtered data and tested.',
      'We compared it with content moderation APIs and measured both.',
    ],
  ],
  [
    'FR-1',
    recallWords,
    [
      'This model was recalled.',
      'We have withdrawn the weights.',
      'The release is no longer available.',
      'The model was taken down.',
      'We pulled the model.',
    ],
    [
      'Recall is 0.8.',
      'The model has high recall.',
      'It can recall facts of the file.',
      'First pull the model with ollama.',
      'The licence of the model is revoked upon breach.',
      'The dataset is no longer available.',
    ],
  ],
  [
    'FR-2',
    bindsEarlier,
    [
      'The new license applies retroactively.',
      'These terms also govern copies of previously downloaded weights.',
    ],
    ['The new license applies to version 2.', 'It does not apply to existing users.'],
  ],
]

for (const [id, holds, yes, no] of RULES)
  test(`${id}: sentences that say it, and sentences that only look like it`, () => {
    for (const sentence of yes) assert.ok(holds(sentence), sentence)
    for (const sentence of no) assert.ok(!holds(sentence), sentence)
  })

// Which licence a text is: exactly one, or none; whatever is altered is refused, whatever is only a notice is let go.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { identify } from '../../../../src/commons/standard/licences/identify.ts'
import { known } from '../../../../src/commons/standard/licences/known.ts'
import {
  isCopyrightNotice,
  MAX_LICENCE_CHARS,
  normalise,
} from '../../../../src/commons/standard/licences/normal.ts'
import { APACHE, MIT } from './made.ts'

const HUNDRED = 'Products with more than 100 million monthly active users need a separate written licence.'

test('identify: texts as they stand in packages are what they are', () => {
  assert.equal(identify(MIT).id, 'MIT')
  assert.equal(identify(APACHE).id, 'Apache-2.0')
  assert.equal(identify(MIT).exact && identify(APACHE).exact, true)
})

test('identify: spacing, case, titles and notices do not matter', () => {
  const [, ...rest] = MIT.split('\n')
  const without = rest.join('\n')
  for (const same of [
    MIT.toUpperCase(),
    MIT.replaceAll('\n', '\r\n'),
    MIT.replaceAll(/\n(?!\n)/g, '\n> '),
    `\ufeff${MIT}`,
    `The MIT License (MIT)\n${without}`,
    without,
    MIT.replace(
      /^Copyright.*$/m,
      'Copyright © 2019-present, Zoë Łukasz & Sons GmbH <zoe@example.org>. All rights reserved.',
    ),
    MIT.replace(/^Copyright.*$/m, 'Copyright (c) 2014 sindresorhus\n(c) Copyright 2015, 2016 ACME Inc.'),
    MIT.replace(/^Copyright.*$/m, 'Copyright <YEAR> <COPYRIGHT HOLDER>'),
    MIT.replace(/^Copyright.*$/m, ''),
  ])
    assert.equal(identify(same).id, 'MIT', same.slice(0, 160))
  const notice = APACHE.replace(/\[yyyy\] \[name of copyright owner\]/, '2026 Acme Lab')
  assert.equal(identify(notice).id, 'Apache-2.0')
  const end = APACHE.indexOf('END OF TERMS AND CONDITIONS') + 27
  assert.equal(identify(APACHE.slice(0, end)).id, 'Apache-2.0', 'without the appendix')
  assert.equal(identify(APACHE.slice(0, end - 27)).id, 'Apache-2.0', 'without its end')
  assert.equal(identify(APACHE.replaceAll('http://', 'https://')).id, 'Apache-2.0')
})

test('identify: every altered text is refused, and the nearest licence is named with the difference', () => {
  const altered: readonly (readonly [name: string, text: string, nearest: string])[] = [
    ['a clause after it', `${MIT}\n${HUNDRED}`, 'MIT'],
    ['a clause before it', `${HUNDRED}\n${MIT}`, 'MIT'],
    ['a clause in the line of the notice', MIT.replace(/^(Copyright.*)$/m, `$1. ${HUNDRED}`), 'MIT'],
    ['a clause that looks like a notice', `${MIT}\nCopyright (c) 2024 Acme. ${HUNDRED}`, 'MIT'],
    ['a clause as a placeholder', `${MIT}\nCopyright (c) 2024 <who has 100M users must pay>`, 'MIT'],
    ['a title-case clause', `${MIT}\nCopyright (c) 2024 Users Above One Hundred Million Must Pay`, 'MIT'],
    [
      'a clause in a script without capitals',
      `${MIT}\nCopyright (c) 2024 ${'月活跃用户超过一亿的产品须另行取得书面许可'.repeat(3)}`,
      'MIT',
    ],
    ['a clause after the end of the terms', `${APACHE}\n\nADDENDUM: ${HUNDRED}`, 'Apache-2.0'],
    [
      'a clause between end and appendix',
      APACHE.replace('END OF TERMS AND CONDITIONS', `END OF TERMS AND CONDITIONS\n\n${HUNDRED}`),
      'Apache-2.0',
    ],
    [
      'clause 4(c) taken away',
      APACHE.replace(/\n *\(c\) You must retain[\s\S]*?Derivative Works; and\n/, '\n'),
      'Apache-2.0',
    ],
    ['one word taken away', MIT.replace('sublicense, ', ''), 'MIT'],
    ['one word turned', MIT.replace('without restriction', 'with restriction'), 'MIT'],
    ['modified in its title', MIT.replace('MIT License', 'Modified MIT License'), 'MIT'],
    ['letters of another script', MIT.replaceAll('o', 'о'), ''],
  ]
  for (const [name, text, nearest] of altered) {
    assert.notEqual(text, MIT, name)
    const found = identify(text)
    assert.equal(found.exact, false, name)
    assert.match(found.id, /^LicenseRef-sha256-[0-9a-f]{12}$/, name)
    assert.deepEqual(found.ids, [], name)
    if (nearest !== '') assert.equal(found.nearest?.id, nearest, name)
    if (nearest !== '') assert.ok((found.nearest?.differences.length ?? 0) > 0, name)
  }
})

test('identify: BSD texts are templates: count and name are their holders’, and nothing else is', () => {
  const bsd = (name: string, marks: readonly string[]) => `Copyright (c) 2024, ${'Acme Lab'}
All rights reserved.

Redistribution and use in source and binary forms, with or without modification, are permitted provided that the following conditions are met:
${marks[0]} Redistributions of source code must retain the above copyright notice, this list of conditions and the following disclaimer.
${marks[1]} Redistributions in binary form must reproduce the above copyright notice, this list of conditions and the following disclaimer in the documentation and/or other materials provided with the distribution.
${marks[2]} Neither the name of ${name} nor the names of its contributors may be used to endorse or promote products derived from this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS AND CONTRIBUTORS "AS IS" AND ANY EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDER OR CONTRIBUTORS BE LIABLE FOR ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT (INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.`
  for (const marks of [
    ['1.', '2.', '3.'],
    ['*', '*', '*'],
    ['a)', 'b)', 'c)'],
  ]) {
    const found = identify(bsd('Acme Lab, Inc.', marks))
    assert.deepEqual(
      [found.id, found.ignored.at(-1)],
      ['BSD-3-Clause', 'neither the name of acme lab inc'],
      marks.join(),
    )
  }
  assert.equal(
    identify(`BSD 3-Clause License\n\n${bsd('the copyright holder', ['-', '-', '-'])}`).id,
    'BSD-3-Clause',
  )
  for (const name of [
    'Acme, whose users must pay,',
    'Acme and whoever uses it commercially',
    'Acme '.repeat(12),
    '',
  ])
    assert.equal(identify(bsd(name, ['*', '*', '*'])).exact, false, name)
  const more = bsd('Acme', ['*', '*', '*'])
  for (const altered of [
    `${more}\n${HUNDRED}`,
    more.replace('are permitted', 'are not permitted'),
    more.replace('source and binary', 'binary'),
  ])
    assert.equal(identify(altered).exact, false)
})

test('identify: a difference shows added words as they stand, after which, and counts what is missing', () => {
  const added = identify(`${MIT}\n${HUNDRED}`).nearest?.differences
  assert.deepEqual(added, [
    {
      after: 'other dealings in the software',
      added: 'products with more than 100 million monthly active users need a separate written licence',
      addedWords: 14,
      missingWords: 0,
    },
  ])
  const missing = identify(MIT.replace('sublicense, ', '')).nearest?.differences
  assert.deepEqual(missing, [
    { after: 'copy modify merge publish distribute', added: '', addedWords: 0, missingWords: 1 },
  ])
})

test('identify: any word added, taken or changed anywhere gives another text', () => {
  const words = (normalise(MIT) as Exclude<ReturnType<typeof normalise>, string>).words
  const start = words.indexOf('permission')
  fc.assert(
    fc.property(
      fc.integer({ min: start, max: words.length - 1 }),
      fc.constantFrom('add', 'take', 'change'),
      fc.stringMatching(/^[a-z]{1,12}$/),
      (at, edit, word) => {
        fc.pre(words[at] !== word)
        const edited = [...words]
        if (edit === 'add') edited.splice(at, 0, word)
        if (edit === 'take') edited.splice(at, 1)
        if (edit === 'change') edited.splice(at, 1, word)
        fc.pre(edited.join(' ') !== words.join(' '))
        const found = identify(edited.join(' '))
        assert.equal(found.ids.includes('MIT'), false)
      },
    ),
    { seed: 10, numRuns: 80 },
  )
})

test('identify: a line is a copyright notice only when it can be nothing else', () => {
  for (const line of [
    'Copyright (c) 2020 Jane Doe',
    'Copyright 2018- The Hugging Face team. All rights reserved.',
    'Copyright (c) <year> <copyright holders>',
    '   Copyright [yyyy] [name of copyright owner]',
    '# Copyright © 2007 Free Software Foundation, Inc. <https://fsf.org/>',
    'All rights reserved.',
    'Copyright Eemeli Aro <eemeli@example.org>',
    'Portions Copyright (c) Microsoft Corporation.',
    'Copyright aio-libs contributors',
    'Copyright (C) 2024 株式会社サンプル',
  ])
    assert.equal(isCopyrightNotice(line), true, line)
  for (const line of [
    '(c) You must retain, in the Source form of any Derivative Works',
    'copyright notice and this permission notice appear in all copies',
    'Copyright and related rights are licensed to nobody',
    'Copyright terms bind all contributors',
    'Copyright (c) 2020 Jane Doe, who may end this at any time',
    'Copyright 2020 Jane Doe. Commercial users pay',
    `Copyright (c) 2020 ${'Jane '.repeat(40)}`,
    'The copyright holder decides',
    '',
  ])
    assert.equal(isCopyrightNotice(line), false, line)
})

test('identify: hostile texts are bounded, and refused by name', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['50 MB', 'permission '.repeat(5_000_000), 'too long'],
    ['binary', `MIT License\u0000${MIT}`, 'not text'],
    ['control characters', MIT.replace('free of charge', 'free\u001b[8m of\u0007 charge'), 'not text'],
    ['zero-width', MIT.replace('without restriction', 'with\u200bout restriction'), 'hidden characters'],
    ['turned around', MIT.replace('restriction', '\u202enoitcirtser\u202c'), 'hidden characters'],
    ['one line of everything', MIT.replaceAll('\n', ' ').repeat(400), undefined],
    ['empty', '', undefined],
    ['only notices', 'Copyright (c) 2020 Jane Doe\n'.repeat(10_000), undefined],
  ]
  for (const [name, text, unreadable] of cases) {
    const started = performance.now()
    const found = identify(text)
    assert.equal(found.exact, false, name)
    assert.equal(found.unreadable, unreadable, name)
    assert.ok(found.ignored.length <= 64, name)
    assert.ok(JSON.stringify(found).length < 50_000, name)
    assert.ok(performance.now() - started < 10_000, name)
  }
  assert.ok('permission '.repeat(5_000_000).length > MAX_LICENCE_CHARS)
})

test('known: 679 texts of 727 ids, then those of models; each id of a text is one licence or one family', () => {
  const { licences, texts, byDigest } = known()
  assert.equal(licences.size, 727)
  assert.equal(texts.filter(({ from }) => from === 'spdx-license-list').length, 679)
  assert.equal(new Set(texts.map(({ sha256 }) => sha256)).size, texts.length)
  for (const { ids, marks } of texts) assert.ok(ids.length > 0 && marks.length > 0, ids.join())
  for (const [digest, { sha256, titled = [] }] of byDigest)
    assert.ok(digest === sha256 || titled.includes(digest))
  const shared = texts.filter(({ ids }) => ids.length > 1).map(({ ids }) => ids)
  assert.ok(shared.some((ids) => ids.includes('GPL-3.0-only') && ids.includes('GPL-3.0-or-later')))
})

// Words for licences that name none: told for what they are, with an id only where it follows from the words.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { known } from '../../../../src/commons/standard/licences/known.ts'
import { expressionOf } from '../../../../src/commons/standard/licences/spelling.ts'
import { unnamed, unnamedIn } from '../../../../src/commons/standard/licences/unnamed.ts'

test('licence words: kinds of terms, families and unknown names are told apart, and nothing is corrected', () => {
  const rows: readonly (readonly [string, boolean, string | undefined])[] = [
    ['open-source', true, undefined],
    ['Open Source', true, undefined],
    ['open-source-ai', true, undefined],
    ['other', true, undefined],
    ['none', true, undefined],
    ['gpl', true, 'GPL-2.0-only or GPL-3.0-only or GPL-3.0-or-later'],
    ['Creative Commons', true, 'CC0-1.0 or CC-BY-4.0 or CC-BY-SA-4.0 or CC-BY-NC-4.0'],
    ['CC BY 4.0', false, 'CC-BY-4.0'],
    ['Apache-2.0 License', false, 'Apache-2.0'],
    ['Modified MIT', false, undefined],
    ['Acme Model Licence 1.0', false, undefined],
    ['constructor', false, undefined],
    ['\u4e2d\u6587', false, undefined],
  ]
  for (const [words, kind, offer] of rows) {
    const found = unnamed(words)
    assert.equal(found?.kind, kind, words)
    assert.equal(/ Is it (.*?)\? /.exec(found?.says ?? '')?.[1], offer, words)
    assert.match(found?.says ?? '', /A licence has an id of the SPDX list/)
    for (const id of offer?.split(' or ') ?? []) assert.notEqual(expressionOf(id), undefined, id)
  }
})

test('licence words: what names a licence, several, or one of its own is not told', () => {
  const named = ['Apache-2.0', 'apache-2.0', 'MIT OR Apache-2.0', 'gemma', 'LicenseRef-Acme-1.0', ' MIT ']
  for (const words of [...named, ...known().licences.keys()]) assert.equal(unnamed(words), undefined, words)
})

test('licence words: of a draft, each place is told by itself', () => {
  const told = unnamedIn({
    terms: [{ licence: 'MIT' }, { licence: 'open-source' }],
    components: [{ c: ['checkpoints'] }, { c: ['data-card'], licence: 'cc' }],
  })
  assert.deepEqual(
    told.map(({ where }) => where),
    ['terms[1].licence', 'components[1].licence'],
  )
})

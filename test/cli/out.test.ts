// What commands print: text from outside never steers a terminal.

import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { harmless, openOut } from '../../src/cli/out.ts'

test('out: controls and direction marks are shown by number; text, scripts and own styles pass', () => {
  const rows = [
    ['plain text\n\tand more', 'plain text\n\tand more'],
    ['Ωμέγα 東京 مختبر 👩‍💻', 'Ωμέγα 東京 مختبر 👩‍💻'],
    ['\u001b[1mbold\u001b[22m \u001b[2mdim\u001b[22m', '\u001b[1mbold\u001b[22m \u001b[2mdim\u001b[22m'],
    ['\u001b[2J\u001b[H', '<U+001B>[2J<U+001B>[H'],
    ['\u001b]0;title\u0007', '<U+001B>]0;title<U+0007>'],
    ['two\r\nlines', 'two\r\nlines'],
    ['a\rb\bc\u0000', 'a<U+000D>b<U+0008>c<U+0000>'],
    ['\u009b31m', '<U+009B>31m'],
    ['exe\u202egnp', 'exe<U+202E>gnp'],
    ['ac\u200bme\ufeff\u2060', 'ac<U+200B>me<U+FEFF><U+2060>'],
  ] as const
  for (const [text, shown] of rows) assert.equal(harmless(text), shown)
})

test('out: lines, notes and errors are all of them harmless; JSON stays exact', async () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  let ms = 0
  const out = openOut({ stdout, stderr }, 'text', () => ms)
  const bad = '\u001b[2Jname'
  out.line(bad)
  out.note(bad)
  out.text(bad) // what a model says
  out.progress({ label: bad, done: 0 })
  ms = 60_000
  out.progress({ label: bad, done: 1 })
  out.error(new OwcError({ code: 'usage', where: bad, expected: 'a', found: 'b' }))
  const json = new PassThrough()
  openOut({ stdout: json, stderr }, 'json', () => 0).result({ bad })
  const all = async (stream: PassThrough) => (await stream.end().toArray()).join('')
  assert.ok(!`${await all(stdout)}${await all(stderr)}`.includes('\u001b['))
  assert.deepEqual(JSON.parse(await all(json)), { bad })
})

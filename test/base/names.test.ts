// Names: what every client can use, and names for people that hide nothing.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { OwcError } from '../../src/base/errors.ts'
import { namePart, parseName, parseNamespace, RESERVED_NAMESPACES, spokenName } from '../../src/base/names.ts'

function refused(work: () => unknown, name: string): void {
  assert.throws(work, (error: unknown) => {
    assert.ok(error instanceof OwcError, name)
    assert.equal(error.problem.code, 'name-invalid', name)
    return true
  })
}

test('names: reserved namespaces, other characters, doubled separators and right-to-left tricks are refused', () => {
  const rows = [
    ...RESERVED_NAMESPACES,
    '',
    'a/b',
    '..',
    'a--b',
    '-a',
    'a_',
    'ünicode',
    'acme\u200b',
    '\u202eemca',
    'a'.repeat(81),
  ]
  for (const text of rows) refused(() => parseNamespace(text, 'test'), text)
  assert.equal(parseNamespace('Acme-Lab', 'test'), 'acme-lab')
  refused(() => parseName('acme/tern\u2066', 'test'), 'name')
})

test('spoken names: in any script; nothing invisible, turning, padded, unnormalised or overlong', () => {
  for (const name of ['Ada Lovelace', 'Ωμέγα', '東京大学', 'مختبر', 'Ł', 'a', 'x'.repeat(80)])
    assert.equal(spokenName(name, 'test'), name)
  const rows = [
    '',
    ' Ada',
    'Ada ',
    'Ada\n',
    'A\u0000b',
    'Ada\u202eecalevoL',
    'A\u200bda',
    'A\u200dda',
    '\ufeffAda',
    'A\u2066da\u2069',
    'A\u00adda',
    'Ada\ufe0f',
    'A\u3164da',
    'A\u2028da',
    'e\u0301t\u00e9',
    '\ud800',
    'x'.repeat(81),
  ]
  for (const name of rows) refused(() => spokenName(name, 'test'), JSON.stringify(name))
})

test('names: the nearest allowed part of any text is allowed, or the fallback', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0x10ffff), { maxLength: 40 }), (points) => {
      const text = String.fromCodePoint(...points)
      const part = namePart(text, 'fallback')
      assert.deepEqual(parseName(`acme/${part}`, 'test'), { namespace: 'acme', name: part })
    }),
    { seed: 8, numRuns: 300 },
  )
})

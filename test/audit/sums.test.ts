// SHA256SUMS: what coreutils writes is read, what is written coreutils checks, and other lines are told.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { readSums, sumsText } from '../../src/audit/sums.ts'
import { concat, utf8 } from '../../src/base/bytes.ts'
import { sha } from '../ledger/signing-doubles.ts'

const DIGEST = sha('x')

test('sums: what is written can be read again, in the order of path bytes, and sha256sum is content with it', () => {
  const files = ['b', 'a/ü ö.txt', '-x', 'a b'].map((path) => ({ path, sha256: sha(path) }))
  const text = sumsText(files)
  const { rows, problems } = readSums(utf8(text))
  assert.deepEqual(problems, [])
  assert.deepEqual(
    rows.map(({ path, line }) => [line, path]),
    [
      [1, '-x'],
      [2, 'a b'],
      [3, 'a/ü ö.txt'],
      [4, 'b'],
    ],
  )
  const folder = mkdtempSync(join(tmpdir(), 'owc-sums-'))
  mkdirSync(join(folder, 'a'))
  for (const { path } of files) writeFileSync(join(folder, path), path)
  writeFileSync(join(folder, 'SHA256SUMS'), text)
  execFileSync('sha256sum', ['-c', '--strict', 'SHA256SUMS'], { cwd: folder, stdio: 'pipe' })
  rmSync(folder, { recursive: true })
})

const CASES: readonly {
  readonly name: string
  readonly text: string
  readonly rows: number
  readonly told: string
}[] = [
  { name: 'nothing', text: '', rows: 0, told: 'SHA256SUMS' },
  { name: 'no line feed at the end', text: `${DIGEST}  a`, rows: 1, told: '' },
  { name: 'the binary mark', text: `${DIGEST} *a\n`, rows: 1, told: '' },
  { name: 'one blank', text: `${DIGEST} a\n`, rows: 0, told: 'SHA256SUMS, line 1' },
  { name: 'upper case', text: `${DIGEST.toUpperCase()}  a\n`, rows: 0, told: 'SHA256SUMS, line 1' },
  { name: 'an empty line', text: `${DIGEST}  a\n\n`, rows: 1, told: 'SHA256SUMS, line 2' },
  { name: 'one path twice', text: `${DIGEST}  a\n${sha('y')}  a\n`, rows: 1, told: 'SHA256SUMS, line 2' },
]

for (const { name, text, rows, told } of CASES) {
  test(`sums: ${name}`, () => {
    const read = readSums(utf8(text))
    assert.equal(read.rows.length, rows)
    assert.equal(read.problems.map(({ where }) => where).join(' '), told)
  })
}

test('sums: other bytes than UTF-8, and a flood of lines, are told once', () => {
  assert.equal(readSums(Uint8Array.of(0xff)).problems.length, 1)
  assert.equal(readSums(utf8('x\n'.repeat(100_101))).problems.length, 1)
  assert.equal(readSums(utf8('x\n'.repeat(5_000))).problems.length, 100)
})

test('sums: any bytes are read without a throw, and what is told stays bounded', () => {
  const line = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.constant(`${DIGEST}  a`),
    fc.constant(`${DIGEST} *b c`),
  )
  fc.assert(
    fc.property(fc.array(line, { maxLength: 300 }), fc.uint8Array({ maxLength: 8 }), (lines, tail) => {
      const { rows, problems } = readSums(concat([utf8(lines.join('\n')), tail]))
      assert.ok(problems.length <= 100)
      assert.equal(new Set(rows.map(({ path }) => path)).size, rows.length)
    }),
    { seed: 8, numRuns: 100 },
  )
})

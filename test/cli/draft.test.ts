// owc draft on real folders: what is written, what is kept, what a check says.

import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { called } from './called.ts'

function model(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'owc-draft-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const header = JSON.stringify({ w: { dtype: 'F32', shape: [4, 4], data_offsets: [0, 64] } })
  const size = Buffer.alloc(8)
  size.writeBigUInt64LE(BigInt(header.length))
  writeFileSync(
    join(folder, 'model.safetensors'),
    Buffer.concat([size, Buffer.from(header), Buffer.alloc(64, 1)]),
  )
  writeFileSync(join(folder, 'README.md'), '---\nlicense: apache-2.0\n---\n# Tern\n')
  writeFileSync(join(folder, 'LICENSE'), 'MIT License\n\nCopyright (c) 2026 Somebody\n')
  return folder
}

test('draft: writes the record beside the files, once, and says what is missing', async (t) => {
  const folder = model(t)
  const first = await called(['draft', folder, '--json'], {})
  assert.equal(first.exit, 0, first.err)
  const told = JSON.parse(first.out) as { path: string; missing: string[]; findings: { code: string }[] }
  assert.equal(told.path, join(folder, 'release.yaml'))
  assert.ok(
    told.missing.includes('subject.publisher.name') && told.missing.includes('components.training-code'),
  )
  assert.deepEqual(
    told.findings.map(({ code }) => code),
    ['licence-text-differs'],
  )
  const text = readFileSync(told.path, 'utf8')
  assert.match(text, /^ {2}params: 16$/m)
  assert.doesNotMatch(text, /path: release\.yaml/)
  const again = await called(['draft', folder], {})
  assert.equal(again.exit, 0)
  assert.match(again.out, /is there and was left as it is/)
  assert.equal(readFileSync(told.path, 'utf8'), text)
})

test('draft: what a person wrote is kept; --check tells each problem with its line; --update takes over new bytes', async (t) => {
  const folder = model(t)
  await called(['draft', folder], {})
  const record = join(folder, 'release.yaml')
  const mine = readFileSync(record, 'utf8').replace('  # family:', '  family: tern')
  writeFileSync(record, mine)
  writeFileSync(join(folder, 'README.md'), '# Tern\n')
  const stale = await called(['draft', folder, '--check'], {})
  assert.equal(stale.exit, 1)
  assert.match(
    stale.out,
    /release\.yaml, line \d+, column \d+ \(artifacts\[1\]\.sha256\): expected .* as it is now/,
  )
  const updated = await called(['draft', folder, '--update'], {})
  assert.equal(updated.exit, 0)
  assert.match(updated.out, /other bytes than the record says: README\.md/)
  const changed = readFileSync(record, 'utf8').split('\n')
  assert.deepEqual(mine.split('\n').filter((line) => !changed.includes(line)).length, 1)
  const well = await called(['draft', folder, '--check', '--json'], {})
  assert.equal(well.exit, 0, well.out)
  assert.deepEqual((JSON.parse(well.out) as { problems: unknown[] }).problems, [])
})

test('draft: a kind of terms is told to name no licence, and no stronger word is offered for a weaker one', async (t) => {
  const folder = model(t)
  const record = join(folder, 'release.yaml')
  writeFileSync(join(folder, 'README.md'), '---\nlicense: open-source\n---\n# Tern\n')
  const first = await called(['draft', folder], {})
  assert.match(
    first.out,
    /licence-not-named terms\[0\]\.licence: "open-source" names a kind of terms, and no licence\. A licence has an id/,
  )
  writeFileSync(record, readFileSync(record, 'utf8').replace('  # word:', '  word: open-source'))
  const told = await called(['draft', folder, '--check'], {})
  assert.match(told.out, /\(releaseType\.word\): expected one of .*, found "open-source"\.\n/)
  assert.match(told.out, /"open-source" names a kind of terms/)
  assert.doesNotMatch(told.out, /Did you mean/)
})

test('draft: a record that cannot be read is told and left alone; wrong calls are told', async (t) => {
  const folder = model(t)
  const other = join(folder, 'other.yaml')
  writeFileSync(other, 'subjekt: {id: a/b}\n')
  const told = await called(['draft', folder, '--out', other], {})
  assert.equal(told.exit, 1)
  assert.match(told.out, /other\.yaml, line 1, column 1 \(subjekt\).*Did you mean "subject"\?/)
  assert.equal(readFileSync(other, 'utf8'), 'subjekt: {id: a/b}\n')
  assert.equal((await called(['draft', folder, '--check'], {})).exit, 1)
  assert.equal((await called(['draft', folder, '--check', '--update'], {})).exit, 2)
  assert.equal((await called(['draft', join(folder, 'nothing')], {})).exit, 1)
  writeFileSync(other, Buffer.from([0xff, 0xfe]))
  assert.match((await called(['draft', folder, '--out', other], {})).err, /UTF-8/)
})

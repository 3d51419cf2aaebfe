// owc draft from a form: what a card or a CycloneDX document states stands in the draft with its place, files come first,
// what cannot be read is refused before a line is written.

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { readRecord } from '../../src/commons/releases/record-yaml.ts'
import { released, written } from '../commons/standard/exports/release.ts'
import { called } from './called.ts'

function folder(t: TestContext, files: Readonly<Record<string, string>>): string {
  const place = mkdtempSync(join(tmpdir(), 'owc-from-'))
  t.after(() => rmSync(place, { recursive: true, force: true }))
  for (const [name, text] of Object.entries({ 'config.json': '{"a":1}', ...files }))
    writeFileSync(join(place, name), text)
  return place
}

const CARD =
  '---\nlicense: mit\nbase_model: acme/base\nbase_model_relation: quantized\nlanguage: en\n---\n# x\n'

test('draft --from card: fields with their places, and what the card leaves open', async (t) => {
  const place = folder(t, {})
  const outside = folder(t, { 'card.md': CARD })
  const { exit, out, err } = await called(['draft', place, join(outside, 'card.md'), '--from', 'card'], {})
  assert.equal(exit, 0, err)
  assert.match(out, /"language": It does not say the share of each/)
  const text = readFileSync(join(place, 'release.yaml'), 'utf8')
  assert.match(text, /# Read in card\.md, line 2, license\./)
  const { draft, problems } = readRecord(text, 'release.yaml')
  assert.deepEqual(problems, [])
  assert.deepEqual(draft.terms, [{ licence: 'MIT' }])
  assert.deepEqual(draft.lineage, [{ relation: 'quantized', parent: 'acme/base' }])
  const again = await called(['draft', place, join(outside, 'card.md'), '--from', 'card'], {})
  assert.match(again.out, /is there and was left as it is/)
  assert.equal(readFileSync(join(place, 'release.yaml'), 'utf8'), text)
})

test('draft --from cyclonedx: our own document comes back; what the files say stands first', async (t) => {
  const place = folder(t, { 'README.md': '---\nlicense: llama3.1\n---\n' })
  const bom = join(folder(t, { bom: written('cyclonedx', released()).text }), 'bom')
  const { exit, err } = await called(['draft', place, bom, '--from', 'cyclonedx', '--json'], {})
  assert.equal(exit, 0, err)
  const text = readFileSync(join(place, 'release.yaml'), 'utf8')
  const { draft, problems } = readRecord(text, 'release.yaml')
  assert.deepEqual(problems, [])
  assert.deepEqual(
    draft.terms?.map(({ licence }) => licence),
    ['llama3.1'],
  )
  assert.match(text, /# bom, \/metadata\/component says \[\{"licence":"Apache-2\.0"\}\]\./)
  assert.equal(draft.subject?.version, '1.0.0')
  assert.equal(draft.subject?.publisher?.name, 'Acme Lab')
  assert.equal(draft.evaluations?.length, 4)
})

test('draft --from: a value that hides what it says is left out and told', async (t) => {
  const place = folder(t, { 'other.md': '---\nlicense: other\nlicense_name: "a\\u202eb"\n---\n' })
  const { exit, out } = await called(['draft', place, join(place, 'other.md'), '--from', 'card'], {})
  assert.equal(exit, 0)
  assert.match(out, /terms is left out: .*U\+202E/)
})

const WRONG: readonly { readonly name: string; readonly words: readonly string[]; readonly code: string }[] =
  [
    { name: 'a file without its form', words: ['card.md'], code: 'usage' },
    { name: 'a form without a file', words: ['--from', 'card'], code: 'usage' },
    { name: 'an unknown form', words: ['card.md', '--from', 'toString'], code: 'usage' },
    { name: 'a check from a form', words: ['card.md', '--from', 'card', '--check'], code: 'file-missing' },
    { name: 'a file that is not there', words: ['none.md', '--from', 'card'], code: 'file-missing' },
    { name: 'a folder as a form', words: ['.', '--from', 'card'], code: 'form-invalid' },
    { name: '50 MB', words: ['large', '--from', 'card'], code: 'form-invalid' },
    { name: 'bytes that are no text', words: ['bytes', '--from', 'card'], code: 'form-invalid' },
    { name: 'an alias', words: ['alias.md', '--from', 'card'], code: 'form-invalid' },
    { name: 'a card as CycloneDX', words: ['card.md', '--from', 'cyclonedx'], code: 'form-invalid' },
  ]

for (const { name, words, code } of WRONG) {
  test(`draft --from refuses ${name}, and writes nothing`, async (t) => {
    const place = folder(t, { 'card.md': CARD, 'alias.md': '---\na: &x b\nc: *x\n---\n' })
    if (words.includes('large')) writeFileSync(join(place, 'large'), Buffer.alloc(50 << 20, 'a'))
    if (words.includes('bytes')) writeFileSync(join(place, 'bytes'), Buffer.from([0xff, 0xfe, 0x80]))
    const { exit, out } = await called(['draft', '.', ...words, '--json'], { folder: place })
    const { error } = JSON.parse(out) as { error: { code: string } }
    assert.deepEqual([exit === 2 || exit === 1, error.code], [true, code])
    assert.ok(!existsSync(join(place, 'release.yaml')))
  })
}

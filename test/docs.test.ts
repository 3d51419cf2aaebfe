// Documents say what the code does: the reference pages are made from its tables, and links in documents lead somewhere.

import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { pages } from './docs/pages.ts'

test('docs: reference pages equal the code', async () => {
  for (const [name, text] of Object.entries(await pages())) {
    assert.equal(
      readFileSync(`docs/reference/${name}`, 'utf8'),
      text,
      `docs/reference/${name}: npm run docs writes it`,
    )
  }
})

test('docs: links to files lead to files', () => {
  for (const file of ['README.md', 'CONTRIBUTING.md', ...globSync('docs/**/*.md')]) {
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
      assert.ok(existsSync(join(dirname(file), target as string)), `${file} links to ${target}`)
    }
  }
})

test('docs: README’s first screen has the two lines and five commands', () => {
  const first = readFileSync('README.md', 'utf8').split('\n').slice(0, 30).join('\n')
  assert.match(first, /npm ci && npm start/)
  assert.match(first, /npm ci && npm test/)
  assert.equal(first.match(/^(npx owc|HF_ENDPOINT=)/gm)?.length, 5)
})

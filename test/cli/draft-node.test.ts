// A record that is written on a node's pages and finished in the terminal; the link that opens those pages.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import { openPublishing } from '../../src/node/publishing.ts'
import { tinyWeights } from '../http/node-fixture.ts'
import { type NodeWorld, nodeWorld } from './node-world.ts'

let w: NodeWorld
before(async () => {
  w = await nodeWorld()
})
after(async () => {
  await w.close()
  assert.deepEqual(w.house.defects, [])
})

test('publish --draft: what was written on the pages is what is signed', async () => {
  assert.equal((await w.call(['key', 'new', 'Acme Lab', '--kind', 'publisher'])).exit, 0)
  const folder = join(w.house.place, 'model')
  mkdirSync(folder)
  writeFileSync(join(folder, 'model.safetensors'), tinyWeights(4))
  const operator = { name: 'operator', scopes: ['operate'], operator: true } as const
  const { id } = await w.node.drafts.begin(operator, {
    text: `subject: {id: acme/pages, version: 1.0.0, family: tern, variant: instruct}
lineage: []
terms: [{licence: Apache-2.0}]
releaseType: {word: open-weights}
obligations: {reportTo: "mailto:security@acme.example"}
artifacts: [{id: w, path: model.safetensors}]
components: [{c: weights-final, state: released, ref: [w]}]
`,
  })
  const told = await w.call(['publish', folder, '--draft', id, '--yes', '--json'])
  assert.equal(told.exit, 0, told.err)
  assert.equal((JSON.parse(told.out) as { ref: string }).ref, 'acme/pages@1.0.0')
  const { artifact } = JSON.parse(told.out) as { artifact: string }
  const publishing = openPublishing(w.node, w.node.drafts)
  const next = await publishing.begin(operator, artifact.slice(7) as Sha256)
  assert.equal(next.name, 'acme/pages@1.0.0', 'the next record begins where the last one ended')
  const view = await publishing.view(operator, next.id)
  assert.deepEqual([view.problems, view.record?.subject.family], [[], 'tern'])
  const both = await w.call(['publish', folder, '--draft', id, '--record', 'x', '--yes'])
  assert.equal(both.exit, 2)
  const none = await w.call(['publish', folder, '--draft', 'none', '--yes'])
  assert.match(none.err, /a draft of yours/)
})

test('publish --draft without a folder: over files that are on the node; what is open is asked and kept', async () => {
  const operator = { name: 'operator', scopes: ['operate'], operator: true } as const
  const folder = join(w.house.place, 'imported')
  mkdirSync(folder)
  writeFileSync(join(folder, 'model.safetensors'), tinyWeights(6))
  assert.equal((await w.call(['import', folder, '--as', 'acme/imported'])).exit, 0)
  const rows = await (await fetch(`${w.url}/commons/v1/releases/acme/imported`)).json()
  const publishing = openPublishing(w.node, w.node.drafts)
  const { id } = await publishing.begin(operator, (rows as { artifact: Sha256 }).artifact)
  assert.match((await w.call(['publish', '--draft', id, '--yes'])).err, /not stated/)
  const answers = ['MIT', '', 'nothing', 'open-weights', 'mailto:a@b.example', 'y', 'y']
  const unnamed = await w.call(['publish', '--draft', id], { answers })
  assert.match(unnamed.err, /a name and a version/)
  const { yaml, revision } = await publishing.view(operator, id)
  assert.match(yaml, /reportTo: mailto:a@b\.example/)
  const named = yaml.replace('  # id:', '  id: acme/imported').replace('  # version:', '  version: 1.0.0')
  await publishing.save(operator, id, { revision, yaml: named })
  const told = await w.call(['publish', '--draft', id, '--yes', '--json'])
  assert.equal(told.exit, 0, told.err)
  const held = (await (await fetch(`${w.url}/commons/v1/releases/acme/imported`)).json()) as { kind: string }
  assert.equal(held.kind, 'release')
  assert.equal((await w.call(['publish'])).exit, 2)
})

test('open: the operator gets the operator’s link, a publisher one of their own', async () => {
  const mine = await w.call(['open'])
  assert.match(mine.out, new RegExp(`^${w.url}/\\?k=[A-Za-z0-9]{32}\\n$`))
  const token = await w.node.access.issueToken('joiner', ['publish:joiner'], null)
  const theirs = await w.call(['open'], { token })
  assert.match(theirs.out, new RegExp(`^${w.url}/\\?k=[A-Za-z0-9]{32}&to=publish\\n$`))
  const opened = await fetch(theirs.out.trim(), { redirect: 'manual' })
  assert.equal(opened.headers.get('location'), '/publish')
})

test('draft: words of strangers neither move nor hide anything in a terminal', async () => {
  const folder = join(w.house.place, 'hostile')
  mkdirSync(folder)
  writeFileSync(join(folder, 'model.safetensors'), tinyWeights(5))
  writeFileSync(join(folder, 'README.md'), '---\nlicense: "mit\u202e\u001b[2J"\nbase_model: "x\u200b"\n---\n')
  writeFileSync(join(folder, 'LICENSE'), 'Apache License \u001b[31m\u202e\nVersion 2.0\n')
  for (const words of [
    ['draft', folder],
    ['draft', folder],
    ['draft', folder, '--check'],
  ]) {
    const told = await w.call(words)
    assert.equal(told.exit, 0, told.err + told.out)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    assert.doesNotMatch(told.out, /[\u001b\u202e\u200b]/)
  }
})

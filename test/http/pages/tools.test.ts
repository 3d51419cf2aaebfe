// The page of tools: the first sentence answers, each line says why, hostile names stay text, and the twin is the view.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { emptyNodeView, HOSTILE } from './fixture.ts'
import { fixtureAsks } from './fixture-asks.ts'
import { toolsView } from './fixture-tools.ts'
import { openPages } from './harness.ts'

const asks = fixtureAsks(emptyNodeView)
const asked: (string | undefined)[] = []
const pages = await openPages({
  ...asks,
  tools: async (words) => {
    asked.push(words)
    return toolsView
  },
})
const bare = await openPages({
  ...asks,
  tools: async () => ({
    ...toolsView,
    tools: [],
    reports: [],
    fit: { ...toolsView.fit, lines: [], more: false },
  }),
})
after(async () => {
  await pages.close()
  await bare.close()
  assert.deepEqual([...pages.defects, ...bare.defects], [])
})

test('tools page: answers in its first sentence, and every name from outside stays text', async () => {
  const text = await (await fetch(`${pages.url}/tools`)).text()
  assert.ok(text.indexOf('1 of 2 models held here can run now') < text.indexOf('<table'))
  assert.match(text, /href="\/r\/acme\/tern"/)
  assert.match(text, /2 runs, 1 answered/)
  assert.match(text, /did not answer/)
  assert.match(text, /unknown size/)
  assert.ok(!text.includes(HOSTILE))
  assert.doesNotMatch(text, /<script>alert|\u202e/)
})

test('tools page: its twin is the same view, and what is looked for is bounded', async () => {
  const twin = await (await fetch(`${pages.url}/tools.json`)).json()
  assert.deepEqual(twin, JSON.parse(JSON.stringify(toolsView)))
  await fetch(`${pages.url}/tools?q=${'x'.repeat(5_000)}`)
  assert.equal(asked.at(-1)?.length, 300)
})

test('tools page: where nobody has shown anything it says what to run', async () => {
  const text = await (await fetch(`${bare.url}/tools`)).text()
  assert.match(text, /Nobody has named a tool here/)
  assert.match(text, /owc measure/)
})

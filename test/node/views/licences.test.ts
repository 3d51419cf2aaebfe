// Licences on a real node: which are named here, by which words, and the page of each with its twin.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type LicencePage, type LicencesPage, licencesFrom } from '../../../src/node/views/licences.ts'
import { type NodeWorld, nodeWorld } from '../../cli/node-world.ts'
import { tinyWeights } from '../../http/node-fixture.ts'

let w: NodeWorld
before(async () => {
  w = await nodeWorld()
  for (const [index, licence] of ['apache-2.0', 'llama3.1', 'other'].entries()) {
    const folder = join(w.house.place, licence)
    mkdirSync(folder)
    writeFileSync(join(folder, 'model.safetensors'), tinyWeights(index + 1))
    writeFileSync(join(folder, 'README.md'), `---\nlicense: ${licence}\n---\n# Tern ${index}\n`)
    const { exit, err } = await w.call(['import', folder, '--as', `acme/tern${index}`])
    assert.equal(exit, 0, err)
  }
})
after(async () => {
  await w.close()
  assert.deepEqual(w.house.defects, [])
})

const twin = async <View>(path: string) => (await (await fetch(`${w.url}${path}`)).json()) as View

test('licences: those that are named here, and words that name none', async () => {
  const view = await twin<LicencesPage>('/licences.json')
  const here = view.licences.filter(({ stated }) => stated.length > 0)
  assert.deepEqual(
    here.map(({ id, stated, verdict }) => [id, stated, verdict]),
    [
      ['Apache-2.0', ['apache-2.0'], 'osi'],
      ['llama3.1', ['llama3.1'], 'restricted'],
    ],
  )
  assert.deepEqual(view.unknown, ['other'])
  const text = await (await fetch(`${w.url}/licences`)).text()
  assert.match(text, /Releases here name 2 licences that are known/)
  assert.match(text, /href="\/licences\/llama3\.1"/)
})

test('licences: words that join several name each of them', () => {
  const { licences, unknown } = licencesFrom([
    'mit or apache-2.0',
    '(mit or gemma)',
    'gpl',
    'apache license 2.0',
    'a or b',
  ])
  const named = licences.filter(({ stated }) => stated.length > 0).map(({ id, stated }) => [id, stated])
  assert.deepEqual(named, [
    ['Apache-2.0', ['mit or apache-2.0', 'apache license 2.0']],
    ['MIT', ['mit or apache-2.0']],
  ])
  assert.deepEqual(unknown, ['(mit or gemma)', 'gpl', 'a or b'])
})

test('licences: a page says what is asked of whom, and which releases name it, in any spelling of the address', async () => {
  const view = await twin<LicencePage>('/licences/LLAMA3.1.json')
  assert.deepEqual([view.id, view.verdict, view.releases.length], ['llama3.1', 'restricted', 1])
  assert.deepEqual(
    view.releases[0]?.rows.map(({ ref }) => ref),
    ['acme/tern1'],
  )
  assert.ok(view.duties?.provider.some(({ quote }) => quote === 'Built with Llama'))
  const text = await (await fetch(`${w.url}/licences/llama3.1`)).text()
  for (const part of [
    'What it asks of whom',
    'What flows down',
    'What ends it',
    'Who may change it',
    'Its text',
  ])
    assert.match(text, new RegExp(`<h2>${part}</h2>`), part)
  assert.match(text, /href="https:\/\/llama\.meta\.com\/llama3_1\/use-policy"/)
  assert.match(text, /acme\/tern1/)
})

test('licences: an expression is read, and leads to what it joins', async () => {
  const view = await twin<LicencePage>('/licences/MIT%20OR%20Apache-2.0.json')
  assert.deepEqual([view.verdict, view.joined], ['osi', ['MIT', 'Apache-2.0']])
  assert.match(await (await fetch(`${w.url}/licences/MIT%20OR%20Apache-2.0`)).text(), /It joins several/)
})

test('licences: what is no licence has no page, and a text named by its digest has one', async () => {
  for (const none of ['nothing', 'gpl', 'other', 'x'.repeat(300), '%3Cscript%3E'])
    assert.equal((await fetch(`${w.url}/licences/${none}`)).status, 404, none)
  const own = await twin<LicencePage>('/licences/LicenseRef-sha256-0123456789ab.json')
  assert.deepEqual([own.verdict, own.texts, own.releases], ['unknown', [], []])
})

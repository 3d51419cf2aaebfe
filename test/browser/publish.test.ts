// Writing a record in a real browser: every page of it at both ends, light and dark, and the whole way without script on
// a real node, by the session of a token's holder.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from 'playwright-core'
import { type Fixture, openFixture } from '../http/node-fixture.ts'
import { nodeView } from '../http/pages/fixture.ts'
import { fixtureAsks } from '../http/pages/fixture-asks.ts'
import { openPages, type Pages } from '../http/pages/harness.ts'
import { ask } from '../http/script.ts'
import {
  assertNarrow,
  axe,
  look,
  openBrowser,
  openDetails,
  picture,
  smallTargets,
  turn,
  type View,
} from './browser.ts'

let browser: Browser
let pages: Pages
let fixture: Fixture

before(async () => {
  browser = await openBrowser()
  pages = await openPages(fixtureAsks(nodeView))
  fixture = await openFixture()
})
after(async () => {
  await browser.close()
  await pages.close()
  await fixture.close()
  assert.deepEqual([...pages.defects, ...fixture.defects], [])
})

const VIEWS: readonly View[] = [
  { width: 320, scheme: 'dark' },
  { width: 1280, scheme: 'light' },
]

for (const path of ['/publish', '/publish/filled', '/publish/hostile', '/publish/broken']) {
  test(`browser: ${path} fits and is accessible, with everything open`, async () => {
    const first: View = { width: 320, scheme: 'dark', operator: 'yes' }
    const { page, context, troubles } = await look(browser, pages.url + path, first)
    await openDetails(page)
    for (const view of VIEWS) {
      await turn(page, view)
      await picture(page, `${path.slice(1).replace('/', '-')}-${view.width}-${view.scheme}`)
      await assertNarrow(page, path)
      assert.deepEqual(await smallTargets(page), [])
      assert.deepEqual(await axe(page), [], `${path} at ${view.width} px, ${view.scheme}`)
    }
    assert.deepEqual(troubles, [])
    await context.close()
  })
}

test('browser: a joined publisher writes a record without script, in two windows', async () => {
  const { node, url, values } = fixture
  const token = await node.access.issueToken('joined', ['publish:acme'], null)
  const lines = [`> Authorization: Bearer ${token}`, '> Content-Type: application/json', '< {}']
  const link = await ask(url, 'POST /commons/v1/session/links/own', lines)
  const { url: address } = JSON.parse(link.body.toString()) as { url: string }
  const { page, context, troubles } = await look(browser, address, {
    width: 320,
    scheme: 'light',
    script: 'off',
  })
  assert.equal(page.url(), `${url}/publish`)
  await page.getByLabel('Or the digest of an artifact').fill(`sha256:${values['open']}`)
  await page.getByRole('button', { name: 'Begin a record' }).click()
  assert.match(page.url(), /\/publish\/[A-Za-z0-9]{16}$/)
  await page.getByLabel('Name asked at').fill('acme/tern')
  await page.getByLabel('Version asked at').fill('1.0.0')
  await page.getByLabel('Parameters').fill('many')
  const second = await context.newPage()
  await second.goto(page.url())
  await page.getByRole('button', { name: 'Save “What it is”' }).click()
  assert.match(await page.locator('.wrong').first().innerText(), /subject\.params: expected a whole number/)
  await page.getByLabel('Parameters').fill('16')
  await page.getByRole('button', { name: 'Save “What it is”' }).click()
  assert.match(await page.locator('h1').innerText(), /acme\/tern@1\.0\.0/)
  assert.match(await page.locator('.preview').innerText(), /Releases acme\/tern, version 1\.0\.0: 5 files/)
  await second.getByLabel('Family').fill('<b>tern</b>')
  await second.getByRole('button', { name: 'Save “What it is”' }).click()
  assert.match(await second.getByRole('alert').innerText(), /Name\s+was not stated, is now acme\/tern/)
  assert.equal(await second.getByLabel('Family').inputValue(), '<b>tern</b>')
  assert.deepEqual(
    troubles.filter((trouble) => !/409/.test(trouble)),
    [],
  )
  await context.close()
})

// The pages of a real node, as a person meets it: the one-time link, an import by a form, what it ends on, the
// statement and its proof, hosting; and what a visitor without the session sees.

import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { openFixture, tinyWeights } from '../http/node-fixture.ts'
import { assertNarrow, axe, look, openBrowser, openDetails, picture, smallTargets, turn } from './browser.ts'

const fixture = await openFixture()
const browser = await openBrowser()
after(async () => {
  await browser.close()
  await fixture.close()
  assert.deepEqual(fixture.defects, [])
})

test('node: every page of a real node fits, is accessible, and has its twin', async () => {
  const { url, values } = fixture
  const release = (await (await fetch(`${url}/r/acme/open.json`)).json()) as { statement: string }
  const { secret } = await fixture.node.invitations.make('student', undefined)
  const pages: Readonly<Record<string, string>> = {
    start: '/',
    releases: '/releases',
    release: '/r/acme/open',
    held: '/r/acme/held',
    artifact: `/a/${values['open']}`,
    record: `/s/${release.statement}`,
    log: '/log',
    said: '/said?about=acme/open',
    identity: `/who/${fixture.node.identity}`,
    namespace: '/who/acme',
    history: '/r/acme/open/history',
    compare: '/r/acme/open/compare',
    check: '/r/acme/open/check',
    after: '/r/acme/open/after',
    learn: '/learn',
    join: '/join',
    invited: `/join?k=${secret}`,
  }
  for (const [index, [name, path]] of Object.entries(pages).entries()) {
    const scheme = index % 2 === 0 ? 'dark' : 'light'
    const { page, context, troubles } = await look(browser, url + path, { width: 320, scheme })
    await openDetails(page)
    for (const width of [320, 1280] as const) {
      await turn(page, { width, scheme })
      await picture(page, `node-${name}-${width}-${scheme}`)
      await assertNarrow(page, name)
      assert.deepEqual(await smallTargets(page), [], name)
      assert.deepEqual(await axe(page, width === 320 ? 'with' : 'without'), [], name)
    }
    assert.deepEqual(troubles, [])
    const twin =
      (await page.locator('footer').getByRole('link', { name: 'This page as JSON' }).getAttribute('href')) ??
      ''
    assert.equal((await fetch(url + twin)).headers.get('content-type'), 'application/json', twin)
    await context.close()
  }
})

test('node: the one-time link opens the session, once; a form imports; hosting is asked for and logged', async () => {
  const folder = join(fixture.folder, 'third')
  await mkdir(folder)
  await writeFile(join(folder, 'model.safetensors'), tinyWeights(3))
  await writeFile(join(folder, 'README.md'), '---\nlicense: apache-2.0\n---\n# <script>alert(1)</script>\n')
  const context = await browser.newContext()
  const page = await context.newPage()
  const link = `${fixture.url}/?k=${await fixture.node.access.issueLink()}`
  await page.goto(link)
  assert.equal(page.url(), `${fixture.url}/`)
  await page.getByLabel('Reference').fill(folder)
  await page.getByLabel('Name here').fill('acme/third')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.waitForURL(/\/imports\/[0-9a-f]+$/)
  await page.getByRole('link', { name: 'Open acme/third' }).click()
  await page.waitForURL(/\/r\/acme\/third/)
  assert.match((await page.locator('h1').textContent()) ?? '', /acme \/ third/)
  await page.getByRole('button', { name: 'Ask for hosting' }).click()
  await page.getByText('Hosted: this node offers the bytes').waitFor()
  await page.getByRole('link', { name: 'Decided' }).click()
  assert.match(page.url(), /\/s\/[0-9a-f]{64}$/)
  await page.getByText('signature holds').first().waitFor()
  await page.goto(`${fixture.url}/releases?q=third`)
  assert.equal(await page.locator('tbody tr').count(), 1)
  await page.getByRole('button', { name: 'End the operator’s session' }).click()
  await page.waitForURL(`${fixture.url}/`)
  await page.getByText('npx owc open').first().waitFor()
  await context.close()

  const stranger = await browser.newContext()
  const second = await stranger.newPage()
  await second.goto(link)
  await second.getByText('over ten minutes old').waitFor()
  assert.equal(await second.getByRole('button', { name: 'Import', exact: true }).count(), 0)
  await second.goto(`${fixture.url}/r/acme/thrid`)
  await second.getByRole('link', { name: 'acme/third' }).waitFor()
  await stranger.close()
})

test('node: a page of another origin starts nothing', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(`${fixture.url}/?k=${await fixture.node.access.issueLink()}`)
  const before = fixture.node.imports.list().length
  const foreign = await context.newPage()
  await foreign.goto('about:blank')
  await foreign.setContent(
    `<form method="post" action="${fixture.url}/imports"><input name="ref" value="pypi:x"></form>`,
  )
  await foreign.evaluate('document.forms[0].submit()')
  await foreign.waitForURL(/\/imports$/)
  assert.equal(fixture.node.imports.list().length, before)
  await context.close()
})

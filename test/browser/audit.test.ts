// An audit folder in a real browser, opened from file:// without network, beside `owc verify` on the same folder: equal
// verdicts, as JSON, for the whole folder and for each way in which one can be tampered with.

import assert from 'node:assert/strict'
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { tinyWeights } from '../http/node-fixture.ts'
import { owc, owcOffline } from '../interop/peers.ts'
import { assertNarrow, axe, openBrowser, picture, smallTargets } from './browser.ts'

type Report = {
  readonly ok: boolean
  readonly problems: readonly { readonly code: string; readonly where: string }[]
}

const place = mkdtempSync(join(tmpdir(), 'owc-audit-'))
const environment = { OWC_DATA: join(place, 'data'), OWC_STATE: join(place, 'state') }
const whole = join(place, 'whole')
const trust = join(place, 'state', 'trust')
const browser = await openBrowser()

before(async () => {
  const model = join(place, 'model')
  mkdirSync(join(model, 'sub'), { recursive: true })
  writeFileSync(join(model, 'model.safetensors'), tinyWeights(1))
  writeFileSync(join(model, 'config.json'), '{"a":1}')
  writeFileSync(join(model, 'sub', 'ä file.txt'), 'hello')
  writeFileSync(join(model, 'empty.txt'), '')
  writeFileSync(join(model, 'README.md'), '---\nlicense: mit\n---\n# <script>alert(1)</script>\n')
  await done(['import', model, '--as', 'acme/tern', '--json'])
  await done(['export', 'acme/tern', '--as', 'audit', '--with-files', '--to', whole])
})
after(async () => {
  await browser.close()
  rmSync(place, { recursive: true, force: true })
})

async function done(words: readonly string[]): Promise<void> {
  const { status, stdout, stderr } = await owc(words, environment)
  assert.equal(status, 0, stdout + stderr)
}

/** A page of the folder in a browser without network; it may log nothing and ask nobody. */
async function opened(folder: string, work: (page: Page, context: BrowserContext) => Promise<void>): Promise<void> {
  const context = await browser.newContext({ offline: true })
  const troubles: string[] = []
  const page = await context.newPage()
  page.on('console', (message) => troubles.push(`console ${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('request', (request) => {
    if (!/^(file|blob):/.test(request.url())) troubles.push(`request: ${request.url()}`)
  })
  await page.goto(pathToFileURL(join(folder, 'verify.html')).href)
  await page.locator('#form').waitFor()
  await work(page, context)
  assert.deepEqual(troubles, [])
  await context.close()
}

async function checked(page: Page, chosen: string, anchors: string = trust): Promise<Report> {
  await page.locator('#folder').setInputFiles(chosen)
  await page.locator('#trust-file').setInputFiles(anchors)
  await page.waitForFunction('document.getElementById("trust").value !== ""')
  await page.getByRole('button', { name: 'Check' }).click()
  await page.locator('#verdict').waitFor()
  return JSON.parse((await page.locator('#json').textContent()) ?? '') as Report
}

async function told(words: readonly string[]): Promise<Report> {
  const { stdout, stderr } = await owcOffline(['verify', ...words, '--json'], environment)
  assert.notEqual(stdout, '', stderr)
  return JSON.parse(stdout) as Report
}

test('audit: the page and owc verify give one verdict, without network', async () => {
  await opened(whole, async (page) => {
    const report = await checked(page, whole)
    assert.deepEqual(report.problems, [])
    assert.equal(report.ok, true)
    assert.deepEqual(report, await told([whole, '--trust', trust]))
    await page.getByText('These are the bytes that').waitFor()
  })
})

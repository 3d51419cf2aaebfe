// Debian's Chromium, driven by playwright-core: one browser for a test file, a fresh context for each look at a page.
// A page may not write to the console, ask another host, or be wider than its window.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

const CHROMIUM = '/usr/bin/chromium' // apt-get install chromium
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
]
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export type View = {
  readonly width: 320 | 768 | 1280
  readonly scheme: 'light' | 'dark'
  readonly script?: 'off'
  readonly operator?: 'yes'
}

export type Look = { readonly page: Page; readonly context: BrowserContext; readonly troubles: string[] }

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
}

/** Opens an address; whatever the page should not do is collected in `troubles`. */
export async function look(browser: Browser, address: string, view: View): Promise<Look> {
  const context = await browser.newContext({
    viewport: { width: view.width, height: 900 },
    colorScheme: view.scheme,
    bypassCSP: true, // for axe, which is put into the page; the policy itself has a test of its own
    javaScriptEnabled: view.script !== 'off',
  })
  const { origin } = new URL(address)
  if (view.operator === 'yes') await context.addCookies([{ name: 'role', value: 'operator', url: origin }])
  const page = await context.newPage()
  const troubles: string[] = []
  page.on('console', (message) => {
    const expected = /status of (4\d\d|410)/.test(message.text()) // the page itself is one of a refusal
    if (!expected) troubles.push(`console ${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`))
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) troubles.push(`foreign request: ${request.url()}`)
  })
  await page.goto(address)
  return { page, context, troubles }
}

/** The same page in another window or scheme, without loading it again. */
export async function turn(page: Page, { width, scheme }: View): Promise<void> {
  await page.setViewportSize({ width, height: 900 })
  await page.emulateMedia({ colorScheme: scheme })
}

/** Rules that axe finds broken, each with the first place.
 *  @param contrast is three quarters of the time; it changes with the scheme, hardly with the width */
export async function axe(page: Page, contrast: 'with' | 'without' = 'with'): Promise<readonly string[]> {
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(AXE)
  type Result = { violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }
  const rules = { 'color-contrast': { enabled: contrast === 'with' } }
  const options = JSON.stringify({ resultTypes: ['violations'], rules })
  const result = (await page.evaluate(`axe.run(document, ${options})`)) as Result
  return result.violations.map(
    ({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0]?.html} ${nodes[0]?.failureSummary}`,
  )
}

export async function openDetails(page: Page): Promise<void> {
  await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
}

export async function assertNarrow(page: Page, where = ''): Promise<void> {
  const script = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'
  const over = (await page.evaluate(script)) as number
  if (over <= 0) return
  const widest = await page.evaluate(`[...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 3).map((one) => one.outerHTML.slice(0, 160))`)
  assert.fail(`${where} ${over} px wider than the window: ${JSON.stringify(widest)}`)
}

/** Things to press or follow that are smaller than a finger, unless they stand inside a line of text. */
export async function smallTargets(page: Page): Promise<readonly string[]> {
  return (await page.evaluate(`[...document.querySelectorAll('button, .button, input:not([type=hidden]), select, summary, nav a, thead a')]
    .filter((one) => one.offsetParent !== null && !one.closest('.unseen'))
    .filter((one) => one.getBoundingClientRect().height < 43.5)
    .map((one) => one.outerHTML.slice(0, 120))`)) as string[]
}

export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['OWC_PICTURES']
  if (folder === undefined) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true })
}

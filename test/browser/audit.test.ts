// An audit folder in a real browser, opened from file:// without network, beside `owc verify` on the same folder: equal
// verdicts, as JSON, for the whole folder and for each way in which one can be tampered with.

import assert from 'node:assert/strict'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { BrowserContext, Page } from 'playwright-core'
import { called } from '../cli/called.ts'
import { tinyWeights } from '../http/node-fixture.ts'
import { owc, owcOffline } from '../interop/peers.ts'
import { edit, variants } from './audit-variants.ts'
import { assertNarrow, axe, openBrowser, picture, smallTargets } from './browser.ts'

type Report = {
  readonly ok: boolean
  readonly problems: readonly { readonly code: string; readonly where: string }[]
}

const place = mkdtempSync(join(tmpdir(), 'owc-audit-'))
const environment = { OWC_DATA: join(place, 'data'), OWC_STATE: join(place, 'state') }
const whole = join(place, 'whole')
const trust = join(place, 'state', 'trust')
const other = join(place, 'other.owcb.json')
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
  await done(['import', join(model, 'config.json'), '--as', 'acme/other', '--json'])
  await done(['export', 'acme/other', '--as', 'bundle', '--out', other])
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
async function opened(
  folder: string,
  work: (page: Page, context: BrowserContext) => Promise<void>,
): Promise<void> {
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

/** owc verify in this process: it needs no node for a path. */
async function judged(words: readonly string[]): Promise<Report> {
  const { out, err } = await called(['verify', ...words, '--json'], { folder: place })
  assert.notEqual(out, '', err)
  return JSON.parse(out) as Report
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

test('audit: every way to tamper with a folder is told by the page and by owc verify with the same words', async () => {
  const wrong: string[] = []
  await opened(whole, async (page) => {
    for (const { name, change, codes } of variants(other)) {
      const folder = mkdtempSync(join(place, 'variant-'))
      cpSync(whole, folder, { recursive: true })
      change(folder)
      const report = await checked(page, folder)
      const here = report.problems.map(({ code }) => code)
      const missing = codes.filter((code) => !here.includes(code))
      if (missing.length > 0) wrong.push(`${name}: expected ${missing.join(', ')}, found ${here.join(', ')}`)
      assert.deepEqual(report, await judged([folder, '--trust', trust]), name)
      assert.equal(report.ok, false, name)
      rmSync(folder, { recursive: true })
    }
  })
  assert.deepEqual(wrong, [])
  assert.ok(variants(other).length >= 10)
})

test('audit: a publisher’s release with a model signature is judged alike, also when that signature is of other bytes', async () => {
  const model = join(place, 'signed')
  mkdirSync(model)
  writeFileSync(join(model, 'model.safetensors'), tinyWeights(2))
  writeFileSync(join(model, 'release.yaml'), RECORD)
  await done(['key', 'new', 'Ada Lab', '--namespace', 'ada'])
  await done(['publish', model, '--as', 'ada/tern@1.0.0', '--yes'])
  const folder = join(place, 'release')
  await done(['export', 'ada/tern', '--as', 'audit', '--with-files', '--to', folder])
  await opened(folder, async (page) => {
    const report = await checked(page, folder)
    assert.deepEqual(report.problems, [], 'who made the keys on this machine is believed here')
    assert.deepEqual(report, await judged([folder, '--trust', trust]))
    edit(join(folder, 'release.owcb.json'), (text) => {
      const bundle = JSON.parse(text) as { oms: string[] }
      const [signature = ''] = bundle.oms
      return JSON.stringify({ ...bundle, oms: [signature.replace(/"sig":"M/, '"sig":"N')] })
    })
    const broken = await checked(page, folder)
    assert.ok(broken.problems.some(({ code }) => code === 'oms-invalid'))
    assert.deepEqual(broken, await judged([folder, '--trust', trust]))
  })
})

const RECORD = `owc: 1
kind: release
subject: {variant: base, publisher: {name: Ada Lab}}
lineage: []
releaseType: {word: open-weights, stage: broad}
terms: [{licence: mit}]
obligations: {reportTo: "mailto:x@ada.example"}
`

test('audit: anchors out of the folder prove nothing, and without any nobody is believed', async () => {
  const folder = mkdtempSync(join(place, 'anchors-'))
  cpSync(whole, folder, { recursive: true })
  const planted = join(folder, 'trust')
  cpSync(trust, planted)
  const nobody = join(place, 'nobody')
  writeFileSync(nobody, '# nobody\n')
  await opened(folder, async (page) => {
    const inside = await checked(page, folder, planted)
    assert.ok(inside.problems.some(({ code }) => code === 'trust-inside'))
    assert.ok(inside.problems.some(({ code }) => code === 'issuer-untrusted'))
    assert.deepEqual(inside, await judged([folder, '--trust', planted]))
    const stranger = await checked(page, whole, nobody)
    assert.deepEqual(
      stranger.problems.map(({ code }) => code),
      ['log-untrusted', 'issuer-untrusted'],
    )
    assert.deepEqual(stranger, await judged([whole, '--trust', nobody]))
  })
})

test('audit: a folder dropped on the field is judged like one that was chosen', async () => {
  await opened(whole, async (page, context) => {
    const devtools = await context.newCDPSession(page)
    const data = { items: [], files: [whole], dragOperationsMask: 1 }
    const field = await page.locator('#folder').boundingBox()
    assert.ok(field)
    const drop = async (x: number, y: number) => {
      for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
        await devtools.send('Input.dispatchDragEvent', { type, x, y, data })
    }
    await drop(5, 5) // missed: the page stays
    await drop(field.x + 20, field.y + field.height / 2)
    await page.getByText('A folder with').waitFor()
    await page.locator('#trust').fill(readFileSync(trust, 'utf8'))
    await page.getByRole('button', { name: 'Check' }).click()
    await page.locator('#verdict').waitFor()
    const report = JSON.parse((await page.locator('#json').textContent()) ?? '') as Report
    assert.deepEqual(report, await judged([whole, '--trust', trust]))
  })
})

test('audit: a bundle alone, with files elsewhere, and a copy as owc pull makes it, are judged as owc verify judges them', async () => {
  const copy = join(place, 'copy')
  cpSync(join(whole, 'files'), copy, { recursive: true })
  mkdirSync(join(copy, '.owc'))
  cpSync(join(whole, 'release.owcb.json'), join(copy, '.owc', 'bundle.json'))
  await opened(whole, async (page) => {
    assert.deepEqual(await checked(page, copy), await judged([copy, '--trust', trust]))
    const bundle = join(whole, 'release.owcb.json')
    await page.locator('#loose').setInputFiles(bundle)
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByText('No files were given').first().waitFor()
    const alone = JSON.parse((await page.locator('#json').textContent()) ?? '') as Report
    assert.deepEqual(alone, await judged([bundle, '--trust', trust]))
    await page.locator('#apart').setInputFiles(join(whole, 'files'))
    await page.getByRole('button', { name: 'Check' }).click()
    await page.getByText('These are the bytes that').waitFor()
    const apart = JSON.parse((await page.locator('#json').textContent()) ?? '') as Report
    assert.deepEqual(apart, await judged([join(whole, 'files'), '--bundle', bundle, '--trust', trust]))
  })
})

test('audit: the page can load nothing and send nothing, and says why anchors are not taken', async () => {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(pathToFileURL(join(whole, 'verify.html')).href)
  await page.locator('#form').waitFor()
  const tries = {
    fetch: 'fetch("http://127.0.0.1:9/x")',
    image:
      'new Promise((yes, no) => { const i = new Image(); i.onload = yes; i.onerror = () => no(new Error("refused")); i.src = "data:image/gif;base64,R0lGODlhAQABAAAAACw=" })',
    script:
      'new Promise((yes, no) => { const s = document.createElement("script"); s.textContent = "window.ran = 1"; document.body.append(s); window.ran === 1 ? yes() : no(new Error("refused")) })',
    worker:
      'new Promise((yes, no) => { try { const w = new Worker("data:text/javascript,postMessage(1)"); w.onmessage = yes; w.onerror = () => no(new Error("refused")) } catch (e) { no(e) } })',
  }
  for (const [name, script] of Object.entries(tries))
    await assert.rejects(page.evaluate(script), `${name} was allowed`)
  await page.getByText('Anchors that lie in the folder prove nothing').waitFor()
  await page.locator('#trust').fill('log nonsense')
  await page.locator('#folder').setInputFiles(whole)
  await page.getByRole('button', { name: 'Check' }).click()
  await page.getByText('note-invalid').waitFor()
  await context.close()
})

test('audit: page and report fit 320 px and paper, light and dark, are accessible, and work by keyboard', async () => {
  for (const [width, colorScheme] of [
    [320, 'dark'],
    [1280, 'light'],
  ] as const) {
    const context = await browser.newContext({
      viewport: { width, height: 900 },
      colorScheme,
      bypassCSP: true,
    })
    const page = await context.newPage()
    await page.goto(pathToFileURL(join(whole, 'verify.html')).href)
    await page.locator('#form').waitFor()
    await checked(page, whole)
    await byKeyboard(page)
    await page.evaluate('for (const one of document.querySelectorAll("details")) one.open = true')
    await looked(page, `audit-verify-${width}`)
    await page.goto(pathToFileURL(join(whole, 'report.html')).href)
    await looked(page, `audit-report-${width}`)
    await page.emulateMedia({ media: 'print', colorScheme: 'light' })
    await picture(page, `audit-report-${width}-print`)
    await assertNarrow(page)
    await context.close()
  }
})

/** From the first field to a fresh verdict with Tab and Enter alone; each field is met on the way. */
async function byKeyboard(page: Page): Promise<void> {
  const focused = () => page.evaluate('document.activeElement.id') as Promise<string>
  assert.equal(await focused(), 'verdict')
  await page.locator('#folder').focus()
  const met: string[] = []
  for (let presses = 0; presses < 20 && met.at(-1) !== 'check'; presses++) {
    met.push(await focused())
    await page.keyboard.press('Tab')
    if ((await focused()) === 'check') met.push('check')
  }
  for (const id of ['folder', 'loose', 'apart', 'trust-file', 'trust', 'check'])
    assert.ok(met.includes(id), id)
  await page.keyboard.press('Enter')
  await page.waitForFunction('document.activeElement.id === "verdict"')
}

async function looked(page: Page, name: string): Promise<void> {
  await picture(page, name)
  await assertNarrow(page)
  assert.deepEqual(await smallTargets(page), [], name)
  assert.deepEqual(await axe(page), [], name)
}

test('audit: without script the page says so, and the report says everything', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false })
  const page = await context.newPage()
  await page.goto(pathToFileURL(join(whole, 'verify.html')).href)
  await page.getByText('If this sentence stays').waitFor()
  assert.equal(await page.locator('#form').isVisible(), false)
  await page.goto(pathToFileURL(join(whole, 'report.html')).href)
  await page.getByText('Only release.owcb.json carries signatures').first().waitFor()
  for (const heading of ['What exactly this is', 'What is said, and by whom', 'What stays open', 'Files'])
    await page.getByRole('heading', { name: heading, exact: true }).waitFor()
  await context.close()
})

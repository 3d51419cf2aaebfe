// Records that are being written on a node: whose they are, what a second save sees, and the session of a token's holder.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { asChunks } from '../../src/base/bytes.ts'
import type { Sha256 } from '../../src/base/digest.ts'
import { OwcError } from '../../src/base/errors.ts'
import { holders } from '../../src/commons/custody/query.ts'
import { artifactFiles } from '../../src/node/manifests.ts'
import { author, leastRelease, OPERATOR } from '../node/author.ts'
import { type Fixture, openFixture } from './node-fixture.ts'
import { ask, runScript } from './script.ts'

let fixture: Fixture

before(async () => {
  fixture = await openFixture()
})
after(async () => {
  await fixture.close()
  assert.deepEqual(fixture.defects, [])
})

type Line = {
  readonly id: string
  readonly revision: number
  readonly yaml: string
  readonly changed?: unknown
}

async function call(what: string, token: string, body?: unknown): Promise<{ status: number; told: Line }> {
  const lines = [`> Authorization: Bearer ${fixture.values[token]}`]
  if (body !== undefined) lines.push('> Content-Type: application/json', `< ${JSON.stringify(body)}`)
  const [method, path] = what.split(' ')
  const answer = await ask(fixture.url, `${method} /commons/v1${path}`, lines)
  return { status: answer.status, told: JSON.parse(answer.body.toString()) }
}

test('drafts: begun over an artifact they hold what was read; nobody else sees them', async () => {
  const { status, told } = await call('POST /drafts', 'publisher', {
    artifact: `sha256:${fixture.values['open']}`,
  })
  assert.equal(status, 201)
  const seen = await call(`GET /drafts/${told.id}`, 'publisher')
  assert.match(seen.told.yaml, /path: model\.safetensors/)
  assert.match(seen.told.yaml, /licence: mit/)
  const other = await fixture.node.access.issueToken('other', ['publish:other'], null)
  await runScript(
    fixture.url,
    `
GET /commons/v1/drafts/${told.id}
status 401

GET /commons/v1/drafts/${told.id}
> Authorization: Bearer $talker
status 403
json /code == "scope-missing"

GET /commons/v1/drafts/${told.id}
> Authorization: Bearer ${other}
status 404

PUT /commons/v1/drafts/${told.id}
> Authorization: Bearer ${other}
> Content-Type: application/json
< {"revision":1,"yaml":""}
status 404

GET /commons/v1/drafts
> Authorization: Bearer ${other}
status 200
json /drafts/0 absent

GET /commons/v1/drafts
> Authorization: Bearer $token
status 200
json /drafts/0/id == "${told.id}"
json /drafts/0/artifact == "sha256:$open"

POST /commons/v1/drafts
> Authorization: Bearer $publisher
> Content-Type: application/json
< {"artifact":"sha256:$held"}
status 403
json /code == "not-hosted"
`,
    fixture.values,
  )
})

test('drafts: a save from an older revision writes nothing and is told what changed', async () => {
  const { told } = await call('POST /drafts', 'token', { artifact: `sha256:${fixture.values['held']}` })
  const { yaml } = (await call(`GET /drafts/${told.id}`, 'token')).told
  const first = yaml.replace('  # family:', '  family: tern')
  const saved = await call(`PUT /drafts/${told.id}`, 'token', { revision: 1, yaml: first })
  assert.deepEqual([saved.status, saved.told.revision], [200, 2])
  const late = await call(`PUT /drafts/${told.id}`, 'token', { revision: 1, yaml })
  assert.equal(late.status, 409)
  assert.equal(late.told.yaml, first)
  assert.deepEqual(late.told.changed, [{ path: 'subject.family', title: 'Family', now: 'tern' }])
  const again = await call(`PUT /drafts/${told.id}`, 'token', { revision: 2, yaml: 'subjekt: x' })
  assert.equal(again.status, 200)
  const view = await call(`GET /drafts/${told.id}`, 'token')
  assert.match(JSON.stringify(view.told), /line 1, column 1 \(subjekt\).*Did you mean/)
  assert.equal((await call(`POST /drafts/${told.id}/discard`, 'token', {})).status, 200)
  assert.equal((await call(`GET /drafts/${told.id}`, 'token')).status, 404)
})

test('drafts: a filled record is what would be signed', async () => {
  const { told } = await call('POST /drafts', 'token', { artifact: `sha256:${fixture.values['held']}` })
  const { yaml } = (await call(`GET /drafts/${told.id}`, 'token')).told
  const named = yaml.replace('  # id:', '  id: acme/tern').replace('  # version:', '  version: 1.0.0')
  const { told: view } = await call(`PUT /drafts/${told.id}`, 'token', { revision: 1, yaml: named })
  const { record, problems } = view as unknown as {
    record: { subject: object; artifacts: unknown[] }
    problems: []
  }
  assert.deepEqual(problems, [])
  assert.deepEqual(record.subject, { id: 'acme/tern', version: '1.0.0', params: 16 })
  assert.equal(record.artifacts.length, 5)
})

test('session: a token’s holder opens pages with what the token may do, once, until the token ends', async () => {
  const { node, url, values } = fixture
  const token = await node.access.issueToken('joiner', ['publish:joiner'], null)
  const asked = await ask(url, 'POST /commons/v1/session/links/own', [
    `> Authorization: Bearer ${token}`,
    '> Content-Type: application/json',
    '< {}',
  ])
  assert.equal(asked.status, 201)
  const link = new URL((JSON.parse(asked.body.toString()) as { url: string }).url)
  const opened = await ask(url, `GET ${link.pathname}${link.search}`)
  assert.deepEqual([opened.status, opened.headers.location], [303, '/publish'])
  const cookie = `> Cookie: ${String(opened.headers['set-cookie']?.[0]).split(';')[0]}`
  assert.match(String(opened.headers['set-cookie']), /HttpOnly; SameSite=Strict/)
  assert.equal((await ask(url, `GET ${link.pathname}${link.search}`)).headers.location, '/?link=used')
  const drafts = (lines: readonly string[]) => ask(url, 'GET /commons/v1/drafts', [cookie, ...lines])
  assert.equal((await drafts([])).status, 200)
  const write = ['> Content-Type: application/json', '< {}']
  const begin = (origin: string) =>
    ask(url, 'POST /commons/v1/drafts', [cookie, `> Origin: ${origin}`, ...write])
  assert.equal((await begin(`http://127.0.0.1:1`)).status, 401)
  assert.equal((await begin(url)).status, 201)
  const own = await ask(url, 'POST /commons/v1/session/links/own', [cookie, `> Origin: ${url}`, ...write])
  assert.equal(own.status, 403, 'a session makes no further sessions')
  assert.equal((await ask(url, 'GET /commons/v1/tokens', [cookie])).status, 403)
  await node.access.revokeToken('joiner')
  assert.equal((await drafts([])).status, 401)
  await node.access.issueToken('joiner', ['publish:joiner'], null)
  assert.equal((await drafts([])).status, 401, 'another token of that name is another person')
  assert.ok(values['token'])
})

test('drafts: who names bytes that somebody else brought reads nothing of them, nor are they held or hosted as theirs', async () => {
  const { node, values } = fixture
  const begin = async (artifact: Sha256) =>
    (await call('POST /drafts', 'publisher', { artifact: `sha256:${artifact}` })).status
  const held = values['held'] as Sha256
  const lab = await author(node, 'Lab', ['acme'])
  const who = { name: 'publisher', scopes: ['publish:acme'], operator: false } as const
  const release = async (name: string, artifact: Sha256) =>
    await node.admit(await lab.sign(leastRelease(name, '1.0.0', artifact)), who)
  await release('acme/taken', held)
  assert.equal(await begin(held), 403)
  const [file] = await artifactFiles(node.storage.blobs, held)
  assert.ok(file)
  const list = `owc-artifact/v1\n${file.sha256} ${file.sizeBytes} ${file.path}\n`
  const { sha256: made } = await node.storage.blobs.put(asChunks(new TextEncoder().encode(list)))
  await release('acme/made', made)
  assert.equal(await begin(made), 403)
  assert.deepEqual(await holders(node.index, made, node.logTime()), [])
  await assert.rejects(
    node.host(made, OPERATOR),
    (error) => error instanceof OwcError && error.problem.code === 'blob-missing',
  )
})

// Tokens, the operator's session, and what only the operator does, on a real node; a refusal stores nothing.

import assert from 'node:assert/strict'
import { getRandomValues } from 'node:crypto'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import { newestSaid } from '../../src/commons/all-statements.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { envelopeBytes, signEnvelope } from '../../src/ledger/envelope.ts'
import { identityKey } from '../../src/ledger/identity.ts'
import { makeKeyPair } from '../../src/ledger/signer.ts'
import { identityId, makeStatement, nonceText } from '../../src/ledger/statement.ts'
import type { Who } from '../../src/node/access.ts'
import { artifactFiles } from '../../src/node/manifests.ts'
import type { Node } from '../../src/node/node.ts'
import { author, leastRelease, OPERATOR } from '../node/author.ts'
import { type Fixture, importTiny, openFixture, storesNothing } from './node-fixture.ts'
import { ask, runScript } from './script.ts'

let fixture: Fixture

before(async () => {
  fixture = await openFixture()
})
after(async () => {
  await fixture.close()
  assert.deepEqual(fixture.defects, [])
})

const script = (text: string) => runScript(fixture.url, text, fixture.values)
const json = '> Content-Type: application/json'

test('commons: what only the operator does is refused to everyone else, and nothing happens', async () => {
  const writes = [
    ['/imports', '{"ref":"pypi:nothing"}'],
    ['/hosting', '{"ref":"acme/held"}'],
    ['/say', '{"type":"owc:custody/v1","about":["acme/held"],"body":{"since":"2026-01-01T00:00:00Z"}}'],
    ['/tokens', '{"name":"x","scopes":["operate"]}'],
    ['/tokens/revoke', '{"name":"test"}'],
    ['/session/links', '{}'],
    ['/peers', '{"url":"http://127.0.0.1:1/"}'],
    ['/rebuild', '{}'],
  ] as const
  await storesNothing(fixture.node, async () => {
    for (const [path, body] of writes) {
      await script(`
POST /commons/v1${path}
${json}
< ${body}
status 401
header www-authenticate has Bearer
json /code == "token-needed"

POST /commons/v1${path}
${json}
> Authorization: Bearer $talker
< ${body}
status 403
json /code == "scope-missing"

POST /commons/v1${path}
${json}
> Authorization: Bearer $expired
< ${body}
status 401
json /found has expired

POST /commons/v1${path}
${json}
> Authorization: Bearer $token
> Origin: https://elsewhere.example
< ${body}
status 403
json /code == "origin-foreign"
`)
    }
    for (const path of ['/imports', '/tokens', '/imports/x', '/imports/x/follow'])
      await script(`GET /commons/v1${path}\nstatus 401`)
  })
})

test('commons: tokens are made, shown once, and end', async () => {
  const made = await ask(fixture.url, 'POST /commons/v1/tokens', [
    json,
    `> Authorization: Bearer ${fixture.values['token']}`,
    '< {"name":"for a test","scopes":["infer"],"expires":null}',
  ])
  const { token } = JSON.parse(made.body.toString())
  assert.match(token, /^hf_[A-Za-z0-9]{36}$/)
  await script(`
GET /commons/v1/tokens
> Authorization: Bearer $token
status 200
json /tokens has for a test

GET /api/whoami-v2
> Authorization: Bearer ${token}
status 200

POST /commons/v1/tokens/revoke
${json}
> Authorization: Bearer $token
< {"name":"for a test"}
json /revoked == true

GET /api/whoami-v2
> Authorization: Bearer ${token}
status 401

POST /commons/v1/tokens
${json}
> Authorization: Bearer $token
< {"name":"x","scopes":["everything"]}
status 400

POST /commons/v1/tokens
${json}
> Authorization: Bearer $token
< {"name":"x","scopes":["infer"],"expires":"tomorrow"}
status 400
`)
})

test('session: the link works once, its cookie only from our own pages', async () => {
  const made = await ask(fixture.url, 'POST /commons/v1/session/links', [
    json,
    `> Authorization: Bearer ${fixture.values['token']}`,
    '< {}',
  ])
  const link = new URL(JSON.parse(made.body.toString()).url)
  const opened = await ask(fixture.url, `GET ${link.pathname}${link.search}`)
  assert.equal(opened.status, 303)
  const [cookie = ''] = opened.headers['set-cookie'] ?? []
  assert.match(cookie, /^owc_session=\w+; Path=\/; HttpOnly; SameSite=Strict$/)
  const session = `> Cookie: other=1; ${cookie.split(';')[0]}`
  await script(`
GET ${link.pathname}${link.search}
status 303
header set-cookie absent

GET /commons/v1/tokens
${session}
status 200

POST /commons/v1/session/links
${json}
${session}
> Origin: ${fixture.url}
< {}
status 201

# another port of the same machine shares the cookie, not the right
POST /commons/v1/session/links
${json}
${session}
> Origin: http://127.0.0.1:1
< {}
status 401

POST /commons/v1/session/links
${json}
${session}
< {}
status 401

POST /commons/v1/session/links
${json}
${session}
> Origin: null
< {}
status 403
`)
})

test('blobs: what a decision judged is public, what is only held is not, whatever somebody decides about it', async () => {
  const { node, values } = fixture
  const [decision] = await newestSaid(node.index, { type: 'owc:decision/v1', limit: 1 })
  const { body } = await decisionOf(decision?.statement ?? '')
  await script(`
GET /commons/v1/blobs/${body.view}
> X-Forwarded-For: 192.0.2.7
status 200
json /artifact == "sha256:$open"

GET /commons/v1/blobs/$open
> X-Forwarded-For: 192.0.2.7
status 200
body has owc-artifact/v1

GET /commons/v1/blobs/$held
> X-Forwarded-For: 192.0.2.7
status 403
`)
  const before = node.log.checkpoint().size
  await strangerDecides(node, { ...body, view: `sha256:${values['held']}` })
  assert.ok(node.log.checkpoint().size > before, 'anybody may say it')
  await script(`
GET /commons/v1/blobs/$held
> X-Forwarded-For: 192.0.2.7
status 403
json /code == "not-hosted"
`)
})

test('blobs: who says that a held file belongs to a hosted artifact does not make it public', async () => {
  const { node, values } = fixture
  const [open, held] = [values['open'] as Sha256, values['held'] as Sha256]
  const [, , , weights] = await artifactFiles(node.storage.blobs, held)
  assert.equal(weights?.path, 'model.safetensors')
  const files = [held, weights?.sha256].map((sha256, i) => ({ path: `${i}.bin`, sizeBytes: 1, sha256 }))
  const stranger = await author(node, 'Namer of files')
  const told = { found: {}, objects: [], read: [], said: [], hazards: [] }
  const body = { name: 'stranger/held', fileCount: 2, sizeBytes: 2, files, ...told }
  const draft = { type: 'owc:observation/v1', subjects: [{ digest: open }], body }
  await node.admit(await stranger.sign(draft), SPEAKER)
  for (const { sha256 } of files)
    await script(`
GET /commons/v1/blobs/${sha256}
> X-Forwarded-For: 192.0.2.7
status 403
json /code == "not-hosted"
`)
  const [own] = await artifactFiles(node.storage.blobs, open)
  await script(`
GET /commons/v1/blobs/${own?.sha256}
> X-Forwarded-For: 192.0.2.7
status 200
`)
})

test('blobs: what its publisher withdrew comes back by no word of a third, only by another decision', async () => {
  const { node } = fixture
  const artifact = await importTiny(node, join(fixture.folder, 'late'), { name: 'acme/late', first: 3 })
  const release = (name: string) => leastRelease(name, '1.0.0', artifact)
  const body = { reason: 'error', text: 'Wrong weights.' }
  const withdrawal = { type: 'owc:withdrawal/v1', subjects: [{ digest: artifact }], body }
  const asked = async (status: number) =>
    await script(`
GET /commons/v1/blobs/${artifact}
> X-Forwarded-For: 192.0.2.7
status ${status}
`)
  const [first, third] = [await author(node, 'First', ['first']), await author(node, 'Third', ['third'])]
  await first.say(release('first/late'))
  await node.host(artifact, OPERATOR)
  await asked(200)
  await node.say(withdrawal) // the node's own observation
  await asked(200)
  const nonce = nonceText(getRandomValues(new Uint8Array(16)))
  const placed = { issuer: first.identity, home: node.log.origin, seq: 0, prev: null, nonce }
  const payload = makeStatement({ ...withdrawal, header: { ...placed, issued: node.logTime() } }, nodeCrypto)
  await node.admit(envelopeBytes(await signEnvelope(payload, [first.key])), OPERATOR)
  await asked(403)
  await third.say(release('third/late'))
  await asked(403)
  await script(`
GET /third/late/resolve/main/README.md
> X-Forwarded-For: 192.0.2.7
status 403
`)
  await node.host(artifact, OPERATOR)
  await asked(200)
})

type Decision = { readonly body: { readonly view: string } & Record<string, unknown> }

async function decisionOf(statement: string): Promise<Decision> {
  const answer = await ask(fixture.url, `GET /commons/v1/statements/${statement}/envelope`)
  const { payload } = JSON.parse(answer.body.toString())
  const { predicate } = JSON.parse(Buffer.from(payload, 'base64').toString())
  const { issuer: _issuer, home: _home, nonce: _nonce, issued: _issued, ...body } = predicate
  return { body }
}

/** An identity that sits in no charter says a decision, with leave to say things here. */
async function strangerDecides(node: Node, body: Record<string, unknown>): Promise<void> {
  const pair = makeKeyPair('ed25519', nodeCrypto)
  const header = (issuer: string | null) => ({
    issuer,
    home: node.log.origin,
    nonce: nonceText(getRandomValues(new Uint8Array(16))),
    issued: node.logTime(),
  })
  const admit = async (payload: Uint8Array) =>
    await node.admit(envelopeBytes(await signEnvelope(payload, [pair])), SPEAKER)
  const founding = makeStatement(
    {
      type: 'owc:identity/v1',
      subjects: [],
      header: { ...header(null), seq: 0, prev: null },
      body: {
        id: null,
        homeLog: node.log.origin,
        name: 'Stranger',
        kinds: ['person'],
        keys: [identityKey(pair.key)],
        threshold: 1,
      },
    },
    nodeCrypto,
  )
  await admit(founding)
  const subjects = [{ digest: fixture.values['held'] as Sha256 }]
  const said = { type: 'owc:decision/v1', subjects, header: header(identityId(founding, nodeCrypto)), body }
  await admit(makeStatement(said, nodeCrypto))
}

const SPEAKER: Who = { name: 'somebody', scopes: ['say'], operator: false }

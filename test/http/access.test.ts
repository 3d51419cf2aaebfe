// Tokens, the operator's session, and what only the operator does, on a real node; a refusal stores nothing.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Fixture, openFixture, storesNothing } from './node-fixture.ts'
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

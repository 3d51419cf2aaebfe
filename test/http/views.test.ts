// The views as JSON on a real node: releases, artifacts, statements, log, node; erased bodies leave tombstones.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
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

const script = (text: string) => runScript(fixture.url, text, fixture.values)

test('commons: the node in a few counts; folder and settings for the operator only', async () => {
  await script(`
GET /commons/v1/node
status 200
json /name == "test node"
json /releases == 2
json /dataFolder absent
json /settings absent
json /charter/seats == 1

GET /commons/v1/node
> Authorization: Bearer $token
json /dataFolder has owc-doors
json /settings/value/port == 8500
`)
})

test('commons: releases by name, version, digest and a part of it', async () => {
  for (const ref of ['acme/open', 'ACME/Open', 'acme/open@sha256:$open', 'sha256:$open', '$commit']) {
    await script(`
GET /commons/v1/releases/${ref}
status 200
json /ref == "acme/open"
json /artifact == "$open"
json /commit == "$commit"
json /state == "hosted"
json /fileList has model.safetensors
json /claims/openness has .
`)
  }
  await script(`
GET /commons/v1/releases/acme/opne
status 404
json /code == "release-missing"
json /hint has acme/open

GET /commons/v1/releases/acme/open@9.9
status 404
json /code == "revision-missing"

GET /commons/v1/releases/api/x
status 400
json /code == "name-invalid"

GET /commons/v1/releases/acme/open%00
status 400

GET /commons/v1/releases/acme%2fopen
status 200

GET /commons/v1/releases/acme/open/versions
status 200
json /records/0/artifact == "$open"
json /records/1 absent
`)
})

test('pages: each question stands with its evidence once, and the release names where', async () => {
  const read = async (path: string) => await (await fetch(`${fixture.url}/r/acme/open${path}`)).text()
  const [page, check] = [await read(''), await read('/check')]
  const twin = JSON.parse(await read('/check.json')) as { checks: { id: string }[] }
  assert.ok(twin.checks.length > 60)
  for (const { id } of twin.checks) {
    assert.ok(check.includes(`<dt id="${id}">`), id)
    assert.ok(check.includes(`<a href="#${id}">`), id)
    assert.ok(page.includes(`<a href="/r/acme/open/check#${id}">`), id)
  }
  assert.ok(!page.includes('<dl class="questions">') && check.includes('<dl class="questions">'))
})

test('commons: lists with search, filters, sorting and pages; a wrong parameter is named', async () => {
  await script(`
GET /commons/v1/releases?sort=name&limit=1
status 200
json /rows/0/ref == "acme/held"
json /rows/1 absent
json /about == 2

GET /commons/v1/releases?words=open
json /rows/0/ref == "acme/open"
json /rows/1 absent

GET /commons/v1/releases?words=135
status 200

GET /commons/v1/releases?state=hosted
json /rows/0/ref == "acme/open"
json /rows/1 absent

GET /commons/v1/releases?format=safetensors&kind=observed&state=held
json /rows/0/ref == "acme/held"

GET /commons/v1/releases?limit=0
status 400
json /where == "query/limit"

GET /commons/v1/releases?limit=201
status 400

GET /commons/v1/releases?sort=best
status 400
json /where == "query/sort"

GET /commons/v1/releases?order=name
status 400
json /where == "query/order"

GET /commons/v1/releases?after=nonsense
status 400
`)
  const first = await ask(fixture.url, 'GET /commons/v1/releases?sort=name&limit=1')
  const { next } = JSON.parse(first.body.toString())
  await script(
    `GET /commons/v1/releases?sort=name&limit=1&after=${encodeURIComponent(next)}\njson /rows/0/ref == "acme/open"`,
  )
})

test('commons: artifacts, statements and their envelopes, the log', async () => {
  const view = await ask(fixture.url, 'GET /commons/v1/releases/acme/open')
  const { statement } = JSON.parse(view.body.toString())
  const values = { ...fixture.values, statement }
  await runScript(
    fixture.url,
    `
GET /commons/v1/artifacts/$open
status 200
json /artifact == "$open"
json /manifest has owc-artifact/v1
json /names/0/ref == "acme/open"

GET /commons/v1/artifacts/sha256:${'0'.repeat(64)}
status 404

GET /commons/v1/artifacts/xyz
status 400

GET /commons/v1/statements/$statement
status 200
json /type == "owc:observation/v1"
json /signatures/0/valid == true
json /entries/0/proof has tlog-proof

GET /commons/v1/statements/sha256:$statement/envelope
status 200
header content-type == application/vnd.dsse.envelope.v1+json
json /payloadType == "application/vnd.in-toto+json"

GET /commons/v1/statements/$statement/proof
status 200
json /proof has c2sp.org/tlog-proof@v1

GET /commons/v1/statements/${'0'.repeat(64)}
status 404

GET /commons/v1/log
status 200
json /rows/0/kind has t

GET /commons/v1/log?from=1&limit=1
json /rows/0/index == 1
json /rows/1 absent

GET /commons/v1/log?from=-1
status 400

GET /commons/v1/bundles/$open
status 200
header content-type == application/vnd.owc.bundle.v1+json
json /subject == "sha256:$statement"

GET /commons/v1/bundles/${'0'.repeat(64)}
status 404

GET /commons/v1/artifacts/$open/oms
> Authorization: Bearer $token
status 200
json /mediaType == "application/vnd.dev.sigstore.bundle.v0.3+json"

GET /commons/v1/artifacts/$open/oms
status 401
`,
    values,
  )
})

/** The same envelope around a payload that its signature is not about. */
function forged(envelope: string): string {
  const parsed = JSON.parse(envelope)
  const payload = Buffer.from(parsed.payload, 'base64').toString().replace('2026-01-01', '2020-01-01')
  return JSON.stringify({ ...parsed, payload: Buffer.from(payload).toString('base64') })
}

test('commons: a statement goes in once, the same again gives the same receipt; forged ones leave nothing', async () => {
  const held = fixture.values['held']
  const token = `> Authorization: Bearer ${fixture.values['token']}`
  const json = '> Content-Type: application/json'
  const said = await ask(fixture.url, 'POST /commons/v1/say', [
    token,
    json,
    `< ${JSON.stringify({ type: 'owc:custody/v1', about: [`sha256:${held}`], body: { since: '2026-01-01T00:00:00Z' } })}`,
  ])
  assert.equal(said.status, 201, said.body.toString())
  const { statement, logIndex } = JSON.parse(said.body.toString())
  const { body } = await ask(fixture.url, `GET /commons/v1/statements/${statement}/envelope`)
  const envelope = body.toString()
  const { size } = fixture.node.log.checkpoint()
  await runScript(
    fixture.url,
    `
POST /commons/v1/statements
${token}
${json}
< ${envelope}
status 201
json /logIndex == ${logIndex}

POST /commons/v1/statements
${json}
< ${envelope}
status 401

POST /commons/v1/statements
> Authorization: Bearer ${fixture.values['talker']}
${json}
< ${envelope}
status 403

POST /commons/v1/statements
${token}
< ${forged(envelope)}
status 403
json /code == "signature-invalid"

POST /commons/v1/statements
${token}
< {"payload":"e30=","payload":"e30=","payloadType":"x","signatures":[]}
status 400

POST /commons/v1/statements
${token}
< not json
status 400
`,
  )
  assert.ok(fixture.node.log.checkpoint().size <= size + 1) // a time leaf may come, a statement may not
})

test('commons: the proof of a statement outlives its erasure', async () => {
  const { node } = fixture
  const { statement } = await node.say({
    type: 'owc:response/v1',
    subjects: [{ name: 'nothing', digest: 'cd'.repeat(32) as never }],
    body: { kind: 'comment', text: 'A statement to be erased.' },
  })
  await node.say({
    type: 'owc:erasure/v1',
    subjects: [{ name: 'statement', digest: statement }],
    body: { reason: 'other', text: 'It goes.' },
  })
  await script(`
GET /commons/v1/statements/${statement}
status 410

GET /commons/v1/statements/${statement}/proof
status 200
json /proof has c2sp.org/tlog-proof@v1
`)
})

test('commons: an erased body is answered 410, with its proof', async () => {
  const custody = await ask(fixture.url, 'GET /commons/v1/releases/acme/held')
  const { said } = JSON.parse(custody.body.toString()) as { said: { type: string; statement: string }[] }
  const statement = said.find(({ type }) => type === 'owc:custody/v1')?.statement
  assert.ok(statement)
  await fixture.node.storage.logStore.erase(statement as never, 'ab'.repeat(32) as never)
  await script(`
GET /commons/v1/statements/${statement}
status 410
json /erased has abab

GET /commons/v1/statements/${statement}/envelope
status 410
json /code == "body-erased"

GET /commons/v1/statements/${statement}/proof
status 200

GET /log/bodies/000.p/1
status 200

GET /acme/held/resolve/main/.owc/bundle.json
status 200
`)
  const size = fixture.node.log.checkpoint().size
  const { body } = await ask(fixture.url, `GET /log/bodies/000.p/${size}`)
  assert.ok(body.toString().includes(`"erased":"sha256:${'ab'.repeat(32)}"`))
})

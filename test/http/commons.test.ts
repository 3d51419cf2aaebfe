// Our JSON API and the log door on a real node: every route, every refusal, and that a refusal stores nothing.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { commonsRows } from '../../src/http/commons/routes.ts'
import { byteRoutes, smallRoutes } from '../../src/http/doors.ts'
import { type Fixture, openFixture, storesNothing, tinyWeights } from './node-fixture.ts'
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

test('commons: every route stands in the OpenAPI document, and no two doors claim one address', async () => {
  const { body } = await ask(fixture.url, 'GET /commons/v1/openapi.json')
  const document = JSON.parse(body.toString())
  assert.equal(document.openapi, '3.1.0')
  for (const { method, path, summary } of commonsRows) {
    const place = document.paths[path.replace(/:(\w+)(\{[^}]*\})?\??/g, '{$1}')]
    assert.equal(place?.[method.toLowerCase()]?.summary, summary, path)
  }
  const all = [
    ...smallRoutes.map(({ method, path }) => `${method} ${path}`),
    ...byteRoutes.flatMap(({ methods, path }) => methods.map((method) => `${method} ${path}`)),
  ]
  assert.equal(new Set(all).size, all.length)
})

test('commons: health, schemas, error codes', async () => {
  await script(`
GET /healthz
status 200

GET /readyz
json /ready == true

GET /commons/v1/schemas
json /types has owc:custody/v1

GET /commons/v1/schemas/owc:custody%2Fv1
status 200
json /$id == "owc:custody/v1"
json /type == "object"
json /examples has since

GET /commons/v1/schemas/owc:none%2Fv1
status 404

GET /commons/v1/errors/bytes-differ
json /status == 422

GET /commons/v1/errors/__proto__
status 404

GET /commons/v1/nothing
> Accept: application/json
status 404
header content-type == application/problem+json
json /type == "/commons/v1/errors/not-found"
`)
})

test('log: checkpoint, tiles and bodies agree with what the node holds', async () => {
  const { size, note } = fixture.node.log.checkpoint()
  const { body } = await ask(fixture.url, 'GET /log/checkpoint')
  assert.equal(body.toString(), note)
  const tile = await ask(fixture.url, `GET /log/tile/0/000.p/${size}`)
  assert.equal(tile.body.length, size * 32)
  assert.match(String(tile.headers['cache-control']), /immutable/)
  const entries = await ask(fixture.url, `GET /log/tile/entries/000.p/${size}`)
  assert.ok(entries.body.includes('owc-entry/v1'))
  const bodies = await ask(fixture.url, `GET /log/bodies/000.p/${size}`)
  const lines = bodies.body
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  for (const { statement, envelope } of lines) {
    const payload = Buffer.from(JSON.parse(envelope).payload, 'base64')
    assert.equal(statement, `sha256:${createHash('sha256').update(payload).digest('hex')}`)
  }
  assert.ok(lines.length >= 6)
  await script(`
GET /log/tile/0/000
status 404

GET /log/tile/64/000
status 404

GET /log/tile/0/000.p/256
status 404

GET /log/tile/0/00
status 404

GET /log/tile/0/../../checkpoint
status 404

GET /log/bodies/999
status 404

HEAD /log/bodies/000.p/2
status 200
size 0

GET /commons/v1/log/consistency?from=1&to=${size}
status 200
json /hashes/0 has =

GET /commons/v1/log/consistency?from=5&to=4
status 400

GET /commons/v1/log/consistency?from=-1&to=4
status 400

GET /commons/v1/statements/sha256:${'0'.repeat(64)}/proof
status 404
`)
  const proof = await ask(fixture.url, `GET /commons/v1/statements/${lines[0].statement}/proof`)
  assert.match(JSON.parse(proof.body.toString()).proof, /^c2sp.org\/tlog-proof@v1\n/)
})

test('commons: blobs by digest go in verified and come out in ranges', async () => {
  const bytes = tinyWeights(7)
  const digest = createHash('sha256').update(bytes).digest('hex')
  const put = async (body: Uint8Array, headers: Record<string, string>, name = digest) => {
    const { promise, resolve, reject } = Promise.withResolvers<number>()
    const sent = request(
      `${fixture.url}/commons/v1/blobs/${name}`,
      { method: 'PUT', headers, agent: false },
      (answer) => {
        answer.resume()
        resolve(answer.statusCode ?? 0)
      },
    )
    sent.on('error', reject)
    sent.end(body)
    return promise
  }
  const token = { Authorization: `Bearer ${fixture.values['token']}` }
  await storesNothing(fixture.node, async () => {
    assert.equal(await put(bytes, {}), 401)
    assert.equal(await put(bytes, { Authorization: `Bearer ${fixture.values['expired']}` }), 401)
    assert.equal(await put(bytes, { Authorization: `Bearer ${fixture.values['talker']}` }), 403)
    // what is put here is not counted, so who may publish sends through /commons/v1/uploads
    assert.equal(await put(bytes, { Authorization: `Bearer ${fixture.values['publisher']}` }), 403)
    assert.equal(await put(bytes.subarray(1), token), 422)
    assert.equal(await put(bytes, token, 'abc'), 400)
    assert.equal(
      await put(bytes, { ...token, 'Content-Length': String(2 ** 42) }, digest).catch(() => 413),
      413,
    )
    assert.equal(await put(bytes, { ...token, Origin: 'http://elsewhere.example' }), 403)
  })
  assert.equal(await put(bytes, token), 201)
  assert.equal(await put(bytes, { ...token, 'Transfer-Encoding': 'chunked' }), 201)
  await script(`
GET /commons/v1/blobs/${digest}
> Range: bytes=0-7
status 206
size 8
header etag == "${digest}"
header cache-control has immutable

HEAD /commons/v1/blobs/sha256:${digest}
status 200
header content-length == 152

GET /commons/v1/blobs/${digest}
> X-Forwarded-For: 192.0.2.7
status 403

GET /commons/v1/blobs/${'0'.repeat(64)}
status 404
header content-type == application/problem+json
`)
})

test('commons: a body that is not of the form of its schema says which field', async () => {
  await storesNothing(fixture.node, async () => {
    const cases = [
      ['{"ref":1}', '/ref'],
      ['{}', 'request body'],
      ['{"ref":"x","other":1}', '/other'],
      ['{"ref":"x","ref":"y"}', 'byte'],
      ['{"ref":"x"', 'byte'],
      ['[]', 'request body'],
      ['{"__proto__":{"ref":"x"}}', 'request body'],
    ] as const
    for (const [body, where] of cases) {
      await script(`
POST /commons/v1/imports
${json}
> Authorization: Bearer $token
< ${body}
status 400
header content-type == application/problem+json
json /where has ${where}
`)
    }
    await script(`
POST /commons/v1/imports
> Content-Type: text/plain
> Authorization: Bearer $token
< {"ref":"x"}
status 400
json /where == "Content-Type"
`)
  })
})

test('commons: an import is started, followed line by line, and asked for', async () => {
  const folder = join(fixture.folder, 'third')
  await mkdir(folder)
  await writeFile(join(folder, 'model.safetensors'), tinyWeights(3))
  const token = `> Authorization: Bearer ${fixture.values['token']}`
  const started = await ask(fixture.url, 'POST /commons/v1/imports', [
    json,
    token,
    `< ${JSON.stringify({ ref: folder, as: 'acme/third', include: [] })}`,
  ])
  assert.equal(started.status, 202)
  const { id } = JSON.parse(started.body.toString())
  const followed = await ask(fixture.url, `GET /commons/v1/imports/${id}/follow`, [token])
  const views = followed.body
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  assert.equal(views.at(-1).phase, 'done')
  await script(`
GET /commons/v1/imports/${id}
${token}
json /phase == "done"

GET /commons/v1/imports/nothing
${token}
status 404

POST /commons/v1/imports/nothing/cancel
${token}
${json}
< {}
status 404

GET /acme/third/resolve/main/model.safetensors
status 200

POST /commons/v1/hosting
${token}
${json}
< {"ref":"acme/third"}
status 201

GET /acme/third/resolve/main/model.safetensors
> Via: 1.1 proxy
status 200

POST /commons/v1/hosting
${token}
${json}
< {"ref":"acme/thirt"}
status 404
json /hint has acme/third
`)
})

test('commons: rebuilding gives the same index', async () => {
  const token = `> Authorization: Bearer ${fixture.values['token']}`
  const first = await ask(fixture.url, 'POST /commons/v1/rebuild', [json, token, '< {}'])
  const again = await ask(fixture.url, 'POST /commons/v1/rebuild', [json, token, '< {}'])
  assert.equal(first.status, 200, first.body.toString())
  assert.equal(JSON.parse(first.body.toString()).dump, JSON.parse(again.body.toString()).dump)
})

test('commons: the names under which commands reach the node are no names for tokens of people', async () => {
  for (const name of ['running-node', 'command-4711']) {
    const { access } = fixture.node
    const token = await access.issueToken(name, ['operate'], null)
    for (const [path, body] of [
      ['/tokens', { name, scopes: ['say'] }],
      ['/tokens/revoke', { name }],
    ] as const)
      await script(`
POST /commons/v1${path}
> Authorization: Bearer ${token}
> Content-Type: application/json
< ${JSON.stringify(body)}
status 400
json /code == "usage"
`)
    assert.notEqual(await access.byToken(token), undefined)
    await access.revokeToken(name)
  }
})

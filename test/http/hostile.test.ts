// What strangers send: names of other hosts, pages of other sites, endless headers, bodies that lie, stall or never
// come. Each is refused, nothing stays, and the door goes on answering.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { isLocal, openGuard } from '../../src/http/guard.ts'
import { type Serving, serve } from '../../src/http/serve.ts'
import { type Fixture, openFixture, tinyWeights } from './node-fixture.ts'
import { ask, runScript } from './script.ts'

let fixture: Fixture
let quick: Serving // with short time-outs

before(async () => {
  fixture = await openFixture()
  quick = await serve(fixture.node, {
    host: '127.0.0.1',
    port: 0,
    headersMs: 200,
    defects: (error) => fixture.defects.push(error),
  })
})
after(async () => {
  await quick.close()
  await fixture.close()
  assert.deepEqual(fixture.defects, [])
})

/** Sends raw text and returns what comes until the other side closes. */
function raw(url: string, text: string, more?: () => Buffer | undefined): Promise<string> {
  const { port, hostname } = new URL(url)
  const { promise, resolve } = Promise.withResolvers<string>()
  const socket = connect(Number(port), hostname)
  let answer = ''
  socket.setEncoding('latin1')
  socket.on('data', (part) => {
    answer += part
  })
  socket.on('error', () => {})
  socket.on('close', () => resolve(answer))
  socket.write(text)
  const pump = () => {
    for (let part = more?.(); part !== undefined; part = more?.()) if (!socket.write(part)) return
  }
  socket.on('drain', pump)
  pump()
  return promise
}

async function openDescriptors(): Promise<number> {
  return process.platform === 'linux' ? (await readdir('/proc/self/fd')).length : 0
}

async function held(): Promise<object> {
  const { blobs } = fixture.node.storage
  return {
    size: fixture.node.log.checkpoint().size,
    blobs: (await Array.fromAsync(blobs.list())).length,
    stages: (await Array.fromAsync(blobs.stages())).length,
  }
}

test('guard: only names of this node, on every door', async () => {
  for (const path of [
    '/',
    '/healthz',
    '/api/models/acme/open',
    '/acme/open/resolve/main/config.json',
    '/log/checkpoint',
    '/commons/v1/openapi.json',
  ]) {
    for (const host of [
      'evil.example',
      'evil.example:80',
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '10.0.0.1',
      'a b',
      '[::2]',
    ]) {
      await runScript(fixture.url, `GET ${path}\n> Host: ${host}\nstatus 421\njson /code == "host-foreign"`)
    }
  }
  for (const host of ['localhost', 'LOCALHOST:1', '127.0.0.1', '127.1.2.3', '[::1]:9']) {
    await runScript(fixture.url, `GET /healthz\n> Host: ${host}\nstatus 200`)
  }
})

test('guard: names of the settings count, and only they', () => {
  const settings = {
    ...fixture.node.settings,
    value: { ...fixture.node.settings.value, host: '0.0.0.0', hosts: ['Models.Example.org'] },
  }
  const guard = openGuard(settings)
  const check = (host: string) => guard.check({ method: 'GET', url: '/', headers: { host } } as never)
  check('models.example.org')
  check('models.example.org:443')
  for (const host of ['example.org', '0.0.0.0', 'a.models.example.org'])
    assert.throws(() => check(host), OwcError)
})

test('guard: a proxy on this machine does not make strangers local', () => {
  const at = (remoteAddress: string, headers: Record<string, string>) =>
    isLocal({ socket: { remoteAddress }, headers: { host: 'localhost:8500', ...headers } } as never)
  assert.equal(at('127.0.0.1', {}), true)
  assert.equal(at('::1', {}), true)
  assert.equal(at('::ffff:127.0.0.1', {}), true)
  assert.equal(at('192.0.2.1', {}), false)
  assert.equal(at('127.0.0.1', { 'x-forwarded-for': '192.0.2.1' }), false)
  assert.equal(at('127.0.0.1', { forwarded: 'for=192.0.2.1' }), false)
  assert.equal(at('127.0.0.1', { host: 'models.example.org' }), false)
})

test('guard: pages of other sites change nothing on any door', async () => {
  const before = await held()
  for (const line of [
    'POST /commons/v1/say',
    'POST /api/models/acme/open/paths-info/main',
    `PUT /commons/v1/blobs/${'0'.repeat(64)}`,
    'POST /imports',
  ]) {
    for (const header of [
      'Origin: https://evil.example',
      'Origin: null',
      'Origin: http://127.0.0.1.evil.example',
      'Sec-Fetch-Site: cross-site',
    ]) {
      await runScript(
        fixture.url,
        `${line}\n> ${header}\n> Authorization: Bearer ${fixture.values['token']}\n< {}\nstatus 403\njson /code == "origin-foreign"`,
      )
    }
  }
  assert.deepEqual(await held(), before)
})

test('requests that are no requests are answered in a line and closed', async () => {
  const cases: readonly (readonly [string, RegExp])[] = [
    ['GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n', /^HTTP\/1.1 400/],
    ['GET / HTTP/1.1\r\n\r\n', /^HTTP\/1.1 400/],
    ['GET /healthz HTTP/1.0\r\n\r\n', /^HTTP\/1.1 421/],
    ['nonsense\r\n\r\n', /^HTTP\/1.1 400/],
    [
      'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      /^HTTP\/1.1 400/,
    ],
    ['POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -5\r\n\r\n', /^HTTP\/1.1 400/],
  ]
  for (const [text, answer] of cases) assert.match(await raw(fixture.url, text), answer, text)
})

test('ten megabytes of headers get 431', async () => {
  const filler = Buffer.alloc(65_536, 'a')
  let left = 160
  const answer = await raw(fixture.url, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ', () =>
    left-- > 0 ? filler : undefined,
  )
  assert.match(answer, /^(HTTP\/1.1 431|$)/) // or cut while still sending
  await runScript(fixture.url, 'GET /healthz\nstatus 200')
})

test('headers that come too slowly are not waited for', async () => {
  assert.match(await raw(quick.url, 'GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n'), /^HTTP\/1.1 408/)
})

test('a body over the limit is refused before it is read, also behind Expect: 100-continue', async () => {
  const before = await held()
  const head = (line: string, extra: string) =>
    `${line} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${fixture.values['token']}\r\n${extra}\r\n`
  const json = 'Content-Type: application/json\r\n'
  const cases = [
    head('POST /commons/v1/say', `${json}Content-Length: 99999999\r\n`),
    head('POST /commons/v1/say', `${json}Expect: 100-continue\r\nContent-Length: 99999999\r\n`),
    head(
      `PUT /commons/v1/blobs/${'0'.repeat(64)}`,
      'Expect: 100-continue\r\nContent-Length: 99999999999999\r\n',
    ),
    head('GET /acme/open/resolve/main/config.json', 'Content-Length: 5\r\n'),
  ]
  for (const text of cases) assert.match(await raw(fixture.url, text), /^HTTP\/1.1 413/, text)
  const chunk = Buffer.from(`10000\r\n${' '.repeat(65_536)}\r\n`)
  let left = 64
  const endless = await raw(
    fixture.url,
    head('POST /commons/v1/say', `${json}Transfer-Encoding: chunked\r\n`),
    () => (left-- > 0 ? chunk : undefined),
  )
  assert.match(endless, /^(HTTP\/1.1 413|$)/)
  assert.deepEqual(await held(), before)
})

test('an upload that is cut, or lies about its digest, leaves nothing', async () => {
  const before = await held()
  const bytes = tinyWeights(9)
  const digest = createHash('sha256').update(bytes).digest('hex')
  const { port, hostname } = new URL(fixture.url)
  for (const cut of [0, 1, 100, bytes.length - 1]) {
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {})
    socket.write(
      `PUT /commons/v1/blobs/${digest} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${fixture.values['token']}\r\nContent-Length: ${bytes.length}\r\n\r\n`,
    )
    socket.write(bytes.subarray(0, cut))
    await new Promise((resolve) => setTimeout(resolve, 30))
    socket.destroy()
  }
  const until = Date.now() + 3_000
  while (Date.now() < until) {
    try {
      assert.deepEqual(await held(), before)
      break
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }
  assert.deepEqual(await held(), before)
})

test('readers that go away in the middle leave no descriptor open', async () => {
  const big = Buffer.alloc(8 << 20, 7)
  const { sha256 } = await fixture.node.storage.blobs.put([big] as never)
  const before = await openDescriptors()
  const { port, hostname } = new URL(fixture.url)
  await Promise.all(
    Array.from({ length: 40 }, async () => {
      const socket = connect(Number(port), hostname)
      socket.on('error', () => {})
      socket.write(`GET /commons/v1/blobs/${sha256} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`)
      await new Promise((resolve) => socket.once('data', resolve))
      socket.destroy()
    }),
  )
  const until = Date.now() + 3_000
  while ((await openDescriptors()) > before && Date.now() < until)
    await new Promise((resolve) => setTimeout(resolve, 20))
  assert.ok((await openDescriptors()) <= before)
  await fixture.node.storage.blobs.remove(sha256)
})

test('a taken port is one sentence, and the environment is at fault', async () => {
  const port = Number(new URL(fixture.url).port)
  await assert.rejects(serve(fixture.node, { host: '127.0.0.1', port }), (error) => {
    assert.ok(error instanceof OwcError)
    assert.equal(error.kind, 'environment')
    assert.match(error.message, /another program/)
    return true
  })
})

test('closing lets an answer under way finish', async () => {
  const begun = Promise.withResolvers<void>()
  const watch = ({ url = '' }: { url?: string | undefined }) => {
    if (url.endsWith('/openapi.json')) begun.resolve()
  }
  const own = await serve(fixture.node, { host: '127.0.0.1', port: 0, watch })
  await ask(own.url, 'GET /acme/open/resolve/main/model.safetensors')
  const late = ask(own.url, 'GET /commons/v1/openapi.json')
  await begun.promise // a connection that has asked nothing yet is idle, and is closed
  await own.close()
  assert.equal((await late).status, 200)
  await assert.rejects(ask(own.url, 'GET /healthz'))
})

test('every small answer forbids what pages must not do; a wrong method names the right ones', async () => {
  await runScript(
    fixture.url,
    `
GET /healthz
header content-security-policy has default-src 'none'
header x-content-type-options == nosniff
header referrer-policy == same-origin

DELETE /commons/v1/imports
status 405
header allow == GET, POST
json /code == "method-wrong"

GET /commons/v1/hosting
status 405

PUT /acme/open/resolve/main/config.json
status 404

GET /nothing/at/all
> Accept: application/json
status 404
`,
  )
})

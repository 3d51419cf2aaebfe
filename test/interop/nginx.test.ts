// The recipe of docs/operate/behind-a-proxy.md before a real node, by the real nginx: the very block of the page, with
// another port and without the certificate.

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type RunningNode, startNode } from '../fault/running.ts'
import { tool } from './peers.ts'

const NAME = 'commons.library.example'
const NGINX = tool('/usr/sbin/nginx', 'apt-get install nginx-light')
const place = mkdtempSync(join(tmpdir(), 'owc-nginx-'))
const weights = randomBytes(3 << 20)
let node: RunningNode
let proxy: ChildProcess
let port = 0

type Asked = {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: Uint8Array | string
}
type Answered = { readonly status: number; readonly headers: http.IncomingHttpHeaders; readonly body: Buffer }

function send(path: string, { method = 'GET', headers = {} }: Asked = {}): http.ClientRequest {
  return http.request({
    host: '127.0.0.1',
    port,
    path,
    method,
    headers: { host: NAME, ...headers },
    agent: false,
  })
}

async function answer(request: http.ClientRequest): Promise<Answered> {
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  const body = Buffer.concat(await response.toArray())
  return { status: response.statusCode ?? 0, headers: response.headers, body }
}

async function ask(path: string, asked: Asked = {}): Promise<Answered> {
  const request = send(path, asked)
  request.end(asked.body)
  return await answer(request)
}

const operator = () => ({ authorization: `Bearer ${node.token}`, 'content-type': 'application/json' })

async function direct(path: string, body: unknown): Promise<Record<string, unknown>> {
  const answered = await fetch(`${node.url}/commons/v1${path}`, {
    method: 'POST',
    headers: operator(),
    body: JSON.stringify(body),
  })
  const text = await answered.text()
  assert.ok(answered.ok, text)
  return JSON.parse(text)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' && address !== null ? address.port : assert.fail('expected a port')
}

/** The block of the page, where the machine's own places and ports are put in. */
function recipe(): string {
  const page = readFileSync('docs/operate/behind-a-proxy.md', 'utf8')
  const block = /```nginx\n([\s\S]*?)```/.exec(page)?.[1]
  assert.ok(block)
  const here = block
    .replace('127.0.0.1:8500', new URL(node.url).host)
    .replace('listen 443 ssl', `listen 127.0.0.1:${port}`)
    .replace(/^ *ssl_certificate.*\n/gm, '')
  assert.doesNotMatch(here, /ssl|8500/)
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (kind) => `${kind}_temp_path ${place}/${kind};`,
  )
  return `${user} daemon off; worker_processes 1; pid ${place}/pid; error_log ${place}/error.log;
events { worker_connections 256; }
http { access_log off; ${temporary.join(' ')}
${here}}
`
}

before(
  async () => {
    node = await startNode(join(place, 'data'), join(place, 'state'), { OWC_HOSTS: NAME })
    mkdirSync(join(place, 'model'))
    writeFileSync(join(place, 'model/weights.bin'), weights)
    for (const name of ['acme/open', 'acme/held']) {
      writeFileSync(join(place, 'model/README.md'), name)
      const { id } = await direct('/imports', { ref: join(place, 'model'), as: name, agreed: true })
      await (await fetch(`${node.url}/commons/v1/imports/${id}/follow`, { headers: operator() })).text()
    }
    await direct('/hosting', { ref: 'acme/open' })
    port = await freePort()
    writeFileSync(join(place, 'nginx.conf'), recipe())
    proxy = spawn(NGINX, ['-c', join(place, 'nginx.conf'), '-e', join(place, 'error.log')], {
      stdio: 'ignore',
    })
    for (let waited = 0; ; waited += 50) {
      const up = await ask('/healthz').catch(() => undefined)
      if (up?.status === 200) break
      if (waited > 10_000) throw new Error(readFileSync(join(place, 'error.log'), 'utf8'))
      await sleep(50)
    }
  },
  { timeout: 60_000 },
)

after(async () => {
  proxy.kill('SIGTERM')
  await node.kill()
  rmSync(place, { recursive: true, force: true })
})

test('nginx: pages and API answer under the public name, and under no other', async () => {
  assert.match((await ask('/', { headers: { accept: 'text/html' } })).body.toString(), /<!doctype html>/)
  assert.equal((await ask('/commons/v1/node')).status, 200)
  assert.equal((await ask('/commons/v1/node', { headers: { host: 'evil.example' } })).status, 421)
})

test('nginx: ranges, entity tags and HEAD of a served file are the node’s own', async () => {
  const path = '/acme/open/resolve/main/weights.bin'
  const whole = await ask(path)
  assert.equal(whole.status, 200)
  assert.ok(whole.body.equals(weights))
  const part = await ask(path, { headers: { range: 'bytes=1000000-1999999' } })
  assert.equal(part.status, 206)
  assert.equal(part.headers['content-range'], `bytes 1000000-1999999/${weights.length}`)
  assert.ok(part.body.equals(weights.subarray(1_000_000, 2_000_000)))
  const etag = whole.headers.etag ?? ''
  assert.ok(etag.length > 10)
  assert.equal((await ask(path, { headers: { 'if-none-match': etag } })).status, 304)
  const head = await ask(path, { method: 'HEAD' })
  assert.deepEqual(
    [head.status, head.headers['content-length'], head.body.length],
    [200, String(weights.length), 0],
  )
  assert.equal((await ask(path, { headers: { range: 'bytes=99999999-' } })).status, 416)
})

test('nginx: whoever comes through it is a stranger: no held files, no figures, no page of the operator', async () => {
  for (const [path, status] of [
    ['/acme/held/resolve/main/weights.bin', 403],
    ['/metrics', 401],
    ['/well.json', 401],
  ] as const) {
    assert.equal((await ask(path)).status, status, path)
    assert.equal(
      (await ask(path, { headers: { host: `127.0.0.1:${port}` } })).status,
      status,
      `${path} under a loopback name`,
    )
  }
  assert.equal((await ask('/metrics', { headers: operator() })).status, 200)
  const to = JSON.stringify({ to: join(place, 'stolen') })
  assert.equal(
    (await ask('/commons/v1/backup', { method: 'POST', headers: operator(), body: to })).status,
    403,
  )
})

test('nginx: an upload over every default limit goes on as it comes, and nothing of it waits in the proxy', async () => {
  const bytes = randomBytes(24 << 20)
  const digest = createHash('sha256').update(bytes).digest('hex')
  const announce = JSON.stringify({ files: [{ sha256: digest, size: bytes.length }] })
  const began = await ask('/commons/v1/uploads', { method: 'POST', headers: operator(), body: announce })
  assert.equal(began.status, 200, began.body.toString())
  const headers = {
    authorization: `Bearer ${node.token}`,
    'upload-offset': '0',
    'content-length': String(bytes.length),
  }
  const request = send(`/commons/v1/uploads/${digest}`, { method: 'PATCH', headers })
  const half = bytes.length / 2
  request.write(bytes.subarray(0, half))
  const stages = join(place, 'data/blobs/stages')
  const arrived = () =>
    readdirSync(stages).reduce(
      (sum, name) => sum + (name.endsWith('.bytes') ? readFileSync(join(stages, name)).length : 0),
      0,
    )
  for (let waited = 0; arrived() < half - (8 << 20) && waited < 10_000; waited += 20) await sleep(20)
  assert.ok(
    arrived() >= half - (8 << 20),
    `${arrived()} of ${half} bytes reached the node before the rest was sent`,
  )
  assert.deepEqual(
    readdirSync(join(place, 'client_body'), { recursive: true }).filter((name) =>
      /\d{10}/.test(String(name)),
    ),
    [],
  )
  request.end(bytes.subarray(half))
  const done = await answer(request)
  assert.equal(done.status, 200, done.body.toString())
  const stage = readdirSync(stages).find((name) => name.endsWith(`${digest}.bytes`)) ?? ''
  assert.ok(readFileSync(join(stages, stage)).equals(bytes)) // it becomes a blob when its artifact is finished
})

test('nginx: progress of long work is read as it comes', async () => {
  const request = send('/commons/v1/fsck', { method: 'POST', headers: operator() })
  request.end('{"deep":true}')
  const [response] = (await once(request, 'response')) as [http.IncomingMessage]
  const lines = Buffer.concat(await response.toArray())
    .toString()
    .trim()
    .split('\n')
  assert.equal(response.headers['content-length'], undefined)
  const last = JSON.parse(lines.at(-1) ?? '{}') as { result?: { ok: boolean; problems: unknown[] } }
  assert.deepEqual([last.result?.ok, last.result?.problems], [true, []])
})

test('nginx: a page of the node may write, a page of another site may not', async () => {
  const body = JSON.stringify({ name: 'from the proxy', scopes: ['say'] })
  const post = (origin: string) =>
    ask('/commons/v1/tokens', { method: 'POST', headers: { ...operator(), origin }, body })
  assert.equal((await post(`https://${NAME}`)).status, 201)
  assert.equal((await post('https://evil.example')).status, 403)
})

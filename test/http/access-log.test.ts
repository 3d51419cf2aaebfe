// The log of the program: one line for each request that says which door and what came of it, and never a secret: not
// a token, not a cookie, not the key of a link, not what somebody searched for, not a private key in a defect's stack.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import {
  doorOf,
  type Ended,
  type Journal,
  openJournal,
  openWatch,
  strike,
} from '../../src/http/access-log.ts'
import { type Metrics, openMetrics } from '../../src/http/metrics.ts'
import { type Serving, serve } from '../../src/http/serve.ts'
import { type Fixture, openFixture } from './node-fixture.ts'

const lines: string[] = []
const ended: Ended[] = []
let fixture: Fixture
let journal: Journal
let metrics: Metrics
let serving: Serving

before(async () => {
  fixture = await openFixture()
  journal = await openJournal({
    level: 'debug',
    format: 'json',
    clockMs: Date.now,
    write: (line) => lines.push(line),
  })
  metrics = await openMetrics(fixture.node, () => performance.now())
  const count = (one: Ended) => {
    ended.push(one)
    metrics.count(one)
  }
  const watch = openWatch({ nowMs: () => performance.now(), journal, count })
  serving = await serve(fixture.node, { host: '127.0.0.1', port: 0, defects: journal.defect, watch, metrics })
})

after(async () => {
  await serving.close()
  await fixture.close()
})

const ask = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
  const answer = await fetch(serving.url + path, { headers, method, redirect: 'manual' })
  await answer.arrayBuffer()
  return answer
}

async function linesUntil(count: number): Promise<Record<string, unknown>[]> {
  for (let tries = 0; tries < 200 && lines.length < count; tries++)
    await new Promise((next) => setTimeout(next, 5))
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('log: nothing that is secret is in it, whatever was asked', async () => {
  const { node, values } = fixture
  const link = await node.access.issueLink()
  const cookie = (await ask(`/?k=${link}`)).headers.get('set-cookie') ?? ''
  const session = /owc_session=([^;]+)/.exec(cookie)?.[1] ?? ''
  assert.ok(session.length > 20)
  await ask('/releases?q=somethingprivate', { cookie: `owc_session=${session}` })
  await ask('/commons/v1/tokens', { authorization: `Bearer ${values['token']}` })
  await ask(`/commons/v1/releases/${values['token']}`)
  await ask(`/join?k=${'J'.repeat(40)}`)
  await ask('/commons/v1/tokens', { authorization: 'Basic c2VjcmV0OnNlY3JldA==' })
  const pem = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\n-----END PRIVATE KEY-----'
  journal.defect(
    new Error(`could not reach https://ada:hunter2@mirror.example/x?token=abcdef123 with ${pem}`),
  )
  journal.warn(`asked with Bearer ${values['token']}`)
  await linesUntil(8)
  const text = lines.join('')
  const secrets = [
    link,
    session,
    'somethingprivate',
    values['token'],
    'J'.repeat(40),
    'c2VjcmV0',
    'MC4CAQ',
    'hunter2',
    'abcdef123',
  ]
  for (const secret of secrets)
    assert.equal(text.includes(String(secret)), false, String(secret).slice(0, 12))
  assert.match(text, /"path":"\/releases"/)
  assert.match(text, /mirror\.example/)
  assert.doesNotMatch(text, /cookie|authorization|user-agent|127\.0\.0\.1/i)
})

test('log: a request is one line with its door, status, time, bytes and trace', async () => {
  lines.length = 0
  ended.length = 0
  const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  await ask('/log/checkpoint', { traceparent: trace })
  await ask('/commons/v1/nothing', { traceparent: '00-00000000000000000000000000000000-00f067aa0ba902b7-01' })
  const [first, second] = await linesUntil(2)
  const { method, path, door, status, trace: seen, level, message } = first ?? {}
  assert.deepEqual(
    { method, path, door, status, seen, level, message },
    {
      method: 'GET',
      path: '/log/checkpoint',
      door: 'log',
      status: 200,
      seen: trace.slice(3, 35),
      level: 'info',
      message: 'request',
    },
  )
  assert.ok(Number(first?.['bytes']) > 100 && Number(first?.['ms']) >= 0)
  assert.deepEqual([second?.['status'], second?.['trace']], [404, undefined])
  assert.deepEqual(
    ended.map((one) => [one.door, one.status]),
    [
      ['log', 200],
      ['commons', 404],
    ],
  )
})

test('log: at level info probes are silent, at level warn requests are', async () => {
  for (const { level, expected } of [
    { level: 'info', expected: ['/commons/v1/node'] },
    { level: 'warn', expected: [] },
  ] as const) {
    const said: string[] = []
    const quiet = await openJournal({
      level,
      format: 'json',
      clockMs: Date.now,
      write: (line) => said.push(line),
    })
    const counted: Ended[] = []
    const watch = openWatch({
      nowMs: () => performance.now(),
      journal: quiet,
      count: (one) => counted.push(one),
    })
    const door = await serve(fixture.node, { host: '127.0.0.1', port: 0, defects: () => {}, watch })
    for (const path of ['/healthz', '/commons/v1/node']) await (await fetch(door.url + path)).text()
    for (let tries = 0; tries < 200 && counted.length < 2; tries++)
      await new Promise((next) => setTimeout(next, 5))
    await door.close()
    assert.deepEqual(
      said.map((line) => JSON.parse(line).path),
      expected,
    )
  }
})

test('log: as text it reads as a line, with the stack of a defect below it', async () => {
  const said: string[] = []
  const text = await openJournal({
    level: 'info',
    format: 'text',
    clockMs: Date.now,
    write: (line) => said.push(line),
  })
  text.info('ready', { url: 'http://127.0.0.1:8500' })
  text.defect(new OwcError({ code: 'usage', where: 'x', expected: 'a', found: 'b' }))
  assert.match(said[0] ?? '', /^owc: \d\d:\d\d:\d\d info ready url=http:\/\/127\.0\.0\.1:8500\n$/)
  assert.match(said[1] ?? '', /^owc: \S+ error defect\n\S*OwcError: x: expected a, found b\.\n {4}at /)
})

test('log: what looks like a secret is struck out of any text', () => {
  const rows: readonly (readonly [string, string])[] = [
    [`token hf_${'a'.repeat(36)} end`, 'token hf_… end'],
    ['GET /?k=abcDEF123 HTTP', 'GET /?k=… HTTP'],
    ['/join#secret', '/join#secret'],
    ['a&token=x1&b=2', 'a&token=…&b=2'],
    ['https://user:pw@host/path', 'https://…@host/path'],
    ['nothing to strike: sha256:abc', 'nothing to strike: sha256:abc'],
  ]
  for (const [given, expected] of rows) assert.equal(strike(given), expected)
})

test('log: doors are told apart by the path alone', () => {
  const rows = {
    '/': 'pages',
    '/log': 'pages',
    '/log/checkpoint': 'log',
    '/commons/v1/x': 'commons',
    '/api/models/a': 'hub',
    '/a/b/resolve/main/x': 'hub',
    '/static/style.css': 'static',
    '/healthz': 'health',
    '/v1/chat/completions': 'models',
    '/api/chat': 'models',
    '/props': 'models',
    '/api/models/acme/chat': 'hub',
    '/v1a/b': 'pages',
    '/constructor': 'pages',
    '/r/a/b': 'pages',
    '': 'pages',
  }
  for (const [path, door] of Object.entries(rows)) assert.equal(doorOf(path), door, path)
})

test('metrics: figures of the node, few labels, nothing private', async () => {
  metrics.appended(0.02)
  await ask('/a/b/resolve/main/x')
  const answer = await fetch(`${serving.url}/metrics`)
  assert.match(answer.headers.get('content-type') ?? '', /^text\/plain; version=/)
  const text = await answer.text()
  const size = fixture.node.log.checkpoint().size
  const wanted = [
    `owc_log_size ${size}`,
    'owc_log_working 1',
    'owc_index_lag 0',
    'owc_log_append_seconds_count 1',
    'owc_stages 0',
    'owc_peers{last="good"} 0',
  ]
  for (const line of wanted) assert.ok(text.includes(`${line}\n`), line)
  assert.match(text, /owc_requests_total\{door="log",method="GET",status="2xx"\} \d/)
  assert.match(text, /owc_blobs [1-9]/)
  assert.match(text, /owc_disk_free_bytes \d{4}/)
  const labels = new Set(
    [...text.matchAll(/^owc_\w+\{([^}]*)\}/gm)].flatMap(([, list]) =>
      (list ?? '').split(',').map((pair) => pair.split('=')[0]),
    ),
  )
  assert.deepEqual(
    [...labels].sort(),
    ['door', 'kind', 'last', 'le', 'method', 'state', 'status'].filter((name) => labels.has(name)),
  )
  assert.doesNotMatch(text, /acme|\/resolve|hf_/)
})

test('metrics: not for strangers, unless the setting opens them; a command’s own door has none', async () => {
  const stranger = { 'x-forwarded-for': '203.0.113.7' }
  assert.equal((await ask('/metrics', stranger)).status, 401)
  assert.equal(
    (await ask('/metrics', { ...stranger, authorization: `Bearer ${fixture.values['token']}` })).status,
    200,
  )
  const value = { ...fixture.node.settings.value, metrics: 'everyone' }
  const opened = { ...fixture.node, settings: { ...fixture.node.settings, value } }
  const door = await serve(opened, { host: '127.0.0.1', port: 0, metrics })
  assert.equal((await fetch(`${door.url}/metrics`, { headers: stranger })).status, 200)
  await door.close()
  assert.equal((await fetch(`${fixture.url}/metrics`)).status, 404)
})

test('ready: says why not, and the page of the node says what to do', async () => {
  assert.equal((await ask('/readyz')).status, 200)
  const { storage, operate, log } = fixture.node
  const full = { ...storage, space: async () => ({ freeBytes: 1 << 20, totalBytes: 1e12 }) }
  const { readiness } = await import('../../src/node/well.ts')
  assert.deepEqual(await readiness({ storage: full, log }), {
    ready: false,
    because: ['The disk has 1 MB left.'],
  })
  const failure = () =>
    ({
      code: 'log-stopped',
      where: 'the log writer',
      expected: 'a log that takes statements',
      found: 'that it has stopped: x',
    }) as const
  const stopped = await readiness({ storage, log: { ...log, failure } })
  assert.equal(stopped.ready, false)
  const broken = { ...fixture.node, operate: { ...operate, ready: async () => stopped } }
  const door = await serve(broken, { host: '127.0.0.1', port: 0 })
  const answer = await fetch(`${door.url}/readyz`)
  assert.equal(answer.status, 503)
  assert.match(JSON.stringify(await answer.json()), /it has stopped: x/)
  assert.equal((await fetch(`${door.url}/healthz`)).status, 200)
  await door.close()
  const page = await (await fetch(`${serving.url}/well`, { headers: { accept: 'text/html' } })).text()
  assert.match(page, /No backup was made by this node yet/)
  assert.match(page, /npx owc backup --to/)
  assert.equal((await ask('/well', { 'x-forwarded-for': '203.0.113.7' })).status, 401)
})

test('trace: what a request causes elsewhere carries the trace that it came with, and nothing is made up', async () => {
  const seen: (string | undefined)[] = []
  const other = createServer((request, response) => {
    seen.push(request.headers['traceparent'] as string | undefined)
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`
  const trace = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'
  const look = (headers: Record<string, string>) =>
    fetch(`${serving.url}/commons/v1/peers`, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        authorization: `Bearer ${fixture.values['token']}`,
      },
      body: JSON.stringify({ url }),
    }).then((answer) => answer.text())
  await look({ traceparent: trace })
  await look({})
  await look({ traceparent: 'made up' })
  assert.ok(seen.length >= 3)
  assert.deepEqual(
    [seen[0], seen.at(-1), seen.filter((one) => one !== undefined && one !== trace)],
    [trace, undefined, []],
  )
  other.close()
  other.closeAllConnections()
})

// The doors of llama.cpp, vLLM and LM Studio, and further addresses, on a node that holds no model: what they refuse, to
// whom, and in whose words. With a real model: test/interop/model-doors.test.ts.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { RESERVED_NAMESPACES } from '../../src/base/names.ts'
import { byteRoutes } from '../../src/http/doors.ts'
import { openGuard } from '../../src/http/guard.ts'
import { readAddresses } from '../../src/http/listen.ts'
import { askOf } from '../../src/http/openai/responses-ask.ts'
import { serve } from '../../src/http/serve.ts'
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

test('model doors: what needs no model answers without one, in the words of their owners', async () => {
  await runScript(
    fixture.url,
    `
GET /health
status 200
json /status == "ok"

GET /version
json /version == "0.0.0-test"

GET /slots
status 200

GET /lmstudio-greeting
json /lmstudio == true

GET /api/v0/models
json /object == "list"

GET /api/v1/models
status 200

POST /tokenize
> Content-Type: application/json
< {"content":"a"}
status 400
json /error/param == "model"

POST /tokenize
> Content-Type: application/json
< [1]
status 400

POST /v1/models/acme/none:Q4_1/tokenize
> Content-Type: application/json
< {"content":"a"}
status 404
json /error/code == "model_not_found"

GET /v1/models/acme%2Fnone/tokenizer_info
status 404
json /error/code == "model_not_found"

GET /v1/models/tokenizer_info
status 404
json /error/code == "model_not_found"

POST /commons/v1/loglikelihood
> Content-Type: application/json
< {"model":"acme/none","items":[{"prompt":"","continuations":["a"]}]}
status 400
json /code == "usage"

POST /api/v1/models/unload
> Content-Type: application/json
< {}
status 400
json /error/param == "instance_id"

GET /api/v0/models/%
status 404

GET /v1/models/%E0
status 404
json /error/code == "model_not_found"

GET /v1/models/acme/none/health
json /status == "ok"
`,
    fixture.values,
  )
})

test('model doors: a stranger is asked for a token, a page of another site loads nothing', async () => {
  const reads = [
    '/props',
    '/slots',
    '/tokenizer_info',
    '/api/v0/models',
    '/api/v1/models',
    '/api/v0/models/a%2Fb',
  ]
  const writes = ['/tokenize', '/detokenize', '/apply-template', '/v1/responses', '/api/v1/models/load']
  await storesNothing(fixture.node, async () => {
    for (const path of reads)
      assert.equal(
        (await ask(fixture.url, `GET ${path}`, ['> X-Forwarded-For: 203.0.113.9'])).status,
        401,
        path,
      )
    for (const path of writes) {
      const stranger = await ask(fixture.url, `POST ${path}`, ['> X-Forwarded-For: 203.0.113.9', '< {}'])
      assert.equal(stranger.status, 401, path)
      const page = await ask(fixture.url, `POST ${path}`, ['> Origin: https://evil.example', '< {}'])
      assert.equal(page.status, 403, path)
    }
    for (const path of ['/props', '/tokenizer_info'])
      assert.equal(
        (await ask(fixture.url, `GET ${path}`, ['> Sec-Fetch-Site: cross-site'])).status,
        403,
        path,
      )
  })
})

test('model doors: unloading takes a model from everybody, so a token to ask is not enough', async () => {
  const words = (token: string) => [
    '> X-Forwarded-For: 203.0.113.9',
    `> Authorization: Bearer ${token}`,
    '< {}',
  ]
  const { talker = '', token = '' } = fixture.values
  const statuses = await Promise.all(
    [talker, token].map(
      async (one) => (await ask(fixture.url, 'POST /api/v1/models/unload', words(one))).status,
    ),
  )
  assert.deepEqual(statuses, [403, 400])
})

test('doors: the first part of every fixed address is reserved, so no release hides one', () => {
  for (const { path } of byteRoutes) {
    const [, first = ''] = path.split('/')
    assert.ok(first === '' || first.startsWith('{') || RESERVED_NAMESPACES.includes(first), path)
  }
})

test('responses: instructions, items and calls become messages; what would need a memory is refused', () => {
  const ask = askOf({
    model: 'a/b',
    instructions: 'Be brief.',
    max_output_tokens: 5,
    input: [
      { role: 'user', content: [{ type: 'input_text', text: 'hi' }] },
      { type: 'function_call', call_id: 'c1', name: 'f', arguments: '{"x":1}' },
      { type: 'function_call_output', call_id: 'c1', output: 'two' },
    ],
    tools: [{ type: 'function', name: 'f', parameters: {} }, { type: 'web_search' }],
    reasoning: { effort: 'low' },
  })
  assert.ok('messages' in ask.prompt)
  const [first, second, third, fourth] = ask.prompt.messages
  assert.deepEqual([first?.role, first?.['content']], ['system', 'Be brief.'])
  assert.deepEqual([second?.role, second?.['content']], ['user', 'hi'])
  assert.deepEqual(third?.['tool_calls'], [
    { id: 'c1', type: 'function', function: { name: 'f', arguments: { x: 1 } } },
  ])
  assert.deepEqual([fourth?.role, fourth?.['tool_call_id'], fourth?.['content']], ['tool', 'c1', 'two'])
  assert.equal(ask.prompt.tools?.length, 1)
  assert.deepEqual([ask.maxTokens, ask.ignored], [5, ['reasoning', 'tools']])
  const refused = [
    { previous_response_id: 'resp_x' },
    { conversation: 'c' },
    { background: true },
    { input: [] },
    { input: [{ type: 'item_reference', id: 'x' }] },
    { input: [{ role: 'user', content: [{ type: 'input_image', image_url: 'x' }] }] },
    { input: [null] },
    { max_output_tokens: -1 },
    { text: { format: { type: 'grammar' } } },
  ]
  for (const more of refused)
    assert.throws(() => askOf({ model: 'a/b', input: 'x', ...more }), OwcError, JSON.stringify(more))
})

test('listen: a port alone is one of loopback; what is no address is refused', () => {
  assert.deepEqual(readAddresses(['11434', 'localhost:1', '[::1]:8080', '0.0.0.0:0']), [
    { host: '127.0.0.1', port: 11_434 },
    { host: 'localhost', port: 1 },
    { host: '::1', port: 8_080 },
    { host: '0.0.0.0', port: 0 },
  ])
  for (const text of ['', 'x', '65536', ':1', 'a b:1', '-1', '1.5', 'http://a:1', '::1:8080'])
    assert.throws(() => readAddresses([text]), OwcError, text)
  assert.throws(() => readAddresses(Array.from({ length: 17 }, () => '1')), OwcError)
})

test('listen: the same doors at each address; the guard knows their names and no others', async () => {
  const { node } = fixture
  const also = readAddresses(['0', '0.0.0.0:0'])
  const serving = await serve(node, { host: '127.0.0.1', port: 0, also, defects: () => {} })
  try {
    assert.equal(serving.also.length, 2)
    for (const url of [serving.url, ...serving.also]) {
      const { port } = new URL(url)
      assert.equal((await fetch(`http://127.0.0.1:${port}/api/version`)).status, 200)
      const foreign = await ask(`http://127.0.0.1:${port}`, 'GET /v1/models', ['> Host: rebound.example'])
      assert.equal(foreign.status, 421)
    }
  } finally {
    await serving.close()
  }
  const value = { ...node.settings.value, listen: ['192.0.2.7:11434', '[2001:db8::7]:1'] }
  const guard = openGuard({ ...node.settings, value })
  const check = (host: string) => guard.check({ method: 'GET', url: '/', headers: { host } } as never)
  for (const host of ['192.0.2.7:11434', '[2001:db8::7]:1', 'localhost']) check(host)
  assert.throws(() => check('192.0.2.8:11434'), OwcError)
})

test('listen: an address that is taken ends the start, and leaves no other one open', async () => {
  const taken = Number(new URL(fixture.url).port)
  const also = [{ host: '127.0.0.1', port: taken }]
  await assert.rejects(serve(fixture.node, { host: '127.0.0.1', port: 0, also }), { name: 'OwcError' })
})

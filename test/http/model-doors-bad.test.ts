// What the doors of models do with what is wrong, hopeless or too much: each row a request, its status and its words in
// the form of that protocol. Nothing of it may reach a model; what is only unknown reaches one, and is named. Answers
// are made by hand. With a real model: test/interop/model-doors.test.ts.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { begun, type HandMade, openHandMade, saying } from './hand-made.ts'

let doors: HandMade

before(async () => {
  doors = await openHandMade()
})
after(async () => {
  await doors.close()
  assert.deepEqual(doors.defects, [])
})

function afresh(): void {
  doors.answer = saying()
  doors.asked.length = 0
}

const sent: HandMade['post'] = (path, body, far) => doors.post(path, body, far)

const CHAT = { model: 'a/b', messages: [{ role: 'user', content: 'x' }] }
const COMPLETION = { model: 'a/b', prompt: 'x' }
const RESPONSE = { model: 'a/b', input: 'x' }
const OLLAMA = { ...CHAT, stream: false }
const GENERATE = { ...COMPLETION, stream: false }

const deep = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`)
const schema = (inner: unknown) => ({ type: 'json_schema', json_schema: { name: 'x', schema: inner } })
const calls = {
  role: 'assistant',
  content: null,
  tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{}' } }],
}

type Row = readonly [path: string, base: object, wrong: object, param: RegExp]
const REFUSED: readonly Row[] = [
  ['/v1/chat/completions', CHAT, { model: undefined }, /^model$/],
  ['/v1/chat/completions', CHAT, { model: 7 }, /^model$/],
  ['/v1/chat/completions', CHAT, { messages: [] }, /^messages$/],
  ['/v1/chat/completions', CHAT, { messages: 'x' }, /^messages$/],
  ['/v1/chat/completions', CHAT, { messages: [null] }, /^messages\[0\]$/],
  ['/v1/chat/completions', CHAT, { messages: [{ content: 'x' }] }, /^messages\[0\]\.role$/],
  ['/v1/chat/completions', CHAT, { messages: [{ role: 'user', content: 7 }] }, /content$/],
  [
    '/v1/chat/completions',
    CHAT,
    { messages: [{ role: 'user', content: [{ type: 'image_url' }] }] },
    /content\[0\]$/,
  ],
  ['/v1/chat/completions', CHAT, { messages: Array.from({ length: 2_049 }, () => calls) }, /^messages$/],
  ['/v1/chat/completions', CHAT, { tools: 'f' }, /^tools$/],
  ['/v1/chat/completions', CHAT, { tools: Array.from({ length: 129 }, () => ({})) }, /^tools$/],
  ['/v1/chat/completions', CHAT, { tool_choice: 'required' }, /^tool_choice$/],
  ['/v1/chat/completions', CHAT, { tool_choice: 'maybe', tools: [{}] }, /^tool_choice$/],
  ['/v1/chat/completions', CHAT, { tool_choice: { type: 'function' }, tools: [{}] }, /^tool_choice$/],
  ['/v1/chat/completions', CHAT, { temperature: -1 }, /^temperature$/],
  ['/v1/chat/completions', CHAT, { temperature: '1' }, /^temperature$/],
  ['/v1/chat/completions', CHAT, { top_p: 1.1 }, /^top_p$/],
  ['/v1/chat/completions', CHAT, { n: 2 }, /^n$/],
  ['/v1/chat/completions', CHAT, { stop: Array.from({ length: 17 }, () => 'x') }, /^stop$/],
  ['/v1/chat/completions', CHAT, { stop: 'x'.repeat(1_025) }, /^stop$/],
  ['/v1/chat/completions', CHAT, { logprobs: true, top_logprobs: 21 }, /^top_logprobs$/],
  ['/v1/chat/completions', CHAT, { response_format: { type: 'xml' } }, /^response_format$/],
  ['/v1/chat/completions', CHAT, { tools: [deep(80)] }, /^request body$/],
  ['/v1/chat/completions', CHAT, { response_format: schema(deep(33)) }, /a$/],
  [
    '/v1/chat/completions',
    CHAT,
    { response_format: schema({ type: 'string', pattern: 'x' }) },
    /#\/pattern$/,
  ],
  [
    '/v1/chat/completions',
    CHAT,
    { response_format: schema({ properties: { a: { not: {} } }, type: 'object' }) },
    /#\/properties\/a\/not$/,
  ],
  [
    '/v1/chat/completions',
    CHAT,
    { response_format: schema({ enum: Array.from({ length: 501 }, (_, i) => i) }) },
    /enum/,
  ],
  ['/v1/chat/completions', CHAT, { response_format: schema({ const: 'x'.repeat(70_000) }) }, /^schema, #$/],
  ['/v1/completions', COMPLETION, { prompt: [] }, /^prompt$/],
  ['/v1/completions', COMPLETION, { prompt: [{}] }, /^prompt\[0\]$/],
  ['/v1/completions', COMPLETION, { prompt: Array.from({ length: 65 }, () => 'x') }, /^prompt$/],
  ['/v1/completions', COMPLETION, { best_of: 4 }, /^best_of$/],
  ['/v1/completions', COMPLETION, { logprobs: 21 }, /^logprobs$/],
  ['/v1/completions', COMPLETION, { stream: true, logprobs: 1 }, /^logprobs$/],
  ['/v1/completions', COMPLETION, { stream: true, logprobs: 0 }, /^logprobs$/],
  ['/v1/completions', COMPLETION, { max_tokens: 0, echo: true, logprobs: 1 }, /^max_tokens$/],
  ['/v1/chat/completions', CHAT, { max_completion_tokens: 0 }, /^max_tokens$/],
  ['/v1/completions', COMPLETION, { stream: true, echo: true }, /^echo$/],
  ['/v1/completions', COMPLETION, { stream: true, prompt: ['a', 'b'] }, /^prompt$/],
  ['/v1/embeddings', { model: 'a/b', input: 'x' }, { input: [] }, /^input$/],
  ['/v1/embeddings', { model: 'a/b', input: 'x' }, { input: [1, 2] }, /^input$/],
  [
    '/v1/embeddings',
    { model: 'a/b', input: 'x' },
    { input: Array.from({ length: 513 }, () => 'x') },
    /^input$/,
  ],
  ['/v1/embeddings', { model: 'a/b', input: 'x' }, { encoding_format: 'int8' }, /^encoding_format$/],
  ['/v1/embeddings', { model: 'a/b', input: 'x' }, { dimensions: 0 }, /^dimensions$/],
  ['/v1/responses', RESPONSE, { previous_response_id: 'resp_1' }, /^previous_response_id$/],
  ['/v1/responses', RESPONSE, { background: true }, /^background$/],
  ['/v1/responses', RESPONSE, { input: [{ type: 'computer_call' }] }, /^input\[0\]\.type$/],
]

test('model doors: what is wrong is refused by its place, in OpenAI’s form, and no model is asked', async () => {
  afresh()
  for (const [path, base, wrong, param] of REFUSED) {
    const what = `${path} ${JSON.stringify(wrong).slice(0, 100)}`
    const { status, text } = await sent(path, { ...base, ...wrong })
    const { error } = JSON.parse(text)
    assert.equal(status, 400, what)
    assert.match(String(error.param), param, what)
    assert.deepEqual(Object.keys(error), ['message', 'type', 'param', 'code'])
    assert.equal(error.type, 'invalid_request_error')
    if (error.param.startsWith('schema')) assert.equal(error.code, 'unsupported_schema')
  }
  for (const body of ['', '[1]', '{', 'null', '"x"', '\u0000', `${'['.repeat(1e5)}${']'.repeat(1e5)}`])
    for (const path of ['/v1/chat/completions', '/v1/responses', '/api/chat'])
      assert.equal((await sent(path, body)).status, 400, body.slice(0, 20))
  assert.deepEqual(doors.asked, [])
})

const OLLAMA_REFUSED: readonly Row[] = [
  ['/api/chat', OLLAMA, { model: '' }, /^model: /],
  ['/api/chat', OLLAMA, { messages: 'x' }, /^messages: /],
  ['/api/chat', OLLAMA, { messages: [{ role: 'user', content: ['x'] }] }, /^messages\[0\]\.content: /],
  [
    '/api/chat',
    OLLAMA,
    { messages: [{ role: 'user', content: 'x', images: ['aa'] }] },
    /^messages\[0\]\.images: /,
  ],
  ['/api/chat', OLLAMA, { tools: {} }, /^tools: /],
  ['/api/chat', OLLAMA, { options: { temperature: -1 } }, /^options\.temperature: /],
  ['/api/chat', OLLAMA, { options: { stop: [1] } }, /^options\.stop: /],
  ['/api/chat', OLLAMA, { options: 'num_ctx 4096' }, /^options: /],
  ['/api/chat', OLLAMA, { options: [1] }, /^options: /],
  ['/api/chat', OLLAMA, { keep_alive: 'soon' }, /^keep_alive: /],
  ['/api/chat', OLLAMA, { format: { type: 'string', pattern: 'x' } }, /^schema, #\/pattern: /],
  ['/api/chat', OLLAMA, { logprobs: true, top_logprobs: 21 }, /^top_logprobs: /],
  ['/api/generate', GENERATE, { images: ['aa'] }, /^images: /],
  ['/api/generate', GENERATE, { suffix: 'x' }, /^suffix: /],
  ['/api/generate', GENERATE, { template: '{{ .Prompt }}' }, /^template: /],
  ['/api/generate', GENERATE, { context: [1, 2] }, /^context: /],
  ['/api/embed', { model: 'a/b' }, { input: [1] }, /^input: /],
  ['/api/embed', { model: 'a/b', input: 'x' }, { dimensions: -1 }, /^dimensions: /],
]

test('model doors: the same in Ollama’s form, one text', async () => {
  afresh()
  for (const [path, base, wrong, words] of OLLAMA_REFUSED) {
    const { status, text } = await sent(path, { ...base, ...wrong })
    const what = `${path} ${JSON.stringify(wrong)}`
    assert.equal(status, 400, what)
    assert.match(JSON.parse(text).error, words, what)
  }
  assert.deepEqual(doors.asked, [])
})

test('model doors: what is only unknown is left out and named, once for each field', async () => {
  afresh()
  const odd = { logit_bias: { 1: 2 }, user: 'u', frequency_penalty: 1, 'a\u202eb': 1, service_tier: null }
  const named = ['logit_bias', 'user', 'frequency_penalty', 'a\u202eb']
  const chat = JSON.parse((await sent('/v1/chat/completions', { ...CHAT, ...odd, echo: true })).text)
  assert.deepEqual(chat.owc.ignored, [...named, 'echo'])
  const completion = JSON.parse((await sent('/v1/completions', { ...COMPLETION, ...odd, tools: [] })).text)
  assert.deepEqual(completion.owc.ignored, [...named, 'tools'])
  const options = { num_ctx: 8_192, mirostat: 1, temperature: 0 }
  const ollama = JSON.parse((await sent('/api/chat', { ...OLLAMA, think: false, options })).text)
  assert.deepEqual(ollama.owc.ignored, ['think', 'options.num_ctx', 'options.mirostat'])
  const long = JSON.parse((await sent('/v1/chat/completions', { ...CHAT, ['x'.repeat(1e6)]: 1 })).text)
  assert.deepEqual(long.owc.ignored, ['x'.repeat(100)]) // receipts keep them
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`f${i}`, i]))
  assert.equal(
    JSON.parse((await sent('/v1/chat/completions', { ...CHAT, ...many })).text).owc.ignored.length,
    64,
  )
})

test('model doors: what clients send without meaning anything by it is taken as they mean it', async () => {
  afresh()
  const quiet = {
    tools: [],
    stop: null,
    n: 1,
    max_tokens: -1,
    seed: -1,
    response_format: { type: 'text' },
    top_k: -1,
  }
  const odd = [
    { role: 'developer', content: [{ type: 'text', text: 'a' }, { text: 'b' }], extra: 1 },
    { ...calls, reasoning_content: 'x' },
    { role: 'tool', id: 'c', content: 'r' },
    { role: 'assistant' },
  ]
  assert.equal((await sent('/v1/chat/completions', { ...CHAT, ...quiet, messages: odd })).status, 200)
  const [ask] = doors.asked
  assert.ok(ask !== undefined && 'messages' in ask.prompt)
  assert.deepEqual(
    ask.prompt.messages.map(({ role, content, tool_call_id: id }) => [role, content, id]),
    [
      ['system', 'a\nb', undefined],
      ['assistant', '', undefined],
      ['tool', 'r', 'c'],
      ['assistant', '', undefined],
    ],
  )
  assert.deepEqual(
    [ask.sampling, ask.maxTokens, ask.stop, ask.prompt.tools],
    [{ topK: 0 }, undefined, [], undefined],
  )
})

const failure = (code: ConstructorParameters<typeof OwcError>[0]['code']) =>
  new OwcError({ code, where: 'model', expected: 'a', found: 'b' })

test('model doors: a failure has its protocol’s status and code, and says whether sending it again helps', async () => {
  afresh()
  const rows = [
    ['release-missing', 404, 'model_not_found', null],
    ['revision-missing', 404, 'model_not_found', null],
    ['context-overflow', 400, 'context_length_exceeded', null],
    ['template-missing', 400, 'chat_template_missing', null],
    ['queue-full', 429, 'queue_full', null],
    ['model-lost', 503, 'worker_lost', 'false'],
    ['model-quarantined', 503, 'model_quarantined', 'false'],
  ] as const
  for (const [code, status, named, again] of rows)
    for (const stream of [true, false]) {
      doors.answer = async () => {
        throw failure(code)
      }
      const openai = await sent('/v1/chat/completions', { ...CHAT, stream })
      assert.deepEqual([openai.status, JSON.parse(openai.text).error.code], [status, named], code)
      assert.equal(openai.headers.get('x-should-retry'), again, code)
      assert.equal(openai.headers.get('retry-after'), status === 429 || status === 503 ? '2' : null, code)
      const ollama = await sent('/api/chat', { ...CHAT, stream })
      assert.equal(typeof JSON.parse(ollama.text).error, 'string')
      assert.equal(ollama.headers.get('retry-after'), openai.headers.get('retry-after'), code)
    }
})

test('model doors: a failure after the first word ends each stream with its words, never as if it were whole', async () => {
  afresh()
  doors.answer = async (_ask, _signal, watch) => {
    watch.begun(begun)
    watch.text('one')
    throw failure('model-lost')
  }
  const chat = await sent('/v1/chat/completions', { ...CHAT, stream: true })
  assert.match(chat.text, /"content":"one".*\n\ndata: \{"error":\{[^\n]*"code":"worker_lost"\}\}\n\n$/s)
  const completion = await sent('/v1/completions', { ...COMPLETION, stream: true })
  assert.match(completion.text, /data: \{"error":\{[^\n]*\}\}\n\n$/)
  for (const text of [chat.text, completion.text]) assert.doesNotMatch(text, /\[DONE\]|"finish_reason":"/)
  const ollama = (await sent('/api/chat', CHAT)).text.trim().split('\n')
  assert.deepEqual(Object.keys(JSON.parse(ollama.at(-1) ?? '')), ['error'])
  assert.ok(!ollama.some((line) => JSON.parse(line).done === true))
})

test('model doors: who leaves while the model is at work, or while they wait, is no defect and ends it', async () => {
  afresh()
  for (const path of [
    '/v1/chat/completions',
    '/v1/completions',
    '/v1/responses',
    '/api/chat',
    '/api/generate',
  ])
    for (const starts of [true, false]) {
      const ended = Promise.withResolvers<void>()
      const arrived = Promise.withResolvers<void>()
      doors.answer = async (_ask, signal, watch) => {
        if (starts) watch.begun(begun)
        if (starts) watch.text('one')
        arrived.resolve()
        await new Promise((resolve) => signal.addEventListener('abort', resolve))
        ended.resolve()
        throw signal.reason
      }
      const leaving = new AbortController()
      const body = JSON.stringify({
        ...CHAT,
        ...COMPLETION,
        ...(path === '/v1/responses' && RESPONSE),
        stream: true,
      })
      const sending = path === '/v1/responses' ? JSON.stringify({ ...RESPONSE, stream: true }) : body
      const reply = fetch(`${doors.url}${path}`, {
        method: 'POST',
        body: sending,
        signal: leaving.signal,
      }).catch(() => {})
      await arrived.promise
      leaving.abort()
      await ended.promise
      await reply
    }
})

test('model doors: usage and timings stand in one frame, for whoever adds up what he finds', async () => {
  afresh()
  const framesOf = async (more: object) =>
    (await sent('/v1/chat/completions', { ...CHAT, stream: true, ...more })).text
      .split('\n\n')
      .filter((frame) => frame.startsWith('data: {'))
      .map((frame) => JSON.parse(frame.slice(6)))
  const has = (frame: object) => ['usage', 'timings', 'owc'].filter((key) => key in frame)
  const asksUsage = await framesOf({ stream_options: { include_usage: true } })
  assert.deepEqual(asksUsage.slice(-2).map(has), [['owc'], ['usage', 'timings', 'owc']])
  for (const more of [{}, { stream_options: { include_usage: false } }, { stream_options: null }])
    assert.deepEqual((await framesOf(more)).slice(-2).map(has), [[], ['timings', 'owc']])
})

test('model doors: a model is let go, or held long, only by this machine’s people and the operator', async () => {
  afresh()
  const body = { model: 'a/b', keep_alive: 0 }
  assert.equal((await sent('/api/chat', body, 'nobody')).status, 401)
  assert.equal((await sent('/api/chat', body, 'infer')).status, 403)
  assert.deepEqual(doors.unloads, [])
  for (const far of [undefined, 'operate'])
    assert.equal(JSON.parse((await sent('/api/chat', body, far)).text).done_reason, 'unload')
  assert.deepEqual(doors.unloads, ['a/b', 'a/b'])
  for (const far of ['infer', 'operate'])
    assert.equal((await sent('/api/generate', { model: 'a/b', keep_alive: -1 }, far)).status, 200)
  assert.deepEqual(doors.loads, [
    ['a/b', undefined],
    ['a/b', Number.POSITIVE_INFINITY],
  ])
  for (const keep_alive of [0, '1h30m', -1]) {
    const theirs = JSON.parse((await sent('/api/chat', { ...OLLAMA, keep_alive }, 'infer')).text)
    assert.deepEqual(theirs.owc.ignored, ['keep_alive'])
    const own = JSON.parse((await sent('/api/chat', { ...OLLAMA, keep_alive })).text)
    assert.deepEqual(own.owc.ignored, [])
  }
  const kept = doors.asked.map(({ keepMs }) => keepMs)
  assert.deepEqual(kept, [undefined, 0, undefined, 5_400_000, undefined, Number.POSITIVE_INFINITY])
})

test('model doors: an address that names a model is asked for that one, by whatever body', async () => {
  afresh()
  const [base, model] = ['/v1/models/acme%2Ftern:Q4_K_M', 'acme/tern:Q4_K_M']
  const bodies = { '/v1/chat/completions': CHAT, '/v1/completions': COMPLETION, '/v1/responses': RESPONSE }
  for (const [path, { model: _, ...unnamed }] of Object.entries(bodies)) {
    for (const body of [
      unnamed,
      { ...unnamed, model },
      { ...unnamed, model: '' },
      { ...unnamed, model: null },
    ])
      assert.equal((await sent(`${base}${path}`, body)).status, 200, path)
    const other = await sent(`${base}${path}`, { ...unnamed, model: 'acme/other' })
    assert.deepEqual([other.status, JSON.parse(other.text).error.param], [400, 'model'], path)
    assert.equal((await sent(`${path}?model=acme/other`, { ...unnamed, model })).status, 400, path)
  }
  assert.equal(doors.asked.length, 12)
  assert.deepEqual([...new Set(doors.asked.map((ask) => ask.model))], [model])
  assert.equal((await sent('/v1/models/acme/%E0%A4%A/v1/completions', { prompt: 'x' })).status, 404)
})

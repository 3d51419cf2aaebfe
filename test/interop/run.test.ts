// Real clients against a real model: the SDKs of OpenAI and Ollama, unchanged, from npm and PyPI; log-probabilities by
// every way; receipts that give the same answer again; aborts, and a runtime that is killed while it answers.

import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { MODEL, type ModelNode, openModelNode, packageOf } from './model-node.ts'
import { owc, peer, ran } from './peers.ts'

const REPLAYS = 100
const KILLS = 3 // in ten minutes; then a model is not started again

let node: ModelNode

before(async () => {
  node = await openModelNode()
})
after(async () => {
  await node.close()
})

const post: ModelNode['asked'] = (path, body, signal) => node.asked(path, body, signal)
const user = (content: string) => [{ role: 'user', content }]
const fromNpm = (name: string) => packageOf('npm', name)

test('run: the openai package of npm lists, chats, streams, keeps to a schema, embeds, and reads errors', async () => {
  const { OpenAI } = fromNpm('openai')
  const client = new OpenAI({ baseURL: `${node.url}/v1`, apiKey: 'none', maxRetries: 0 })
  const models = await client.models.list()
  assert.equal(models.data[0].id, `${MODEL}:Q4_1`)
  const settings = { model: MODEL, temperature: 0, max_tokens: 8 }
  const whole = await client.chat.completions.create({ ...settings, messages: user('Say hi.') })
  assert.equal(whole.usage.completion_tokens, 8)
  assert.equal(whole.id, `chatcmpl-${whole.owc.receipt}`)
  let text = ''
  let usage: { owc_receipt?: string } | undefined
  const stream = await client.chat.completions.create({
    ...settings,
    messages: user('Say hi.'),
    stream: true,
    stream_options: { include_usage: true },
  })
  for await (const chunk of stream) {
    text += chunk.choices[0]?.delta.content ?? ''
    usage = chunk.usage ?? usage
  }
  assert.equal(text, whole.choices[0].message.content)
  assert.equal(usage?.owc_receipt?.length, 26)
  const schema = { type: 'object', properties: { colour: { enum: ['red', 'blue'] } }, required: ['colour'] }
  const held = await client.chat.completions.create({
    ...settings,
    max_tokens: 40,
    messages: user('A colour?'),
    response_format: { type: 'json_schema', json_schema: { name: 'colour', schema } },
  })
  assert.ok(['red', 'blue'].includes(JSON.parse(held.choices[0].message.content).colour))
  const { data: vectors } = await client.embeddings.create({ model: MODEL, input: ['a', 'b'] })
  assert.deepEqual([vectors.length, vectors[0].embedding.length], [2, 576])
  await assert.rejects(
    client.chat.completions.create({ ...settings, model: 'nobody/nothing', messages: user('x') }),
    { status: 404, code: 'model_not_found' },
  )
})

test('run: the openai package of Python does the same', async () => {
  const script = join(node.place, 'client.py')
  writeFileSync(
    script,
    `import json, sys
from openai import OpenAI, NotFoundError
client = OpenAI(base_url=sys.argv[1] + '/v1', api_key='none', max_retries=0)
ask = dict(model='${MODEL}', temperature=0, max_tokens=8, messages=[{'role': 'user', 'content': 'Say hi.'}])
whole = client.chat.completions.create(**ask)
pieces = [c.choices[0].delta.content or '' for c in client.chat.completions.create(stream=True, **ask) if c.choices]
assert ''.join(pieces) == whole.choices[0].message.content, pieces
assert whole.model_extra['owc']['receipt'] == whole.id[9:]
logged = client.chat.completions.create(logprobs=True, top_logprobs=2, **ask)
assert len(logged.choices[0].logprobs.content) == 8
assert len(client.embeddings.create(model='${MODEL}', input='a').data[0].embedding) == 576
try:
    client.chat.completions.create(**{**ask, 'model': 'nobody/nothing'})
    sys.exit('no error')
except NotFoundError:
    print(json.dumps([m.id for m in client.models.list()]))
`,
  )
  const { status, stdout, stderr } = await ran(peer('run', 'python'), [script, node.url])
  assert.equal(status, 0, stderr)
  assert.deepEqual(JSON.parse(stdout), [`${MODEL}:Q4_1`])
})

test('run: the ollama packages list, show, chat, generate and embed', async () => {
  const { Ollama } = fromNpm('ollama')
  const client = new Ollama({ host: node.url })
  const { models } = await client.list()
  assert.equal(models[0].name, `${MODEL}:Q4_1`)
  const shown = await client.show({ model: MODEL })
  assert.equal(shown.model_info['llama.context_length'], 8192)
  const options = { temperature: 0, num_predict: 8 }
  const whole = await client.chat({ model: MODEL, messages: user('Say hi.'), options })
  let text = ''
  for await (const part of await client.chat({
    model: MODEL,
    messages: user('Say hi.'),
    options,
    stream: true,
  }))
    text += part.message.content
  assert.equal(text, whole.message.content)
  assert.equal((await client.embed({ model: MODEL, input: ['a', 'b'] })).embeddings.length, 2)
  const script = join(node.place, 'ollama-client.py')
  writeFileSync(
    script,
    `import sys
from ollama import Client
client = Client(host=sys.argv[1])
options = {'temperature': 0, 'num_predict': 8}
whole = client.chat(model='${MODEL}', messages=[{'role': 'user', 'content': 'Say hi.'}], options=options)
assert client.list().models[0].model == '${MODEL}:Q4_1'
assert client.generate(model='${MODEL}', prompt='Say hi.', options=options).response == whole.message.content
assert client.ps().models[0].expires_at.year > 2000
print(whole.message.content)
`,
  )
  const { status, stdout, stderr } = await ran(peer('run', 'python'), [script, node.url])
  assert.equal(status, 0, stderr)
  assert.equal(stdout.trim(), String(whole.message.content).trim())
})

test('run: log-probabilities are bit-equal by echo, by loglikelihood and beside an answer', async () => {
  const prompt = 'The capital of France is'
  const { items } = await post('/commons/v1/loglikelihood', {
    model: MODEL,
    items: [{ prompt, continuations: [' Paris', ' London'] }],
  })
  const [paris, london] = items[0].continuations.map((one: { logprob: number }) => one.logprob)
  assert.ok(Math.abs(paris - -0.248) < 0.5 && Math.abs(london - -4.354) < 0.5, `${paris} ${london}`)
  const ask = { model: MODEL, max_tokens: 1, temperature: 0, logprobs: 1, seed: 1234 }
  const echoed = await post('/v1/completions', { ...ask, prompt: `${prompt} Paris`, echo: true })
  const listed = echoed.choices[0].logprobs
  const at = listed.tokens.lastIndexOf(' Paris')
  assert.equal(listed.token_logprobs[at], paris)
  assert.equal(listed.top_logprobs[at][' Paris'], paris, 'the most probable one carries the very same figure')
  const answered = await post('/v1/completions', { ...ask, prompt })
  assert.deepEqual(answered.choices[0].logprobs.token_logprobs, [paris])
})

test(`run: ${REPLAYS} seeded answers are given again equal; another prompt, setting or template is told`, async () => {
  let receipt = ''
  for (let seed = 0; seed < REPLAYS; seed++) {
    const messages = user(`Say ${seed}.`)
    const answer = await post('/v1/chat/completions', { model: MODEL, messages, seed, max_tokens: 2 })
    const { receipt: id, salt } = answer.owc
    const again = await post(`/commons/v1/receipts/${id}/replay`, { model: MODEL, messages, salt })
    assert.deepEqual([again.verdict, again.text], ['same', answer.choices[0].message.content], `seed ${seed}`)
    receipt = `${id}:${salt}`
  }
  const last = `Say ${REPLAYS - 1}.`
  const right = await owc(['run', MODEL, last, '--replay', receipt], node.environment)
  assert.equal(right.status, 0, right.stderr)
  const other = await owc(['run', MODEL, 'Say nothing.', '--replay', receipt, '--json'], node.environment)
  assert.equal(other.status, 1)
  assert.ok(JSON.parse(other.stdout).differs.includes('prompt'))
})

test('run: who leaves in a prompt of 3,500 tokens frees the model within two seconds', async () => {
  const leaving = new AbortController()
  const long = post(
    '/v1/completions',
    { model: MODEL, prompt: 'word '.repeat(3_480), max_tokens: 4 },
    leaving.signal,
  )
  await new Promise((resolve) => setTimeout(resolve, 700))
  leaving.abort()
  await assert.rejects(long)
  const left = performance.now()
  for (;;) {
    const { loaded } = (await (await fetch(`${node.url}/commons/v1/loaded`)).json()) as {
      loaded: { running: number }[]
    }
    if (loaded[0]?.running === 0) break
    assert.ok(performance.now() - left < 2_000, 'still running after two seconds')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
})

test('run: a runtime that is killed while it answers costs that answer and nothing else; after three ends it rests', async () => {
  let lost = 0
  for (let i = 0; i < KILLS; i++) {
    const answer = post('/v1/chat/completions', {
      model: MODEL,
      messages: user('Tell me a story.'),
      max_tokens: 200,
    })
    const killed = answer.then(
      () => undefined,
      () => {
        lost += 1
      },
    )
    let pid: number | undefined
    for (const late = Date.now() + 30_000; pid === undefined && Date.now() < late; ) {
      const { loaded } = (await (await fetch(`${node.url}/commons/v1/loaded`)).json()) as {
        loaded: { pid: number; running: number }[]
      }
      pid = loaded.find(({ running }) => running > 0)?.pid
    }
    assert.ok(pid !== undefined, 'the model was loaded again')
    process.kill(pid, 'SIGKILL')
    await killed
    assert.equal((await fetch(`${node.url}/readyz`)).status, 200)
  }
  assert.equal(lost, KILLS)
  const refused = await fetch(`${node.url}/v1/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: MODEL, messages: user('x') }),
  })
  assert.equal(refused.status, 503)
  assert.match(await refused.text(), /model_quarantined/)
  assert.ok(readFileSync(join(node.data, 'node.json'), 'utf8').includes(node.url))
})

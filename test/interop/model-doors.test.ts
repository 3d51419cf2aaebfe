// The further doors with a real model: the Responses API by the SDKs of OpenAI, llama.cpp's and vLLM's addresses, the
// sequence that lm-evaluation-harness asks, and MCP by clients of both revisions, over HTTP and over standard input.

import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { MODEL, type ModelNode, openModelNode, packageOf } from './model-node.ts'
import { peer, ran } from './peers.ts'

let node: ModelNode

before(async () => {
  node = await openModelNode({ OWC_LISTEN: '0' })
})
after(async () => {
  await node.close()
})

const asked: ModelNode['asked'] = (path, body) => node.asked(path, body)
const fromNpm = (name: string) => packageOf('npm', name)

test('responses: the openai package of npm reads it whole and as events in their order', async () => {
  const { OpenAI } = fromNpm('openai')
  const client = new OpenAI({ baseURL: `${node.url}/v1`, apiKey: 'none', maxRetries: 0 })
  const settings = { model: MODEL, input: 'Say hi.', instructions: 'Be brief.', temperature: 0 }
  const whole = await client.responses.create({ ...settings, max_output_tokens: 40 })
  assert.deepEqual([whole.status, whole.id], ['completed', `resp_${whole.owc.receipt}`])
  const stream = client.responses.stream({ ...settings, max_output_tokens: 40 })
  const types: string[] = []
  for await (const { type } of stream) if (types.at(-1) !== type) types.push(type)
  assert.deepEqual(types, [
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.completed',
  ])
  assert.equal((await stream.finalResponse()).output_text, whole.output_text)
  const cut = await client.responses.create({ ...settings, max_output_tokens: 2 })
  assert.deepEqual([cut.status, cut.incomplete_details.reason], ['incomplete', 'max_output_tokens'])
  const format = { type: 'json_schema', name: 'c', schema: { enum: ['red', 'blue'] } }
  const held = await client.responses.create({ ...settings, text: { format } })
  assert.ok(['red', 'blue'].includes(JSON.parse(held.output_text)))
  await assert.rejects(client.responses.create({ ...settings, previous_response_id: 'resp_x' }), {
    status: 400,
  })
  assert.equal((await asked(`/commons/v1/receipts/${whole.id}`)).surface, 'openai.responses')
})

test('responses: the openai package of Python does the same', async () => {
  const script = join(node.place, 'responses.py')
  writeFileSync(
    script,
    `import sys
from openai import OpenAI
client = OpenAI(base_url=sys.argv[1] + '/v1', api_key='none', max_retries=0)
ask = dict(model='${MODEL}', input='Say hi.', temperature=0, max_output_tokens=40)
whole = client.responses.create(**ask)
with client.responses.stream(**ask) as stream:
    events = [event.type for event in stream]
    final = stream.get_final_response()
assert final.output_text == whole.output_text, (final.output_text, whole.output_text)
assert events[0] == 'response.created' and events[-1] == 'response.completed', events
print(whole.model_extra['owc']['receipt'])
`,
  )
  const { status, stdout, stderr } = await ran(peer('run', 'python'), [script, node.url])
  assert.equal(status, 0, stderr)
  assert.match(stdout, /^[a-z2-7]{26}\n$/)
})

test('llama.cpp and vLLM: a chat as text and tokens, there and back; no path of the machine', async () => {
  const messages = [{ role: 'user', content: 'hi' }]
  const { prompt } = await asked('/apply-template', { messages })
  assert.match(prompt, /^<\|im_start\|>system\n.*SmolLM.*<\|im_start\|>assistant\n$/s)
  const { tokens, count, max_model_len: most } = await asked('/tokenize', { messages })
  assert.deepEqual([count, most], [tokens.length, 4096])
  assert.deepEqual(await asked('/detokenize', { tokens }), { content: prompt, prompt })
  assert.deepEqual((await asked('/tokenize', { content: prompt })).tokens, tokens)
  const plain = await asked('/tokenize', { content: '<|im_end|>', parse_special: false, with_pieces: true })
  assert.ok(plain.tokens.length > 1)
  assert.equal(plain.tokens.map(({ piece }: { piece: string }) => piece).join(''), '<|im_end|>')
  const props = await asked('/props')
  assert.equal(props.chat_template, (await asked('/tokenizer_info')).chat_template)
  assert.ok(!JSON.stringify(props).includes(node.data))
  assert.equal((await asked('/slots')).length, props.total_slots)
})

test('lm-evaluation-harness: its sequence of requests needs no tokenizer of its own', async () => {
  const { eos_token: eos } = await asked('/tokenizer_info')
  assert.equal(eos, '<|im_end|>')
  const figures = async (context: string, continuation: string) => {
    const ids = async (text: string): Promise<number[]> =>
      (await asked('/tokenize', { prompt: text, add_special_tokens: false })).tokens
    const [before, whole] = [await ids(context), await ids(context + continuation)]
    const ask = { model: MODEL, max_tokens: 1, temperature: 0, logprobs: 1, echo: true, seed: 1234 }
    const { choices } = await asked('/v1/completions', { ...ask, prompt: [whole] })
    return choices[0].logprobs.token_logprobs
      .slice(before.length, -1)
      .reduce((a: number, b: number) => a + b, 0)
  }
  const prompt = 'The capital of France is'
  const { items } = await asked('/commons/v1/loglikelihood', {
    model: MODEL,
    items: [{ prompt, continuations: [' Paris', ' London'] }],
  })
  const ours = items[0].continuations.map(({ logprob }: { logprob: number }) => logprob)
  assert.deepEqual([await figures(prompt, ' Paris'), await figures(prompt, ' London')], ours)
})

test('mcp: clients of both revisions list and call, over HTTP and over standard input', async () => {
  const older = {
    Client: fromNpm('@modelcontextprotocol/sdk/client/index.js').Client,
    Http: fromNpm('@modelcontextprotocol/sdk/client/streamableHttp.js').StreamableHTTPClientTransport,
    Stdio: fromNpm('@modelcontextprotocol/sdk/client/stdio.js').StdioClientTransport,
    options: {},
    revision: undefined,
  }
  const newer = {
    Client: fromNpm('@modelcontextprotocol/client').Client,
    Http: fromNpm('@modelcontextprotocol/client').StreamableHTTPClientTransport,
    Stdio: fromNpm('@modelcontextprotocol/client/stdio').StdioClientTransport,
    options: { versionNegotiation: { mode: 'auto' } },
    revision: '2026-07-28',
  }
  const env = { ...(process.env as Record<string, string>), ...node.environment }
  const command = { command: process.execPath, args: ['src/main.ts', 'mcp'], env }
  for (const { Client, Http, Stdio, options, revision } of [older, newer])
    for (const transport of [new Http(new URL(`${node.url}/mcp`)), new Stdio(command)]) {
      const client = new Client({ name: 'test', version: '1' }, options)
      await client.connect(transport)
      assert.equal(client.getNegotiatedProtocolVersion?.(), revision)
      assert.ok((await client.listTools()).tools.length >= 6)
      const { structuredContent } = await client.callTool({ name: 'list_models', arguments: {} })
      assert.equal(structuredContent.models[0].name, `${MODEL}:Q4_1`)
      const verified = await client.callTool({ name: 'verify_artifact', arguments: { ref: MODEL } })
      assert.equal(verified.structuredContent.record.signatures[0].valid, true)
      await client.close()
    }
})

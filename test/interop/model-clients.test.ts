// Programs of others against a real model, unchanged: what AnythingLLM's providers call with the client libraries it
// pins, LM Studio's REST calls as its documents show them, Qwen-Agent with a call of a function in both of its modes,
// lm-evaluation-harness without network, and the MCP client of Python. Open WebUI: test/clients/openwebui.sh.

import assert from 'node:assert/strict'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { mcpTools } from '../../src/http/mcp/tools.ts'
import { EXACT, MODEL, type ModelNode, openModelNode, packageOf } from './model-node.ts'
import { owc, peer, ran } from './peers.ts'

const WITH_TOOLS = 'demo/calls' // the same weights with a chat template that knows tools
const INPUTS = 40 // of one call for embeddings; it sends up to 500

let node: ModelNode

before(async () => {
  node = await openModelNode()
})
after(async () => {
  await node.close()
})

const asked: ModelNode['asked'] = (path, body) => node.asked(path, body)
const ofAnythingLlm = (name: string) => packageOf('anythingllm', name)

const messages = [
  { role: 'system', content: 'Given the following conversation, reply with an answer to the question.' },
  { role: 'user', content: 'Say hi.' },
]

test('AnythingLLM: its generic provider lists, streams to the first finish_reason, and embeds many at once', async () => {
  const { OpenAI } = ofAnythingLlm('openai')
  const client = new OpenAI({ baseURL: `${node.url}/v1`, apiKey: null })
  const { data: listed } = await client.models.list()
  assert.deepEqual(
    listed.map(({ id }: { id: string }) => id),
    [EXACT],
  )
  const settings = { model: EXACT, messages, temperature: 0.7, max_tokens: 24 }
  const whole = await client.chat.completions.create(settings)
  assert.ok(whole.usage.total_tokens > whole.usage.prompt_tokens)
  let text = ''
  let last: Record<string, { receipt?: string; predicted_n?: number }> = {}
  for await (const chunk of await client.chat.completions.create({ ...settings, stream: true })) {
    const [choice] = chunk.choices
    text += choice?.delta?.content ?? ''
    last = chunk
    if (choice?.finish_reason) break // as it does: nothing after this is read
  }
  assert.ok(text.length > 0)
  assert.ok((last['timings']?.predicted_n ?? 0) > 0)
  assert.equal(last['owc']?.receipt?.length, 26)
  const input = Array.from({ length: INPUTS }, (_, i) => `part ${i}`)
  const { data: vectors } = await client.embeddings.create({ model: EXACT, input })
  assert.deepEqual([vectors.length, vectors.at(-1).embedding.length], [INPUTS, 576])
})

test('AnythingLLM: its Ollama provider asks for all models at once, chats with num_ctx and embeds', async () => {
  const { Ollama } = ofAnythingLlm('ollama')
  const client = new Ollama({ host: node.url })
  const { models } = await client.list()
  const shown = await Promise.all(models.map(({ name }: { name: string }) => client.show({ model: name })))
  assert.ok(shown[0].capabilities.includes('completion'))
  const window = Math.min(shown[0].model_info['llama.context_length'], 16_384)
  const options = { temperature: 0.7, use_mlock: true, num_ctx: window, num_predict: 8 }
  const chat = { model: models[0].name, messages, keep_alive: '5m', options }
  let [text, tokens] = ['', 0]
  for await (const part of await client.chat({ ...chat, stream: true })) {
    text += part.message?.content ?? ''
    tokens = part.eval_count ?? tokens
  }
  assert.deepEqual([text.length > 0, tokens], [true, 8])
  const whole = await client.chat(chat)
  assert.ok(whole.message.content.length > 0 && whole.prompt_eval_count > 0 && whole.eval_duration > 0)
  const { embeddings } = await client.embed({ model: EXACT, input: ['a', 'b'], options: { num_ctx: 512 } })
  assert.equal(embeddings.length, 2)
})

test('AnythingLLM: its LM Studio provider finds window and kind of each model, and chats', async () => {
  const { data: models } = await asked('/api/v0/models')
  const windows = models.filter(({ type }: { type: string }) => type !== 'embeddings')
  assert.deepEqual(
    windows.map((one: { id: string; max_context_length: number }) => [one.id, one.max_context_length]),
    [[EXACT, 4096]],
  )
  const { OpenAI } = ofAnythingLlm('openai')
  const client = new OpenAI({ baseURL: `${node.url}/v1`, apiKey: null })
  const settings = { model: EXACT, messages, temperature: 0.7, max_tokens: 4 }
  assert.equal((await client.chat.completions.create(settings)).choices[0].finish_reason, 'length')
})

test('LM Studio: the calls of its REST documents, old and new, from list to unload', async () => {
  const instances = async () => (await asked('/api/v1/models')).models[0].loaded_instances
  const { key, format, type } = (await asked('/api/v1/models')).models[0]
  assert.deepEqual([key, format, type], [EXACT, 'gguf', 'llm'])
  const wish = { context_length: 100, echo_load_config: true }
  const loaded = await asked('/api/v1/models/load', { model: key, ...wish })
  assert.deepEqual(loaded.owc.ignored, Object.keys(wish))
  assert.deepEqual([loaded.type, loaded.status, loaded.load_config.context_length], ['llm', 'loaded', 4096])
  assert.equal((await instances())[0].id, loaded.instance_id)
  const old = () => asked(`/api/v0/models/${encodeURIComponent(key)}`)
  const one = await old()
  assert.deepEqual([one.state, one.loaded_context_length, one.compatibility_type], ['loaded', 4096, 'gguf'])
  const chat = await asked('/v1/chat/completions', { model: key, messages, max_tokens: 4, temperature: 0 })
  const completion = await asked('/v1/completions', { model: key, prompt: 'One, two,', max_tokens: 4 })
  const { data: vectors } = await asked('/v1/embeddings', { model: key, input: 'Some text' })
  assert.deepEqual([chat.usage.completion_tokens, completion.usage.completion_tokens], [4, 4])
  assert.equal(vectors[0].embedding.length, 576)
  assert.deepEqual(await asked('/api/v1/models/unload', { instance_id: loaded.instance_id }), {
    instance_id: loaded.instance_id,
  })
  assert.deepEqual([await instances(), (await old()).state], [[], 'not-loaded'])
})

const MCP_CLIENT = `import asyncio, json, sys
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
url, model, program, *args = sys.argv[1:]
async def told(server, mode):
    async with Client(server, mode=mode) as client:
        tools = [tool.name for tool in (await client.list_tools()).tools]
        models = (await client.call_tool('list_models', {})).structured_content['models']
        checked = await client.call_tool('verify_artifact', {'ref': model})
        assert json.loads(checked.content[0].text) == checked.structured_content
        signatures = checked.structured_content['record']['signatures']
        record = checked.structured_content['record']['statement'].removeprefix('sha256:')
        read = await client.read_resource('owc://record/' + record)
        assert json.loads(read.contents[0].text)['record']['type'] == 'owc:observation/v1'
        if 'verify_file' in tools:
            mine = await client.call_tool('verify_file', {'path': sys.argv[0]})
            assert len(mine.structured_content['files'][0]['sha256']) == 64
        return [client.protocol_version, len(tools), models[0]['name'], [one['valid'] for one in signatures]]
async def main():
    found = []
    for mode in ['legacy', 'auto']:
        found.append(await told(url, mode))
        command = StdioServerParameters(command=program, args=args)
        found.append(await told(command, mode))
    print(json.dumps(found))
asyncio.run(main())
`

test('mcp: the client of Python lists and calls by both revisions, over HTTP and over standard input', async () => {
  const script = join(node.place, 'mcp-client.py')
  writeFileSync(script, MCP_CLIENT)
  const command = [process.execPath, join(process.cwd(), 'src/main.ts'), 'mcp', '--data', node.data]
  const given = [script, `${node.url}/mcp`, MODEL, ...command]
  const { status, stdout, stderr } = await ran(peer('run', 'python'), given, node.environment)
  assert.equal(status, 0, stderr)
  const found = JSON.parse(stdout) as [string, number, string, boolean[]][]
  const versions = found.map(([version]) => version)
  assert.deepEqual(versions, ['2025-11-25', '2025-11-25', '2026-07-28', '2026-07-28'])
  const counts = [mcpTools.length, mcpTools.length + 1] // verify_file is of this machine alone
  for (const [i, [, tools, name, valid]] of found.entries())
    assert.deepEqual([tools, name, valid], [counts[i % 2], EXACT, [true]])
})

const TEMPLATE = `{%- if tools %}{{ '<|im_start|>system\\nYou may call these functions:\\n<tools>' }}\
{%- for tool in tools %}{{ '\\n' + (tool | tojson) }}{%- endfor %}\
{{ '\\n</tools>\\nCall one by writing\\n<tool_call>\\n{"name": its name, "arguments": an object}\\n</tool_call><|im_end|>\\n' }}\
{%- endif %}{%- for message in messages %}\
{{ '<|im_start|>' + ('user' if message.role == 'tool' else message.role) + '\\n' }}\
{{ '<tool_response>\\n' + message.content + '\\n</tool_response>' if message.role == 'tool' else message.content }}\
{%- for call in message.tool_calls or [] %}{{ '<tool_call>\\n{"name": "' + call.function.name + '", "arguments": ' }}\
{{ (call.function.arguments | tojson) + '}\\n</tool_call>' }}{%- endfor %}{{ '<|im_end|>\\n' }}{%- endfor %}\
{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{%- endif %}`

async function importWithTools(): Promise<void> {
  const folder = join(node.place, 'calls')
  mkdirSync(folder)
  const held = await asked('/v1/models')
  const file = join(node.place, 'held.gguf')
  const bytes = await fetch(`${node.url}/commons/v1/blobs/${held.data[0].owc.object.slice(7)}`)
  assert.equal(bytes.status, 200)
  writeFileSync(file, Buffer.from(await bytes.arrayBuffer()))
  const given = ['--force', '--chat-template', TEMPLATE, file, join(folder, 'model.gguf')]
  const made = await ran(peer('hub', 'gguf-new-metadata'), given)
  assert.equal(made.status, 0, made.stderr)
  const { status, stderr } = await owc(['import', folder, '--as', WITH_TOOLS, '--yes'], node.environment)
  assert.equal(status, 0, stderr)
}

test('Qwen-Agent: a function is called and its answer taken, by its own words and by the API of tools', async () => {
  await importWithTools()
  const script = join(node.place, 'qwen.py')
  writeFileSync(
    script,
    `import json, sys
from qwen_agent.llm import get_chat_model
url, plain, with_tools = sys.argv[1:]
city = {'type': 'object', 'properties': {'city': {'type': 'string'}}, 'required': ['city']}
functions = [{'name': 'get_weather', 'description': 'Weather of a city.', 'parameters': city}]
def turn(city, n):
    extra = {'function_id': f'call_{n}'}
    call = {'name': 'get_weather', 'arguments': json.dumps({'city': city})}
    return [{'role': 'user', 'content': f'What is the weather in {city}?'},
            {'role': 'assistant', 'content': '', 'function_call': call, 'extra': extra},
            {'role': 'function', 'name': 'get_weather', 'content': '12 degrees and sunny', 'extra': extra}]
def called(model, more):
    cfg = {'temperature': 0, 'max_tokens': 60, **more}
    llm = get_chat_model({'model': model, 'model_server': url + '/v1', 'api_key': 'EMPTY', 'generate_cfg': cfg})
    # What such a small model does after four examples, it does again.
    messages = [m for n, c in enumerate(['Oslo', 'Rome', 'Lima', 'Cairo']) for m in turn(c, n)]
    messages.append({'role': 'user', 'content': 'What is the weather in Paris?'})
    def asked():
        last = []
        for last in llm.chat(messages=messages, functions=functions, stream=True, delta_stream=False):
            pass
        return last
    answer = asked()
    call = answer[-1]['function_call']
    extra = answer[-1].get('extra') or {'function_id': '1'}
    messages.extend(answer + [{'role': 'function', 'name': 'get_weather', 'content': '20 degrees', 'extra': extra}])
    return [call['name'], json.loads(call['arguments']), len(asked()[-1]['content']) > 0]
print(json.dumps([called(plain, {}), called(with_tools, {'use_raw_api': True})]))
`,
  )
  const { status, stdout, stderr } = await ran(peer('qwen-agent', 'python'), [
    script,
    node.url,
    EXACT,
    WITH_TOOLS,
  ])
  assert.equal(status, 0, stderr)
  const turn = ['get_weather', { city: 'Paris' }, true]
  assert.deepEqual(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''), [turn, turn])
})

test('tools: a call that must be made is made, whatever the model would rather say; where it cannot be, that is told', async () => {
  const city = { type: 'object', properties: { city: { type: 'string', maxLength: 20 } }, required: ['city'] }
  const tools = ['get_weather', 'get_time'].map((name) => ({
    type: 'function',
    function: { name, parameters: city },
  }))
  const ask = { messages: [{ role: 'user', content: 'Tell me a story.' }], tools, max_tokens: 100 }
  const named = { type: 'function', function: { name: 'get_time' } }
  for (const tool_choice of ['required', named]) {
    const { choices } = await asked('/v1/chat/completions', { ...ask, model: WITH_TOOLS, tool_choice })
    const [{ finish_reason: reason, message }] = choices
    assert.deepEqual([reason, message.content], ['tool_calls', ''])
    const [{ function: called }] = message.tool_calls
    assert.ok(tool_choice === named ? called.name === 'get_time' : /^get_(weather|time)$/.test(called.name))
    assert.deepEqual(Object.keys(JSON.parse(called.arguments)), ['city'])
  }
  const other = { type: 'function', function: { name: 'nothing' } }
  for (const [model, tool_choice] of [
    [EXACT, 'required'],
    [WITH_TOOLS, other],
  ] as const) {
    const body = JSON.stringify({ ...ask, model, tool_choice })
    const refused = await fetch(`${node.url}/v1/chat/completions`, { method: 'POST', body })
    const { error } = (await refused.json()) as { error: { param: string } }
    assert.deepEqual([refused.status, error.param], [400, 'tool_choice'])
  }
})

test('lm-evaluation-harness: without network, its sums are those of our loglikelihood route to the last bit', async () => {
  const items = [
    { question: 'The capital of France is', choices: ['Paris', 'London', 'the end'], answer: 0 },
    { question: 'Two and two are', choices: ['four', 'seven'], answer: 0 },
    { question: 'Grass is', choices: ['green', 'made of glass, as everybody knows'], answer: 0 },
  ]
  const [tasks, out] = [join(node.place, 'tasks'), join(node.place, 'out')]
  mkdirSync(tasks)
  const rows = join(tasks, 'tiny.jsonl')
  writeFileSync(rows, items.map((item) => JSON.stringify(item)).join('\n'))
  const task = {
    task: 'tiny_mc',
    dataset_path: 'json',
    dataset_kwargs: { data_files: { test: rows } },
    test_split: 'test',
    output_type: 'multiple_choice',
    doc_to_text: '{{question}}',
    doc_to_choice: '{{choices}}',
    doc_to_target: '{{answer}}',
    metric_list: [{ metric: 'acc' }],
  }
  writeFileSync(join(tasks, 'tiny_mc.yaml'), JSON.stringify(task))
  // Its requests for tokens never name the model: the address does, so that several may be held.
  const base = `base_url=${node.url}/v1/models/${EXACT}/v1/completions`
  const given = ['--model_args', `model=${EXACT},${base},num_concurrent=2`, '--include_path', tasks]
  const { status, stdout, stderr } = await ran(
    peer('lm-eval', 'lm_eval'),
    [
      'run',
      '--model',
      'local-completions',
      ...given,
      '--tasks',
      'tiny_mc',
      '--output_path',
      out,
      '--log_samples',
    ],
    { HF_HUB_OFFLINE: '1', HF_DATASETS_OFFLINE: '1', HF_HOME: join(node.place, 'hf') },
  )
  assert.equal(status, 0, stderr)
  assert.match(stdout, /tiny_mc/)
  const written = (await readdir(out, { recursive: true })).find((name) => /samples_tiny_mc/.test(name)) ?? ''
  const theirs = readFileSync(join(out, written), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { doc_id: number; filtered_resps: [string, string][] })
    .sort((a, b) => a.doc_id - b.doc_id)
    .map(({ filtered_resps: answers }) => answers.map(([sum, greedy]) => [Number(sum), greedy === 'True']))
  const asks = items.map(({ question, choices }) => ({
    prompt: question,
    continuations: choices.map((choice) => ` ${choice}`),
  }))
  const ours = await asked('/commons/v1/loglikelihood', { model: EXACT, items: asks })
  type Sums = { continuations: { logprob: number; tokens: { greedy: boolean }[] }[] }[]
  assert.deepEqual(
    theirs,
    (ours.items as Sums).map(({ continuations: all }) =>
      all.map(({ logprob, tokens }) => [logprob, tokens.every(({ greedy }) => greedy)]),
    ),
  )
})

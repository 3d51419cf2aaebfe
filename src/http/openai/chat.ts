// POST /v1/chat/completions: streamed as server-sent events, or whole. Source: serving-apis 2.2.

import type { ServerResponse } from 'node:http'
import type { Answered, Ask, Begun } from '../../node/run/answering.ts'
import type { ByteRequest, House } from '../door.ts'
import { type Fields, mayInfer, readFields, receiptHeaders, type Told, toldOf, untilGone } from '../infer.ts'
import { stopsIn } from '../sampling.ts'
import {
  formatOf,
  ignoredOf,
  maxTokensOf,
  messagesOf,
  modelOf,
  mustCall,
  samplingOf,
  toolsOf,
  topOf,
  USUAL,
  wantsTools,
} from './ask.ts'
import { logprobsOf } from './logprobs.ts'
import { openStream, type Stream } from './stream.ts'

const OWN = ['messages', 'tools', 'tool_choice', 'top_logprobs']

export async function chat({ node }: House, { request, response, asker, parts }: ByteRequest): Promise<void> {
  mayInfer(asker)
  const fields = await readFields({ request, parts })
  const ask = askOf(fields)
  const signal = untilGone(response)
  if (fields['stream'] === true) await streamed(node, ask, { fields, response, signal })
  else await whole(node, ask, { response, signal })
}

function askOf(fields: Fields): Ask {
  const [tools, top, maxTokens] = [toolsOf(fields), topOf(fields), maxTokensOf(fields)]
  const grammar = formatOf(fields)
  return {
    model: modelOf(fields),
    prompt: { messages: messagesOf(fields), ...(tools.length > 0 && wantsTools(fields) && { tools }) },
    ...mustCall(fields),
    sampling: samplingOf(fields),
    usual: USUAL,
    stop: stopsIn(fields),
    overflow: 'refuse',
    surface: 'openai.chat',
    ignored: ignoredOf(fields, OWN),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(top !== undefined && { top }),
    ...(grammar !== undefined && { grammar }),
  }
}

type Whole = { readonly response: ServerResponse; readonly signal: AbortSignal }
type Node = House['node']

async function whole(node: Node, ask: Ask, { response, signal }: Whole): Promise<void> {
  const answer = await node.answering.answer(ask, signal, { begun: () => {}, text: () => {} })
  const told = toldOf(answer)
  const logprobs = await logprobsOf(node, ask, answer, signal)
  const calls = callViews(answer)
  const message = { role: 'assistant', content: answer.text, ...(calls.length > 0 && { tool_calls: calls }) }
  const body = {
    ...headOf(answer, ask, 'chat.completion'),
    choices: [{ index: 0, message, logprobs, finish_reason: finishOf(answer) }],
    usage: usageOf(answer),
    timings: timingsOf(answer),
    owc: told,
  }
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...receiptHeaders(told) }
  response.writeHead(200, headers)
  response.end(JSON.stringify(body))
}

async function streamed(
  node: Node,
  ask: Ask,
  { fields, response, signal }: Whole & { readonly fields: Fields },
): Promise<void> {
  let stream: Stream | undefined
  let head: ReturnType<typeof headOf> | undefined
  let told: Told | undefined
  const chunk = (delta: object, finish: string | null, more: object = {}) =>
    stream?.event({ ...head, choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }], ...more })
  const answer = await node.answering.answer(ask, signal, {
    begun(begun) {
      head = headOf(begun, ask, 'chat.completion.chunk')
      told = toldOf(begun)
      stream = openStream(response, receiptHeaders(told))
      chunk({ role: 'assistant', content: '' }, null)
    },
    text: (text) => chunk({ content: text }, null),
  })
  const logprobs = await logprobsOf(node, ask, answer, signal)
  if (logprobs !== null)
    stream?.event({ ...head, choices: [{ index: 0, delta: {}, logprobs, finish_reason: null }] })
  for (const [index, call] of callViews(answer).entries()) {
    const { arguments: given, ...named } = call.function
    chunk(
      { tool_calls: [{ index, id: call.id, type: 'function', function: { ...named, arguments: '' } }] },
      null,
    )
    chunk({ tool_calls: [{ index, function: { arguments: given } }] }, null)
  }
  // Timings stand in the last frame and in no other: Open WebUI adds up what it finds in two.
  const timings = timingsOf(answer)
  if (!wantsUsage(fields)) chunk({}, finishOf(answer), { timings, owc: told })
  else {
    chunk({}, finishOf(answer), { owc: told })
    stream?.event({ ...head, choices: [], usage: usageOf(answer), timings, owc: told })
  }
  stream?.done()
}

function wantsUsage(fields: Fields): boolean {
  const options = fields['stream_options']
  return options !== null && typeof options === 'object' && (options as Fields)['include_usage'] === true
}

/** Arguments are JSON text in this API. */
function callViews({ calls, receipt }: Answered) {
  return calls.map(({ name, arguments: given }, i) => ({
    id: `call_${receipt.slice(0, 20)}${i}`,
    type: 'function',
    function: { name, arguments: typeof given === 'string' ? given : JSON.stringify(given) },
  }))
}

/** Constant over a stream. */
export function headOf({ receipt, createdSeconds, fingerprint }: Begun, { model }: Ask, object: string) {
  const prefix = object.startsWith('chat') ? 'chatcmpl' : 'cmpl'
  return {
    id: `${prefix}-${receipt}`,
    object,
    created: createdSeconds,
    model,
    system_fingerprint: fingerprint,
  }
}

export function finishOf({ finished, calls }: Answered): string {
  if (calls.length > 0) return 'tool_calls'
  return finished.reason === 'length' ? 'length' : 'stop'
}

export function usageOf({ promptTokens, finished, receipt }: Answered) {
  const completion = finished.tokens.length
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completion,
    total_tokens: promptTokens + completion,
    prompt_tokens_details: { cached_tokens: finished.reused },
    owc_receipt: receipt,
  }
}

export function timingsOf({ promptTokens, finished }: Answered) {
  return {
    prompt_n: promptTokens - finished.reused,
    prompt_ms: finished.promptMs,
    predicted_n: finished.tokens.length,
    predicted_ms: finished.generateMs,
  }
}

// POST /v1/responses, without memory: one answer, whole or as the events that both SDKs read in their order. A failure
// after the first byte is an `error` event, and no response.completed follows. Source: serving-apis 2.3.

import type { ServerResponse } from 'node:http'
import type { Answered, Ask, Begun } from '../../node/run/answering.ts'
import type { ByteRequest, House } from '../door.ts'
import { type Fields, mayInfer, readFields, receiptHeaders, type Told, toldOf, untilGone } from '../infer.ts'
import { errorOf, writeError } from './errors.ts'
import { askOf } from './responses-ask.ts'
import { openStream, type Stream } from './stream.ts'

export async function responses({ node }: House, bytes: ByteRequest): Promise<void> {
  const { response, asker } = bytes
  mayInfer(asker)
  const fields = await readFields(bytes)
  const ask = askOf(fields)
  const signal = untilGone(response)
  if (fields['stream'] === true) return await streamed({ node, ask, fields }, { response, signal })
  const answer = await node.answering.answer(ask, signal, { begun: () => {}, text: () => {} })
  const told = toldOf(answer)
  const headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store', ...receiptHeaders(told) }
  response.writeHead(200, headers)
  response.end(JSON.stringify(finalView({ begun: answer, ask, fields, told }, answer)))
}

/** An error of this door: before the first byte as everywhere, after it as an event with the name `error`. */
export function refuseResponse(house: House, { response }: ByteRequest, error: unknown): void {
  if (!response.headersSent) {
    writeError(response, error, house.defects)
    return
  }
  const { body } = errorOf(error, house.defects)
  if (response.destroyed) return
  const { code, message, param } = body.error
  response.end(`event: error\ndata: ${JSON.stringify({ type: 'error', code, message, param })}\n\n`)
}

type Node = House['node']
type Asked = { readonly node: Node; readonly ask: Ask; readonly fields: Fields }
type Following = { readonly response: ServerResponse; readonly signal: AbortSignal }
type Made = { readonly begun: Begun; readonly ask: Ask; readonly fields: Fields; readonly told: Told }

async function streamed({ node, ask, fields }: Asked, { response, signal }: Following): Promise<void> {
  let sequence = 0
  let stream: Stream | undefined
  let made: Made | undefined
  const say = (type: string, more: object) =>
    stream?.event({ type, sequence_number: sequence++, ...more }, type)
  const place = () => ({ item_id: `msg_${made?.told.receipt}`, output_index: 0, content_index: 0 })
  const answer = await node.answering.answer(ask, signal, {
    begun(begun) {
      const told = toldOf(begun)
      made = { begun, ask, fields, told }
      stream = openStream(response, receiptHeaders(told))
      const view = { ...headOf(made), status: 'in_progress', output: [], usage: null }
      say('response.created', { response: view })
      say('response.in_progress', { response: view })
      const item = { ...messageOf(told.receipt, 'in_progress'), content: [] }
      say('response.output_item.added', { output_index: 0, item })
      say('response.content_part.added', { ...place(), part: partOf('') })
    },
    text: (delta) => say('response.output_text.delta', { ...place(), delta, logprobs: [] }),
  })
  if (made === undefined) return
  say('response.output_text.done', { ...place(), text: answer.text, logprobs: [] })
  say('response.content_part.done', { ...place(), part: partOf(answer.text) })
  const view = finalView(made, answer)
  const [message, ...calls] = view.output
  say('response.output_item.done', { output_index: 0, item: message })
  for (const [i, item] of calls.entries()) sayCall(say, { item, output_index: i + 1 })
  say(`response.${view.status}`, { response: view })
  stream?.end()
}

type Call = ReturnType<typeof callsOf>[number]
type Say = (type: string, more: object) => void

function sayCall(say: Say, { item, output_index }: { readonly item: object; readonly output_index: number }) {
  const call = item as Call
  const at = { item_id: call.id, output_index }
  const pending = { ...call, status: 'in_progress', arguments: '' }
  say('response.output_item.added', { output_index, item: pending })
  say('response.function_call_arguments.delta', { ...at, delta: call.arguments })
  say('response.function_call_arguments.done', { ...at, arguments: call.arguments })
  say('response.output_item.done', { output_index, item: call })
}

function finalView(made: Made, answer: Answered) {
  const { begun, told } = made
  const isCut = answer.finished.reason === 'length'
  const status = isCut ? 'incomplete' : 'completed'
  const message = { ...messageOf(told.receipt, status), content: [partOf(answer.text)] }
  const output = answer.finished.tokens.length
  return {
    ...headOf(made),
    status,
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    output: [message, ...callsOf(answer)],
    usage: {
      input_tokens: begun.promptTokens,
      input_tokens_details: { cached_tokens: answer.finished.reused },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: begun.promptTokens + output,
      owc_receipt: told.receipt,
    },
  }
}

/** Constant over a stream. */
function headOf({ begun, ask, fields, told }: Made) {
  return {
    id: `resp_${told.receipt}`,
    object: 'response',
    created_at: begun.createdSeconds,
    model: ask.model,
    error: null,
    incomplete_details: null,
    instructions: fields['instructions'] ?? null,
    max_output_tokens: ask.maxTokens ?? null,
    metadata: fields['metadata'] ?? {},
    parallel_tool_calls: true,
    previous_response_id: null,
    store: false,
    temperature: ask.sampling.temperature ?? ask.usual.temperature,
    top_p: ask.sampling.topP ?? ask.usual.topP,
    text: fields['text'] ?? { format: { type: 'text' } },
    tool_choice: fields['tool_choice'] ?? 'auto',
    tools: fields['tools'] ?? [],
    truncation: 'disabled',
    system_fingerprint: begun.fingerprint,
    owc: told,
  }
}

function messageOf(receipt: string, status: string) {
  return { id: `msg_${receipt}`, type: 'message', role: 'assistant', status }
}

function partOf(text: string) {
  return { type: 'output_text', text, annotations: [], logprobs: [] }
}

function callsOf({ calls, receipt }: Answered) {
  return calls.map(({ name, arguments: given }, i) => ({
    id: `fc_${receipt}${i}`,
    type: 'function_call',
    status: 'completed',
    call_id: `call_${receipt.slice(0, 20)}${i}`,
    name,
    arguments: typeof given === 'string' ? given : JSON.stringify(given),
  }))
}

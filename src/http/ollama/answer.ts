// POST /api/chat and /api/generate: newline-delimited JSON, streamed unless told otherwise; an empty request loads the
// model, `keep_alive` 0 unloads it. Nothing is cut unless the caller says `truncate`. Source: serving-apis 3.

import type { ServerResponse } from 'node:http'
import { instant } from '../../base/time.ts'
import type { Answered, Ask } from '../../node/run/answering.ts'
import type { Prompt } from '../../node/run/prompt.ts'
import { ANY_OBJECT, grammarOf } from '../../runtime/grammar.ts'
import type { Sampling } from '../../runtime/messages.ts'
import type { ChatMessage } from '../../runtime/template.ts'
import type { ByteRequest, House } from '../door.ts'
import {
  type Fields,
  mayInfer,
  numberIn,
  readFields,
  receiptHeaders,
  textIn,
  toldOf,
  untilGone,
  wrong,
} from '../infer.ts'
import { modelOf } from './models.ts'

const USUAL: Omit<Sampling, 'seed'> = { temperature: 0.8, topK: 40, topP: 0.9, minP: 0, repeatPenalty: 1 }
const MAX_MESSAGES = 2_048
const KNOWN = [
  'model',
  'name',
  'messages',
  'prompt',
  'system',
  'stream',
  'options',
  'format',
  'keep_alive',
  'truncate',
  'tools',
  'raw',
]
const KNOWN_OPTIONS = [
  'temperature',
  'top_k',
  'top_p',
  'min_p',
  'repeat_penalty',
  'seed',
  'stop',
  'num_predict',
  'num_ctx',
]

type Form = {
  readonly surface: string
  prompt(fields: Fields): Prompt | undefined // undefined: only load or unload
  piece(text: string): object
}

const CHAT: Form = {
  surface: 'ollama.chat',
  prompt(fields) {
    const messages = messagesOf(fields)
    const tools = Array.isArray(fields['tools']) ? fields['tools'] : []
    return messages.length === 0 ? undefined : { messages, ...(tools.length > 0 && { tools }) }
  },
  piece: (content) => ({ message: { role: 'assistant', content } }),
}

const GENERATE: Form = {
  surface: 'ollama.generate',
  prompt(fields) {
    const text = textIn(fields, 'prompt') ?? ''
    if (text === '') return undefined
    if (fields['raw'] === true) return { text }
    const system = textIn(fields, 'system') ?? ''
    const first: ChatMessage[] = system === '' ? [] : [{ role: 'system', content: system }]
    return { messages: [...first, { role: 'user', content: text }] }
  },
  piece: (response) => ({ response }),
}

export const chat = (house: House, bytes: ByteRequest) => answered(house, bytes, CHAT)
export const generate = (house: House, bytes: ByteRequest) => answered(house, bytes, GENERATE)

async function answered(
  { node }: House,
  { request, response, asker }: ByteRequest,
  form: Form,
): Promise<void> {
  mayInfer(asker)
  const fields = await readFields(request)
  const prompt = form.prompt(fields)
  const model = modelOf(fields)
  const lines = openLines(response, { model, stream: fields['stream'] !== false, now: node.clock })
  if (prompt === undefined) {
    const unload = keepOf(fields) === 0
    if (unload) await node.answering.unload(model)
    else await node.answering.with(model, untilGone(response), async () => undefined)
    lines.end({ ...form.piece(''), done: true, done_reason: unload ? 'unload' : 'load' })
    return
  }
  const ask = askOf(fields, { model, prompt, surface: form.surface })
  let text = ''
  const answer = await node.answering.answer(ask, untilGone(response), {
    begun: (begun) => lines.begin(receiptHeaders(toldOf(begun))),
    text: (piece) => {
      text += piece
      lines.piece({ ...form.piece(piece), done: false })
    },
  })
  const whole = fields['stream'] === false ? text : ''
  lines.end({ ...withCalls(form.piece(whole), answer), ...endOf(answer) })
}

/** Arguments are an object in this API. */
function withCalls(piece: object, { calls }: Answered): object {
  if (calls.length === 0 || !('message' in piece)) return piece
  const listed = calls.map(({ name, arguments: given }, index) => ({
    function: { index, name, arguments: given },
  }))
  return { message: { ...(piece.message as object), tool_calls: listed } }
}

function endOf(answer: Answered) {
  const { finished, promptTokens } = answer
  const ns = (ms: number) => Math.round(ms * 1e6)
  return {
    done: true,
    done_reason: finished.reason === 'length' ? 'length' : 'stop',
    total_duration: ns(finished.promptMs + finished.generateMs),
    load_duration: 0,
    prompt_eval_count: promptTokens,
    prompt_eval_duration: ns(finished.promptMs),
    eval_count: finished.tokens.length,
    eval_duration: ns(finished.generateMs),
    owc: toldOf(answer),
  }
}

type Asked = Pick<Ask, 'model' | 'prompt' | 'surface'>

function askOf(fields: Fields, asked: Asked): Ask {
  const options = (fields['options'] ?? {}) as Fields
  const most = numberIn(options, 'num_predict', { least: -2, most: Number.MAX_SAFE_INTEGER })
  const [grammar, keepMs] = [formatOf(fields['format']), keepOf(fields)]
  return {
    ...asked,
    sampling: samplingOf(options),
    usual: USUAL,
    stop: stopsOf(options),
    overflow: fields['truncate'] === true ? 'drop-oldest' : 'refuse',
    ignored: [
      ...Object.keys(fields).filter((name) => !KNOWN.includes(name)),
      ...Object.keys(options)
        .filter((name) => !KNOWN_OPTIONS.includes(name))
        .map((name) => `options.${name}`),
    ].slice(0, 64),
    ...(most !== undefined && most > 0 && { maxTokens: Math.floor(most) }),
    ...(grammar !== undefined && { grammar }),
    ...(keepMs !== undefined && { keepMs }),
  }
}

function samplingOf(options: Fields): Partial<Sampling> {
  const seed = numberIn(options, 'seed', { least: -(2 ** 31), most: 2 ** 32 - 1 })
  const topK = numberIn(options, 'top_k', { least: -1, most: 1_000_000 })
  const read = {
    temperature: numberIn(options, 'temperature', { least: 0, most: 10 }),
    topP: numberIn(options, 'top_p', { least: 0, most: 1 }),
    minP: numberIn(options, 'min_p', { least: 0, most: 1 }),
    repeatPenalty: numberIn(options, 'repeat_penalty', { least: 0.01, most: 10 }),
    topK: topK === undefined ? undefined : Math.max(0, Math.floor(topK)),
    seed: seed === undefined || seed < 0 ? undefined : Math.floor(seed),
  }
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined))
}

function stopsOf(options: Fields): readonly string[] {
  const { stop } = options
  if (stop === undefined || stop === null) return []
  const list: readonly unknown[] = Array.isArray(stop) ? stop : [stop]
  if (list.length <= 16 && list.every((one) => typeof one === 'string')) return list
  throw wrong('options.stop', 'a text or at most 16 of them', stop)
}

function formatOf(format: unknown): string | undefined {
  if (format === undefined || format === null || format === '') return undefined
  return format === 'json' ? ANY_OBJECT : grammarOf(format)
}

/** Milliseconds: "5m", "1h30m", seconds as a number; below zero: for ever. */
function keepOf(fields: Fields): number | undefined {
  const keep = fields['keep_alive']
  if (keep === undefined || keep === null) return undefined
  if (typeof keep === 'number') return keep < 0 ? Number.POSITIVE_INFINITY : keep * 1000
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
  const parts = typeof keep === 'string' ? [...keep.matchAll(/(-?\d+(?:\.\d+)?)(ms|s|m|h)/g)] : []
  if (typeof keep === 'string' && keep !== '' && parts.map(([all]) => all).join('') === keep) {
    const sum = parts.reduce(
      (total, [, count, unit = 's']) => total + Number(count) * (units[unit] ?? 1000),
      0,
    )
    return sum < 0 ? Number.POSITIVE_INFINITY : sum
  }
  if (keep === '0' || keep === '-1') return keep === '0' ? 0 : Number.POSITIVE_INFINITY
  throw wrong('keep_alive', 'a number of seconds or a duration such as 5m', keep)
}

function messagesOf(fields: Fields): readonly ChatMessage[] {
  const list = fields['messages']
  if (list === undefined || list === null) return []
  if (!Array.isArray(list) || list.length > MAX_MESSAGES)
    throw wrong('messages', `a list of at most ${MAX_MESSAGES}`, list)
  return list.map((one: unknown, i): ChatMessage => {
    const { role, content, images, tool_calls: calls, tool_name: tool } = (one ?? {}) as Fields
    if (typeof role !== 'string') throw wrong(`messages[${i}].role`, 'system, user, assistant or tool', role)
    if (Array.isArray(images) && images.length > 0)
      throw wrong(`messages[${i}].images`, 'none: no model here reads pictures', images.length)
    return {
      role,
      content: typeof content === 'string' ? content : '',
      ...(Array.isArray(calls) && calls.length > 0 && { tool_calls: calls }),
      ...(typeof tool === 'string' && { name: tool }),
    }
  })
}

type Lines = {
  begin(headers: Readonly<Record<string, string>>): void
  piece(value: object): void
  end(value: object): void
}

function openLines(
  response: ServerResponse,
  { model, stream, now }: { readonly model: string; readonly stream: boolean; readonly now: () => number },
): Lines {
  let own: Readonly<Record<string, string>> = {}
  const line = (value: object) => `${JSON.stringify({ model, created_at: instant(now()), ...value })}\n`
  const head = (type: string) => {
    if (!response.headersSent)
      response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-store', ...own })
  }
  return {
    begin(headers) {
      own = headers
      if (stream) head('application/x-ndjson')
    },
    piece: (value) => void (stream && response.write(line(value))),
    end(value) {
      head(stream ? 'application/x-ndjson' : 'application/json; charset=utf-8')
      response.end(line(value))
    },
  }
}

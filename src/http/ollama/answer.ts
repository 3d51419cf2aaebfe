// POST /api/chat and /api/generate: newline-delimited JSON, streamed unless told otherwise; an empty request loads the
// model, `keep_alive` 0 unloads it. Nothing is cut unless the caller says `truncate`. Source: serving-apis 3.

import type { ServerResponse } from 'node:http'
import { instant } from '../../base/time.ts'
import type { Answered, Ask } from '../../node/run/answering.ts'
import type { Prompt } from '../../node/run/prompt.ts'
import { ANY_OBJECT, grammarOf } from '../../runtime/grammar.ts'
import type { Sampling } from '../../runtime/messages.ts'
import type { ChatMessage } from '../../runtime/template.ts'
import { hasScope, needScope } from '../asker.ts'
import type { ByteRequest, House } from '../door.ts'
import {
  type Fields,
  ignoredIn,
  mayInfer,
  numberIn,
  readFields,
  receiptHeaders,
  textIn,
  toldOf,
  untilGone,
  wrong,
} from '../infer.ts'
import { MAX_MESSAGES, toolsOf } from '../openai/ask.ts'
import { logprobsOf } from '../openai/logprobs.ts'
import { samplingIn, stopsIn } from '../sampling.ts'
import { modelOf } from './models.ts'

const USUAL: Omit<Sampling, 'seed'> = { temperature: 0.8, topK: 40, topP: 0.9, minP: 0, repeatPenalty: 1 }
const MAX_TOP = 20
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
  'logprobs',
  'top_logprobs',
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
    const tools = toolsOf(fields)
    return messages.length === 0 ? undefined : { messages, ...(tools.length > 0 && { tools }) }
  },
  piece: (content) => ({ message: { role: 'assistant', content } }),
}

const GENERATE: Form = {
  surface: 'ollama.generate',
  prompt(fields) {
    refuseOther(fields)
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
  { request, response, asker, parts }: ByteRequest,
  form: Form,
): Promise<void> {
  mayInfer(asker)
  const fields = await readFields({ request, parts })
  const prompt = form.prompt(fields)
  const model = modelOf(fields)
  const mayKeep = asker.local || hasScope(asker.who, 'operate')
  const keep = mayKeep ? (keepOf(fields) ?? 'not-said') : 'not-theirs'
  const lines = openLines(response, { model, stream: fields['stream'] !== false, now: node.clock })
  if (prompt === undefined) {
    const unload = keepOf(fields) === 0
    if (unload && !asker.local) needScope(asker, 'operate') // it takes the model from everybody
    if (unload) await node.answering.unload(model)
    else await node.answering.load(model, untilGone(response), typeof keep === 'number' ? keep : undefined)
    lines.end({ ...form.piece(''), done: true, done_reason: unload ? 'unload' : 'load' })
    return
  }
  const ask = askOf(fields, { model, prompt, keep, surface: form.surface })
  const signal = untilGone(response)
  let text = ''
  const answer = await node.answering.answer(ask, signal, {
    begun: (begun) => lines.begin(receiptHeaders(toldOf(begun))),
    text: (piece) => {
      text += piece
      lines.piece({ ...form.piece(piece), done: false })
    },
  })
  const whole = fields['stream'] === false ? text : ''
  const logprobs = await logprobsOf(node, ask, answer, signal)
  const scored = logprobs === null ? {} : { logprobs: logprobs.content }
  lines.end({ ...withCalls(form.piece(whole), answer), ...scored, ...endOf(answer) })
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

type Asked = Pick<Ask, 'model' | 'prompt' | 'surface'> & { readonly keep: Keep }

/** Milliseconds, from who may say how long a model stays: it is everybody's. */
type Keep = number | 'not-said' | 'not-theirs'

function askOf(fields: Fields, { keep, ...asked }: Asked): Ask {
  const options = optionsOf(fields)
  const most = numberIn(options, 'num_predict', { least: -2, most: Number.MAX_SAFE_INTEGER })
  const [grammar, top] = [formatOf(fields['format']), topOf(fields)]
  return {
    ...asked,
    sampling: samplingIn(options, { under: 'options', mostTemperature: 100 }),
    usual: USUAL,
    stop: stopsIn(options, 'options'),
    overflow: fields['truncate'] === true ? 'drop-oldest' : 'refuse',
    ignored: [
      ...ignoredIn(fields, keep === 'not-theirs' ? KNOWN.filter((name) => name !== 'keep_alive') : KNOWN),
      ...ignoredIn(options, KNOWN_OPTIONS, 'options'),
    ],
    ...(most !== undefined && most > 0 && { maxTokens: Math.floor(most) }),
    ...(grammar !== undefined && { grammar }),
    ...(typeof keep === 'number' && { keepMs: keep }),
    ...(top !== undefined && { top }),
  }
}

function optionsOf({ options }: Fields): Fields {
  if (options === undefined || options === null) return {}
  if (typeof options === 'object' && !Array.isArray(options)) return options as Fields
  throw wrong('options', 'an object', options)
}

function topOf(fields: Fields): number | undefined {
  if (fields['logprobs'] !== true) return undefined
  return numberIn(fields, 'top_logprobs', { least: 0, most: MAX_TOP }) ?? 0
}

/** What would make another prompt than the caller means, were it left out. */
function refuseOther(fields: Fields): void {
  const isEmpty = (value: unknown) =>
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
  const expected = {
    images: 'none: no model here reads pictures',
    suffix: 'none: no model here fills in between',
    template: 'none: a model is asked with its own',
    context: 'none: send the whole conversation to /api/chat',
  }
  for (const [name, words] of Object.entries(expected))
    if (!isEmpty(fields[name])) throw wrong(name, words, fields[name])
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
    throw wrong('messages', `a list of at most ${MAX_MESSAGES}`, Array.isArray(list) ? list.length : list)
  return list.map((one: unknown, i): ChatMessage => {
    const { role, content, images, tool_calls: calls, tool_name: tool } = (one ?? {}) as Fields
    if (typeof role !== 'string') throw wrong(`messages[${i}].role`, 'system, user, assistant or tool', role)
    if (content !== undefined && content !== null && typeof content !== 'string')
      throw wrong(`messages[${i}].content`, 'text', content)
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

// A request in OpenAI's words as one of ours. What the API's owner ignores is ignored and named; what silence would
// make a lie (several choices, an image nobody looks at) is refused. Source: serving-apis 2.1.

import type { Ask } from '../../node/run/answering.ts'
import { ANY_OBJECT, grammarOf } from '../../runtime/grammar.ts'
import type { Sampling } from '../../runtime/messages.ts'
import type { ChatMessage } from '../../runtime/template.ts'
import { type Fields, ignoredIn, numberIn, textIn, wrong } from '../infer.ts'
import { samplingIn } from '../sampling.ts'

export const USUAL: Omit<Sampling, 'seed'> = { temperature: 1, topK: 0, topP: 1, minP: 0, repeatPenalty: 1 }

export const MAX_MESSAGES = 2_048
const MAX_TOOLS = 128
const MAX_TOP = 20

/** Fields that have an effect at chats and completions alike. */
const KNOWN = [
  'model',
  'temperature',
  'top_p',
  'top_k',
  'min_p',
  'repeat_penalty',
  'max_tokens',
  'max_completion_tokens',
  'stop',
  'seed',
  'stream',
  'stream_options',
  'response_format',
  'logprobs',
  'n',
  'best_of',
]

/** @param own fields that have an effect at this door alone */
export function ignoredOf(fields: Fields, own: readonly string[]): readonly string[] {
  return ignoredIn(fields, [...KNOWN, ...own])
}

export function modelOf(fields: Fields): string {
  const model = textIn(fields, 'model')
  if (model === undefined || model === '') throw wrong('model', 'the name of a model', fields['model'])
  return model
}

export function samplingOf(fields: Fields): Partial<Sampling> {
  for (const name of ['n', 'best_of']) {
    const several = numberIn(fields, name, { least: 1, most: 128 }) ?? 1
    if (several !== 1) throw wrong(name, '1: one answer for each request', several)
  }
  return samplingIn(fields, { mostTemperature: 2 })
}

/** Undefined, as below zero: until the model ends, or its context does. No token is no answer, and one would be another.
 *  @throws OwcError `usage` */
export function maxTokensOf(fields: Fields): number | undefined {
  const range = { least: -1, most: Number.MAX_SAFE_INTEGER }
  const most = numberIn(fields, 'max_completion_tokens', range) ?? numberIn(fields, 'max_tokens', range)
  if (most === 0) throw wrong('max_tokens', 'at least 1, or -1 for all that the model writes', most)
  return most === undefined || most < 0 ? undefined : Math.max(1, Math.floor(most))
}

/** How many alternatives for each token; undefined: none are asked for. */
export function topOf(fields: Fields): number | undefined {
  if (fields['logprobs'] !== true) return undefined
  return numberIn(fields, 'top_logprobs', { least: 0, most: MAX_TOP }) ?? 0
}

export function messagesOf(fields: Fields): readonly ChatMessage[] {
  const list = fields['messages']
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_MESSAGES)
    throw wrong('messages', `a list of 1 to ${MAX_MESSAGES}`, Array.isArray(list) ? list.length : list)
  return list.map((one, i) => messageOf(one, `messages[${i}]`))
}

function messageOf(value: unknown, where: string): ChatMessage {
  if (value === null || typeof value !== 'object') throw wrong(where, 'an object', value)
  const { role, content, tool_calls: calls, tool_call_id: callId, id, name } = value as Fields
  if (typeof role !== 'string') throw wrong(`${where}.role`, 'system, user, assistant or tool', role)
  const called = callId ?? (role === 'tool' ? id : undefined)
  return {
    role: role === 'developer' ? 'system' : role,
    content: contentOf(content, `${where}.content`),
    ...(Array.isArray(calls) && calls.length > 0 && { tool_calls: calls.map(toolCallOf) }),
    ...(typeof called === 'string' && { tool_call_id: called }),
    ...(typeof name === 'string' && { name }),
  }
}

function contentOf(content: unknown, where: string): string {
  if (content === undefined || content === null) return ''
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) throw wrong(where, 'text, or a list of parts', content)
  return content
    .map((part: unknown, i) => {
      const { type, text } = (part ?? {}) as Fields
      if ((type === 'text' || type === undefined) && typeof text === 'string') return text
      throw wrong(`${where}[${i}]`, 'a part of type text: no model here reads anything else', type)
    })
    .join('\n')
}

/** Templates print arguments as an object; the API sends them as JSON text. */
function toolCallOf(call: unknown): unknown {
  const { function: called, ...rest } = (call ?? {}) as Fields
  const { arguments: given, ...named } = (called ?? {}) as Fields
  return { ...rest, function: { ...named, arguments: typeof given === 'string' ? parsed(given) : given } }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

export function toolsOf(fields: Fields): readonly unknown[] {
  const tools = fields['tools']
  if (tools === undefined || tools === null) return []
  if (Array.isArray(tools) && tools.length <= MAX_TOOLS) return tools
  throw wrong('tools', `a list of at most ${MAX_TOOLS}`, Array.isArray(tools) ? tools.length : tools)
}

/** The grammar of `response_format`; undefined for plain text.
 *  @throws OwcError `schema-unsupported` */
export function formatOf(fields: Fields): string | undefined {
  const format = fields['response_format']
  if (format === undefined || format === null) return undefined
  const { type, json_schema: named, schema } = format as Fields
  if (type === 'text') return undefined
  if (type === 'json_object' && schema === undefined) return ANY_OBJECT
  const wanted = type === 'json_schema' ? ((named ?? {}) as Fields)['schema'] : schema
  if (wanted !== undefined && (type === 'json_schema' || type === 'json_object')) return grammarOf(wanted)
  throw wrong('response_format', 'type text, json_object or json_schema', type)
}

/** `none` keeps tools from the model. */
export function wantsTools(fields: Fields): boolean {
  return fields['tool_choice'] !== 'none'
}

/** `required`, or a tool by its name, which stands one level deeper in a chat than in a response.
 *  @throws OwcError `usage` */
export function mustCall(fields: Fields): Pick<Ask, 'mustCall'> {
  const choice = fields['tool_choice']
  const expected = 'auto, none, required or a function by its name'
  if (choice === undefined || choice === null || choice === 'auto' || choice === 'none') return {}
  if (choice !== 'required' && typeof choice !== 'object') throw wrong('tool_choice', expected, choice)
  if (toolsOf(fields).length === 0) throw wrong('tool_choice', 'tools to choose from', 'none')
  if (choice === 'required') return { mustCall: true }
  const { function: inner, name: outer } = choice as Fields
  const name = (inner as Fields | undefined)?.['name'] ?? outer
  if (typeof name !== 'string') throw wrong('tool_choice', expected, choice)
  return { mustCall: { name } }
}

// A request to /v1/responses in our words: instructions and input items as messages, its own names for limits, format
// and tools. Nothing is kept here between two requests, so what refers to an earlier one is refused.
// Source: serving-apis 2.3.

import type { Ask } from '../../node/run/answering.ts'
import { ANY_OBJECT, grammarOf } from '../../runtime/grammar.ts'
import type { ChatMessage } from '../../runtime/template.ts'
import { type Fields, ignoredIn, numberIn, textIn, wrong } from '../infer.ts'
import { messagesOf, modelOf, mustCall, samplingOf, toolsOf, USUAL, wantsTools } from './ask.ts'

const KNOWN = [
  'model',
  'input',
  'instructions',
  'max_output_tokens',
  'temperature',
  'top_p',
  'stream',
  'text',
  'tools',
  'tool_choice',
  'seed',
  'store', // nothing is kept either way, and the answer says so
  'metadata',
]
const MAX_ITEMS = 2_048

/** @throws OwcError `usage`, `schema-unsupported` */
export function askOf(fields: Fields): Ask {
  refuseMemory(fields)
  const range = { least: 1, most: Number.MAX_SAFE_INTEGER }
  const maxTokens = numberIn(fields, 'max_output_tokens', range)
  const grammar = formatOf(fields)
  const tools = toolsOf(fields).flatMap(toolOf)
  const dropped = toolsOf(fields).length > tools.length ? ['tools'] : []
  return {
    model: modelOf(fields),
    prompt: { messages: inputOf(fields), ...(tools.length > 0 && wantsTools(fields) && { tools }) },
    ...mustCall(fields),
    sampling: samplingOf(fields),
    usual: USUAL,
    stop: [],
    overflow: 'refuse',
    surface: 'openai.responses',
    ignored: [...ignoredIn(fields, KNOWN), ...dropped],
    ...(maxTokens !== undefined && { maxTokens: Math.floor(maxTokens) }),
    ...(grammar !== undefined && { grammar }),
  }
}

function refuseMemory(fields: Fields): void {
  for (const name of ['previous_response_id', 'conversation', 'prompt'])
    if (fields[name] !== undefined && fields[name] !== null)
      throw wrong(name, 'no earlier answer: nothing is kept here, send the whole conversation', fields[name])
  if (fields['background'] === true) throw wrong('background', 'an answer while the asker waits', true)
}

function inputOf(fields: Fields): readonly ChatMessage[] {
  const { input } = fields
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : input
  if (!Array.isArray(items) || items.length === 0 || items.length > MAX_ITEMS)
    throw wrong(
      'input',
      `text, or a list of 1 to ${MAX_ITEMS} items`,
      Array.isArray(items) ? items.length : items,
    )
  const instructions = textIn(fields, 'instructions')
  const first = instructions === undefined ? [] : [{ role: 'system', content: instructions }]
  return messagesOf({ messages: [...first, ...items.map(itemOf)] })
}

/** Items of the API: messages, calls of functions, and what these gave. */
function itemOf(value: unknown, i: number): object {
  const where = `input[${i}]`
  if (value === null || typeof value !== 'object') throw wrong(where, 'an object', value)
  const item = value as Fields
  switch (item['type'] ?? 'message') {
    case 'message':
      return { role: item['role'], content: partsOf(item['content']) }
    case 'function_call': {
      const { call_id: id, name, arguments: given } = item
      return {
        role: 'assistant',
        tool_calls: [{ id, type: 'function', function: { name, arguments: given } }],
      }
    }
    case 'function_call_output':
      return { role: 'tool', tool_call_id: item['call_id'], content: partsOf(item['output']) }
    case 'reasoning':
      return { role: 'assistant', content: '' }
    default:
      throw wrong(`${where}.type`, 'message, function_call or function_call_output', item['type'])
  }
}

function partsOf(content: unknown): unknown {
  if (!Array.isArray(content)) return content
  return content.map((part: unknown) => {
    const { type, text } = (part ?? {}) as Fields
    return type === 'input_text' || type === 'output_text' ? { type: 'text', text } : part
  })
}

/** Functions stand one level higher here than in a chat; tools that a server would run itself are not here. */
function toolOf(tool: unknown): readonly object[] {
  const { type, ...named } = (tool ?? {}) as Fields
  if (type !== 'function') return []
  const { name, description, parameters } = named
  return [{ type, function: { name, description, parameters } }]
}

function formatOf(fields: Fields): string | undefined {
  const text = fields['text']
  const format = text !== null && typeof text === 'object' ? (text as Fields)['format'] : undefined
  if (format === undefined || format === null) return undefined
  const { type, schema } = format as Fields
  if (type === 'text') return undefined
  if (type === 'json_object') return ANY_OBJECT
  if (type === 'json_schema' && schema !== undefined) return grammarOf(schema)
  throw wrong('text.format', 'type text, json_object or json_schema with its schema', type)
}

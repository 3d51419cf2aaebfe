// POST /tokenize, /detokenize and /apply-template: what a model reads, in the words of llama.cpp (`content`,
// `add_special`) and of vLLM (`prompt`, `add_special_tokens`) alike; answers carry the keys of both.
// Source: serving-apis 2.3.

import type { ModelProcess } from '../../runtime/model-process.ts'
import type { ByteRequest, House } from '../door.ts'
import { type Fields, mayInfer, readFields, textIn, untilGone, wrong } from '../infer.ts'
import { messagesOf, toolsOf, wantsTools } from '../openai/ask.ts'
import { sendJson } from './send.ts'
import { whichModel } from './which.ts'

const MAX_TOKENS = 1 << 20
const MAX_CHARACTERS = 4 << 20

export async function tokenize(
  { node }: House,
  { request, response, asker, parts }: ByteRequest,
): Promise<void> {
  mayInfer(asker)
  const fields = await readFields({ request, parts })
  const signal = untilGone(response)
  const model = await whichModel(node, textIn(fields, 'model'))
  const chat = fields['messages'] !== undefined
  const rendered = chat ? await node.answering.prompt({ model, prompt: chatOf(fields) }, signal) : undefined
  const found = await node.answering.with(model, signal, async (process) => {
    const tokens = rendered?.tokens ?? (await textTokens(fields, process))
    const pieces = fields['with_pieces'] === true ? await process.pieces(tokens) : undefined
    const shown = pieces === undefined ? tokens : tokens.map((id, i) => ({ id, piece: pieces[i] ?? '' }))
    return { count: tokens.length, max_model_len: process.loaded.contextSize, tokens: shown }
  })
  sendJson(response, found)
}

export async function detokenize(
  { node }: House,
  { request, response, asker, parts }: ByteRequest,
): Promise<void> {
  mayInfer(asker)
  const fields = await readFields({ request, parts })
  const signal = untilGone(response)
  const model = await whichModel(node, textIn(fields, 'model'))
  const text = await node.answering.with(model, signal, (process) =>
    process.detokenize(tokensOf(fields, process), 'with-control'),
  )
  sendJson(response, { content: text, prompt: text })
}

export async function applyTemplate(
  { node }: House,
  { request, response, asker, parts }: ByteRequest,
): Promise<void> {
  mayInfer(asker)
  const fields = await readFields({ request, parts })
  const signal = untilGone(response)
  const model = await whichModel(node, textIn(fields, 'model'))
  const { text } = await node.answering.prompt({ model, prompt: chatOf(fields) }, signal)
  sendJson(response, { prompt: text })
}

function chatOf(fields: Fields) {
  const tools = toolsOf(fields)
  return { messages: messagesOf(fields), ...(tools.length > 0 && wantsTools(fields) && { tools }) }
}

/** llama.cpp puts the first token only when asked, vLLM unless told not to. */
async function textTokens(fields: Fields, process: ModelProcess): Promise<readonly number[]> {
  const content = textIn(fields, 'content')
  const text = content ?? textIn(fields, 'prompt')
  if (text === undefined) throw wrong('content', 'text, as `content` or as `prompt`', fields['content'])
  if (text.length > MAX_CHARACTERS)
    throw wrong('content', `at most ${MAX_CHARACTERS} characters`, text.length)
  const special = flagIn(fields, content === undefined ? 'add_special_tokens' : 'add_special')
  const first = special ?? content === undefined
  const control = flagIn(fields, 'parse_special') ?? true
  const tokens = await process.tokenize([{ text, control }])
  const { bos, addsBos } = process.loaded
  return first && addsBos && bos !== null ? [bos.token, ...tokens] : tokens
}

function flagIn(fields: Fields, name: string): boolean | undefined {
  const value = fields[name]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'boolean') return value
  throw wrong(name, 'true or false', value)
}

function tokensOf(fields: Fields, { loaded }: ModelProcess): readonly number[] {
  const tokens = fields['tokens']
  const most = loaded.vocabularySize - 1
  const expected = `a list of at most ${MAX_TOKENS} tokens from 0 to ${most}`
  if (!Array.isArray(tokens) || tokens.length > MAX_TOKENS)
    throw wrong('tokens', expected, Array.isArray(tokens) ? tokens.length : tokens)
  const strange = tokens.find((token) => !Number.isInteger(token) || token < 0 || token > most)
  if (strange !== undefined) throw wrong('tokens', expected, strange)
  return tokens
}

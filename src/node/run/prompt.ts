// The prompt of a request as tokens: plain text and tokens as they are, a chat by the model's own template. Messages are
// left out only when the caller allowed it, and counted; tools go to a template that knows tools, and to no other.
// Source: serving-apis 1.4, 2.5, 3 (truncation).

import { OwcError } from '../../base/errors.ts'
import type { PromptPart } from '../../runtime/messages.ts'
import type { ModelProcess } from '../../runtime/model-process.ts'
import type { ChatMessage, Templates } from '../../runtime/template.ts'
import { type Family, familyOf, knowsTools } from '../../runtime/tool-calls.ts'
import { chosenTemplate, type Runnable } from './models.ts'

export type Prompt =
  | { readonly messages: readonly ChatMessage[]; readonly tools?: readonly unknown[] }
  | { readonly text: string }
  | { readonly tokens: readonly number[] }

export type PromptAsk = {
  readonly prompt: Prompt
  readonly maxTokens?: number
  readonly overflow: 'refuse' | 'drop-oldest'
  readonly mustCall?: true // an answer without a call of a tool is not wanted
}

export type Rendered = {
  readonly tokens: readonly number[]
  readonly text?: string // of a chat, as its template wrote it
  readonly template: string | null // SHA-256 of its text
  readonly truncated: number // messages left out
  readonly ignored: readonly string[]
  readonly family?: Family // how calls of tools look in the answer
}

export type At = { readonly ask: PromptAsk; readonly model: Runnable; readonly process: ModelProcess }

/** @throws OwcError `template-missing`, `template-invalid`, `usage` */
export async function promptOf(templates: Templates, at: At): Promise<Rendered> {
  const { prompt } = at.ask
  const { bos, addsBos } = at.process.loaded
  const plain = { template: null, truncated: 0, ignored: [] }
  if ('tokens' in prompt) return { tokens: checkTokens(prompt.tokens, at.process), ...plain }
  if ('messages' in prompt) return await chatOf(templates, at, prompt)
  const read = await at.process.tokenize([{ text: prompt.text, control: true }])
  return { tokens: addsBos && bos !== null ? [bos.token, ...read] : read, ...plain }
}

type Chat = Extract<Prompt, { messages: unknown }>

async function chatOf(templates: Templates, { ask, model, process }: At, prompt: Chat): Promise<Rendered> {
  const { bos, eos, controls, longestPrompt } = process.loaded
  const template = templateOf(model)
  const tools = toolsFor(template.text, ask, prompt)
  const answer = Math.max(1, Math.min(ask.maxTokens ?? 1, longestPrompt >> 1))
  const room = longestPrompt + 1 - answer
  let messages = [...prompt.messages]
  for (;;) {
    const input = {
      messages,
      bos: bos?.text ?? '',
      eos: eos?.text ?? '',
      ...(tools.given && { tools: tools.given }),
    }
    const parts = await templates.render(template.text, input, controls)
    const tokens = withFirstToken(await process.tokenize(parts), parts, process)
    const truncated = prompt.messages.length - messages.length
    const fewer = tokens.length > room && ask.overflow === 'drop-oldest' ? withoutOldest(messages) : undefined
    if (fewer === undefined) {
      const { ignored, family } = tools
      const text = parts.map((part) => part.text).join('')
      return { tokens, text, template: template.sha256, truncated, ignored, ...(family && { family }) }
    }
    messages = fewer
  }
}

type Tools = {
  readonly given?: readonly unknown[]
  readonly family?: Family
  readonly ignored: readonly string[]
}

/** Clients send tools with every chat: a template without them leaves them out and says so, unless a call is a must. */
function toolsFor(template: string, { mustCall }: PromptAsk, { tools = [] }: Chat): Tools {
  if (tools.length === 0) return { ignored: [] }
  const family = familyOf(template)
  if (mustCall && family === undefined)
    throw new OwcError({
      code: 'usage',
      where: 'tool_choice',
      expected: 'auto or none: the model has no known form for calls of tools',
      found: 'a call that must be made',
    })
  if (!knowsTools(template)) return { ignored: ['tools'] }
  return { given: tools, ignored: [], ...(family && { family }) }
}

/** A template that writes the first token itself is not given a second one; one that does not gets what the model wants. */
function withFirstToken(
  tokens: readonly number[],
  parts: readonly PromptPart[],
  { loaded: { bos, addsBos } }: ModelProcess,
): readonly number[] {
  if (bos === null || !addsBos || parts[0]?.text.startsWith(bos.text)) return tokens
  return [bos.token, ...tokens]
}

function withoutOldest(messages: readonly ChatMessage[]): ChatMessage[] | undefined {
  const at = messages.findIndex(({ role }) => role !== 'system' && role !== 'developer')
  if (at === -1 || at === messages.length - 1) return undefined
  return messages.toSpliced(at, 1)
}

function checkTokens(tokens: readonly number[], { loaded }: ModelProcess): readonly number[] {
  const wrong = tokens.find(
    (token) => !Number.isInteger(token) || token < 0 || token >= loaded.vocabularySize,
  )
  if (wrong === undefined) return tokens
  const expected = `tokens from 0 to ${loaded.vocabularySize - 1}`
  throw new OwcError({ code: 'usage', where: 'prompt', expected, found: String(wrong) })
}

function templateOf({ inspection, name }: Runnable): { readonly text: string; readonly sha256: string } {
  const found = chosenTemplate(inspection)
  if (found?.text !== undefined) return { text: found.text, sha256: found.sha256 }
  throw new OwcError({
    code: 'template-missing',
    where: name,
    expected: 'a model with a chat template of its own',
    found: found === undefined ? 'none' : 'one that is too long',
    hint: 'Ask it for a completion of plain text instead.',
  })
}

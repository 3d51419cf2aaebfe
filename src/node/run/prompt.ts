// The prompt of a request as tokens: plain text and tokens as they are, a chat by the model's own template. Messages are
// left out only when the caller allowed it, and counted; tools go to a template that knows tools, and to no other.
// Source: serving-apis 1.4, 2.5, 3 (truncation).

import { OwcError } from '../../base/errors.ts'
import type { PromptPart } from '../../runtime/messages.ts'
import type { ModelProcess } from '../../runtime/model-process.ts'
import { type ChatMessage, MAX_PROMPT_CHARACTERS, type Templates } from '../../runtime/template.ts'
import { callGrammar, type Family, familyOf, knowsTools, toolName } from '../../runtime/tool-calls.ts'
import { chosenTemplate, type Runnable } from './models.ts'

export type Prompt =
  | { readonly messages: readonly ChatMessage[]; readonly tools?: readonly unknown[] }
  | { readonly text: string }
  | { readonly tokens: readonly number[] }

export type PromptAsk = {
  readonly prompt: Prompt
  readonly maxTokens?: number
  readonly overflow: 'refuse' | 'drop-oldest'
  readonly mustCall?: true | { readonly name: string } // of any tool, or of this one: nothing else is an answer
}

export type Rendered = {
  readonly tokens: readonly number[]
  readonly text?: string // of a chat, as its template wrote it
  readonly template: string | null // SHA-256 of its text
  readonly truncated: number // messages left out
  readonly ignored: readonly string[]
  readonly family?: Family // how calls of tools look in the answer
  readonly grammar?: string // of the call that must be made
}

export type At = { readonly ask: PromptAsk; readonly model: Runnable; readonly process: ModelProcess }

/** @throws OwcError `template-missing`, `template-invalid`, `usage`, `context-overflow` */
export async function promptOf(templates: Templates, at: At): Promise<Rendered> {
  const { prompt } = at.ask
  const { bos, addsBos } = at.process.loaded
  const plain = { template: null, truncated: 0, ignored: [] }
  if ('tokens' in prompt) return { tokens: checkTokens(prompt.tokens, at.process), ...plain }
  if ('messages' in prompt) return await chatOf(templates, at, prompt)
  const read = await tokensOf(at, [{ text: prompt.text, control: true }])
  return { tokens: addsBos && bos !== null ? [bos.token, ...read] : read, ...plain }
}

type Chat = Extract<Prompt, { messages: unknown }>

/** A chat without so many of its oldest messages. */
type Tried = {
  readonly truncated: number
  readonly tokens: readonly number[]
  readonly parts: readonly PromptPart[]
  readonly fits: boolean
}

async function chatOf(templates: Templates, at: At, prompt: Chat): Promise<Rendered> {
  const { ask, model, process } = at
  const { bos, eos, controls, longestPrompt } = process.loaded
  const template = templateOf(model)
  const tools = toolsFor(template.text, ask, prompt)
  const room = longestPrompt + 1 - Math.max(1, Math.min(ask.maxTokens ?? 1, longestPrompt >> 1))
  const tried = async (truncated: number): Promise<Tried> => {
    const messages = withoutOldest(prompt.messages, truncated)
    if (lengthOf(messages) > MAX_PROMPT_CHARACTERS) throw tooLong(at, `${lengthOf(messages)} characters`)
    const input = { messages, bos: bos?.text ?? '', eos: eos?.text ?? '' }
    const given = tools.given === undefined ? input : { ...input, tools: tools.given }
    const parts = await templates.render(template.text, given, controls)
    const tokens = withFirstToken(await tokensOf(at, parts), parts, process)
    return { truncated, tokens, parts, fits: tokens.length <= room }
  }
  const { truncated, tokens, parts } =
    ask.overflow === 'refuse' ? await tried(0) : await fewest(droppable(prompt.messages), tried)
  const { given: _given, ...known } = tools
  const text = parts.map((part) => part.text).join('')
  return { tokens, text, template: template.sha256, truncated, ...known }
}

/** The fewest messages left out with which it fits, by halves: each try renders and counts all of it. */
async function fewest(most: number, tried: (truncated: number) => Promise<Tried>): Promise<Tried> {
  const tooMuch = (error: unknown) => {
    if (error instanceof OwcError && error.problem.code === 'context-overflow') return undefined
    throw error
  }
  const all = most === 0 ? undefined : await tried(0).catch(tooMuch)
  if (all?.fits) return all
  let [least, best] = [1, await tried(most)]
  while (least < best.truncated) {
    const middle = (least + best.truncated) >> 1
    const half = await tried(middle).catch(tooMuch)
    if (half?.fits) best = half
    else least = middle + 1
  }
  return best
}

/** @throws OwcError `context-overflow` for what cannot fit, however it is cut into tokens */
async function tokensOf(at: At, parts: readonly PromptPart[]): Promise<readonly number[]> {
  const { longestPrompt, longestToken } = at.process.loaded
  const bytes = parts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
  const least = Math.ceil(bytes / longestToken)
  if (least > longestPrompt) throw tooLong(at, `${least} or more`)
  return await at.process.tokenize(parts)
}

function tooLong({ model, process }: At, found: string): OwcError {
  const expected = `a prompt of at most ${process.loaded.longestPrompt} tokens`
  return new OwcError({ code: 'context-overflow', where: model.name, expected, found })
}

/** Whether there is something to answer, and room to.
 *  @throws OwcError `usage`, `context-overflow` */
export function checkLength(tokens: readonly number[], at: At): void {
  if (tokens.length === 0)
    throw new OwcError({ code: 'usage', where: 'prompt', expected: 'at least one token', found: 'none' })
  if (tokens.length > at.process.loaded.longestPrompt) throw tooLong(at, `${tokens.length}`)
}

function lengthOf(messages: readonly ChatMessage[]): number {
  const length = (value: unknown) => (typeof value === 'string' ? value.length : 0)
  return messages.reduce((sum, { content }) => sum + length(content), 0)
}

type Tools = {
  readonly given?: readonly unknown[]
  readonly family?: Family
  readonly grammar?: string
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
  const grammar = family !== undefined && mustCall ? callGrammar(family, toolsOf(tools, mustCall)) : undefined
  return { given: tools, ignored: [], ...(family && { family }), ...(grammar !== undefined && { grammar }) }
}

/** @throws OwcError `usage` when none has the name that must be called */
function toolsOf(tools: readonly unknown[], must: true | { readonly name: string }): readonly unknown[] {
  if (must === true) return tools
  const named = tools.filter((tool) => toolName(tool) === must.name)
  if (named.length > 0) return named
  const [expected, found] = ['one of the tools that were sent', JSON.stringify(must.name).slice(0, 120)]
  throw new OwcError({ code: 'usage', where: 'tool_choice', expected, found })
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

const isDroppable = ({ role }: ChatMessage, i: number, all: readonly ChatMessage[]) =>
  role !== 'system' && role !== 'developer' && i < all.length - 1

function droppable(messages: readonly ChatMessage[]): number {
  return messages.filter(isDroppable).length
}

function withoutOldest(messages: readonly ChatMessage[], count: number): readonly ChatMessage[] {
  let left = count
  return messages.filter((message, i) => !(isDroppable(message, i, messages) && left-- > 0))
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

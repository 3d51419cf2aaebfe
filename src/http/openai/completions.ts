// POST /v1/completions: plain text or tokens, several prompts in one request, and `echo` with log-probabilities as
// lm-evaluation-harness scores by: the prompt's tokens and what follows in one list, the first without a figure.
// Source: serving-apis 2.3.

import type { ServerResponse } from 'node:http'
import type { Answered, Ask } from '../../node/run/answering.ts'
import type { Prompt } from '../../node/run/prompt.ts'
import type { TokenScore } from '../../runtime/messages.ts'
import type { ByteRequest, House } from '../door.ts'
import {
  type Fields,
  mayInfer,
  numberIn,
  readFields,
  receiptHeaders,
  toldOf,
  untilGone,
  wrong,
} from '../infer.ts'
import { stopsIn } from '../sampling.ts'
import { formatOf, ignoredOf, maxTokensOf, modelOf, samplingOf, USUAL } from './ask.ts'
import { finishOf, headOf, timingsOf, usageOf } from './chat.ts'
import { openStream, type Stream } from './stream.ts'

const MAX_PROMPTS = 64
const MAX_TOP = 20
const USUAL_TOKENS = 16 // of this endpoint, when the caller says nothing

export async function completions(
  { node }: House,
  { request, response, asker, parts }: ByteRequest,
): Promise<void> {
  mayInfer(asker)
  const fields = await readFields({ request, parts })
  const prompts = promptsOf(fields)
  const signal = untilGone(response)
  if (fields['stream'] === true) {
    if (prompts.length > 1) throw wrong('prompt', 'one prompt with stream', prompts.length)
    for (const name of ['logprobs', 'echo'])
      if (![undefined, null, false].includes(fields[name] as null))
        throw wrong(name, 'none with stream: they come with a whole answer', fields[name])
    await streamed(node, askOf(fields, prompts[0] as Prompt), { response, signal })
    return
  }
  const answers: Choice[] = []
  for (const prompt of prompts) answers.push(await choiceOf(node, fields, { prompt, signal }))
  const [first] = answers
  if (first === undefined) return
  const told = toldOf(first.answer)
  const usages = answers.map(({ answer }) => usageOf(answer))
  const sum = (key: 'prompt_tokens' | 'completion_tokens' | 'total_tokens') =>
    usages.reduce((total, usage) => total + usage[key], 0)
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    ...receiptHeaders(told),
  })
  response.end(
    JSON.stringify({
      ...headOf(first.answer, first.ask, 'text_completion'),
      choices: answers.map(({ answer, text, logprobs }, index) => ({
        index,
        text,
        logprobs,
        finish_reason: finishOf(answer),
      })),
      usage: {
        prompt_tokens: sum('prompt_tokens'),
        completion_tokens: sum('completion_tokens'),
        total_tokens: sum('total_tokens'),
        owc_receipt: told.receipt,
      },
      timings: timingsOf(first.answer),
      owc: told,
    }),
  )
}

type Node = House['node']
type Choice = {
  readonly ask: Ask
  readonly answer: Answered
  readonly text: string
  readonly logprobs: object | null
}

function askOf(fields: Fields, prompt: Prompt): Ask {
  const grammar = formatOf(fields)
  return {
    model: modelOf(fields),
    prompt,
    sampling: samplingOf(fields),
    usual: USUAL,
    maxTokens: maxTokensOf(fields) ?? USUAL_TOKENS,
    stop: stopsIn(fields),
    overflow: 'refuse',
    surface: 'openai.completions',
    ignored: ignoredOf(fields, ['prompt', 'echo']),
    ...(grammar !== undefined && { grammar }),
  }
}

/** Text, a list of texts, tokens, or a list of lists of tokens. */
function promptsOf(fields: Fields): readonly Prompt[] {
  const prompt = fields['prompt']
  const isTokens = (value: unknown): value is number[] =>
    Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'number')
  if (typeof prompt === 'string') return [{ text: prompt }]
  if (isTokens(prompt)) return [{ tokens: prompt }]
  const list = Array.isArray(prompt) ? prompt : []
  if (list.length === 0 || list.length > MAX_PROMPTS)
    throw wrong('prompt', `text, tokens, or a list of at most ${MAX_PROMPTS} of them`, list.length)
  return list.map((one: unknown, i): Prompt => {
    if (typeof one === 'string') return { text: one }
    if (isTokens(one)) return { tokens: one }
    throw wrong(`prompt[${i}]`, 'text or tokens', one)
  })
}

type Each = { readonly prompt: Prompt; readonly signal: AbortSignal }

async function choiceOf(node: Node, fields: Fields, { prompt, signal }: Each): Promise<Choice> {
  const ask = askOf(fields, prompt)
  const top = numberIn(fields, 'logprobs', { least: 0, most: MAX_TOP })
  const answer = await node.answering.answer(ask, signal, { begun: () => {}, text: () => {} })
  const echo = fields['echo'] === true
  const logprobs = top === undefined ? null : await listed(node, { ask, answer, top, echo, signal })
  const shown = echo && 'text' in prompt ? prompt.text : ''
  const before = echo && 'tokens' in prompt ? await textOf(node, ask.model, prompt.tokens, signal) : shown
  return { ask, answer, text: before + answer.text, logprobs }
}

async function textOf(
  node: Node,
  model: string,
  tokens: readonly number[],
  signal: AbortSignal,
): Promise<string> {
  return await node.answering.with(model, signal, (process) => process.detokenize(tokens, 'with-control'))
}

type Listing = {
  readonly ask: Ask
  readonly answer: Answered
  readonly top: number
  readonly echo: boolean
  readonly signal: AbortSignal
}

async function listed(node: Node, { ask, answer, top, echo, signal }: Listing): Promise<object> {
  const { promptIds, finished } = answer
  return await node.answering.with(ask.model, signal, async (process) => {
    const best = Math.max(1, top)
    const [start = 0, ...rest] = promptIds
    const scores: readonly TokenScore[] = echo
      ? await process.score({ prompt: [start], continuation: [...rest, ...finished.tokens] }, best, signal)
      : await process.score({ prompt: promptIds, continuation: finished.tokens }, best, signal)
    const ids = echo ? [...promptIds, ...finished.tokens] : finished.tokens
    const texts = await process.pieces(ids)
    const bests = await Promise.all(
      scores.map((score) => process.pieces(score.top.map(({ token }) => token))),
    )
    const figures = scores.map(({ logprob }) => logprob)
    const tops = scores.map((score, i) => alternatives(score, bests[i] ?? []))
    return {
      tokens: texts,
      token_logprobs: echo ? [null, ...figures] : figures,
      top_logprobs: echo ? [null, ...tops] : tops,
      text_offset: offsets(texts),
    }
  })
}

/** By text; of two tokens with one text the more probable one stays. */
function alternatives({ top }: TokenScore, texts: readonly string[]): Readonly<Record<string, number>> {
  const found = new Map<string, number>()
  for (const [i, { logprob }] of top.entries()) {
    const text = texts[i] ?? ''
    found.set(text, Math.max(found.get(text) ?? Number.NEGATIVE_INFINITY, logprob))
  }
  return Object.fromEntries(found)
}

function offsets(texts: readonly string[]): readonly number[] {
  let at = 0
  return texts.map((text) => {
    const start = at
    at += text.length
    return start
  })
}

type Streaming = { readonly response: ServerResponse; readonly signal: AbortSignal }

async function streamed(node: Node, ask: Ask, { response, signal }: Streaming): Promise<void> {
  let stream: Stream | undefined
  let head: ReturnType<typeof headOf> | undefined
  const chunk = (text: string, finish: string | null, more: object = {}) =>
    stream?.event({ ...head, choices: [{ index: 0, text, logprobs: null, finish_reason: finish }], ...more })
  const answer = await node.answering.answer(ask, signal, {
    begun(begun) {
      head = headOf(begun, ask, 'text_completion')
      stream = openStream(response, receiptHeaders(toldOf(begun)))
    },
    text: (text) => chunk(text, null),
  })
  chunk('', finishOf(answer), { usage: usageOf(answer), owc: toldOf(answer) })
  stream?.done()
}

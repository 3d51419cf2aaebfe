// An answer given again from its receipt: who has the prompt and the salt learns whether the same bytes, template and
// settings give the same tokens. Only one build on one kind of processor is comparable. Source: serving-apis 7.5.

import { fromBase64 } from '../../base/bytes.ts'
import { digestText } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { ChatMessage } from '../../runtime/template.ts'
import type { Answering, Ask } from './answering.ts'
import { commitment, type Receipt } from './receipts.ts'

export type Replayed = {
  readonly verdict: 'same' | 'different' | 'not-comparable'
  readonly differs: readonly string[] // what is not as the receipt says
  readonly text: string
  readonly receipt: string // of this answer
}

export type Replay = {
  readonly model: string
  readonly messages: readonly ChatMessage[]
  readonly salt: string // base64
  readonly stop?: readonly string[]
  readonly grammar?: string
}

/** @throws OwcError `receipt-missing`, `usage`, and what an answer throws */
export async function replay(
  answering: Answering,
  receipt: Receipt,
  { model, messages, salt, stop = [], grammar }: Replay,
  signal: AbortSignal,
): Promise<Replayed> {
  const bytes = fromBase64(salt)
  if (bytes === undefined)
    throw new OwcError({
      code: 'usage',
      where: 'salt',
      expected: 'base64 of 16 bytes',
      found: salt.slice(0, 40),
    })
  const { temperature, topK, topP, minP, repeatPenalty, maxTokens } = receipt.params
  const numbers = {
    temperature: Number(temperature),
    topK,
    topP: Number(topP),
    minP: Number(minP),
    repeatPenalty: Number(repeatPenalty),
  }
  const ask: Ask = {
    model,
    prompt: { messages },
    sampling: { ...numbers, seed: receipt.seed },
    usual: numbers,
    stop,
    overflow: 'refuse',
    surface: 'replay',
    ignored: [],
    ...(maxTokens !== null && { maxTokens }),
    ...(grammar !== undefined && { grammar }),
  }
  const answer = await answering.answer(ask, signal, { begun: () => {}, text: () => {} })
  const made = {
    bytes: digestText(answer.model.object) === receipt.object.sha256,
    template: answer.template === receipt.template,
    context: answer.record.ctx === receipt.ctx,
    runtime: answer.record.runtime === receipt.runtime,
    prompt: commitment(answer.promptIds, bytes).commit === receipt.prompt.commit,
    output: commitment(answer.finished.tokens, bytes).commit === receipt.output.commit,
  }
  const differs = Object.entries(made).filter(([, same]) => !same)
  const names = differs.map(([name]) => name)
  const verdict = !made.runtime ? 'not-comparable' : names.length === 0 ? 'same' : 'different'
  return { verdict, differs: names, text: answer.text, receipt: answer.receipt }
}

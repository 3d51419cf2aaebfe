// An answer given again from its receipt: who has the prompt and the salt learns whether the same bytes, template and
// settings give the same tokens. Numbers are the receipt's; stop strings and grammar come from the asker, because a
// receipt holds no text, and are held against it. Only one build on one kind of processor is comparable.
// Source: serving-apis 7.5.

import { fromBase64 } from '../../base/bytes.ts'
import { digestText } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { Answering, Ask } from './answering.ts'
import type { Prompt } from './prompt.ts'
import { commitment, grammarDigest, type Receipt } from './receipts.ts'

export type Replayed = {
  readonly verdict: 'same' | 'different' | 'not-comparable'
  readonly differs: readonly string[] // what is not as the receipt says
  readonly text: string
  readonly receipt: string // of this answer
}

export type Replay = {
  readonly model: string
  readonly prompt: Prompt
  readonly salt: string // base64
  readonly stop?: readonly string[]
  readonly grammar?: string
}

/** @throws OwcError `usage`, and what an answer throws */
export async function replay(
  answering: Answering,
  receipt: Receipt,
  asked: Replay,
  signal: AbortSignal,
): Promise<Replayed> {
  const salt = fromBase64(asked.salt)
  if (salt === undefined) {
    const [expected, found] = ['base64 of 16 bytes', asked.salt.slice(0, 40)]
    throw new OwcError({ code: 'usage', where: 'salt', expected, found })
  }
  const { stop = [], grammar } = asked
  const answer = await answering.answer(askOf(receipt, asked), signal, { begun: () => {}, text: () => {} })
  const { tokens } = answer.finished
  // Who left early saw the beginning of an answer.
  const output = receipt.finish === 'aborted' ? tokens.slice(0, receipt.output.n) : tokens
  const made = {
    bytes: digestText(answer.model.object) === receipt.object.sha256,
    template: answer.template === receipt.template,
    context: answer.record.ctx === receipt.ctx,
    runtime: answer.record.runtime === receipt.runtime,
    stop: stop.length === receipt.params.stop,
    grammar: grammarDigest(grammar) === receipt.params.grammar,
    prompt: commitment(answer.promptIds, salt).commit === receipt.prompt.commit,
    output: commitment(output, salt).commit === receipt.output.commit,
  }
  const differs = Object.entries(made).flatMap(([name, same]) => (same ? [] : [name]))
  const verdict = !made.runtime ? 'not-comparable' : differs.length === 0 ? 'same' : 'different'
  return { verdict, differs, text: answer.text, receipt: answer.receipt }
}

function askOf(receipt: Receipt, { model, prompt, stop = [], grammar }: Replay): Ask {
  const { temperature, topK, topP, minP, repeatPenalty, maxTokens } = receipt.params
  const numbers = {
    temperature: Number(temperature),
    topK,
    topP: Number(topP),
    minP: Number(minP),
    repeatPenalty: Number(repeatPenalty),
  }
  const most = receipt.finish === 'aborted' ? Math.max(1, receipt.output.n) : maxTokens
  return {
    model,
    prompt,
    sampling: { ...numbers, seed: receipt.seed },
    usual: numbers,
    stop,
    overflow: receipt.truncated > 0 ? 'drop-oldest' : 'refuse',
    surface: 'replay',
    ignored: [],
    ...(most !== null && { maxTokens: most }),
    ...(grammar !== undefined && { grammar }),
  }
}

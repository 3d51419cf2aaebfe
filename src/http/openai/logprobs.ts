// Log-probabilities of an answer's tokens: of the model itself, not of what sampling left of it. Scored after the
// answer, cold, so that the same tokens always have the same figures. Source: serving-apis 1.3, 1.5, 2.2.

import { utf8 } from '../../base/bytes.ts'
import type { Node } from '../../node/node.ts'
import type { Answered, Ask } from '../../node/run/answering.ts'

const LEAST = -9999 // what the API writes for a probability of zero

export type Logprobs = { readonly content: readonly object[] }

export async function logprobsOf(
  node: Node,
  { model, top }: Ask,
  { scores }: Answered,
  signal: AbortSignal,
): Promise<Logprobs | null> {
  if (top === undefined || scores === undefined) return null
  const tokens = scores.flatMap(({ token, top: best }) => [token, ...best.map((one) => one.token)])
  const texts = await node.answering.with(model, signal, (process) => process.pieces(tokens))
  const textOf = new Map(tokens.map((token, i) => [token, texts[i] ?? '']))
  const shown = (token: number, logprob: number) => {
    const text = textOf.get(token) ?? ''
    return { token: text, logprob: Math.max(LEAST, logprob), bytes: [...utf8(text)] }
  }
  return {
    content: scores.map(({ token, logprob, top: best }) => ({
      ...shown(token, logprob),
      top_logprobs: best.map((one) => shown(one.token, one.logprob)),
    })),
  }
}

// Figures of given text: log-probabilities from a context that serves nothing else, always cold and with the same
// settings, so that they are the same whatever else runs; and vectors of length one. Source: serving-apis 1.3, 1.5.

import type { LlamaContext, LlamaEmbeddingContext, LlamaModel, Token } from 'node-llama-cpp'
import { BATCH, EngineError, overflow, ROOM, type Watch } from './engine-error.ts'
import type { ScoreRequest, TokenScore } from './messages.ts'

const ENDS = 2 // tokens that the runtime puts around a text that is embedded
const ENTRIES = 2 ** 20 // probabilities that stand in memory at once: each position has one for every token

export async function score(
  context: LlamaContext,
  { prompt, continuation }: ScoreRequest,
  { top, watch }: { readonly top: number; readonly watch: Watch },
): Promise<TokenScore[]> {
  const length = prompt.length + continuation.length
  if (prompt.length === 0)
    throw new EngineError({ kind: 'refused', expected: 'a prompt of at least one token', found: 'none' })
  const most = context.contextSize - ROOM
  if (length > most) throw overflow(length, most)
  const sequence = context.getSequence()
  try {
    const all = [...prompt, ...continuation].slice(0, -1)
    const from = prompt.length - 1
    for (let at = 0; at < from; at += BATCH) {
      if (watch.signal.aborted)
        throw new EngineError({
          kind: 'refused',
          expected: 'an answer that is waited for',
          found: 'an abort',
        })
      await sequence.evaluateWithoutGeneratingNewTokens(all.slice(at, Math.min(at + BATCH, from)) as Token[])
      watch.alive()
    }
    const scores: TokenScore[] = []
    let most = 1 // positions at once; the first tells how many tokens there are
    for (let at = from; at < all.length; ) {
      const part = all.slice(at, at + most)
      const made = await sequence.controlledEvaluate(
        part.map((token) => [
          token as Token,
          { generateNext: { probabilities: true, options: { temperature: 0 } } },
        ]),
      )
      for (const [i, item] of made.entries())
        scores.push(tokenScore(item?.next.probabilities, continuation[at - from + i] as number, top))
      at += part.length
      most = Math.max(
        1,
        Math.min(BATCH, Math.floor(ENTRIES / (made[0]?.next.probabilities?.size ?? ENTRIES))),
      )
      watch.alive()
    }
    return scores
  } finally {
    await sequence.dispose()
  }
}

function tokenScore(all: Map<Token, number> | undefined, token: number, top: number): TokenScore {
  if (all === undefined) throw new Error('expected probabilities of every continuation token')
  const logprob = Math.log(all.get(token as Token) ?? 0)
  if (Number.isNaN(logprob))
    throw new EngineError({
      kind: 'refused',
      expected: 'probabilities',
      found: 'not a number: the weights are damaged',
    })
  const best: TokenScore['top'][number][] = []
  for (const [other, probability] of all) {
    if (best.length >= top) break
    best.push({ token: other, logprob: Math.log(probability) })
  }
  return { token, logprob, top: best }
}

export type Embedding = {
  readonly context: LlamaEmbeddingContext
  readonly model: LlamaModel
  readonly contextSize: number
}

export async function embed({ context, model, contextSize }: Embedding, text: string): Promise<Float32Array> {
  const tokens = model.tokenize(text, false)
  const most = contextSize - ROOM - ENDS
  if (tokens.length > most) throw overflow(tokens.length, most)
  const { vector } = await context.getEmbeddingFor(tokens)
  const norm = Math.hypot(...vector)
  return Float32Array.from(vector, (value) => (norm === 0 ? 0 : value / norm))
}

// Figures of given text: log-probabilities from a context that serves nothing else, always cold and with the same
// settings, in chunks that begin at the same positions and are always full, however the text is divided into prompt and
// continuation: another number of tokens at once can mean another order of adding up. Vectors have length one.
// Source: serving-apis 1.3, 1.5.

import type { LlamaContext, LlamaEmbeddingContext, LlamaModel, Token } from 'node-llama-cpp'
import { EngineError, overflow, ROOM, type Watch } from './engine-error.ts'
import type { ScoreRequest, TokenScore } from './messages.ts'

const ENDS = 2 // tokens that the runtime puts around a text that is embedded
const CHUNK = 16 // tokens computed together: each position has as many probabilities as there are tokens

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
    const scores: TokenScore[] = []
    for (let at = 0; at < all.length; at += CHUNK) {
      if (watch.signal.aborted) throw left()
      const part = filled(all.slice(at, at + CHUNK), Math.min(CHUNK, context.contextSize - at))
      const isAsked = (i: number) => at + i >= from && at + i < all.length
      if (at + CHUNK <= from) await sequence.evaluateWithoutGeneratingNewTokens(part)
      else {
        const made = await sequence.controlledEvaluate(
          part.map((token, i) => [token, { generateNext: isAsked(i) ? EVERY : BEST }]),
        )
        for (const [i, item] of made.entries())
          if (isAsked(i))
            scores.push(tokenScore(item?.next.probabilities, continuation[at + i - from] as number, top))
      }
      watch.alive()
    }
    return scores
  } finally {
    await sequence.dispose()
  }
}

const EVERY = { probabilities: true, options: { temperature: 0 } } as const
const BEST = { token: true, options: { temperature: 0 } } as const

/** What stands behind a token has no effect on it; how many are computed together can have one. */
function filled(tokens: readonly number[], count: number): Token[] {
  const last = tokens.at(-1) ?? 0
  return Array.from({ length: count }, (_, i) => (tokens[i] ?? last) as Token)
}

function left(): EngineError {
  return new EngineError({ kind: 'refused', expected: 'an answer that is waited for', found: 'an abort' })
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

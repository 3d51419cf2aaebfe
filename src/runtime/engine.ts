// One loaded model in this process: the only file that speaks to node-llama-cpp. No chat wrapper, no memory map, no
// silent shift of the context; prompts are read in small parts so that an abort is felt.
// Invariants: a sequence serves one answer at a time; scores come from one context with fixed settings, always cold,
// so that they are the same whatever else runs. Source: serving-apis 0, 1.

import process from 'node:process'
import type { Llama, LlamaContext, LlamaContextSequence, LlamaModel, Token } from 'node-llama-cpp'
import { BATCH, EngineError, overflow, ROOM, type Watch } from './engine-error.ts'
import { embed, score } from './engine-score.ts'
import { holdBack } from './hold-back.ts'
import { lazy } from './lazy.ts'
import type {
  Finished,
  FinishReason,
  GenerateRequest,
  LoadedModel,
  LoadRequest,
  PromptPart,
  ScoreRequest,
  TokenScore,
} from './messages.ts'
import { pace } from './pace.ts'
import { importRuntime, type RuntimeModule, runtimeText } from './runtime-module.ts'

export type Engine = {
  readonly loaded: LoadedModel
  tokenize(parts: readonly PromptPart[]): number[]
  detokenize(tokens: readonly number[], control: boolean): string
  /** Text of each token alone. */
  pieces(tokens: readonly number[]): string[]
  generate(request: GenerateRequest, watch: Watch): Promise<Finished>
  score(request: ScoreRequest, top: number, watch: Watch): Promise<TokenScore[]>
  embed(text: string): Promise<Float32Array>
}

/** @throws EngineError */
export async function openEngine(request: LoadRequest): Promise<Engine> {
  const runtime = await importRuntime(request.runtime)
  const { getLlama, InsufficientMemoryError, LlamaLogLevel } = runtime.api
  const said: string[] = []
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    maxThreads: request.threads,
    logLevel: LlamaLogLevel.error,
    logger: (_level, line) => void (said.length < 20 && said.push(line.trim())),
  })
  try {
    const model = await llama.loadModel({
      modelPath: request.path,
      useMmap: false, // or the answer would come from whatever the file is meanwhile
      checkTensors: true,
      gpuLayers: 0,
    })
    const { sequences, contextSize } = request
    const context = await model.createContext({
      contextSize: Math.min(contextSize, model.trainContextSize),
      sequences,
      batchSize: BATCH,
      flashAttention: true,
      threads: request.threads,
    })
    return engineOf({ runtime, llama, model, context, threads: request.threads })
  } catch (error) {
    const found = [error instanceof Error ? error.message : String(error), ...said].join('; ').slice(0, 2_000)
    const kind = error instanceof InsufficientMemoryError ? 'memory' : 'refused'
    throw new EngineError({ kind, expected: 'a model that the runtime loads', found })
  }
}

type Parts = {
  readonly runtime: RuntimeModule
  readonly llama: Llama
  readonly model: LlamaModel
  readonly context: LlamaContext
  readonly threads: number
}

function engineOf({ runtime, llama, model, context, threads }: Parts): Engine {
  const free = Array.from({ length: context.totalSequences }, () => context.getSequence())
  const scoring = lazy(() =>
    model.createContext({
      contextSize: context.contextSize,
      sequences: 1,
      batchSize: BATCH,
      flashAttention: true,
      threads,
    }),
  )
  const embedding = lazy(() => model.createEmbeddingContext({ contextSize: context.contextSize, threads }))
  let scoreTurn: Promise<unknown> = Promise.resolve()
  const text = (tokens: readonly number[], control: boolean) => model.detokenize(tokens as Token[], control)
  return {
    loaded: loadedOf(runtime, model, context),
    tokenize: (parts) =>
      parts.flatMap(({ text: part, control }) => model.tokenize(part, control) as number[]),
    detokenize: text,
    pieces: (tokens) => tokens.map((token) => text([token], true)),
    async generate(request, watch) {
      const sequence = closestTo(free, request.tokens)
      if (sequence === undefined) throw new Error('expected a free sequence: the pool counts them')
      free.splice(free.indexOf(sequence), 1)
      try {
        return await generate({ runtime, llama, model, sequence }, request, watch)
      } finally {
        free.push(sequence)
      }
    },
    score(request, top, watch) {
      const turn = scoreTurn.then(async () => score(await scoring(), request, { top, watch }))
      scoreTurn = turn.catch(() => undefined)
      return turn
    },
    embed: async (words) =>
      await embed({ context: await embedding(), model, contextSize: context.contextSize }, words),
  }
}

/** Tokens of a prompt after which there is room for one token of an answer. */
function longestPrompt(contextSize: number): number {
  return contextSize - ROOM - 1
}

function loadedOf({ folder }: RuntimeModule, model: LlamaModel, context: LlamaContext): LoadedModel {
  const special = (token: Token | null, text: string | null) =>
    token === null ? null : { token: token as number, text: text ?? '' }
  return {
    runtime: runtimeText(folder),
    contextSize: context.contextSize,
    longestPrompt: longestPrompt(context.contextSize),
    longestToken: longestToken(model),
    trainedContextSize: model.trainContextSize,
    vocabularySize: model.fileInfo.metadata.tokenizer?.ggml?.tokens?.length ?? 0,
    embeddingSize: model.embeddingVectorSize,
    bos: special(model.tokens.bos, model.tokens.bosString),
    eos: special(model.tokens.eos, model.tokens.eosString),
    addsBos: model.tokens.shouldPrependBosToken,
    controls: controlsOf(model),
    residentBytes: process.memoryUsage.rss(),
  }
}

/** No text is fewer tokens than its bytes divided by this. */
function longestToken({ fileInfo }: LlamaModel): number {
  const tokens = fileInfo.metadata.tokenizer?.ggml?.tokens ?? []
  return tokens.reduce((most, token) => Math.max(most, Buffer.byteLength(token)), 1)
}

const CONTROL = 3 // token type of GGUF
const MAX_CONTROLS = 4_096

function controlsOf({ fileInfo }: LlamaModel): readonly string[] {
  const { tokens = [], token_type: types = [] } = fileInfo.metadata.tokenizer?.ggml ?? {}
  return tokens.filter((_, i) => types[i] === CONTROL).slice(0, MAX_CONTROLS)
}

/** The sequence that already holds most of this prompt. */
function closestTo(free: readonly LlamaContextSequence[], tokens: readonly number[]) {
  return free
    .map((sequence) => ({
      sequence,
      same: sequence.compareContextTokens(tokens as Token[]).firstDifferentIndex,
    }))
    .sort((a, b) => b.same - a.same)[0]?.sequence
}

const RECENT = 64 // tokens that a penalty for repeating looks back on, as llama.cpp and Ollama do

type Running = {
  readonly runtime: RuntimeModule
  readonly llama: Llama
  readonly model: LlamaModel
  readonly sequence: LlamaContextSequence
}

async function generate(running: Running, request: GenerateRequest, watch: Watch): Promise<Finished> {
  const { sequence, model } = running
  const { tokens, stop, sampling } = request
  const most = longestPrompt(sequence.contextSize)
  if (tokens.length === 0)
    throw new EngineError({ kind: 'refused', expected: 'a prompt of at least one token', found: 'none' })
  if (tokens.length > most) throw overflow(tokens.length, most)
  const wanted = Math.min(request.maxTokens, most + 1 - tokens.length)
  const started = performance.now()
  const reused = await readPrompt(sequence, tokens, watch)
  if (reused === undefined)
    return ended('aborted', [], { started, first: performance.now(), reused: 0, text: '' })
  const grammar = await grammarOf(running, request.grammar)
  const first = performance.now()
  const held = holdBack(stop)
  const made: number[] = []
  let reason: FinishReason = 'length'
  let met: string | undefined
  const next = sequence.evaluate([tokens.at(-1) as Token], {
    temperature: sampling.temperature,
    topK: sampling.topK,
    topP: sampling.topP,
    minP: sampling.minP,
    seed: sampling.seed,
    ...(sampling.repeatPenalty !== 1 && {
      repeatPenalty: {
        punishTokens: () => [...tokens.slice(-RECENT), ...made].slice(-RECENT) as Token[],
        penalty: sampling.repeatPenalty,
      },
    }),
    ...(grammar !== undefined && { grammarEvaluationState: grammar }),
    contextShift: {
      strategy: () => {
        throw overflow(tokens.length + made.length, most)
      },
    },
    yieldEogToken: true,
  })
  const runsAway = pace(() => performance.now())
  for await (const token of next) {
    if (grammar !== undefined && runsAway()) throw ambiguous()
    if (watch.signal.aborted) {
      reason = 'aborted'
      break
    }
    made.push(token)
    if (model.isEogToken(token)) {
      reason = 'stop'
      break
    }
    const { text, stop: hit } = held.next(
      model.detokenize(made as Token[], false, tokens.slice(-4) as Token[]),
    )
    watch.piece({ token, text })
    if (hit !== undefined) {
      reason = 'stop'
      met = hit
      break
    }
    if (made.length >= wanted) break
  }
  return ended(reason, made, {
    started,
    first,
    reused,
    text: met === undefined ? held.rest() : '',
    ...(met !== undefined && { stop: met }),
  })
}

function ambiguous(): EngineError {
  const expected = 'a schema whose alternatives are soon told apart'
  return new EngineError({
    kind: 'grammar',
    expected,
    found: 'one for which each token takes longer than the last',
  })
}

function ended(
  reason: FinishReason,
  tokens: readonly number[],
  {
    started,
    first,
    reused,
    text,
    stop,
  }: { started: number; first: number; reused: number; text: string; stop?: string },
): Finished {
  const [promptMs, generateMs] = [first - started, performance.now() - first]
  return { reason, tokens, text, reused, promptMs, generateMs, ...(stop !== undefined && { stop }) }
}

/** All but the last token, which starts the answer; in parts. Tokens that the sequence holds are kept.
 *  Undefined when it was aborted. */
async function readPrompt(
  sequence: LlamaContextSequence,
  tokens: readonly number[],
  { signal, alive }: Watch,
): Promise<number | undefined> {
  const before = tokens.slice(0, -1) as Token[]
  await sequence.adaptStateToTokens(before, false)
  const reused = sequence.nextTokenIndex
  for (let at = reused; at < before.length; at += BATCH) {
    if (signal.aborted) return undefined
    await sequence.evaluateWithoutGeneratingNewTokens(before.slice(at, at + BATCH), {
      contextShift: {
        strategy: () => {
          throw overflow(tokens.length, longestPrompt(sequence.contextSize))
        },
      },
    })
    alive()
  }
  return signal.aborted ? undefined : reused
}

async function grammarOf({ runtime, llama, model }: Running, grammar: string | undefined) {
  if (grammar === undefined) return undefined
  const { LlamaGrammarEvaluationState } = runtime.api
  try {
    return new LlamaGrammarEvaluationState({ model, grammar: await llama.createGrammar({ grammar }) })
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error)
    throw new EngineError({ kind: 'grammar', expected: 'a grammar that the runtime reads', found })
  }
}

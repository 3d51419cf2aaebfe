// One request to a model, whatever door it came through: the object is found, its prompt is rendered with its own
// template, it is loaded when it is not, the answer streams, and a receipt is kept. Nothing is cut, changed or dropped
// without being said. Source: serving-apis 1.4, 2.2, 7.

import { toBase64 } from '../../base/bytes.ts'
import { digestText } from '../../base/digest.ts'
import { instant } from '../../base/time.ts'
import { nodeCrypto } from '../../ledger/crypto-node.ts'
import { holdBack } from '../../runtime/hold-back.ts'
import type { Finished, Sampling, TokenScore } from '../../runtime/messages.ts'
import type { ModelProcess } from '../../runtime/model-process.ts'
import type { LoadedView, ModelPool } from '../../runtime/pool.ts'
import type { Templates } from '../../runtime/template.ts'
import { callsIn, type Family, type ToolCall } from '../../runtime/tool-calls.ts'
import type { Node } from '../node.ts'
import { memoryBytes } from './fit.ts'
import { type Headers, openHeaders } from './headers.ts'
import { loadModel } from './load.ts'
import { findModel, type Runnable } from './models.ts'
import { checkLength, type PromptAsk, promptOf, type Rendered } from './prompt.ts'
import { commitment, fingerprint, grammarDigest, type Receipt, type Receipts, receiptId } from './receipts.ts'
import { samplingFor } from './sampling.ts'

const HELD_MS = 10_000 // nothing is said of an answer before its first token, or this time: a failure keeps its status

export type Ask = PromptAsk & {
  readonly model: string
  readonly sampling: Partial<Sampling> // what the caller sent
  readonly usual: Omit<Sampling, 'seed'> // of the door, where neither caller nor model says
  readonly stop: readonly string[]
  readonly grammar?: string // GBNF
  readonly top?: number // log-probabilities of this many alternatives for each token
  readonly keepMs?: number
  readonly surface: string // openai.chat, ollama.generate, owc.run …
  readonly ignored: readonly string[]
}

/** Known before the first token. */
export type Begun = {
  readonly model: Runnable
  readonly receipt: string
  readonly salt: string // base64; with it the caller can open the receipt's commitments
  readonly fingerprint: string
  readonly template: string | null
  readonly seed: number
  readonly promptTokens: number
  readonly truncated: number
  readonly ignored: readonly string[] // what of the request has no effect
  readonly createdSeconds: number
}

export type Answered = Begun & {
  readonly text: string // all of it
  readonly promptIds: readonly number[]
  readonly calls: readonly ToolCall[] // found in the text, which then ends before the first
  readonly finished: Finished
  readonly scores?: readonly TokenScore[]
  readonly record: Receipt
}

export type Watcher = {
  begun(begun: Begun): void
  text(piece: string): void
}

export type Answering = {
  /** @throws OwcError as findModel, the pool and the runtime do; `usage`, `template-missing`, `context-overflow` */
  answer(ask: Ask, signal: AbortSignal, watch: Watcher): Promise<Answered>
  /** The model, loaded: for tokens, scores and embeddings. */
  with<T>(
    model: string,
    signal: AbortSignal,
    work: (process: ModelProcess, model: Runnable) => Promise<T>,
  ): Promise<T>
  /** Only loads it, to stay so long when nobody asks. */
  load(model: string, signal: AbortSignal, keepMs?: number): Promise<void>
  /** What the model would read, without an answer. */
  prompt(ask: Pick<Ask, 'model' | 'prompt'>, signal: AbortSignal): Promise<Rendered>
  readonly atOnce: number // answers of one model
  loaded(): readonly LoadedView[]
  unload(model: string): Promise<boolean>
  readonly receipts: Receipts
  readonly headers: Headers
  close(): Promise<void>
}

export type AnsweringParts = {
  readonly node: () => Node // made in the same breath
  readonly pool: ModelPool
  readonly templates: Templates
  readonly receipts: Receipts
  readonly threads: number
  readonly random: (count: number) => Uint8Array
}

export function openAnswering(parts: AnsweringParts): Answering {
  const { pool, templates, receipts } = parts
  return {
    receipts,
    headers: openHeaders((sha256) => parts.node().facts(sha256)),
    close: async () => void (await Promise.all([pool.close(), templates.close()])),
    atOnce: pool.sequences,
    loaded: () => pool.loaded(),
    async prompt({ model: name, prompt }, signal) {
      const model = await findModel(parts.node(), name)
      const ask: PromptAsk = { prompt, overflow: 'refuse' }
      return await used(parts, {
        model,
        signal,
        work: (process) => promptOf(templates, { ask, model, process }),
      })
    },
    unload: async (model) => await pool.unload((await findModel(parts.node(), model)).object),
    async with(name, signal, work) {
      const model = await findModel(parts.node(), name)
      return await used(parts, { model, signal, work: (process) => work(process, model) })
    },
    async load(name, signal, keepMs) {
      const model = await findModel(parts.node(), name)
      const work = async () => undefined
      await used(parts, { model, signal, work, ...(keepMs !== undefined && { keepMs }) })
    },
    async answer(ask, signal, watch) {
      const model = await findModel(parts.node(), ask.model)
      const { keepMs } = ask
      const work = (process: ModelProcess) => answered(parts, { ask, model, process }, { signal, watch })
      return await used(parts, { model, signal, work, ...(keepMs !== undefined && { keepMs }) })
    },
  }
}

type Using<T> = {
  readonly model: Runnable
  readonly signal: AbortSignal
  readonly keepMs?: number
  work(process: ModelProcess): Promise<T>
}

async function used<T>({ node, pool, threads }: AnsweringParts, using: Using<T>): Promise<T> {
  const { model } = using
  const { contextSize } = model
  const { keepMs, signal, work } = using
  return await pool.use({
    key: model.object,
    signal,
    work,
    ...(keepMs !== undefined && { keepMs }),
    plan: async () => ({
      needsBytes: memoryBytes(model.inspection, { contextSize, sequences: pool.sequences }),
      async start({ sequences, signal: closing }) {
        return await loadModel(node(), model, { contextSize, sequences, threads, signal: closing })
      },
    }),
  })
}

type At = { readonly ask: Ask; readonly model: Runnable; readonly process: ModelProcess }
type Following = { readonly signal: AbortSignal; readonly watch: Watcher }

async function answered(parts: AnsweringParts, at: At, { signal, watch }: Following): Promise<Answered> {
  const { ask, model, process } = at
  const started = parts.node().clock()
  const prompt = await promptOf(parts.templates, at)
  const { tokens, template, truncated, family } = prompt
  checkLength(tokens, at)
  const salt = parts.random(16)
  const { sampling, ignored } = samplingFor(ask, model, parts.random)
  const { runtime, contextSize: ctx } = process.loaded
  const begun: Begun = {
    model,
    receipt: receiptId(parts.random),
    salt: toBase64(salt),
    fingerprint: fingerprint(
      { artifact: model.artifact, object: model.object, template, runtime, ctx },
      nodeCrypto,
    ),
    template,
    seed: sampling.seed,
    promptTokens: tokens.length,
    truncated,
    ignored: [...ask.ignored, ...prompt.ignored, ...ignored],
    createdSeconds: started,
  }
  const written = writtenBy(family, watch)
  const { maxTokens = ctx, stop } = ask
  const grammar = prompt.grammar ?? ask.grammar
  const request = { tokens, sampling, maxTokens, stop, ...(grammar !== undefined && { grammar }) }
  const told = telling(signal)
  const begin = heldBack(told.guarded(() => watch.begun(begun)))
  const finished = await process
    .generate(request, told.signal, ({ text }) => {
      begin.now()
      told.guarded(() => written.more(text))()
    })
    .finally(begin.stop)
  begin.now()
  told.check()
  written.more(finished.text)
  const record = receiptOf(at, {
    ...{ begun, sampling, tokens, salt, finished, started, grammar },
    node: parts.node(),
  })
  await parts.receipts.keep(record) // before the figures: the text was given, whether they come or not
  const scores =
    ask.top === undefined || finished.tokens.length === 0 || finished.reason === 'aborted'
      ? undefined
      : await process.score({ prompt: tokens, continuation: finished.tokens }, ask.top, signal)
  return {
    ...begun,
    promptIds: tokens,
    ...written.end(),
    finished,
    record,
    ...(scores !== undefined && { scores }),
  }
}

type Telling = {
  readonly signal: AbortSignal // also when the one who is told cannot take it
  guarded(tell: () => void): () => void
  /** Throws what telling threw. */
  check(): void
}

/** Pieces come as events of a process: what is thrown there would be nobody's, and end the node. */
function telling(asked: AbortSignal): Telling {
  const failed = new AbortController()
  return {
    signal: AbortSignal.any([asked, failed.signal]),
    check: () => failed.signal.throwIfAborted(),
    guarded: (tell) => () => {
      try {
        tell()
      } catch (error) {
        failed.abort(error)
      }
    },
  }
}

type Begin = { now(): void; stop(): void }

/** Says it once: when it is asked to, else after a while. */
function heldBack(say: () => void): Begin {
  let said = false
  const now = () => {
    if (said) return
    said = true
    say()
  }
  const timer = setTimeout(now, HELD_MS)
  return { now, stop: () => clearTimeout(timer) }
}

type Written = {
  more(text: string): void
  end(): { readonly text: string; readonly calls: readonly ToolCall[] }
}

/** What is shown of an answer: all of it, or all before its first call of a tool. */
function writtenBy(family: Family | undefined, watch: Watcher): Written {
  const held = holdBack(family === undefined ? [] : [family.marker])
  let [whole, shown, called] = ['', '', false]
  const show = (text: string) => {
    shown += text
    if (text !== '') watch.text(text)
  }
  return {
    more(text) {
      whole += text
      if (called) return
      const next = held.next(whole)
      show(next.text)
      called = next.stop !== undefined
    },
    end() {
      const calls = called && family !== undefined ? callsIn(whole.slice(shown.length), family) : []
      if (calls.length > 0) return { text: shown, calls }
      show(whole.slice(shown.length))
      return { text: whole, calls }
    },
  }
}

type Made = {
  readonly begun: Begun
  readonly sampling: Sampling
  readonly tokens: readonly number[]
  readonly salt: Uint8Array
  readonly finished: Finished
  readonly grammar: string | undefined
  readonly started: number
  readonly node: Node
}

function receiptOf({ ask, model, process }: At, made: Made): Receipt {
  const { begun, sampling, finished, node } = made
  const { tensorRoot } = model.inspection
  return {
    v: 1,
    id: begun.receipt,
    record: digestText(model.record),
    artifact: digestText(model.artifact),
    object: { sha256: digestText(model.object), ...(tensorRoot && { tensors: digestText(tensorRoot) }) },
    template: begun.template,
    prompt: commitment(made.tokens, made.salt),
    output: commitment(finished.tokens, made.salt),
    params: {
      temperature: String(sampling.temperature),
      topK: sampling.topK,
      topP: String(sampling.topP),
      minP: String(sampling.minP),
      repeatPenalty: String(sampling.repeatPenalty),
      maxTokens: ask.maxTokens ?? null,
      stop: ask.stop.length,
      grammar: grammarDigest(made.grammar),
    },
    seed: sampling.seed,
    runtime: process.loaded.runtime,
    ctx: process.loaded.contextSize,
    custody: 'bytes',
    ignored: begun.ignored,
    truncated: begun.truncated,
    finish: finished.reason,
    surface: ask.surface,
    started: instant(made.started),
    ms: Math.round(finished.promptMs + finished.generateMs),
    node: node.identity,
  }
}

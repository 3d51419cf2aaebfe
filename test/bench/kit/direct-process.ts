// The peer of the rows about running models: node-llama-cpp used directly, in a process that does nothing else and speaks
// to nobody but by the result. The same file, context, threads and attention as a node; its own way of reading prompts.

import process from 'node:process'
import { getLlama, type LlamaContext, LlamaLogLevel, type Token } from 'node-llama-cpp'

export type Setup = {
  readonly path: string
  readonly contextSize: number
  readonly sequences: number
  readonly threads: number
}
export type Work = { readonly prompts: readonly (readonly number[])[]; readonly tokens: number }
export type Figures = {
  readonly firstMs: number
  readonly tokensPerSecond: number
  readonly wallMs: number
  readonly tokens: number
}

type Message = { readonly setup: Setup } | { readonly work: Work } | { readonly tokenize: string }

let context: LlamaContext | undefined

process.on('disconnect', () => process.exit(0))
process.on('message', (message: Message) => {
  void answer(message).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ failed: String(error) }),
  )
})

async function answer(message: Message): Promise<unknown> {
  if ('setup' in message) return await open(message.setup)
  if (context === undefined) throw new Error('expected a setup first')
  if ('tokenize' in message) return context.model.tokenize(message.tokenize, false)
  return await run(context, message.work)
}

async function open({ path, contextSize, sequences, threads }: Setup): Promise<'open'> {
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    maxThreads: threads,
    logLevel: LlamaLogLevel.error,
  })
  const model = await llama.loadModel({ modelPath: path, useMmap: false, gpuLayers: 0 })
  context = await model.createContext({ contextSize, sequences, threads, flashAttention: true })
  return 'open'
}

/** All prompts at once, each in a sequence of its own and cold; greedy, as many tokens each. */
async function run(from: LlamaContext, { prompts, tokens }: Work): Promise<Figures> {
  const started = performance.now()
  const all = await Promise.all(prompts.map((prompt) => one(from, prompt, tokens)))
  const wallMs = performance.now() - started
  const [first] = all
  const count = all.reduce((sum, { made }) => sum + made, 0)
  if (first === undefined) throw new Error('expected a prompt')
  return {
    firstMs: first.firstMs,
    tokensPerSecond: ((first.made - 1) * 1000) / (first.lastMs - first.firstMs),
    wallMs,
    tokens: count,
  }
}

async function one(from: LlamaContext, prompt: readonly number[], tokens: number) {
  const started = performance.now()
  const sequence = from.getSequence()
  let [made, firstMs, lastMs] = [0, 0, 0]
  try {
    for await (const _ of sequence.evaluate(prompt as Token[], { temperature: 0, yieldEogToken: true })) {
      made += 1
      lastMs = performance.now() - started
      if (made === 1) firstMs = lastMs
      if (made >= tokens) break
    }
    return { made, firstMs, lastMs }
  } finally {
    await sequence.dispose()
  }
}

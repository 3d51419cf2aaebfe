// A program of somebody else, for `owc measure --with`: reads a file, a prompt and a number of tokens from its command
// line, asks node-llama-cpp directly, and writes the answer. Nothing of ours is in it.

import process from 'node:process'
import { getLlama, LlamaLogLevel } from 'node-llama-cpp'

const [file = '', prompt = '', tokens = '0'] = process.argv.slice(2)
const llama = await getLlama({
  gpu: false,
  build: 'never',
  skipDownload: true,
  maxThreads: 1,
  logLevel: LlamaLogLevel.error,
})
const model = await llama.loadModel({ modelPath: file, gpuLayers: 0 })
// From 64 tokens at a time on the runtime computes attention another way, and a near tie may fall the other way.
const context = await model.createContext({
  contextSize: 512,
  batchSize: 32,
  flashAttention: true,
  threads: 1,
})
const read = model.tokenize(prompt, false)
const { bos, shouldPrependBosToken } = model.tokens
const made = []
const whole = shouldPrependBosToken && bos !== null ? [bos, ...read] : read
for await (const token of context.getSequence().evaluate(whole, { temperature: 0, yieldEogToken: true })) {
  made.push(token)
  if (model.isEogToken(token) || made.length >= Number(tokens)) break
}
process.stdout.write(
  model.detokenize(
    made.filter((token) => !model.isEogToken(token)),
    false,
    read.slice(-4),
  ),
)
process.exit(0)

// Answers of a real model: what the node's doors, pool, child process and stream cost over the runtime used directly, and
// how far the estimate of memory is from what a process really takes.

import { peakBytes } from '../../../src/node/run/measure-machine.ts'
import { MODEL, modelData, openAsking, throughDoor } from '../kit/model-runs.ts'
import { runNode } from '../kit/node.ts'
import { cpuSeconds } from '../kit/process.ts'
import { interleave, type Rounds, type Row } from '../row.ts'

const PEER = 'node-llama-cpp 3.21.1 used directly, the same file, context and threads'
const PROMPT = 200 // tokens
const ANSWER = 96
const STREAMS = 8
const STREAM_PROMPT = 24
const STREAM_ANSWER = 48

/** First token and speed come from the same answers; two rows, one run each, so that each may be asked alone. */
export const runFirst: Row = {
  id: 'run-first',
  work: 'first token of a streamed completion, 200 tokens read',
  peer: PEER,
  bar: [{ of: 'ratio', sign: '≤', value: 1.1 }],
  why: 'A prompt is read 48 tokens at a time, so that an answer does not depend on what was read before (decision 6): that takes 6 % more of the processor for 200 tokens than reading them at once. The door and the pool take a few milliseconds. What is more than that is the load of the machine, which met the rounds unevenly.',
  run: async (shop) => {
    const { node, direct, prompt } = await openAsking(shop, 1)
    return await interleave({
      unit: 'ms',
      rounds: 7,
      ours: async (round) =>
        (await throughDoor(node.url, { prompts: [await prompt(round + 1, PROMPT)], tokens: 4 })).firstMs,
      theirs: async (round) =>
        (await direct.run({ prompts: [await prompt(round + 1, PROMPT)], tokens: 4 })).firstMs,
    })
  },
}

export const runSpeed: Row = {
  id: 'run-speed',
  work: 'tokens a second of one streamed completion',
  peer: PEER,
  bar: [{ of: 'ratio', sign: '≥', value: 0.95 }],
  why: 'On a loaded machine the model’s process, the node and the asker share two cores, and the one that is used directly has its core to itself. What each takes of the processor for a token stands in the further figures.',
  run: async (shop) => {
    const { node, direct, prompt } = await openAsking(shop, 1)
    const work = async (round: number) => ({
      prompts: [await prompt(round + 1, STREAM_PROMPT)],
      tokens: ANSWER,
    })
    await throughDoor(node.url, { prompts: [await prompt(0, STREAM_PROMPT)], tokens: 1 }) // loads it
    const model = await modelProcess(node.url)
    const used = { model: 0, node: 0, direct: 0, tokens: 0 }
    const rounds = await interleave({
      unit: 'tokens/s',
      rounds: 11,
      ours: async (round) => {
        const before = [cpuSeconds(model), cpuSeconds(node.pid)] as const
        const { tokens, tokensPerSecond } = await throughDoor(node.url, await work(round))
        used.model += cpuSeconds(model) - before[0]
        used.node += cpuSeconds(node.pid) - before[1]
        used.tokens += tokens
        return tokensPerSecond
      },
      theirs: async (round) => {
        const before = cpuSeconds(direct.pid)
        const { tokensPerSecond } = await direct.run(await work(round))
        used.direct += cpuSeconds(direct.pid) - before
        return tokensPerSecond
      },
    })
    const each = (seconds: number) => `${((seconds * 1000) / used.tokens).toFixed(1)} CPU-ms`
    const note = `for each token ${each(used.model)} of the model’s process and ${each(used.node)} of the node, ${each(used.direct)} of the one used directly`
    return { ...rounds, notes: [note] }
  },
}

export const runEight: Row = {
  id: 'run-eight',
  work: 'tokens a second of eight streamed completions at once',
  peer: `${PEER}, eight sequences in one batch`,
  bar: [{ of: 'ratio', sign: '≥', value: 0.9 }],
  run: async (shop) => {
    const { node, direct, prompt } = await openAsking(shop, STREAMS)
    const work = async (round: number) => ({
      prompts: await Promise.all(
        Array.from({ length: STREAMS }, (_, i) => prompt((round + 1) * STREAMS + i, STREAM_PROMPT)),
      ),
      tokens: STREAM_ANSWER,
    })
    const rate = ({ tokens, wallMs }: { readonly tokens: number; readonly wallMs: number }) =>
      (tokens * 1000) / wallMs
    return await interleave({
      unit: 'tokens/s',
      ours: async (round) => rate(await throughDoor(node.url, await work(round))),
      theirs: async (round) => rate(await direct.run(await work(round))),
    })
  },
}

export const runMemory: Row = {
  id: 'run-memory',
  work: 'memory of a model, estimated from its header before it is loaded',
  peer: 'its process at the peak, after four answers at once',
  bar: [
    { of: 'ratio', sign: '≥', value: 0.85 },
    { of: 'ratio', sign: '≤', value: 1.15 },
  ],
  run: async (shop): Promise<Rounds> => {
    const data = await modelData(shop)
    const node = await runNode(shop, data)
    const json = async <T>(path: string) => (await (await fetch(`${node.url}${path}`)).json()) as T
    return await interleave({
      unit: 'MB',
      rounds: 3,
      ours: async () => {
        const { lines } = await json<{ lines: readonly { needsBytes?: number }[] }>('/commons/v1/fit')
        return (lines[0]?.needsBytes ?? 0) / 1e6
      },
      theirs: async (round) => {
        await Promise.all(Array.from({ length: 4 }, (_, i) => answered(node.url, (round + 1) * 4 + i)))
        const peak = peakBytes(await modelProcess(node.url))
        if (peak === undefined) throw new Error('expected a loaded model')
        return peak / 1e6
      },
    })
  },
}

/** The cache of the whole context stands in memory from the beginning, filled or not. */
async function answered(url: string, number: number): Promise<void> {
  const prompt = Array.from({ length: PROMPT }, (_, i) => 1_000 + ((i * 7 + number * 131) % 40_000))
  const answer = await fetch(`${url}/v1/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: MODEL, prompt, max_tokens: 4, temperature: 0 }),
  })
  if (!answer.ok) throw new Error(await answer.text())
  await answer.arrayBuffer()
}

async function modelProcess(url: string): Promise<number> {
  const answer = await fetch(`${url}/commons/v1/loaded`)
  const { loaded } = (await answer.json()) as { loaded: readonly { pid: number }[] }
  const [one] = loaded
  if (one === undefined) throw new Error('expected a loaded model')
  return one.pid
}

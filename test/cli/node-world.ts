// Commands called in this process through a real node of the test, with a person who answers or without one.

import { join } from 'node:path'
import type { World } from '../../src/cli/command.ts'
import { connect } from '../../src/client/api.ts'
import { type Serving, serve } from '../../src/http/serve.ts'
import type { Node } from '../../src/node/node.ts'
import { type House, makeHouse } from '../node/house.ts'
import { type Called, called } from './called.ts'

export type NodeWorld = {
  readonly house: House
  readonly node: Node
  readonly url: string
  /** Calls a command as the operator of this node; `answers`: to each question in turn. */
  call(
    words: readonly string[],
    more?: Partial<Person>,
  ): Promise<Called & { readonly asked: readonly string[] }>
  close(): Promise<void>
}

export type Person = {
  readonly answers: readonly string[] // "y" to a yes-or-no question
  readonly token: string // instead of the operator's
  readonly state: string // folder of another person's keys
  readonly world: Partial<World>
}

export async function nodeWorld(flags: Record<string, string> = {}): Promise<NodeWorld> {
  const house = makeHouse()
  const node = await house.open('data', flags)
  const serving: Serving = await serve(node, {
    host: '127.0.0.1',
    port: 0,
    defects: (error) => house.defects.push(error),
  })
  const operator = await node.access.issueToken('tests', ['operate'], null)
  return {
    house,
    node,
    url: serving.url,
    async call(words, { answers, token = operator, state = 'state', world = {} } = {}) {
      const api = connect({ url: serving.url, token })
      const asked: string[] = []
      const rest = [...(answers ?? [])]
      const next = async (question: string) => {
        asked.push(question)
        return answers === undefined ? undefined : (rest.shift() ?? '')
      }
      try {
        const ended = await called(words, {
          folder: house.place,
          stateFolder: join(house.place, state),
          now: () => house.clock.seconds,
          connect: async () => ({ api, url: serving.url, close: async () => undefined }),
          ask: async (question) => {
            const answer = await next(question)
            return answer === undefined ? undefined : answer === 'y'
          },
          askText: next,
          ...world,
        })
        return { ...ended, asked }
      } finally {
        api.close()
      }
    },
    async close() {
      await serving.close()
      await node.close()
      house.remove()
    },
  }
}

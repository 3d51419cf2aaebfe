// What one may talk to on this node, with what is known of it: the view of the chat page.

import { digestText } from '../../base/digest.ts'
import type { Node } from '../node.ts'
import { contextSizeFor, factOf, memoryBytes } from '../run/fit.ts'
import { runnableModels } from '../run/models.ts'

export type ChatModel = {
  readonly name: string // namespace/name:TAG
  readonly release: string // namespace/name
  readonly object: string // sha256:…
  readonly sizeBytes: number
  readonly needsBytes: number // memory, estimated from the header
  readonly licence?: string // as the file itself says
  readonly hazards: number // noted when its bytes were read
  readonly chats: boolean // carries a chat template
}

export type Turn = { readonly role: 'user' | 'assistant'; readonly content: string }

export type ChatAnswer = {
  readonly text: string
  readonly receipt: string
  readonly object: string
  readonly seconds: number
  readonly tokens: number
}

export type ChatView = {
  readonly models: readonly ChatModel[]
  readonly chosen?: string
  readonly turns: readonly Turn[]
  readonly answer?: ChatAnswer
}

/** What pages ask of the models of a node. */
export type Chatting = {
  models(): Promise<readonly ChatModel[]>
  /** @throws OwcError as an answer does */
  answer(model: string, turns: readonly Turn[], signal: AbortSignal): Promise<ChatAnswer>
}

export function chatting(node: Node): Chatting {
  return {
    async models() {
      const models = await runnableModels(node)
      return models.map(({ name, release, object, sizeBytes, inspection }): ChatModel => {
        const licence = factOf(inspection, 'general.license')
        return {
          name,
          release,
          object: digestText(object),
          sizeBytes,
          needsBytes: memoryBytes(inspection, {
            contextSize: contextSizeFor(inspection),
            sequences: node.answering.atOnce,
          }),
          ...(licence !== undefined && { licence }),
          hazards: inspection.hazards.length,
          chats: inspection.templates.length > 0,
        }
      })
    },
    async answer(model, turns, signal) {
      const usual = { temperature: 0.8, topK: 40, topP: 0.95, minP: 0.05, repeatPenalty: 1 }
      const answer = await node.answering.answer(
        {
          model,
          prompt: { messages: turns },
          sampling: {},
          usual,
          stop: [],
          overflow: 'refuse',
          surface: 'page',
          ignored: [],
        },
        signal,
        { begun: () => {}, text: () => {} },
      )
      const { promptMs, generateMs, tokens } = answer.finished
      return {
        text: answer.text,
        receipt: answer.receipt,
        object: digestText(answer.model.object),
        seconds: Math.round((promptMs + generateMs) / 100) / 10,
        tokens: tokens.length,
      }
    },
  }
}

// What one may talk to on this node, with what is known of it: the view of the chat page. A conversation belongs to one
// exact object, named by its digest; nothing of what is said in it is kept here.

import { digestText, type Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { Finding } from '../../commons/standard/answer.ts'
import type { AdvisoryFact } from '../../commons/standard/dossier.ts'
import { namesOf } from '../namespaces.ts'
import type { Node } from '../node.ts'
import { factOf, memoryBytes } from '../run/fit.ts'
import { type Runnable, runnableModels } from '../run/models.ts'
import { resolveRef } from './ref.ts'
import type { Stated } from './release.ts'
import { viewOfRecord } from './release-view.ts'
import { viewSources } from './sources.ts'

const USUAL = { temperature: 0.8, topK: 40, topP: 0.95, minP: 0.05, repeatPenalty: 1 }

export type ChatModel = {
  readonly name: string // namespace/name:TAG
  readonly release: string // namespace/name
  readonly artifact: Sha256
  readonly object: string // sha256:…
  readonly sizeBytes: number
  readonly needsBytes: number // memory, estimated from the header
  readonly contextSize: number // tokens of a conversation
  readonly licence?: string // as the file itself says
  readonly hazards: number // noted when its bytes were read
  readonly chats: boolean // carries a chat template
}

/** What stands beside an answer: of the release that holds the object, each with its place. */
export type Known = {
  readonly licences: readonly Stated[]
  readonly findings: readonly Finding[] // those that warn; notes stand with the release
  readonly advisories: readonly AdvisoryFact[] // that bear on these bytes, also by what they were made from
  readonly withdrawn?: string // the reason
}

export type Turn = { readonly role: 'user' | 'assistant'; readonly content: string }

export type ChatAnswer = {
  readonly text: string
  readonly receipt: string
  readonly object: string
  readonly finish: string // stop, length …
  readonly seconds: number
  readonly tokens: number
}

export type ChatView = {
  readonly models: readonly ChatModel[]
  readonly model?: ChatModel // who answers
  readonly known?: Known
  readonly missing?: string // what was asked for and is not here
  readonly turns: readonly Turn[]
  readonly answer?: ChatAnswer
}

export type Conversation = { readonly model: string; readonly turns: readonly Turn[] }

/** What pages ask of the models of a node. */
export type Chatting = {
  models(): Promise<readonly ChatModel[]>
  /** Undefined when its release cannot be read, for instance because its record was erased. */
  known(model: ChatModel): Promise<Known | undefined>
  /** Loads it, because a person is about to ask.
   *  @throws OwcError as an answer does */
  load(model: string, signal: AbortSignal): Promise<void>
  /** @throws OwcError as an answer does */
  answer(asked: Conversation, signal: AbortSignal, watch: ChatWatcher): Promise<ChatAnswer>
}

export type ChatWatcher = {
  begun(receipt: string): void
  text(piece: string): void
}

/** The one that is meant, by object or by name; the first that can chat when none is. */
export function chosenModel(models: readonly ChatModel[], wanted: string | undefined): ChatModel | undefined {
  if (wanted === undefined) return models.find(({ chats }) => chats)
  const digest = wanted.replace(/^sha256-/, 'sha256:')
  return models.find(({ object, name }) => object === digest || name === wanted)
}

/** The name under which a door gives exactly this object. */
export function exactName({ object }: Pick<ChatModel, 'object'>): string {
  return object.replace(':', '-')
}

export function chatting(node: Node): Chatting {
  return {
    models: async () => (await runnableModels(node)).map((model) => modelView(model, node.answering.atOnce)),
    known: (model) => knownOf(node, model),
    load: async (model, signal) => await node.answering.load(model, signal),
    async answer({ model, turns }, signal, { begun, text }) {
      const ask = { model, prompt: { messages: turns }, sampling: {}, usual: USUAL, stop: [], ignored: [] }
      const rules = { overflow: 'refuse', surface: 'page' } as const
      const answer = await node.answering.answer({ ...ask, ...rules }, signal, {
        begun: ({ receipt }) => begun(receipt),
        text,
      })
      const { promptMs, generateMs, tokens, reason } = answer.finished
      return {
        text: answer.text,
        receipt: answer.receipt,
        object: digestText(answer.model.object),
        finish: reason,
        seconds: Math.round((promptMs + generateMs) / 100) / 10,
        tokens: tokens.length,
      }
    },
  }
}

function modelView({ inspection, object, contextSize, ...model }: Runnable, sequences: number): ChatModel {
  const licence = factOf(inspection, 'general.license')
  return {
    name: model.name,
    release: model.release,
    artifact: model.artifact,
    object: digestText(object),
    sizeBytes: model.sizeBytes,
    needsBytes: memoryBytes(inspection, { contextSize, sequences }),
    contextSize,
    ...(licence !== undefined && { licence }),
    hazards: inspection.hazards.length,
    chats: inspection.templates.length > 0,
  }
}

async function knownOf(node: Node, { release, artifact }: ChatModel): Promise<Known | undefined> {
  try {
    const { record } = await resolveRef(namesOf(node), `${release}@${digestText(artifact)}`)
    const view = await viewOfRecord(viewSources(node), record)
    return {
      licences: view.stated.filter(({ key }) => key === 'licence'),
      findings: (view.standard?.findings ?? []).filter(({ severity }) => severity !== 'N'),
      advisories: view.standard?.advisories ?? [],
      ...(view.withdrawal !== undefined && { withdrawn: view.withdrawal.reason }),
    }
  } catch (error) {
    if (error instanceof OwcError) return undefined
    throw error
  }
}

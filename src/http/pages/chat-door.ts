// The chat page's four requests: open it, ask by its form, and by its script: load the model while a person writes, and
// ask for the answer as lines while it is made. People of this machine may, others by a token for inference.

import { utf8 } from '../../base/bytes.ts'
import {
  type ChatModel,
  type ChatView,
  type ChatWatcher,
  type Conversation,
  chosenModel,
  type Turn,
} from '../../node/views/chat.ts'
import { readBody } from '../bytes/receive.ts'
import type { DoorContext, House, Route } from '../door.ts'
import { mayInfer, untilGone, wrong } from '../infer.ts'
import { problemOf } from '../problem.ts'
import { type Desk, type DeskOf, frameOf, htmlAnswer, refuse, type Sheet } from './answer.ts'
import {
  CHAT_ADDRESS,
  chatPage,
  LOAD_ADDRESS,
  MAX_PROMPT,
  made,
  receiptLink,
  STREAM_ADDRESS,
} from './chat.ts'

const MAX_FORM_BYTES = 1 << 20
const MAX_TURNS = 200

export const chatSheet: Sheet<ChatView> = {
  path: CHAT_ADDRESS,
  summary: 'A chat with a model that this node holds.',
  async read({ asks }, c) {
    mayInfer(c.var.asker)
    return { ...(await whoAnswers(asks.chatting, c.req.query('model'))), turns: [] }
  },
  show: chatPage,
}

export function chatRoutes(deskOf: DeskOf): readonly Route[] {
  const post = (path: string, summary: string, answer: (asked: Asked) => Promise<Response>): Route => ({
    method: 'POST',
    path,
    summary,
    async handle(house, c) {
      const desk = deskOf(house)
      try {
        mayInfer(c.var.asker)
        return await answer({ desk, house, c, asked: await conversationOf(c) })
      } catch (error) {
        return refuse(desk, error, { house, c })
      }
    },
  })
  return [
    post(CHAT_ADDRESS, 'Asks the model; the page with its answer.', answeredPage),
    {
      method: 'POST',
      path: LOAD_ADDRESS,
      summary: 'Loads the model that a person chose, while they write.',
      async handle(house, c) {
        const desk = deskOf(house)
        try {
          mayInfer(c.var.asker)
          const model = (await formOf(c)).get('model') ?? ''
          await desk.asks.chatting.load(model, untilGone(c.env.outgoing))
          return new Response(null, { status: 204 })
        } catch (error) {
          return refuse(desk, error, { house, c })
        }
      },
    },
    post(STREAM_ADDRESS, 'Asks the model; its answer as lines of JSON, word by word.', answeredLines),
  ]
}

type Asked = {
  readonly desk: Desk
  readonly house: House
  readonly c: DoorContext
  readonly asked: Conversation
}
type Chatting = Desk['asks']['chatting']

async function whoAnswers(
  chatting: Chatting,
  wanted: string | undefined,
): Promise<Omit<ChatView, 'turns' | 'answer'>> {
  const models = await chatting.models()
  const found = chosenModel(models, wanted)
  const model: ChatModel | undefined = found ?? chosenModel(models, undefined)
  const known = model === undefined ? undefined : await chatting.known(model)
  return {
    models,
    ...(model !== undefined && { model }),
    ...(known !== undefined && { known }),
    ...(found === undefined && wanted !== undefined && { missing: wanted }),
  }
}

async function answeredPage({ desk, c, asked }: Asked): Promise<Response> {
  const { chatting } = desk.asks
  const answer = await chatting.answer(asked, untilGone(c.env.outgoing), { begun: () => {}, text: () => {} })
  const turns: readonly Turn[] = [...asked.turns, { role: 'assistant', content: answer.text }]
  const view = { ...(await whoAnswers(chatting, asked.model)), turns, answer }
  return htmlAnswer(chatPage(view, frameOf(desk, c)), 200)
}

/** Lines {begun}, with the receipt that even a stopped answer will have, {piece}, and a last one: {text, made} with the
 *  whole and what stands below it, or {problem}. A failure before the first line keeps its status. */
async function answeredLines({ desk, house, c, asked }: Asked): Promise<Response> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  const say = (line: object) => writer.write(utf8(`${JSON.stringify(line)}\n`)).catch(gone)
  const first = Promise.withResolvers<void>()
  const watch: ChatWatcher = {
    begun(receipt) {
      first.resolve()
      void say({ begun: receiptLink(receipt).toString() })
    },
    text: (piece) => void say({ piece }),
  }
  const whole = desk.asks.chatting.answer(asked, untilGone(c.env.outgoing), watch).then(
    (answer) => say({ text: answer.text, made: made(answer).toString() }),
    (error: unknown) => {
      first.reject(error) // without effect once the first line is out
      return say({ problem: problemOf(error, house.defects).detail })
    },
  )
  void whole.then(() => {
    first.resolve()
    return writer.close().catch(gone)
  })
  await first.promise
  const headers = { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' }
  return new Response(readable, { headers })
}

/** Whoever asked has left; the answer was ended by the same. */
function gone(): void {}

async function formOf(c: DoorContext): Promise<URLSearchParams> {
  const bytes = await readBody(c.env.incoming, MAX_FORM_BYTES)
  return new URLSearchParams(Buffer.from(bytes).toString('utf8'))
}

async function conversationOf(c: DoorContext): Promise<Conversation> {
  const form = await formOf(c)
  const [model, said] = [form.get('model') ?? '', (form.get('said') ?? '').trim()]
  if (said === '' || said.length > MAX_PROMPT)
    throw wrong('Your message', `1 to ${MAX_PROMPT} characters`, said.length)
  return { model, turns: [...turnsOf(form.get('turns') ?? '[]'), { role: 'user', content: said }] }
}

/** The conversation so far, as the page itself wrote it into its form. */
function turnsOf(text: string): readonly Turn[] {
  const isTurn = (one: unknown): one is Turn => {
    const { role, content } = (one ?? {}) as Readonly<Record<string, unknown>>
    return (role === 'user' || role === 'assistant') && typeof content === 'string'
  }
  try {
    const list: unknown = JSON.parse(text)
    if (Array.isArray(list) && list.length < MAX_TURNS && list.every(isTurn)) return list
  } catch {
    // told below
  }
  throw wrong('conversation', `at most ${MAX_TURNS} turns, as the page wrote them`, 'something else')
}

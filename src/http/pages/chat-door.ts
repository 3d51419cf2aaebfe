// The chat page's two requests: open it, and ask. People of this machine may, others by a token for inference.

import type { ChatView, Turn } from '../../node/views/chat.ts'
import { readBody } from '../bytes/receive.ts'
import type { DoorContext, Route } from '../door.ts'
import { mayInfer, wrong } from '../infer.ts'
import { type Desk, type DeskOf, frameOf, htmlAnswer, refuse, type Sheet } from './answer.ts'
import { CHAT_ADDRESS, chatPage, MAX_PROMPT } from './chat.ts'

const MAX_FORM_BYTES = 1 << 20
const MAX_TURNS = 200

export const chatSheet: Sheet<ChatView> = {
  path: CHAT_ADDRESS,
  summary: 'A chat with a model that this node holds.',
  async read({ asks }, c) {
    mayInfer(c.var.asker)
    const chosen = c.req.query('model')
    return { models: await asks.chatting.models(), turns: [], ...(chosen !== undefined && { chosen }) }
  },
  show: chatPage,
}

export function chatRoutes(deskOf: DeskOf): readonly Route[] {
  return [
    {
      method: 'POST',
      path: CHAT_ADDRESS,
      summary: 'Asks the model; the page with its answer.',
      async handle(house, c) {
        const desk = deskOf(house)
        try {
          mayInfer(c.var.asker)
          return htmlAnswer(chatPage(await asked(desk, c), frameOf(desk, c)), 200)
        } catch (error) {
          return refuse(desk, error, { house, c })
        }
      },
    },
  ]
}

async function asked({ asks }: Desk, c: DoorContext): Promise<ChatView> {
  const form = new URLSearchParams(
    Buffer.from(await readBody(c.env.incoming, MAX_FORM_BYTES)).toString('utf8'),
  )
  const [model, said] = [form.get('model') ?? '', (form.get('said') ?? '').trim()]
  if (said === '' || said.length > MAX_PROMPT)
    throw wrong('Your message', `1 to ${MAX_PROMPT} characters`, said.length)
  const turns: readonly Turn[] = [...turnsOf(form.get('turns') ?? '[]'), { role: 'user', content: said }]
  const answer = await asks.chatting.answer(model, turns, c.req.raw.signal)
  const all: readonly Turn[] = [...turns, { role: 'assistant', content: answer.text }]
  return { models: await asks.chatting.models(), chosen: model, turns: all, answer }
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

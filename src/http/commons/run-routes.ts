// Models that run here: what is loaded, receipts, an answer given again, and the figures of given continuations.
// People of this machine may ask; others need a token with the scope `infer`. Receipts are the operator's to read.

import Type, { type Static } from 'typebox'
import { OwcError } from '../../base/errors.ts'
import type { Node } from '../../node/node.ts'
import type { Receipt } from '../../node/run/receipts.ts'
import { type Replay as Asked, replay } from '../../node/run/replay.ts'
import { ANY_OBJECT, grammarOf } from '../../runtime/grammar.ts'
import { mayInfer, wrong } from '../infer.ts'
import { json } from '../json.ts'
import { type CommonsRoute, row } from './route.ts'

const MAX_ITEMS = 256
const MAX_CONTINUATIONS = 64
const MAX_TEXT = 1 << 20
const MAX_STOPS = 16

const closed = { additionalProperties: false } as const
const Model = Type.String({ minLength: 1, maxLength: 600 })
const Text = Type.String({ maxLength: MAX_TEXT })
const Unload = Type.Object({ model: Model }, closed)
const Message = Type.Object({ role: Type.String({ maxLength: 40 }), content: Text }, closed)
const Stop = Type.String({ maxLength: 1_000 })
const Replay = Type.Object(
  {
    model: Model,
    messages: Type.Optional(Type.Array(Message, { minItems: 1, maxItems: 2048 })),
    prompt: Type.Optional(Text), // of a completion
    salt: Type.String({ maxLength: 64 }),
    stop: Type.Optional(Type.Array(Stop, { maxItems: MAX_STOPS })),
    schema: Type.Optional(Type.Unknown()), // JSON Schema, or the text "json_object": any object
  },
  closed,
)
const Item = Type.Object(
  {
    prompt: Type.String({ minLength: 1, maxLength: MAX_TEXT }), // what follows nothing has no figure
    continuations: Type.Array(Text, { minItems: 1, maxItems: MAX_CONTINUATIONS }),
  },
  closed,
)
const Likelihood = Type.Object(
  { model: Model, items: Type.Array(Item, { minItems: 1, maxItems: MAX_ITEMS }) },
  closed,
)
const Newest = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000 })) }, closed)

export const runRoutes: readonly CommonsRoute[] = [
  row({
    method: 'GET',
    path: '/loaded',
    tag: 'run',
    summary: 'Models that are loaded, with what they take.',
    answers: 'A list: name, object, process, memory in bytes, requests that run and wait.',
    scope: 'any',
    async handle({ house, c }) {
      mayInfer(c.var.asker)
      return json(c, { loaded: house.node.answering.loaded() })
    },
  }),
  row<undefined, Static<typeof Unload>>({
    method: 'POST',
    path: '/loaded/end',
    tag: 'run',
    summary: 'Unloads a model.',
    answers: 'Whether it was loaded.',
    scope: 'operate',
    body: Unload,
    handle: async ({ house, c, body }) => json(c, { ended: await house.node.answering.unload(body.model) }),
  }),
  row<Static<typeof Newest>>({
    method: 'GET',
    path: '/receipts',
    tag: 'run',
    summary: 'Receipts of answers given here, newest first; without text.',
    answers: 'A list.',
    scope: 'operate',
    query: Newest,
    handle: async ({ house, c, query }) =>
      json(c, { receipts: await house.node.answering.receipts.newest(query.limit ?? 50) }),
  }),
  row({
    method: 'GET',
    path: '/receipts/:id',
    tag: 'run',
    summary: 'One receipt.',
    answers: 'What made the answer: bytes, template, settings, runtime, commitments to its tokens.',
    scope: 'any',
    async handle({ house, c, part }) {
      mayInfer(c.var.asker)
      return json(c, await receiptOf(house.node, part('id')))
    },
  }),
  row<undefined, Static<typeof Replay>>({
    method: 'POST',
    path: '/receipts/:id/replay',
    tag: 'run',
    summary:
      'Gives an answer again from its receipt, for the same messages or prompt, stop strings and schema, and compares it.',
    answers: 'same, different or not-comparable, and what differs.',
    scope: 'any',
    body: Replay,
    async handle({ house, c, body, part }) {
      mayInfer(c.var.asker)
      const { answering } = house.node
      const receipt = await receiptOf(house.node, part('id'))
      return json(c, await replay(answering, receipt, replayOf(body), c.req.raw.signal))
    },
  }),
  row<undefined, Static<typeof Likelihood>>({
    method: 'POST',
    path: '/loglikelihood',
    tag: 'run',
    summary:
      'Log-probabilities of given continuations of given prompts, from one cold context with fixed settings.',
    answers:
      'For each continuation its tokens with their figures (natural logarithm), whether each was the most probable.',
    scope: 'any',
    body: Likelihood,
    async handle({ house, c, body }) {
      mayInfer(c.var.asker)
      const { signal } = c.req.raw
      return json(
        c,
        await house.node.answering.with(body.model, signal, async (process) => {
          const items = []
          for (const { prompt, continuations } of body.items) {
            const begin = await process.tokenize([{ text: prompt, control: false }])
            const scored = []
            for (const text of continuations) {
              const whole = await process.tokenize([{ text, control: false }])
              const scores = await process.score({ prompt: begin, continuation: whole }, 1, signal)
              const tokens = scores.map(({ token, logprob, top }) => ({
                token,
                logprob,
                greedy: top[0]?.token === token,
              }))
              scored.push({ logprob: scores.reduce((sum, { logprob }) => sum + logprob, 0), tokens })
            }
            items.push({ continuations: scored })
          }
          return { items, runtime: process.loaded.runtime }
        }),
      )
    },
  }),
]

function replayOf({ model, messages, prompt, salt, stop = [], schema }: Static<typeof Replay>): Asked {
  if ((messages === undefined) === (prompt === undefined))
    throw wrong('messages', 'either messages or a prompt', messages === undefined ? 'none' : 'both')
  const said = messages === undefined ? { text: prompt ?? '' } : { messages }
  const asked = { model, prompt: said, salt, stop }
  if (schema === undefined) return asked
  return { ...asked, grammar: schema === 'json_object' ? ANY_OBJECT : grammarOf(schema) }
}

async function receiptOf({ answering }: Node, id: string): Promise<Receipt> {
  const receipt = await answering.receipts.get(id.replace(/^(chatcmpl-|cmpl-|resp_)/, ''))
  if (receipt !== undefined) return receipt
  const found = JSON.stringify(id.slice(0, 60))
  throw new OwcError({ code: 'not-found', where: 'receipts', expected: 'a receipt of this node', found })
}

// Answers of a real node by the real runtime, on a model of 400 kB: what is refused before an answer begins, and whose
// settings count.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { OwcError } from '../../../src/base/errors.ts'
import { nodeCrypto } from '../../../src/ledger/crypto-node.ts'
import type { Ask, Begun } from '../../../src/node/run/answering.ts'
import { fingerprint } from '../../../src/node/run/receipts.ts'
import { grammarOf } from '../../../src/runtime/grammar.ts'
import { tinyModel } from '../../runtime/tiny-model.ts'
import { value } from '../../weights/hostile/build.ts'
import { asking, live, openTiny, type TinyNode, unwatched, user } from './tiny-node.ts'

let tiny: TinyNode

before(async () => {
  tiny = await openTiny()
})
after(() => tiny.close())

const CONTEXT = 512
const LONGEST = CONTEXT - 2 // one cell is kept free, one token is answered
const tokens = (count: number) => ({ tokens: Array.from({ length: count }, (_, i) => i % 256) })

async function refused(ask: Ask, code: string): Promise<void> {
  const begun: Begun[] = []
  const watch = { begun: (one: Begun) => void begun.push(one), text: () => {} }
  const isCode = (error: unknown) => error instanceof OwcError && error.problem.code === code
  await assert.rejects(tiny.node.answering.answer(ask, live, watch), isCode)
  assert.deepEqual(begun, [], 'an answer that was never given has not begun')
}

test('answering: what cannot be answered is refused before the answer begins', async () => {
  await refused(asking({ prompt: { text: '' } }), 'usage')
  await refused(asking({ prompt: { tokens: [] } }), 'usage')
  await refused(asking({ prompt: { tokens: [258] } }), 'usage')
  await refused(asking({ prompt: tokens(LONGEST + 1) }), 'context-overflow')
  await refused(asking({ prompt: { messages: user('x'.repeat(CONTEXT)) } }), 'context-overflow')
  await refused(asking({ grammar: 'root ::= nowhere' }), 'schema-unsupported')
  const { finished } = await tiny.node.answering.answer(
    asking({ prompt: tokens(LONGEST), maxTokens: 9 }),
    live,
    unwatched,
  )
  assert.equal(finished.tokens.length, 1, 'the longest prompt is answered with the one token that fits')
})

test('answering: ten megabytes are refused at once, as text and as a chat, and the model goes on', async () => {
  const huge = 'x'.repeat(10 << 20)
  const started = performance.now()
  await refused(asking({ prompt: { text: huge } }), 'context-overflow')
  await refused(asking({ prompt: { messages: user(huge) } }), 'context-overflow')
  await refused(asking({ prompt: { messages: user(huge) }, overflow: 'drop-oldest' }), 'context-overflow')
  assert.ok(performance.now() - started < 3_000, 'nothing of it was cut into tokens')
  await tiny.node.answering.answer(asking(), live, unwatched)
})

test('answering: the oldest messages are left out, no more than must be, and counted', async () => {
  const system = { role: 'system', content: 'Be brief.' }
  const messages = [
    system,
    ...Array.from({ length: 200 }, (_, i) => ({ role: 'user', content: `number ${i}` })),
  ]
  const fitted = (most: number) =>
    tiny.node.answering.answer(
      asking({ prompt: { messages }, overflow: 'drop-oldest', maxTokens: most }),
      live,
      unwatched,
    )
  const { truncated, promptTokens } = await fitted(10)
  const each = `<|im_start|>user\nnumber 199<|im_end|>\n`.length - 10 - 8 // its two control tokens are one each
  assert.ok(promptTokens <= LONGEST + 1 - 10 && promptTokens + each > LONGEST + 1 - 10, `${promptTokens}`)
  assert.ok(truncated > 150 && truncated < 200, `${truncated}`)
  assert.ok((await fitted(300)).truncated > truncated, 'room for the answer is kept, up to half')
  const last = { prompt: { messages: [system, ...user('x'.repeat(600))] }, overflow: 'drop-oldest' } as const
  await refused(asking(last), 'context-overflow')
})

test('answering: who cannot be told any more gets no answer, and the model goes on', async () => {
  const full = () => {
    throw new Error('no room for what is told')
  }
  for (const watch of [
    { begun: full, text: () => {} },
    { begun: () => {}, text: full },
  ])
    await assert.rejects(
      tiny.node.answering.answer(asking({ maxTokens: 99 }), live, watch),
      /no room for what/,
    )
  assert.deepEqual(
    tiny.node.answering.loaded().map(({ running }) => running),
    [0],
  )
})

test('answering: who leaves an answer that was to have figures has its receipt all the same', async () => {
  const leaving = new AbortController()
  let id = ''
  const watch = {
    begun: ({ receipt }: { readonly receipt: string }) => {
      id = receipt
    },
    text: () => leaving.abort(),
  }
  const ask = asking({ prompt: { text: 'a' }, maxTokens: 300, sampling: { temperature: 2 }, top: 2 })
  const { finished, scores } = await tiny.node.answering.answer(ask, leaving.signal, watch)
  assert.deepEqual([finished.reason, scores], ['aborted', undefined])
  assert.equal((await tiny.node.answering.receipts.get(id))?.finish, 'aborted')
})

test('answering: two objects of one artifact are two deployments', () => {
  const print = (object: string) =>
    fingerprint({ artifact: 'a', object, template: null, runtime: 'r', ctx: 1 }, nodeCrypto)
  assert.equal(print('b'), print('b'))
  assert.notEqual(print('b'), print('c'))
})

test('answering: a model for which there is no room is refused with both figures, before it is loaded', async () => {
  const pairs = { 'llama.attention.key_length': value.u32(2 ** 24), 'llama.context_length': value.u32(4_096) }
  await tiny.hold('tiny/large', { 'a.gguf': tinyModel({ pairs }) })
  const ask = asking({ model: 'tiny/large' })
  await refused(ask, 'memory-short')
  await assert.rejects(
    tiny.node.answering.answer(ask, live, unwatched),
    /expected \d{4,}\.\d GB free, found [\d.]+ GB/,
  )
})

const items = (schema: unknown, maxItems: number) => ({ type: 'array', items: schema, maxItems })
const letters = { type: 'string', maxLength: 1_000 }
const keys = (count: number, schema: unknown) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, schema]))

const SCHEMAS: readonly [string, unknown][] = [
  ['the longest text', letters],
  ['the longest text, whole', { type: 'string', minLength: 1_000, maxLength: 1_000 }],
  ['the longest list', items({ type: 'boolean' }, 1_000)],
  ['lists of lists of texts', items(items(letters, 1_000), 1_000)],
  [
    'as many bounds as may be',
    { type: 'object', properties: keys(99, letters), required: Object.keys(keys(99, 1)) },
  ],
  ['many choices', { enum: Array.from({ length: 500 }, (_, i) => `choice ${i}`) }],
  ['itself in a list', { type: 'array', items: { $ref: '#' } }],
  [
    'itself in an object',
    { type: 'object', properties: { next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } } },
  ],
]

test('answering: whatever schema is accepted, the runtime reads its grammar', async () => {
  for (const [name, schema] of SCHEMAS) {
    const ask = asking({ grammar: grammarOf(schema), maxTokens: 2 })
    assert.equal((await tiny.node.answering.answer(ask, live, unwatched)).finished.tokens.length, 2, name)
  }
})

const SENT: readonly [keyof Ask['sampling'], number][] = [
  ['temperature', -1],
  ['temperature', Number.NaN],
  ['topK', 1.5],
  ['topK', -1],
  ['topP', 1.01],
  ['minP', -0.1],
  ['repeatPenalty', 0],
  ['seed', 2 ** 32],
]

test('answering: numbers of the caller that mean nothing are refused', async () => {
  for (const [name, number] of SENT) await refused(asking({ sampling: { [name]: number } }), 'usage')
})

test('answering: numbers of a file count where the caller is silent; what cannot be is left out and named', async () => {
  const pairs = {
    'general.sampling.temp': value.f32(0.5),
    'general.sampling.top_k': value.i32(-5),
    'general.sampling.top_p': value.f32(Number.POSITIVE_INFINITY),
    'general.sampling.min_p': value.text(''),
    'general.sampling.penalty_repeat': value.f32(0),
  }
  await tiny.hold('tiny/settings', { 'a.gguf': tinyModel({ pairs }) })
  const answered = (sampling: Ask['sampling']) =>
    tiny.node.answering.answer(asking({ model: 'tiny/settings', sampling }), live, unwatched)
  const { record, ignored } = await answered({})
  assert.deepEqual([record.params.temperature, record.params.topK, record.params.topP], ['0.5', 0, '1'])
  const wrong = ['top_k', 'top_p', 'min_p', 'penalty_repeat'].map((key) => `general.sampling.${key}`)
  assert.deepEqual([ignored, record.ignored], [wrong, wrong])
  assert.equal((await answered({ temperature: 0 })).record.params.temperature, '0')
})

// POST /v1/responses with answers made by hand: calls of functions among the events, an answer that is cut, and a failure
// before and after the first byte. With a real model and the SDKs: test/interop/model-doors.test.ts.

import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Sha256 } from '../../src/base/digest.ts'
import { OwcError } from '../../src/base/errors.ts'
import type { ByteRequest, House } from '../../src/http/door.ts'
import { refuseResponse, responses } from '../../src/http/openai/responses.ts'
import type { Answering, Begun } from '../../src/node/run/answering.ts'

const digest = 'a'.repeat(64) as Sha256
const begun = {
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

const lost = new OwcError({ code: 'model-lost', where: 'model', expected: 'an answer', found: 'its end' })
const asker = { who: { name: 'me', scopes: [], operator: false }, by: 'nobody', local: true } as const

let answer: Answering['answer']
let server: Server
let url = ''

before(async () => {
  const house = {
    node: { answering: { answer: (...given: Parameters<Answering['answer']>) => answer(...given) } },
    defects: (error: unknown) => assert.fail(String(error)),
  } as unknown as House
  server = createServer((request, response) => {
    const bytes: ByteRequest = { request, response, asker, parts: [] }
    responses(house, bytes).catch((error) => refuseResponse(house, bytes, error))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
after(() => new Promise((resolve) => server.close(resolve)))

async function posted(more: object = {}) {
  const body = JSON.stringify({ model: 'a/b', input: 'hi', ...more })
  const reply = await fetch(url, { method: 'POST', body, headers: { connection: 'close' } })
  return { status: reply.status, text: await reply.text() }
}

// biome-ignore lint/suspicious/noExplicitAny: events of several shapes
function eventsIn(text: string): readonly any[] {
  return text
    .split('\n\n')
    .filter(Boolean)
    .map((block) => {
      const [, name, data = ''] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? []
      const event = JSON.parse(data)
      assert.equal(event.type, name)
      return event
    })
}

const answering =
  (reason: string, calls: readonly object[]): Answering['answer'] =>
  async (_ask, _signal, watch) => {
    watch.begun(begun)
    watch.text('one ')
    watch.text('two')
    const finished = { reason, tokens: [1, 2], reused: 0 }
    return { ...begun, text: 'one two', calls, finished, promptIds: [], record: {} } as never
  }

test('responses: calls follow the message, each announced, filled and done; numbers rise by one', async () => {
  answer = answering('stop', [{ name: 'f', arguments: { x: 1 } }])
  const events = eventsIn((await posted({ stream: true })).text)
  assert.deepEqual(
    events.map(({ sequence_number: number }) => number),
    events.map((_, i) => i),
  )
  assert.deepEqual(
    events.slice(-5).map(({ type }) => type),
    [
      'response.output_item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.completed',
    ],
  )
  const { response } = events.at(-1)
  assert.deepEqual(response.output[1].arguments, '{"x":1}')
  assert.equal(response.output[0].content[0].text, 'one two')
  const whole = JSON.parse((await posted()).text)
  assert.deepEqual(whole.output, response.output)
  assert.deepEqual(whole.usage, response.usage)
})

test('responses: an answer that was cut says so, whole and as the last event', async () => {
  answer = answering('length', [])
  assert.equal(JSON.parse((await posted()).text).incomplete_details.reason, 'max_output_tokens')
  assert.equal(eventsIn((await posted({ stream: true })).text).at(-1).type, 'response.incomplete')
})

test('responses: a failure is a status before the first byte and an event after it, never an end that looks whole', async () => {
  answer = async () => {
    throw lost
  }
  const early = await posted({ stream: true })
  assert.equal(early.status, 503)
  assert.equal(JSON.parse(early.text).error.code, 'worker_lost')
  answer = async (_ask, _signal, watch) => {
    watch.begun(begun)
    watch.text('one')
    throw lost
  }
  const events = eventsIn((await posted({ stream: true })).text)
  assert.deepEqual([events.at(-1).type, events.at(-1).code], ['error', 'worker_lost'])
  assert.ok(!events.some(({ type }) => type === 'response.completed'))
})

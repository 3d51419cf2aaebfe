// POST /v1/responses with answers made by hand: calls of functions among the events, an answer that is cut, and a failure
// before and after the first byte. With a real model and the SDKs: test/interop/model-doors.test.ts.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { begun, type HandMade, openHandMade, saying } from './hand-made.ts'

const lost = new OwcError({ code: 'model-lost', where: 'model', expected: 'an answer', found: 'its end' })

let doors: HandMade

before(async () => {
  doors = await openHandMade()
})
after(async () => {
  await doors.close()
  assert.deepEqual(doors.defects, [])
})

const posted = (more: object = {}) => doors.post('/v1/responses', { model: 'a/b', input: 'hi', ...more })

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

test('responses: calls follow the message, each announced, filled and done; numbers rise by one', async () => {
  doors.answer = saying('stop', [{ name: 'f', arguments: { x: 1 } }])
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
  doors.answer = saying('length')
  assert.equal(JSON.parse((await posted()).text).incomplete_details.reason, 'max_output_tokens')
  assert.equal(eventsIn((await posted({ stream: true })).text).at(-1).type, 'response.incomplete')
})

test('responses: a failure is a status before the first byte and an event after it, never an end that looks whole', async () => {
  doors.answer = async () => {
    throw lost
  }
  const early = await posted({ stream: true })
  assert.equal(early.status, 503)
  assert.equal(JSON.parse(early.text).error.code, 'worker_lost')
  doors.answer = async (_ask, _signal, watch) => {
    watch.begun(begun)
    watch.text('one')
    throw lost
  }
  const events = eventsIn((await posted({ stream: true })).text)
  assert.deepEqual([events.at(-1).type, events.at(-1).code], ['error', 'worker_lost'])
  assert.ok(!events.some(({ type }) => type === 'response.completed'))
})

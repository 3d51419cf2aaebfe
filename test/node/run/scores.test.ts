// Log-probabilities of a text by the real runtime: the same bits however the text is divided into what is given and what
// is asked, whatever else is being answered; and what does not fit is told.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { OwcError } from '../../../src/base/errors.ts'
import type { ModelProcess } from '../../../src/runtime/model-process.ts'
import { VOCABULARY } from '../../runtime/tiny-model.ts'
import { asking, live, openTiny, type TinyNode, unwatched } from './tiny-node.ts'

let tiny: TinyNode

before(async () => {
  tiny = await openTiny()
})
after(() => tiny.close())

const text = Array.from({ length: 75 }, (_, i) => (i * 7_919 + 13) % 256)
const using = <T>(work: (model: ModelProcess) => Promise<T>) =>
  tiny.node.answering.with('tiny/one', live, work)
const numbers = async (model: ModelProcess, at: number, end = text.length) => {
  const asked = { prompt: text.slice(0, at), continuation: text.slice(at, end) }
  return (await model.score(asked, 1, live)).map(({ logprob }) => logprob)
}

test('scores: where the prompt ends makes no difference to any bit, nor does what follows, nor who else is answered', async () => {
  await using(async (model) => {
    const whole = await numbers(model, 1)
    assert.equal(whole.length, text.length - 1)
    for (const at of [2, 15, 16, 17, 18, 33, 63, 64, 65, 74])
      assert.deepEqual(await numbers(model, at), whole.slice(at - 1), `from ${at}`)
    for (const end of [2, 16, 17, 18, 49, 66])
      assert.deepEqual(await numbers(model, 1, end), whole.slice(0, end - 1), `to ${end}`)
    const answer = tiny.node.answering.answer(asking({ maxTokens: 40 }), live, unwatched)
    assert.deepEqual(await numbers(model, 1), whole)
    await answer
  })
})

test('scores: each is a probability, and all of one place come to one', async () => {
  await using(async (model) => {
    const [first] = await model.score({ prompt: [65], continuation: [66] }, VOCABULARY, live)
    const sum = first?.top.reduce((all, { logprob }) => all + Math.exp(logprob), 0) ?? 0
    assert.ok(Math.abs(sum - 1) < 1e-5, `${sum}`)
    assert.equal(first?.top.find(({ token }) => token === 66)?.logprob, first?.logprob)
  })
})

test('scores: what is longer than the context is told, as is a text to embed', async () => {
  const isOverflow = (error: unknown) =>
    error instanceof OwcError && error.problem.code === 'context-overflow'
  const long = Array.from({ length: 511 }, () => 65)
  await using(async (model) => {
    assert.equal((await model.score({ prompt: [65], continuation: long.slice(1) }, 1, live)).length, 510)
    await assert.rejects(model.score({ prompt: [65], continuation: long }, 1, live), isOverflow)
    await assert.rejects(model.embed('a'.repeat(600)), isOverflow)
    assert.ok(Math.abs(Math.hypot(...(await model.embed('a b c'))) - 1) < 1e-6)
  })
})

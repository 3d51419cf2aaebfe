// Receipts given again on a real node by the real runtime: the same is the same, and each thing that changed is told.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Prompt } from '../../../src/node/run/prompt.ts'
import { type Replay, replay } from '../../../src/node/run/replay.ts'
import { ANY_OBJECT } from '../../../src/runtime/grammar.ts'
import { CHATML, END, tinyModel } from '../../runtime/tiny-model.ts'
import { asking, live, openTiny, type TinyNode, unwatched } from './tiny-node.ts'

let tiny: TinyNode

before(async () => {
  tiny = await openTiny()
})
after(() => tiny.close())

test('replay: the same prompt, stop strings and grammar give the same; each that changed is told', async () => {
  const ask = asking({ stop: ['zz', 'yy'], grammar: ANY_OBJECT, maxTokens: 12, sampling: { seed: 7 } })
  const { record, salt, text } = await tiny.node.answering.answer(ask, live, unwatched)
  const prompt: Prompt = ask.prompt
  const told = async (more: Partial<Replay>) => {
    const asked = { model: 'tiny/one', prompt, salt, stop: ask.stop, grammar: ANY_OBJECT, ...more }
    return await replay(tiny.node.answering, record, asked, live)
  }
  const same = await told({})
  assert.deepEqual([same.verdict, same.differs, same.text], ['same', [], text])
  assert.deepEqual((await told({ stop: ['zz'] })).differs, ['stop'])
  assert.deepEqual((await told({ grammar: 'root ::= "a"+' })).differs.slice(0, 1), ['grammar'])
  assert.ok((await told({ prompt: { text: 'hi' } })).differs.includes('prompt'))
  const file = tinyModel()
  file[file.length - 1] = (file.at(-1) ?? 0) ^ 1
  await tiny.hold('tiny/flipped', { 'a.gguf': file })
  assert.ok((await told({ model: 'tiny/flipped' })).differs.includes('bytes'))
  await tiny.hold('tiny/reworded', { 'a.gguf': tinyModel({ template: `${CHATML} ` }) })
  assert.deepEqual((await told({ model: 'tiny/reworded' })).differs.slice(0, 2), ['bytes', 'template'])
  await assert.rejects(told({ salt: '!' }), /base64/)
})

test('replay: an answer that was left is compared as far as it was seen', async () => {
  const leaving = new AbortController()
  const watch = { begun: () => {}, text: () => leaving.abort() }
  const ask = asking({ prompt: { text: 'a' }, maxTokens: 300, sampling: { seed: 3, temperature: 2 } })
  const { record, salt, finished } = await tiny.node.answering.answer(ask, leaving.signal, watch)
  assert.equal(finished.reason, 'aborted')
  assert.ok(finished.tokens.length < 300 && !finished.tokens.includes(END), `${finished.tokens}`)
  const again = await replay(
    tiny.node.answering,
    record,
    { model: 'tiny/one', prompt: ask.prompt, salt },
    live,
  )
  assert.equal(again.verdict, 'same')
})

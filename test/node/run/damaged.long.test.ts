// Damaged model files on a real node: those that our parser lets through end in the process of the runtime and nowhere
// else, with one sentence each; those that nothing tells apart answer under a digest of their own.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { OwcError } from '../../../src/base/errors.ts'
import { findModel } from '../../../src/node/run/models.ts'
import { DAMAGED } from '../../runtime/damaged.ts'
import { tinyModel } from '../../runtime/tiny-model.ts'
import { asking, live, openTiny, type TinyNode, unwatched } from './tiny-node.ts'

let tiny: TinyNode

before(async () => {
  tiny = await openTiny()
})
after(() => tiny.close())

const of = (fate: string) => DAMAGED.filter((one) => one.fate === fate)
const answered = (model: string) => tiny.node.answering.answer(asking({ model }), live, unwatched)
const held = async (fate: string) => {
  const rows = of(fate).map(({ name, bytes }, i) => ({ name, bytes, model: `tiny/${fate}-${i}` }))
  for (const { model, bytes } of rows) await tiny.hold(model, { 'a.gguf': bytes })
  return rows
}

test('damaged models: what the runtime refuses is told, and the next model answers', async () => {
  for (const { name, model } of await held('runtime')) {
    await assert.rejects(
      answered(model),
      (error) => error instanceof OwcError && ['model-refused', 'model-lost'].includes(error.problem.code),
      name,
    )
  }
  assert.deepEqual(tiny.node.answering.loaded(), [], 'no process of them is left')
  assert.equal((await answered('tiny/one')).finished.tokens.length, 4)
})

test('damaged models: what only its digest tells apart answers under that digest', async () => {
  const whole = await findModel(tiny.node, 'tiny/one')
  for (const { name, model } of await held('answers')) {
    const { record } = await answered(model)
    assert.notEqual(record.object.sha256, `sha256:${whole.object}`, name)
    await tiny.node.answering.unload(model)
  }
})

test('damaged models: a template that would take all memory or time ends its thread; plain text still answers', async () => {
  const loop = (inner: string) => `{% for i in range(99999) %}${inner}{% endfor %}`
  const bombs = { memory: `{% for i in range(100000000) %}x{% endfor %}`, time: loop(loop(loop(''))) }
  for (const [name, template] of Object.entries(bombs)) {
    await tiny.hold(`tiny/${name}`, { 'a.gguf': tinyModel({ template }) })
    const started = performance.now()
    await assert.rejects(
      answered(`tiny/${name}`),
      (error) => error instanceof OwcError && error.problem.code === 'template-invalid',
      name,
    )
    assert.ok(performance.now() - started < 30_000)
    const plain = asking({ model: `tiny/${name}`, prompt: { text: 'a' } })
    assert.equal((await tiny.node.answering.answer(plain, live, unwatched)).finished.tokens.length, 4)
    await answered('tiny/one')
  }
})

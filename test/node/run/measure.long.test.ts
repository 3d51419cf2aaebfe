// A measurement in the real runtime, on a model of a few hundred kilobytes: what it says of itself and of the tool, that it
// is alone, and what it does where there is no room.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import process from 'node:process'
import { after, before, test } from 'node:test'
import { OwcError } from '../../../src/base/errors.ts'
import { checkBody } from '../../../src/commons/validate.ts'
import { measure } from '../../../src/node/run/measure.ts'
import { tinyModel } from '../../runtime/tiny-model.ts'
import { live, openTiny, type TinyNode } from './tiny-node.ts'

let tiny: TinyNode
before(async () => {
  tiny = await openTiny()
  await tiny.hold('tiny/long', { 'long.gguf': tinyModel({ context: 4_096 }) })
})
after(() => tiny.close())

const machine = `${process.platform}-${process.arch}`

test('measure: tool and report are true bodies of their types; the model’s process is gone afterwards', async () => {
  const sheet = await tiny.node.measure('tiny/long', live)
  assert.deepEqual(checkBody('owc:tool/v1', { ...sheet.tool.body }), [])
  assert.deepEqual(checkBody('owc:run-report/v1', { ...sheet.report }), [])
  const { report, text } = sheet
  assert.equal(report.tool, sheet.tool.digest)
  assert.equal(report.output?.sha256, createHash('sha256').update(text).digest('hex'))
  assert.equal(report.output?.promptTokens, report.probe.prompt.length, 'a token for each byte')
  assert.equal(report.settings?.contextSize, 2_048, 'the probe did not fit into less')
  assert.ok((report.memory?.peakBytes ?? 0) > 10e6)
  assert.deepEqual(tiny.node.answering.loaded(), [])
})

test('measure: nothing is loaded where its memory is not free', async () => {
  const measuring = { node: tiny.node, threads: 1, machine, freeBytes: 1e6 }
  await assert.rejects(
    measure(measuring, 'tiny/one', live),
    (error) => error instanceof OwcError && error.problem.code === 'memory-short',
  )
})

test('measure: who leaves ends it', async () => {
  await assert.rejects(tiny.node.measure('tiny/one', AbortSignal.abort()), /abort/i)
})

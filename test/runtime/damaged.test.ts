// Damaged model files at the gate: what our parser and its bounds refuse never reaches the runtime. What passes the gate
// and is refused by the runtime is in test/node/run/damaged.long.test.ts.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { headerOf } from '../../src/node/run/headers.ts'
import { checkPasses } from '../../src/node/run/passes.ts'
import { inspect } from '../weights/inspect.ts'
import { DAMAGED } from './damaged.ts'
import { tinyModel, tinySplits } from './tiny-model.ts'

/** Undefined: it would be handed to the runtime. */
function refusal(bytes: Uint8Array): string | undefined {
  const inspection = inspect('model.gguf', bytes)
  if (inspection.format !== 'gguf') return `${inspection.format}, and no object that could be loaded`
  try {
    checkPasses('model', headerOf(inspection))
    return undefined
  } catch (error) {
    assert.ok(error instanceof OwcError && error.problem.code === 'model-refused', String(error))
    return error.message
  }
}

test('damaged models: more than the 31 that were tried are refused before the runtime, or end only its process', () => {
  assert.ok(DAMAGED.length >= 31)
  for (const { name, bytes, fate } of DAMAGED) {
    const found = refusal(bytes)
    assert.equal(found === undefined, fate !== 'ours', `${name}: ${found ?? 'passes'}`)
  }
})

test('damaged models: what is whole passes, and so does each of several files', () => {
  for (const bytes of [tinyModel(), tinyModel({ template: null }), ...tinySplits(3)])
    assert.equal(refusal(bytes), undefined)
})

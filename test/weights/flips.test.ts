// Every single-bit flip, and some other values, of every byte of a small file: each ends at once, and what still
// passes is a file whose header, written again from what was understood, is the same bytes.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Inspection } from '../../src/weights/inspection.ts'
import { find, info, join } from './hostile/build.ts'
import { inspect } from './inspect.ts'
import { mutations, SMALL_GGUF, SMALL_SAFETENSORS, soundGguf, soundSafetensors } from './soundness.ts'

const MASKS = [1, 2, 4, 8, 16, 32, 64, 128, 0xff]

function passes({ hazards, tensorRoot }: Inspection): boolean {
  return tensorRoot !== undefined && !hazards.some(({ verdict }) => verdict === 'I' || verdict === 'D')
}

test('flips: a safetensors file that still passes is sound', () => {
  const whole = inspect('m.safetensors', SMALL_SAFETENSORS)
  assert.deepEqual(whole.hazards, [])
  soundSafetensors(SMALL_SAFETENSORS, whole)
  let passed = 0
  for (const bytes of mutations(SMALL_SAFETENSORS, MASKS)) {
    const inspection = inspect('m.safetensors', bytes)
    if (!passes(inspection)) continue
    passed++
    soundSafetensors(bytes, inspection)
    if (find(bytes, '{') === 8) assert.notEqual(inspection.tensorRoot, undefined)
  }
  assert.ok(passed > 0 && passed < SMALL_SAFETENSORS.length * MASKS.length, `${passed} pass`)
})

test('flips: a GGUF file that still passes is sound', () => {
  const whole = inspect('m.gguf', SMALL_GGUF)
  assert.deepEqual(whole.hazards, [])
  soundGguf(SMALL_GGUF, whole)
  let passed = 0
  for (const bytes of mutations(SMALL_GGUF, MASKS)) {
    const inspection = inspect('m.gguf', bytes)
    if (!passes(inspection)) continue
    passed++
    soundGguf(bytes, inspection)
  }
  assert.ok(passed > 0 && passed < SMALL_GGUF.length * MASKS.length, `${passed} pass`)
})

test('flips: the check itself notices a wrong reading', () => {
  const right = inspect('m.gguf', SMALL_GGUF)
  const [first, ...rest] = right.tensors
  assert.ok(first !== undefined)
  assert.throws(() => soundGguf(SMALL_GGUF, { ...right, tensors: [{ ...first, shape: [9] }, ...rest] }))
  const st = inspect('m.safetensors', SMALL_SAFETENSORS)
  assert.throws(() => soundSafetensors(SMALL_SAFETENSORS, { ...st, tensors: st.tensors.slice(1) }))
  assert.ok(join(info({ name: 'x', dims: [1], type: 0, offset: 0 })).length > 0)
})

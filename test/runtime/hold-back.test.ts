// Text that may be shown of a growing answer: whole characters only, nothing that may begin a stop string.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { holdBack } from '../../src/runtime/hold-back.ts'

function shown(
  steps: readonly string[],
  stops: readonly string[],
): { text: string; stop: string | undefined } {
  const held = holdBack(stops)
  let [text, whole] = ['', '']
  for (const step of steps) {
    whole += step
    const { text: fresh, stop } = held.next(whole)
    text += fresh
    if (stop !== undefined) return { text, stop }
  }
  return { text: text + held.rest(), stop: undefined }
}

const CASES: readonly [string, readonly string[], readonly string[], string, string | undefined][] = [
  ['no stop string', ['Hel', 'lo'], [], 'Hello', undefined],
  ['a stop string in one piece', ['Hello. More'], ['.'], 'Hello', '.'],
  ['a stop string over three pieces', ['a<', '|en', 'd|>b'], ['<|end|>'], 'a', '<|end|>'],
  ['a beginning that turns out to be none', ['a<|', 'x'], ['<|end|>'], 'a<|x', undefined],
  ['the earlier of two', ['one two'], ['two', 'one'], '', 'one'],
  ['the longer of two at one place', ['ab'], ['a', 'ab'], '', 'ab'],
  ['an empty stop string stops nothing', ['ab'], [''], 'ab', undefined],
]

test('held back text: stop strings never appear, and nothing else is lost', () => {
  for (const [name, steps, stops, text, stop] of CASES)
    assert.deepEqual(shown(steps, stops), { text, stop }, name)
})

test('held back text: half a character waits for its other half', () => {
  const held = holdBack([])
  assert.deepEqual(held.next('a\uFFFD'), { text: 'a' })
  assert.deepEqual(held.next('aé'), { text: 'é' })
  assert.equal(held.rest(), '')
})

test('held back text: however it is cut, what is shown is what a whole look gives', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '|', '<'), maxLength: 24 })
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 8 }), fc.array(letters, { maxLength: 3 }), (steps, stops) => {
      const whole = steps.join('')
      const ends = stops.filter((stop) => stop !== '').map((stop) => whole.indexOf(stop))
      const end = Math.min(whole.length, ...ends.filter((at) => at !== -1))
      assert.equal(shown(steps, stops).text, whole.slice(0, end))
    }),
    { seed: 20261121, numRuns: 500 },
  )
})

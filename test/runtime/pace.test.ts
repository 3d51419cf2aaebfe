// Tokens that take out of all proportion.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pace } from '../../src/runtime/pace.ts'

const MEASURED = [
  17, 2, 1, 10, 2, 7, 3, 4, 3, 19, 5, 7, 20, 15, 27, 29, 144, 55, 467, 170, 1_891, 690, 17_540, 4_579,
]

const ROWS: readonly [string, readonly number[], boolean][] = [
  ['two kinds of lists in each other, as measured on a small model', MEASURED, true],
  ['ten times as long each time', [10, 10, 10, 100, 1_000, 10_000, 100_000], true],
  ['slow, and always was', [5_000, 5_000, 6_000, 4_000, 7_000], false],
  ['prompts of others are read beside it', [150, 150, 150, 1_200, 5_000, 9_000, 150, 9_000], false],
  ['one stop of the machine', [10, 10, 20_000, 10, 10], false],
  ['quick', [10, 20, 40, 80, 160, 320, 640], false],
  ['the first', [60_000], false],
]

test('pace: an answer is stopped when its tokens take out of all proportion, more than once', () => {
  for (const [name, times, expected] of ROWS) {
    let now = 0
    const runsAway = pace(() => now)
    const said = times.map((ms) => {
      now += ms
      return runsAway()
    })
    assert.equal(said.includes(true), expected, name)
  }
})

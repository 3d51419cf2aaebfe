// A thousand seeded edits of the example record, one or two at a time, change exactly what was predicted (edits-table.ts).

import { test } from 'node:test'
import { pairsHold } from './edits-pairs.ts'

test('edits: 1,000 seeded, alone and in pairs, change exactly what was predicted', () => {
  pairsHold(1_000)
})

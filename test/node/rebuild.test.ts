// A rebuild beside a log that grows: nothing is refused, and the index has neither a hole nor an entry twice.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { countSaid, newestSaid } from '../../src/commons/all-statements.ts'
import { author } from './author.ts'
import { makeHouse } from './house.ts'

const REBUILDS = 12
const SPEAKERS = 8

const house = makeHouse()
const node = await house.open()
after(async () => {
  await node.close()
  house.remove()
})

test('rebuild: statements go on being logged and folded while the index is exchanged', async () => {
  const { say } = await author(node, 'Somebody')
  const note = { type: 'test:note/v1', subjects: [], body: {} }
  const receipts: number[] = []
  const reads: number[] = []
  let rebuilding = true
  const speakers = Array.from({ length: SPEAKERS }, async () => {
    while (rebuilding) receipts.push((await say(note)).logIndex)
  })
  const reader = (async () => {
    while (rebuilding) {
      reads.push((await newestSaid(node.index, { limit: 1 })).length)
      await setImmediate() // a query of SQLite ends in the same turn: others get theirs
    }
  })()
  for (let i = 0; i < REBUILDS; i++) await node.rebuild()
  rebuilding = false
  await Promise.all([...speakers, reader])
  assert.equal(new Set(receipts).size, receipts.length)
  assert.ok(
    reads.every((count) => count === 1),
    'the index was never seen empty',
  )
  const live = await countSaid(node.index, node.log.origin, 1_000_000)
  const { statements } = await node.rebuild()
  assert.equal(live, statements, 'an index that went on through rebuilds holds what a fresh fold gives')
})

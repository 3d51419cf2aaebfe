// What is made when it is first asked for.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lazy } from '../../src/runtime/lazy.ts'

test('lazy: made once for all who ask, and again after a failure', async () => {
  let made = 0
  const get = lazy(async () => {
    made += 1
    if (made === 1) throw new Error('no memory for it now')
    return made
  })
  const both = await Promise.allSettled([get(), get()])
  assert.deepEqual(
    both.map(({ status }) => status),
    ['rejected', 'rejected'],
  )
  assert.deepEqual(await Promise.all([get(), get()]), [2, 2])
  assert.equal(await get(), 2)
})

// Is my node well? Each point says what is so and what to do next, and changes when the cause does.

import assert from 'node:assert/strict'
import { existsSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Node } from '../../src/node/node.ts'
import { type WellPoint, wellView } from '../../src/node/well.ts'
import { makeHouse } from './house.ts'

const silent = () => {}

test('well: a new node works and says which things want a look; each goes when it is seen to', async () => {
  const house = makeHouse()
  let node: Node = await house.open()
  const point = async (id: WellPoint['id']) => (await node.operate.well()).points.find((one) => one.id === id)
  try {
    const first = await node.operate.well()
    assert.deepEqual([first.state, first.ready], ['look', true])
    assert.equal(first.sentence, 'This node does its work. 2 things want a look: backup, keys.')
    assert.match((await point('backup'))?.command ?? '', /^owc backup --to /)

    await node.operate.backup({ to: join(house.place, 'backup'), keys: 'with' }, silent)
    assert.equal((await point('backup'))?.state, 'good')
    house.clock.seconds += 8 * 86_400
    const late = await point('backup')
    assert.equal(late?.state, 'look')
    assert.match(late?.says ?? '', /8 days old/)
    assert.ok(late?.command?.endsWith(join(house.place, 'backup')))

    const job = await node.storage.jobs.add('import', '{}', 0)
    await node.storage.jobs.fail(job, 'the source is gone')
    assert.match((await point('jobs'))?.says ?? '', /1 failed for good, first import: the source is gone/)
    await node.storage.jobs.done(job)
    assert.equal((await point('jobs'))?.state, 'good')

    await node.close()
    renameSync(join(house.place, 'data/keys/node-recovery.pem'), join(house.place, 'recovery.pem'))
    node = await house.open()
    assert.equal((await point('keys'))?.state, 'good')
    assert.equal(existsSync(join(house.place, 'data/keys/node-recovery.pem')), false) // none is made in its place
    await node.operate.backup({ to: join(house.place, 'backup'), keys: 'with' }, silent)
    const well = await node.operate.well()
    assert.deepEqual([well.state, well.sentence], ['good', 'This node is well.'])
    assert.deepEqual(house.defects, [])
  } finally {
    await node.close()
    house.remove()
  }
})

test('well: what does not work comes first and is called so', async () => {
  const house = makeHouse()
  const node = await house.open()
  try {
    const { storage, log, clock } = node
    const problem = { code: 'unreachable', where: 'x', expected: 'an answer', found: 'none' } as const
    const parts = {
      storage: { ...storage, space: async () => ({ freeBytes: 1e6, totalBytes: 1e12 }) },
      log: {
        ...log,
        failure: () =>
          ({
            code: 'log-stopped',
            where: 'the log',
            expected: 'to go on',
            found: 'that it stopped',
          }) as const,
      },
      clock,
      chores: async () =>
        [
          { name: 'fsck', time: '2026-01-01T00:00:00Z', told: '{"ok":false,"deep":true,"problems":3}' },
        ] as const,
      peers: async () => [
        {
          url: 'http://a/',
          named: true,
          lookedSeconds: clock(),
          seen: { origin: 'a', size: 1, kind: 'split' },
        } as const,
        { url: 'http://b/', named: true, lookedSeconds: clock(), problem },
      ],
      sealed: async () => new Map([['a'.repeat(64) as never, problem]]),
    }
    const view = await wellView(parts)
    assert.deepEqual([view.state, view.ready], ['bad', false])
    assert.equal(
      view.sentence,
      'This node does not do all of its work: log, disk, logs of others, last check.',
    )
    const states = Object.fromEntries(view.points.map(({ id, state }) => [id, state]))
    assert.deepEqual(states, {
      log: 'bad',
      index: 'good',
      disk: 'bad',
      backup: 'look',
      keys: 'look',
      jobs: 'good',
      sealed: 'look',
      peers: 'bad',
      check: 'bad',
    })
    for (const { id, state, next } of view.points) assert.equal(next !== undefined, state !== 'good', id)
    assert.doesNotMatch(JSON.stringify(view), /aaaaaaaa/) // what is sealed is counted, never named
  } finally {
    await node.close()
    house.remove()
  }
})

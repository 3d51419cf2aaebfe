// Daily looks at other logs: each due address once a day, a failure written down and tried again the next day, never in
// the way of the clerk, and nothing under way when the node has closed.

import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { lookViews } from '../../src/node/views/logs.ts'
import { serve } from '../sources/emulator.ts'
import { take } from './taking.ts'
import { hostOf, twoNodes } from './two-nodes.ts'

const { a, b, door, house, close } = await twoNodes()
after(close)
const DAY = 86_400
const kinds = async () => (await b.peers.list()).map(({ seen, problem }) => seen?.kind ?? problem?.code)
const grow = () => a.say({ type: 'owc:custody/v1', subjects: [], body: { since: a.logTime() } })

test('looks: an empty node looks at nobody; what it imported from is looked at the next day, and logged when it grew', async () => {
  assert.equal(await b.peers.round(), 0)
  await take(b, `owc://${hostOf(door.url)}/acme/tern`, 'acme/tern')
  assert.equal(await b.peers.round(), 0, 'the import has looked')
  house.clock.seconds += DAY - 1
  assert.equal(await b.peers.round(), 0)
  house.clock.seconds += 1
  await grow()
  const { size } = b.log.checkpoint()
  assert.equal(await b.peers.round(), 1)
  assert.deepEqual(await kinds(), ['newer'])
  assert.ok(b.log.checkpoint().size > size)
  house.clock.seconds += DAY
  const grown = b.log.checkpoint().size
  assert.equal(await b.peers.round(), 1)
  assert.deepEqual(
    [await kinds(), b.log.checkpoint().size],
    [['same'], grown],
    'the same is not logged again',
  )
})

test('looks: a peer that is gone is written down, tried the next day only, and seen again', async () => {
  house.clock.seconds += DAY
  const url = hostOf(door.url)
  const elsewhere = await serve((_path, _request, response) => response.destroy())
  const c = await house.open('c', { name: 'Node C', peers: `${elsewhere.url},http://${url}` })
  try {
    assert.equal(await c.peers.round(), 2)
    const looked = await lookViews(c)
    assert.deepEqual(looked.map(({ failed, named }) => [failed, named]).sort(), [
      [false, true],
      [true, true],
    ])
    assert.match(looked.find(({ failed }) => failed)?.sentence ?? '', /expected an answer/)
    assert.equal(await c.peers.round(), 0, 'no more that day')
    house.clock.seconds += DAY
    await c.clerk()
    c.peers.begin()
    c.peers.begin()
    assert.equal(await c.clerk(), 0, 'the clerk does not wait for peers')
  } finally {
    await elsewhere.close()
    await c.close()
  }
  const again = await house.open('c', { name: 'Node C', peers: `http://${url}/` })
  assert.equal((await again.peers.list()).length, 1, 'one spelling of an address, also after a restart')
  await again.close()
  assert.deepEqual(house.defects, [])
})

test('looks: on demand a failure is told to who asked, and nothing is logged', async () => {
  const silent = await serve(
    (_path, _request, response) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).write('{'),
  )
  try {
    const asked = b.peers.look(silent.url, AbortSignal.timeout(100))
    await assert.rejects(asked, (error) => error instanceof OwcError && error.problem.code === 'unreachable')
  } finally {
    await silent.close()
  }
  await assert.rejects(
    b.peers.look('ftp://x', AbortSignal.timeout(100)),
    (error) => error instanceof OwcError,
  )
})

test('looks: a peer in the settings that is no address is told at start', async () => {
  await assert.rejects(
    house.open('d', { peers: 'north' }),
    (error) => error instanceof OwcError && error.problem.code === 'settings-invalid',
  )
})

// While a node opens, its address says so: alive, not ready; and it gives the port up for the real door.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { openingDoor } from '../../src/http/opening.ts'

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

test('opening: alive, not ready, and gone when the real door opens', async () => {
  const port = await freePort()
  const door = await openingDoor({ host: '127.0.0.1', port })
  assert.ok(door)
  const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`)
  assert.equal((await ask('/healthz')).status, 200)
  const ready = await ask('/readyz')
  assert.equal(ready.status, 503)
  assert.equal(((await ready.json()) as { ready: boolean }).ready, false)
  const page = await ask('/')
  assert.deepEqual([page.status, page.headers.get('retry-after')], [503, '5'])
  assert.match(await page.text(), /is opening/)
  assert.equal(await openingDoor({ host: '127.0.0.1', port }), undefined)
  await door.close()
  const next = await openingDoor({ host: '127.0.0.1', port })
  assert.ok(next)
  await next.close()
  assert.equal(await openingDoor({ host: '127.0.0.1', port: 0 }), undefined)
})

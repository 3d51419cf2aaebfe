// node.json: the running node is found; what a kill left behind is not taken for one.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { test } from 'node:test'
import { findRunning, writeRunning } from '../../src/node/running.ts'

test('running node: found while it listens; a living process that does not listen is another program', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'owc-running-'))
  const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  try {
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const running = { pid: process.pid, url, token: 'hf_x' }
    await writeRunning(folder, running)
    assert.deepEqual(await findRunning(folder), running)
    await new Promise((resolve) => server.close(resolve))
    assert.equal(await findRunning(folder), undefined)
  } finally {
    server.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

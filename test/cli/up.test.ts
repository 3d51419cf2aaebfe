// owc up: what its flags become, and what it tells.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { called } from './called.ts'

test('up: every --listen becomes one of the addresses, and each is told', async () => {
  let flags: Readonly<Record<string, string>> = {}
  const { exit, out } = await called(
    ['up', '--listen', '11434', '--listen', 'localhost:1234', '--port', '0'],
    {
      async up(options) {
        flags = options.flags
        options.ready('http://127.0.0.1:1/?k=x', '/data', ['http://127.0.0.1:11434'])
      },
    },
  )
  assert.deepEqual([exit, flags['listen'], flags['port']], [0, '11434,localhost:1234', '0'])
  assert.match(out, /^also http:\/\/127\.0\.0\.1:11434$/m)
})

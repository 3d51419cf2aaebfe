// owc key new: a refused identity leaves no keys behind that would block its name; a cut connection leaves them.

import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import type { Code } from '../../src/base/codes.ts'
import { OwcError } from '../../src/base/errors.ts'
import type { World } from '../../src/cli/command.ts'
import { run } from '../../src/cli/run.ts'

const NODE = {
  name: 'Harbour Library',
  identity: `owcid:${'a'.repeat(52)}`,
  releases: 0,
  heldBytes: 0,
  log: { origin: 'owc-log/0123456789abcdef', size: 3, time: '2026-01-01T00:00:00Z' },
}

async function keyNew(stateFolder: string, code: Code): Promise<number> {
  const api = {
    get: async () => NODE,
    post: async () => {
      throw new OwcError({ code, where: 'node', expected: 'something', found: 'something else' })
    },
  }
  const connect = async () => ({ api, url: '', close: async () => undefined })
  const world = { stateFolder, now: () => 1_767_225_600, connect } as unknown as World // what the command uses
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() }
  return await run(['key', 'new', 'Ada'], streams, async () => world)
}

const ROWS = [
  { code: 'body-invalid', exit: 2, kept: false },
  { code: 'scope-missing', exit: 1, kept: false },
  { code: 'unreachable', exit: 3, kept: true },
] as const

for (const { code, exit, kept } of ROWS) {
  test(`key new: after ${code} the keys ${kept ? 'stay' : 'are gone'}`, async () => {
    const state = mkdtempSync(join(tmpdir(), 'owc-key-'))
    try {
      assert.equal(await keyNew(state, code), exit)
      assert.equal(existsSync(join(state, 'keys', 'ada', 'key.pem')), kept)
    } finally {
      rmSync(state, { recursive: true, force: true })
    }
  })
}

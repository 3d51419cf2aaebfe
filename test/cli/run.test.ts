// The command line's end: whatever a command runs into leaves as one sentence, one JSON object and the exit code of
// its kind. "The answer is no" (1) is never what a missing file or a defect looks like.

import assert from 'node:assert/strict'
import { PassThrough } from 'node:stream'
import { test } from 'node:test'
import { run, type Setup } from '../../src/cli/run.ts'

async function call(words: readonly string[], setup: Setup) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const exit = await run(words, { stdout, stderr }, setup)
  const all = async (stream: PassThrough) => (await stream.end().toArray()).join('')
  return { exit, out: await all(stdout), err: await all(stderr) }
}

const throws =
  (error: unknown): Setup =>
  async () => {
    throw error
  }

const ROWS = [
  {
    name: 'a file that is not there',
    error: Object.assign(new Error('ENOENT'), { code: 'ENOENT', syscall: 'open', path: '/data/body.json' }),
    expected: { exit: 3, code: 'file-unusable', where: '/data/body.json' },
  },
  {
    name: 'a database that nobody serves',
    error: Object.assign(new Error('x'), {
      code: 'ECONNREFUSED',
      syscall: 'connect',
      address: '127.0.0.1',
      port: 1,
    }),
    expected: { exit: 3, code: 'unreachable', where: '127.0.0.1:1' },
  },
  {
    name: 'a defect',
    error: new TypeError('of this program'),
    expected: { exit: 3, code: 'defect', where: 'owc' },
  },
] as const

for (const { name, error, expected } of ROWS) {
  test(`command line: ${name} ends with its exit code and one JSON object`, async () => {
    const { exit, out, err } = await call(['status', '--json'], throws(error))
    assert.equal(exit, expected.exit)
    const { error: told } = JSON.parse(out)
    assert.deepEqual({ code: told.code, where: told.where }, { code: expected.code, where: expected.where })
    assert.match(err, /^owc: .+: expected .+, found .+\./m)
  })
}

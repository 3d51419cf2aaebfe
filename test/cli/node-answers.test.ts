// What an address answers that is JSON and not of a node: told as that, never run into.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { OwcError } from '../../src/base/errors.ts'
import { holding } from '../../src/client/answer.ts'
import { connect } from '../../src/client/api.ts'
import { sendJson, withServer } from '../sources/emulator.ts'
import { called } from './called.ts'

test('answer: a field that is missing or of another kind is named; one that may be absent may be', () => {
  const fields = { name: 'string', 'log.size': 'number', rows: 'list', from: 'object?' } as const
  const good = { name: 'a', log: { size: 3 }, rows: [], from: {} }
  assert.equal(holding(good, '/x', fields), good)
  assert.ok(holding({ ...good, from: undefined }, '/x', fields))
  const rows: readonly (readonly [answer: unknown, field: string, found: string])[] = [
    [undefined, 'name', 'nothing'],
    [null, 'name', 'nothing'],
    ['text', 'name', 'nothing'],
    [[], 'name', 'nothing'],
    [{ ...good, name: 7 }, 'name', 'number'],
    [{ ...good, log: 'size' }, 'log.size', 'nothing'],
    [{ ...good, log: { size: '3' } }, 'log.size', 'string'],
    [{ ...good, rows: { length: 0 } }, 'rows', 'object'],
    [{ ...good, from: [] }, 'from', 'list'],
  ]
  for (const [answer, field, found] of rows)
    assert.throws(
      () => holding(answer, '/x', fields),
      (error: unknown) =>
        error instanceof OwcError &&
        error.problem.code === 'answer-invalid' &&
        error.problem.expected.includes(`"${field}"`) &&
        error.problem.found === found,
      JSON.stringify(answer),
    )
})

const COMMANDS: readonly (readonly string[])[] = [
  ['status'],
  ['host', 'acme/tern'],
  ['log', 'show'],
  ['log', 'peers'],
  ['log', 'check'],
  ['publish', 'test/cli', '--yes'],
  ['key', 'new', 'Ada'],
]

for (const value of [{ name: 'somebody' }, null, []])
  test(`answer: commands at an address that answers ${JSON.stringify(value)} say answer-invalid`, async () => {
    await withServer(
      (_path, _request, response) => sendJson(response, value),
      async ({ url }) => {
        for (const words of COMMANDS) {
          const api = connect({ url })
          const { exit, out, err } = await called([...words, '--json'], {
            folder: process.cwd(),
            connect: async () => ({ api, url, close: async () => undefined }),
          })
          api.close()
          assert.equal(exit, 3, `${words.join(' ')}: ${err}`)
          assert.equal(JSON.parse(out).error.code, 'answer-invalid', words.join(' '))
          assert.doesNotMatch(err, /defect/, words.join(' '))
        }
      },
    )
  })

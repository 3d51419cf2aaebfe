// owc mcp: messages in lines on standard input, answers in lines on standard output, and nothing else there.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type NodeWorld, nodeWorld } from './node-world.ts'

let world: NodeWorld

before(async () => {
  world = await nodeWorld()
})
after(async () => {
  await world.close()
})

const initialize = {
  jsonrpc: '2.0',
  id: 'a',
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
}
const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' }
const list = { jsonrpc: '2.0', id: 2, method: 'tools/list', params: {} }

async function spoken(text: string, pieces = 7) {
  async function* input() {
    const bytes = new TextEncoder().encode(text)
    for (let at = 0; at < bytes.length; at += pieces) yield bytes.subarray(at, at + pieces)
  }
  const { exit, out, err } = await world.call(['mcp'], { world: { input: input() } })
  return {
    exit,
    err,
    answers: out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
  }
}

test('mcp: a handshake, a notification without an answer, a list; cut anywhere', async () => {
  const { exit, answers } = await spoken(
    [initialize, initialized, list].map((one) => `${JSON.stringify(one)}\r\n`).join('\n'),
  )
  assert.equal(exit, 0)
  assert.deepEqual(
    answers.map(({ id }) => id),
    ['a', 2],
  )
  assert.equal(answers[0].result.serverInfo.name, 'open-weights-commons')
  assert.ok(answers[1].result.tools.length >= 6)
})

test('mcp: a file of this machine is verified here, and only here', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'owc-mcp-'))
  try {
    const path = join(folder, 'a\u202eb.txt')
    writeFileSync(path, 'hello')
    const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }
    const call = (given: unknown, more: object = {}) => ({
      jsonrpc: '2.0',
      id: 7,
      method: 'tools/call',
      params: { name: 'verify_file', arguments: given, ...more },
    })
    const lines = [
      list,
      call({ path }),
      call({ path }, { _meta }),
      call({ path: join(folder, 'none') }),
      call({}),
    ]
    const { answers } = await spoken(
      lines
        .map((one) => JSON.stringify(one))
        .join('\n')
        .concat('\n'),
    )
    const [listed, older, newer, absent, empty] = answers
    assert.equal(listed.result.tools.at(-1).name, 'verify_file')
    const { structuredContent: found, content } = older.result
    assert.deepEqual(JSON.parse(content[0].text), found)
    assert.equal(found.files[0].sha256, '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824')
    assert.deepEqual([found.record.ok, found.log.ok, found.bytes.asked], [false, false, true])
    assert.ok(!JSON.stringify(found).includes('\u202e'), 'names are data')
    assert.deepEqual([older.result.resultType, newer.result.resultType], [undefined, 'complete'])
    assert.deepEqual([absent.result.isError, empty.result.isError], [true, true])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test('mcp: what is no message is answered as such, and the next one still counts', async () => {
  const { answers } = await spoken(`{not json\n7\n${JSON.stringify(list)}\n`)
  assert.deepEqual(
    answers.map(({ error, id }) => error?.code ?? id),
    [-32_700, -32_700, 2],
  )
})

test('mcp: a line without an end is not kept for ever', async () => {
  const { exit, err } = await spoken('x'.repeat(3 << 20), 1 << 16)
  assert.equal(exit, 2)
  assert.match(err, /at most 1048576 bytes/)
})

test('mcp: a file that the system does not give is an answer, and what follows it without a line’s end is answered too', async () => {
  const params = { name: 'verify_file', arguments: { path: '/proc/self/mem' } }
  const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params }
  const { exit, answers } = await spoken(`${JSON.stringify(call)}\n${JSON.stringify(list)}`)
  const [refused, listed] = answers
  assert.deepEqual([exit, answers.length, refused.result.isError, listed.id], [0, 2, true, 2])
  assert.match(
    refused.result.content[0].text,
    /^\/proc\/self\/mem: expected a file or folder that can be used/,
  )
})

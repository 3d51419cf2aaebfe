// kill -9 during a pull is an ordinary stop: the next process goes on, and what becomes visible is whole.

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { type Change, type Files, peerHandler } from '../client/peer.ts'
import { withServer } from '../sources/emulator.ts'

const KILLS = 12
const PIECE_BYTES = 256 << 10
const files: Files = {
  'model.gguf': randomBytes(40 << 20),
  'second.gguf': randomBytes(20 << 20),
  'README.md': Buffer.from('#'),
}
const place = mkdtempSync(join(tmpdir(), 'owc-pull-kill-'))
after(() => rmSync(place, { recursive: true, force: true }))

let asked = 0 // requests that went on inside a file

/** As slow as a network, so that kills come at every stage. */
const slowly: Change = (path, request, response) => {
  const bytes = files[path.slice(path.lastIndexOf('/') + 1)]
  if (bytes === undefined || bytes.length < PIECE_BYTES) return false
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0)
  if (start > 0) asked++
  response.writeHead(start === 0 ? 200 : 206, {
    'content-length': bytes.length - start,
    ...(start === 0 ? {} : { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` }),
  })
  drip(response, bytes, start)
  return true
}

function drip(response: ServerResponse, bytes: Buffer, at: number): void {
  if (response.destroyed) return
  if (at >= bytes.length) response.end()
  else {
    response.write(bytes.subarray(at, at + PIECE_BYTES))
    setTimeout(() => drip(response, bytes, at + PIECE_BYTES), 2)
  }
}

function start(
  url: string,
  goal: string,
): { readonly child: ChildProcess; readonly ended: Promise<number | null> } {
  const child = spawn(process.execPath, ['test/fault/pull-process.ts', url, goal], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  return { child, ended: new Promise((resolve) => child.once('exit', resolve)) }
}

test(`pull: killed ${KILLS} times, it goes on and ends whole; nothing is visible before`, async () => {
  await withServer(peerHandler(files, slowly), async ({ url }) => {
    const goal = join(place, 'tiny')
    for (let kills = 0; kills < KILLS && !existsSync(goal); kills++) {
      const { child, ended } = start(url, goal)
      const timer = setTimeout(() => child.kill('SIGKILL'), randomInt(250, 900))
      await ended
      clearTimeout(timer)
    }
    if (!existsSync(goal)) assert.equal(await start(url, goal).ended, 0)
    for (const [path, bytes] of Object.entries(files))
      assert.ok(bytes.equals(readFileSync(join(goal, path))), path)
    assert.deepEqual(readdirSync(place), ['tiny'])
    assert.ok(asked > 0, 'later processes went on inside a file')
  })
})

// kill -9 of either side during an upload is an ordinary stop: the next process goes on inside the file, nothing has
// its name before it is whole, and what is named in the end is what was sent.

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { createHash, randomBytes, randomInt } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { type RunningNode, startNode } from './running.ts'

const KILLS = 4
const place = mkdtempSync(join(tmpdir(), 'owc-upload-kill-'))
const [data, state, folder] = ['data', 'state', 'model'].map((name) => join(place, name)) as [
  string,
  string,
  string,
]
after(() => rmSync(place, { recursive: true, force: true }))

mkdirSync(folder)
const large = randomBytes(64 << 20)
writeFileSync(join(folder, 'model.bin'), large)
writeFileSync(join(folder, 'second.bin'), randomBytes(9 << 20))
writeFileSync(join(folder, 'config.json'), '{"a":1}')

type Sending = {
  readonly child: ChildProcess
  readonly inside: Promise<void> // the large file has begun, or the process has ended
  readonly ended: Promise<string>
}

function send({ url, token }: RunningNode): Sending {
  const child = spawn(process.execPath, ['test/fault/upload-process.ts', url, token, folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  let out = ''
  const { promise: inside, resolve: begun } = Promise.withResolvers<void>()
  child.stdout?.on('data', (chunk) => {
    out += chunk
    if (out.includes('model.bin')) begun()
  })
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(out)))
  void ended.then(() => begun())
  return { child, inside, ended }
}

let node: RunningNode | undefined
after(async () => await node?.kill())

const named = (sha256: string) => join(data, 'blobs', 'sha256', sha256.slice(0, 2), sha256)

test(`upload: ${KILLS} kills of sender and node in turns, it goes on inside the file and ends whole`, async () => {
  const sha256 = createHash('sha256').update(large).digest('hex')
  node = await startNode(data, state)
  let said = ''
  for (let kill = 0; kill < KILLS && !said.includes('done'); kill++) {
    const { child, inside, ended } = send(node)
    await inside
    await sleep(randomInt(50, 500))
    if (kill % 2 === 0) child.kill('SIGKILL')
    else {
      await node.kill()
      child.kill('SIGKILL')
      const file = named(sha256)
      assert.ok(!existsSync(file) || large.equals(readFileSync(file)), 'no name before it is whole')
      node = await startNode(data, state)
    }
    said += await ended
  }
  if (!said.includes('done')) said += await send(node).ended
  assert.match(said, /^model\.bin from [1-9]/m, 'a later process went on inside the file')
  const artifact = /^done ([0-9a-f]{64})$/m.exec(said)?.[1]
  assert.ok(artifact, said)
  assert.ok(large.equals(readFileSync(named(sha256))))
  await node.kill()
  node = await startNode(data, state)
  const { files } = (await (
    await fetch(`${node.url}/commons/v1/uploads`, {
      method: 'POST',
      headers: { authorization: `Bearer ${node.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ files: [{ sha256, size: large.length, path: 'model.bin' }] }),
    })
  ).json()) as { files: { held: boolean }[] }
  assert.equal(files[0]?.held, true)
})

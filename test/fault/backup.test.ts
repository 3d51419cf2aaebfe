// kill -9 in the middle of a backup, again and again, of a node that goes on logging: a backup that was named stays
// whole, one that was cut is told as such, and what is restored at last is checked deeply and folds to the same bytes.
// A restore that is killed leaves nothing visible.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { OwcError } from '../../src/base/errors.ts'
import { readManifest } from '../../src/node/backup.ts'
import type { FsckDone } from '../../src/node/fsck.ts'
import { fsckFolder } from '../../src/node/fsck-folder.ts'
import { restore } from '../../src/node/restore.ts'
import { fileMarks } from '../../src/storage/marks.ts'
import { type RunningNode, startNode } from './running.ts'

const KILLS = 8
const place = mkdtempSync(join(tmpdir(), 'owc-backup-kill-'))
after(() => rmSync(place, { recursive: true, force: true }))
const at = (name: string) => join(place, name)
const marks = fileMarks(at('elsewhere'))
const silent = () => {}

async function post(node: RunningNode, path: string, body: unknown): Promise<string> {
  const headers = { authorization: `Bearer ${node.token}`, 'content-type': 'application/json' }
  const answer = await fetch(`${node.url}/commons/v1${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  return await answer.text()
}

async function talk(node: RunningNode, stop: AbortSignal): Promise<void> {
  for (let n = 0; !stop.aborted; n++) {
    const body = {
      type: 'owc:status/v1',
      about: [`sha256:${'a'.repeat(64)}`],
      body: { stage: 'broad', because: `${n}` },
    }
    await post(node, '/say', body).catch(() => undefined)
    await sleep(5)
  }
}

const look = (dataFolder: string, deep = false): Promise<FsckDone> =>
  fsckFolder({ dataFolder, environment: {}, marks, nowSeconds: 1 }, { deep, repair: false }, silent)

const back = (to: string) =>
  restore(
    { dataFolder: at(to), marks, check: async (folder) => (await look(folder)).problems },
    at('backup'),
    silent,
  )

test(`backup: killed ${KILLS} times while it is made, it is whole or told as cut`, {
  timeout: 300_000,
}, async (t) => {
  mkdirSync(at('model'))
  writeFileSync(at('model/weights.bin'), randomBytes(12 << 20))
  let [whole, cut] = [0, 0]
  for (let kill = 0; kill < KILLS; kill++) {
    const node = await startNode(at('data'), at('state'))
    if (kill === 0) await post(node, '/imports', { ref: at('model'), as: 'acme/model', agreed: true })
    const stop = new AbortController()
    const talking = talk(node, stop.signal)
    if (kill === KILLS / 2) {
      const told = await post(node, '/backup', { to: at('backup') }) // from here on one is whole
      assert.match(told, /"result":/, told)
    }
    void post(node, '/backup', { to: at('backup') }).catch(() => undefined)
    await sleep(randomInt(5, 250))
    await node.kill()
    stop.abort()
    await talking
    try {
      const { head } = await readManifest(at('backup'))
      whole++
      assert.equal((await back(`restored-${kill}`)).size, head.size)
      rmSync(at(`restored-${kill}`), { recursive: true })
    } catch (error) {
      assert.ok(error instanceof OwcError && error.problem.code === 'backup-invalid', String(error))
      assert.match(error.message, /cut before its end|found nothing/)
      assert.equal(whole, 0, 'a backup that was whole is gone')
      cut++
    }
  }
  assert.ok(whole >= KILLS / 2)
  const node = await startNode(at('data'), at('state'))
  const [last = ''] = (await post(node, '/backup', { to: at('backup') })).trim().split('\n').slice(-1)
  assert.deepEqual(JSON.parse(last).result.problems, [])
  const ours = JSON.parse(await post(node, '/rebuild', {})) as { dump: string }
  await node.kill()
  assert.equal(existsSync(at('backup/backup.unfinished')), false)
  const done = await back('last')
  const checked = await look(at('last'), true)
  assert.deepEqual(checked.problems, [])
  const other = await startNode(at('last'), at('other-state'))
  const theirs = JSON.parse(await post(other, '/rebuild', {})) as { dump: string }
  await other.kill()
  assert.deepEqual(theirs, ours)
  t.diagnostic(
    `${whole} kills left a whole backup, ${cut} a cut one; ${done.size} entries, ${done.files} files`,
  )
})

test('restore: killed at any moment nothing is visible, and the next one succeeds', {
  timeout: 120_000,
}, async () => {
  for (let kill = 0; kill < 4; kill++) {
    const args = ['src/main.ts', 'restore', at('backup'), '--data', at('again')]
    const child = spawn(process.execPath, args, {
      env: { ...process.env, OWC_STATE: at('third') },
      stdio: 'ignore',
    })
    const ended = new Promise((resolve) => child.once('exit', resolve))
    for (let waited = 0; !existsSync(at('again.restoring')) && waited < 10_000; waited += 2) await sleep(2)
    await sleep(randomInt(0, 60))
    child.kill('SIGKILL')
    await ended
    if (existsSync(at('again'))) {
      assert.deepEqual((await look(at('again'), true)).problems, [])
      rmSync(at('again'), { recursive: true })
    }
  }
  await back('again')
  assert.deepEqual((await look(at('again'), true)).problems, [])
  assert.equal(existsSync(at('again.restoring')), false)
})

// The parent's side of a model's process, against children that die, hang, lie or answer: the request fails with one
// sentence, the process is gone, and nothing hangs longer than its limit. Test doubles: they stand for faults only.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import type { Sha256 } from '../../src/base/digest.ts'
import { OwcError } from '../../src/base/errors.ts'
import { startModel } from '../../src/runtime/model-process.ts'

const place = mkdtempSync(join(tmpdir(), 'owc-model-'))
after(() => rmSync(place, { recursive: true, force: true }))
writeFileSync(join(place, 'weights'), 'weights')
const WEIGHTS = createHash('sha256').update('weights').digest('hex') as Sha256

const LOADED = "if (request?.do === 'load') process.send({ id, done: { contextSize: 8 } })"

function child(name: string, answer: string): URL {
  const file = join(place, `${name}.mjs`)
  writeFileSync(file, `process.on('message', async ({ id, request, abort }) => { ${answer} })\n`)
  return pathToFileURL(file)
}

function start(script: URL, limits: { loadMs?: number; silentMs?: number } = {}) {
  const fd = openSync(join(place, 'weights'), 'r')
  const files = [{ fd, sha256: WEIGHTS }]
  return startModel({ files, where: 'weights', contextSize: 8, sequences: 1, threads: 1, script, ...limits })
}

const isCode = (code: string) => (error: unknown) => error instanceof OwcError && error.problem.code === code
const live = new AbortController().signal
const ASK = {
  tokens: [1],
  sampling: { temperature: 0, topK: 0, topP: 1, minP: 0, repeatPenalty: 1, seed: 1 },
  maxTokens: 1,
  stop: [],
}
const gone = (pid: number) => assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' })

test('model process: it reads the weights from the file that it inherits, and has nothing of our environment', async () => {
  const script = child(
    'reads',
    `const { readFileSync } = await import('node:fs'); if (request.do === 'load') process.send({ id, done: { runtime: readFileSync(request.load.path, 'utf8'), contextSize: Object.keys(process.env).filter((key) => /TOKEN|HOME|OWC/.test(key)).length } })`,
  )
  const model = await start(script)
  assert.deepEqual([model.loaded.runtime, model.loaded.contextSize], ['weights', 0])
  await model.kill()
  gone(model.pid)
})

test('model process: dying while it loads, being silent while it loads', async () => {
  await assert.rejects(start(child('dies', 'process.abort()')), isCode('model-lost'))
  await assert.rejects(start(child('silent', ''), { loadMs: 300 }), isCode('model-slow'))
  await assert.rejects(start(child('exits', 'process.exit(0)')), isCode('model-lost'))
})

test('model process: what the runtime refuses keeps its words and gets the file’s name', async () => {
  const failed =
    "process.send({ id, failed: { kind: 'refused', expected: 'a model', found: 'NaN weights' } })"
  await assert.rejects(
    start(child('refuses', failed)),
    (error) => isCode('model-refused')(error) && /NaN/.test(String(error)),
  )
})

test('model process: killed in the middle of an answer, the asker is told and the process is gone', async () => {
  const model = await start(
    child('killed', `${LOADED}; else process.send({ id, piece: { token: 1, text: 'a' } })`),
  )
  const heard: string[] = []
  const answer = model.generate(ASK, live, ({ text }) => {
    heard.push(text)
    process.kill(model.pid, 'SIGKILL')
  })
  await assert.rejects(answer, isCode('model-lost'))
  assert.deepEqual(heard, ['a'])
  assert.ok(isCode('model-lost')(await model.ended))
  gone(model.pid)
})

test('model process: silence in the middle of an answer ends it after its limit', async () => {
  const model = await start(child('hangs', `${LOADED}; else while (true) {}`), { silentMs: 400 })
  await assert.rejects(
    model.generate(ASK, live, () => {}),
    isCode('model-slow'),
  )
  gone(model.pid)
})

test('model process: signs of life reset the limit, an abort reaches the child', async () => {
  const work = `${LOADED}; else if (abort) process.send({ id, done: { reason: 'aborted', tokens: [], text: '' } }); else setInterval(() => process.send({ id, alive: true }), 100)`
  const model = await start(child('alive', work), { silentMs: 400 })
  const leaving = new AbortController()
  const answer = model.generate(ASK, leaving.signal, () => {})
  setTimeout(() => leaving.abort(), 900)
  assert.equal((await answer).reason, 'aborted')
  await model.kill()
  assert.equal(await model.ended, undefined)
})

test('model process: who waits in the process while another is at work is not taken for lost', async () => {
  const work = `${LOADED}; else if (request.do === 'tokenize') setTimeout(() => process.send({ id, done: [1] }), 900); else { const work = setInterval(() => process.send({ id, alive: true }), 100); setTimeout(() => { clearInterval(work); process.send({ id, done: { reason: 'stop', tokens: [], text: '' } }) }, 800) }`
  const model = await start(child('turns', work), { silentMs: 400 })
  const first = model.generate(ASK, live, () => {})
  assert.deepEqual(await model.tokenize([]), [1])
  assert.equal((await first).reason, 'stop')
  await model.kill()
})

test('model process: one that cannot be begun is told, and is gone', async (t) => {
  const { execPath } = process
  t.after(() => {
    process.execPath = execPath
  })
  process.execPath = join(place, 'no-such-program')
  await assert.rejects(start(child('never', '')), isCode('model-lost'))
  process.execPath = execPath
  const files = [{ fd: 99_999, sha256: WEIGHTS }]
  const ask = {
    files,
    where: 'weights',
    contextSize: 8,
    sequences: 1,
    threads: 1,
    script: child('fdless', ''),
  }
  await assert.rejects(startModel(ask), isCode('model-lost'))
})

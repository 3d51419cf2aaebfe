// The log over the real storage of a data folder, and the marks in their files.

import assert from 'node:assert/strict'
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { utf8 } from '../../src/base/bytes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { parseNoteKey } from '../../src/ledger/note.ts'
import { openLog } from '../../src/ledger/open-log.ts'
import { verifyTlogProof } from '../../src/ledger/tlog-proof.ts'
import { fileMarks } from '../../src/storage/marks.ts'
import { openStorage } from '../../src/storage/open.ts'
import { logSigner, ORIGIN, submission } from './log-doubles.ts'

const folder = await mkdtemp(join(tmpdir(), 'owc-log-'))
after(() => rm(folder, { recursive: true, force: true }))
const marks = fileMarks(join(folder, 'state', 'marks'))

function behind(error: unknown): boolean {
  return error instanceof OwcError && error.problem.code === 'log-behind'
}

async function opened(name: string) {
  const holder = { sinceSeconds: 0, address: '', pid: process.pid }
  const storage = await openStorage({ dataFolder: join(folder, name), database: '', holder })
  const options = {
    store: storage.logStore,
    files: storage.logFiles,
    marks,
    origin: ORIGIN,
    signer: logSigner,
    crypto,
  }
  try {
    const log = await openLog({ ...options, clock: () => 1767225600 })
    return { storage, log, close: () => log.close().then(() => storage.close()) }
  } catch (cause) {
    await storage.close()
    throw cause
  }
}

test('log on disk: survives closing; a copy put back later refuses, and signs nothing', async () => {
  const first = await opened('data')
  await Promise.all(Array.from({ length: 300 }, (_, i) => first.log.submit(submission(`s${i}`))))
  const before = first.log.checkpoint()
  await first.close()
  await cp(join(folder, 'data'), join(folder, 'backup'), { recursive: true })

  const second = await opened('data')
  assert.deepEqual({ ...second.log.checkpoint() }, { ...before })
  const again = await second.log.submit(submission('s7'))
  assert.deepEqual([again.known, second.log.checkpoint().size], [true, before.size])
  const logged = await second.log.submit(submission('after'))
  const logKey = parseNoteKey(crypto, second.log.verifierKey, 'test')
  const verdict = await verifyTlogProof(crypto, logged.proof, submission('after').leaf, { logKey })
  assert.ok(verdict.ok)
  await second.close()

  const served = join(folder, 'backup', 'log', 'checkpoint')
  const old = await readFile(served, 'utf8')
  await assert.rejects(opened('backup'), behind)
  assert.equal(await readFile(served, 'utf8'), old)
})

test('marks: kept per origin, exchanged whole, and a damaged one is refused', async () => {
  const place = join(folder, 'more', 'marks')
  const two = fileMarks(place)
  assert.equal(await two.get('a.example'), undefined)
  const mark = { size: 3, root: crypto.sha256(utf8('x')), note: 'n\n\n— a.example x\n' }
  await two.set('a.example', { ...mark, size: 2 })
  await two.set('a.example', mark)
  await two.set('b.example', { ...mark, size: 9 })
  const read = await two.get('a.example')
  assert.deepEqual([read?.size, read?.note], [3, mark.note])
  const names = await readdir(place)
  assert.equal(names.length, 2, 'no temporary file stays')
  for (const text of ['', '{}', '{"origin":"a.example","size":-1,"root":"","note":""}', 'null']) {
    for (const name of names) await writeFile(join(place, name), text)
    await assert.rejects(two.get('a.example'), OwcError, text)
  }
})

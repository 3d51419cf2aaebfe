// kill −9 at each named durable step of the log over real storage, while opening and while appending. This process
// keeps the receipts and checkpoints, as strangers would, and holds them against the folder that is left.

import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { toHex } from '../../src/base/bytes.ts'
import { parseCheckpoint } from '../../src/ledger/checkpoint.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { STEPS } from '../../src/ledger/log-writer.ts'
import { verifyConsistency } from '../../src/ledger/merkle.ts'
import { parseNote, parseNoteKey } from '../../src/ledger/note.ts'
import { openLog } from '../../src/ledger/open-log.ts'
import { readEntries } from '../../src/ledger/tile.ts'
import { verifyTlogProof } from '../../src/ledger/tlog-proof.ts'
import { fileMarks } from '../../src/storage/marks.ts'
import { openStorage } from '../../src/storage/open.ts'
import { logSigner, ORIGIN, submission } from '../ledger/log-doubles.ts'

type Kept = { readonly text: string; readonly index: number; readonly proof: string; readonly note: string }

const folder = await mkdtemp(join(tmpdir(), 'owc-kill-'))
after(() => rm(folder, { recursive: true, force: true }))
const dataFolder = join(folder, 'data')
const marksFolder = join(folder, 'marks')
const kept: Kept[] = []
const MUST_KEEP = 500 // receipts over all rounds, else the test shows little

function killedAt(round: number, step: string, place: readonly string[]): void {
  const program = join(import.meta.dirname, 'log-writer-process.ts')
  const args = [program, dataFolder, marksFolder, String(round), step, ...place]
  // A file, not a pipe: what was written before the kill is there, and a write never has to wait.
  const file = join(folder, `receipts-${round}`)
  const receipts = openSync(file, 'wx')
  const stdio = ['ignore', receipts, 'pipe'] as const
  const result = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000, stdio: [...stdio] })
  closeSync(receipts)
  assert.equal(result.signal, 'SIGKILL', `${step} ${place.join(' ')}: ${result.stderr}`)
  const lines = readFileSync(file, 'utf8').split('\n')
  for (const line of lines.slice(0, -1)) kept.push(JSON.parse(line) as Kept)
}

async function holds(): Promise<void> {
  const storage = await openStorage({
    dataFolder,
    database: '',
    holder: { pid: process.pid, sinceSeconds: 0 },
  })
  try {
    const { logStore: store, logFiles: files } = storage
    const marks = fileMarks(marksFolder)
    const log = await openLog({
      store,
      files,
      marks,
      origin: ORIGIN,
      signer: logSigner,
      crypto,
      clock: () => 0,
    })
    const { size, root } = log.checkpoint()
    const logKey = parseNoteKey(crypto, log.verifierKey, 'test')
    const source = (path: string) => files.get(path)
    for (const { text, index, proof } of kept) {
      const leaf = submission(text).leaf
      const served = (await readEntries(source, Math.floor(index / 256), size))[index % 256]
      assert.equal(served && toHex(served), toHex(leaf), `receipt ${index}`)
      for (const one of [proof, await log.prove(index)])
        assert.equal((await verifyTlogProof(crypto, one, leaf, { logKey })).ok, true)
    }
    for (const note of new Set(kept.map((one) => one.note))) {
      const from = parseCheckpoint(parseNote(note, 'kept').text, 'kept')
      const path = await log.consistency(from.size, size)
      const claim = { from: from.size, fromRoot: from.root, to: size, toRoot: root, path }
      assert.ok(verifyConsistency(crypto, claim), `checkpoint at ${from.size}`)
    }
    await log.close()
  } finally {
    await storage.close()
  }
}

let round = 0
for (const step of STEPS)
  test(`log kill: before and after ${step}, early and late, loses nothing`, async () => {
    for (const when of ['before', 'after']) for (const nth of ['1', '4']) killedAt(round++, step, [when, nth])
    await holds()
  })

test('log kill: there were receipts to lose', () => {
  assert.ok(kept.length >= MUST_KEEP, `${kept.length} receipts`)
})

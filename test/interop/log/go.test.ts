// Our log read by Go: x/mod/sumdb/{note,tlog} and tessera's client and fsck (main.go), from the folder and over HTTP.
// Needs go 1.26 and, the first time, the Go module proxy.

import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { fromHex, toBase64, utf8 } from '../../../src/base/bytes.ts'
import { parseCheckpoint } from '../../../src/ledger/checkpoint.ts'
import { nodeCrypto as crypto } from '../../../src/ledger/crypto-node.ts'
import type { Log } from '../../../src/ledger/log.ts'
import { noteKey, noteKeyText, parseNote, signatureLine } from '../../../src/ledger/note.ts'
import { cosignatureMessage, subtreeMessage, timedSignature } from '../../../src/ledger/note-verify.ts'
import { openLog } from '../../../src/ledger/open-log.ts'
import { keyPairFromSeed } from '../../../src/ledger/signer.ts'
import { type Disk, logOn, newDisk, seed, submission } from '../../ledger/log-doubles.ts'

const run = promisify(execFile)
const folder = await mkdtemp(join(tmpdir(), 'owc-go-'))
const program = join(folder, 'logcheck')
const NOW = 1767225600

before(() => {
  const built = spawnSync('go', ['build', '-o', program, '.'], { cwd: import.meta.dirname, encoding: 'utf8' })
  if (built.error !== undefined)
    throw new Error('go is missing: install Go 1.26 (https://go.dev/dl/) and run again')
  assert.equal(built.status, 0, built.stderr)
})
after(() => rm(folder, { recursive: true, force: true }))

/** A log that grew to `size` in several publications, through the real writer. */
async function grown(size: number): Promise<{ disk: Disk; log: Log; heads: string[] }> {
  const disk = newDisk()
  const heads: string[] = []
  const bulk = Math.max(0, size - 700) // entries that a crash left behind the head: recovery takes them in large steps
  for (let index = 0; index < bulk; index++) disk.entries.push({ index, leaf: utf8(`bulk ${index}`) })
  let now = NOW
  const log = await openLog({ ...logOn(disk), clock: () => now })
  heads.push(log.checkpoint().note)
  log.onPublished(async () => void heads.push(log.checkpoint().note))
  for (let wave = 1; log.checkpoint().size < size; wave = wave * 2 + 1) {
    const room = size - log.checkpoint().size
    now += room > 1 ? 1 : 0 // a last single statement must not bring a time leaf along
    const count = Math.min(wave, 255, room > 1 ? room - 1 : 1)
    await Promise.all(Array.from({ length: count }, (_, i) => log.submit(submission(`${wave} ${i}`))))
  }
  assert.equal(log.checkpoint().size, size)
  return { disk, log, heads }
}

async function written(name: string, disk: Disk): Promise<string> {
  const root = join(folder, name)
  for (const [path, bytes] of disk.files) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), bytes)
  }
  return root
}

async function theCase(log: Log, disk: Disk, heads: readonly string[]) {
  const { size, note } = log.checkpoint()
  const earlier = heads.map(async (head) => {
    const from = parseCheckpoint(parseNote(head, 'head').text, 'head').size
    return { note: head, path: (await log.consistency(from, size)).map(toBase64) }
  })
  const indexes = [...new Set([0, 1, 255, 256, size - 2, size - 1])].filter(
    (index) => index >= 0 && index < size,
  )
  const proofs = indexes.map(async (index) => ({
    leaf: toBase64(disk.entries[index]?.leaf ?? utf8('')),
    proof: await log.prove(index),
  }))
  return {
    vkey: log.verifierKey,
    origin: log.origin,
    size,
    earlier: await Promise.all(earlier),
    proofs: await Promise.all(proofs),
    ...(await cosigned(note)),
  }
}

/** The checkpoint with an Ed25519 and an ML-DSA-44 cosignature. */
async function cosigned(note: string) {
  const parsed = parseNote(note, 'note')
  const ed = keyPairFromSeed(seed(0x20), crypto)
  const edKey = noteKey(crypto, { name: 'witness.example/w1', type: 0x04, key: ed.key.raw })
  const edSignature = timedSignature(NOW, await ed.sign(cosignatureMessage(parsed.text, NOW)))
  const der = Buffer.concat([fromHex('3034020100300b060960864801650304031104228020') ?? utf8(''), seed(0)])
  const ml = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  const raw = createPublicKey(ml).export({ format: 'der', type: 'spki' }).subarray(-1312)
  const mlKey = noteKey(crypto, { name: 'witness.example/m1', type: 0x06, key: new Uint8Array(raw) })
  const message = subtreeMessage(mlKey.name, NOW, parseCheckpoint(parsed.text, 'note'))
  const mlSignature = timedSignature(NOW, sign(null, message, ml))
  const lines = [
    signatureLine({ name: edKey.name, keyId: edKey.keyId, signature: edSignature }),
    signatureLine({ name: mlKey.name, keyId: mlKey.keyId, signature: mlSignature }),
  ]
  return { cosigned: note + lines.join(''), cosigners: [edKey, mlKey].map(noteKeyText) }
}

async function check(root: string, of: unknown): Promise<string> {
  const file = join(folder, `${createHash('sha256').update(root).digest('hex')}.json`)
  await writeFile(file, JSON.stringify(of))
  return (await run(program, [root, file], { timeout: 120_000 })).stdout
}

const ALL_OK = [
  'checkpoint',
  'tessera fsck',
  'x/mod tlog',
  'tessera proofs',
  'earlier checkpoints',
  'tlog-proofs',
  'cosignatures',
]
  .map((name) => `ok ${name}\n`)
  .join('')

for (const size of [0, 2, 3, 255, 256, 257, 300, 512, 66_000])
  test(`go reads our log: ${size} entries`, async () => {
    const { disk, log, heads } = await grown(size)
    const root = await written(`log-${size}`, disk)
    assert.equal(await check(root, await theCase(log, disk, heads)), ALL_OK)
  })

test('go reads our log: over HTTP, and full tiles where partial ones are gone', async () => {
  const { disk, log, heads } = await grown(700)
  for (const path of disk.files.keys()) if (path.startsWith('tile/0/000.p/')) disk.files.delete(path)
  const server = createServer((request, response) => {
    const bytes = disk.files.get((request.url ?? '').replace('/log/', ''))
    response.writeHead(bytes === undefined ? 404 : 200).end(bytes)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  try {
    const { port } = server.address() as AddressInfo
    assert.equal(await check(`http://127.0.0.1:${port}/log/`, await theCase(log, disk, heads)), ALL_OK)
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

test('go reads our log: a changed tile, entry, checkpoint or proof is noticed', async () => {
  const { disk, log, heads } = await grown(300)
  const of = await theCase(log, disk, heads)
  for (const path of ['tile/0/000', 'tile/entries/000', 'checkpoint']) {
    const bytes = disk.files.get(path) ?? utf8('')
    const files = new Map(disk.files).set(path, bytes.with(bytes.length - 40, (bytes.at(-40) ?? 0) ^ 1))
    await assert.rejects(
      check(await written(`bad-${path.replaceAll('/', '-')}`, { ...disk, files }), of),
      path,
    )
  }
  const root = await written('bad-proof', disk)
  const moved = of.proofs.map((one) => ({ ...one, leaf: toBase64(utf8('other')) }))
  await assert.rejects(check(root, { ...of, proofs: moved }), /tlog-proofs/)
})

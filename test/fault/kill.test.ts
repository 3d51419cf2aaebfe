// kill -9 at any instant is an ordinary stop: 50 submitters, an import and a rebuild at work, an outside process that
// keeps every receipt and every checkpoint ever served. OWC_KILLS sets how many kills (default 200).

import assert from 'node:assert/strict'
import { randomBytes, randomInt } from 'node:crypto'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { after, test } from 'node:test'
import { buildProgram } from '../../build-program.ts'
import { toBase64 } from '../../src/base/bytes.ts'
import { instant } from '../../src/base/time.ts'
import { parseCheckpoint } from '../../src/ledger/checkpoint.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { edgeRoot, emptyEdge, extendEdge } from '../../src/ledger/edge.ts'
import { statementEntry } from '../../src/ledger/entry.ts'
import { type Envelope, envelopeBytes, signEnvelope } from '../../src/ledger/envelope.ts'
import { parseNote } from '../../src/ledger/note.ts'
import { makeKeyPair } from '../../src/ledger/signer.ts'
import { identityId, makeStatement, nonceText } from '../../src/ledger/statement.ts'
import { decodeBundle, TILE_WIDTH, tileAt, tilePath } from '../../src/ledger/tile.ts'
import { type RunningNode, startNode } from './running.ts'

const KILLS = Number(process.env['OWC_KILLS'] ?? 200)
const LEAST_ACKNOWLEDGED = 25 * KILLS // 5,000 over 200 kills
const SUBMITTERS = 50
const MOST_AWAITED = 20 // receipts before a kill; those of the others who wait come on top
const STALLED_MS = 30_000
const TYPE = 'test:note/v1'

const place = mkdtempSync(join(tmpdir(), 'owc-kill-'))
after(() => rmSync(place, { recursive: true, force: true }))
const [data, state, folder] = [join(place, 'data'), join(place, 'state'), join(place, 'model.bin')]
writeFileSync(folder, randomBytes(24 << 20))

const program = join(place, 'dist', 'main.js')
copyFileSync('package.json', join(place, 'package.json')) // the program reads its version there
await buildProgram(join(place, 'dist'))

const key = makeKeyPair('ed25519', nodeCrypto)
const acknowledged: { readonly index: number; readonly leaf: Uint8Array }[] = []
const served = new Map<number, string>() // size → root of every checkpoint ever seen
let refused = '' // the newest answer that was no receipt
let issuer = ''
let home = ''

function now(): ReturnType<typeof instant> {
  return instant(Math.floor(Date.now() / 1000))
}

async function post(node: RunningNode, path: string, body: Uint8Array | string): Promise<Response> {
  const headers = { authorization: `Bearer ${node.token}`, 'content-type': 'application/json' }
  return await fetch(`${node.url}${path}`, { method: 'POST', headers, body })
}

async function introduce(node: RunningNode): Promise<void> {
  const view = (await (await fetch(`${node.url}/commons/v1/log`)).json()) as { origin: string }
  home = view.origin
  const listed = [{ keyid: key.key.keyid, alg: 'ed25519', pub: toBase64(key.key.raw) }]
  const body = { id: null, homeLog: home, name: 'Submitter', kinds: ['person'], keys: listed, threshold: 1 }
  const header = { issuer: null, home, nonce: nonceText(randomBytes(16)), issued: now(), seq: 0, prev: null }
  const payload = makeStatement({ type: 'owc:identity/v1', subjects: [], header, body }, nodeCrypto)
  const answer = await post(node, '/commons/v1/statements', envelopeBytes(await signEnvelope(payload, [key])))
  assert.ok(answer.ok, await answer.text())
  issuer = identityId(payload, nodeCrypto)
}

async function statement(): Promise<Envelope> {
  const header = { issuer, home, nonce: nonceText(randomBytes(16)), issued: now() }
  return await signEnvelope(makeStatement({ type: TYPE, subjects: [], header, body: {} }, nodeCrypto), [key])
}

async function submit(node: RunningNode, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const envelope = await statement()
    try {
      const answer = await post(node, '/commons/v1/statements', envelopeBytes(envelope))
      if (!answer.ok) {
        refused = await answer.text()
        continue
      }
      const receipt = (await answer.json()) as { logIndex: number }
      acknowledged.push({ index: receipt.logIndex, leaf: statementEntry(envelope, TYPE, nodeCrypto) })
    } catch {
      return // the node is gone: what was not answered may or may not stand
    }
  }
}

async function watch(node: RunningNode, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    try {
      keep(await (await fetch(`${node.url}/log/checkpoint`)).text())
    } catch {
      return
    }
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** Until so many more are acknowledged: the kill then falls anywhere in the work, on a slow machine too. A node that
 *  lives and answers nobody for this long has stopped, and says why. */
async function someAcknowledged(more: number, node: RunningNode): Promise<void> {
  const goal = acknowledged.length + more
  const late = Date.now() + STALLED_MS
  while (acknowledged.length < goal) {
    assert.ok(Date.now() < late, `nothing acknowledged any more: ${refused}\n${node.stderr()}`)
    await new Promise((resolve) => setTimeout(resolve, 3))
  }
}

function keep(note: string): void {
  const { size, root } = parseCheckpoint(parseNote(note, 'checkpoint').text, 'checkpoint')
  const known = served.get(size)
  assert.ok(known === undefined || known === root.toHex(), `two roots at size ${size}`)
  served.set(size, root.toHex())
}

const leaves: Uint8Array[] = []

/** Reads the log as served now; everything that was acknowledged or served before must stand in it. */
async function audit(node: RunningNode): Promise<void> {
  keep(await (await fetch(`${node.url}/log/checkpoint`)).text())
  const size = Math.max(...served.keys())
  for (let start = leaves.length - (leaves.length % TILE_WIDTH); start < size; start += TILE_WIDTH) {
    const tile = tileAt('entries', start / TILE_WIDTH, size)
    const answer = await fetch(`${node.url}/log/${tilePath(tile)}`)
    assert.equal(answer.status, 200, tilePath(tile))
    const entries = decodeBundle(
      new Uint8Array(await answer.arrayBuffer()),
      'bundle',
      Math.min(TILE_WIDTH, size - start),
    )
    for (const [i, entry] of entries.entries()) {
      const before = leaves[start + i]
      if (before !== undefined) assert.deepEqual(entry, before, `entry ${start + i} changed`)
      leaves[start + i] = entry
    }
  }
  const edge = emptyEdge()
  for (const [index, leaf] of leaves.entries()) {
    extendEdge(nodeCrypto, edge, [leaf])
    const root = served.get(index + 1)
    if (root !== undefined)
      assert.equal(edgeRoot(nodeCrypto, edge).toHex(), root, `checkpoint of size ${index + 1}`)
  }
  for (const { index, leaf } of acknowledged)
    assert.deepEqual(leaves[index], leaf, `acknowledged entry ${index}`)
}

test(`kill -9, ${KILLS} times under load: nothing acknowledged is lost, every checkpoint served is a prefix`, {
  timeout: 1_200_000,
}, async (t) => {
  for (let kills = 0; kills < KILLS; kills++) {
    const node = await startNode(data, state, {}, program)
    if (issuer === '') await introduce(node)
    if (kills % 10 === 0) await audit(node)
    const stop = new AbortController()
    const work = [
      watch(node, stop.signal),
      ...Array.from({ length: SUBMITTERS }, () => submit(node, stop.signal)),
    ]
    const ref = JSON.stringify({ ref: folder, as: `test/model-${kills}`, agreed: true })
    void post(node, '/commons/v1/imports', ref).catch(() => undefined)
    void post(node, '/commons/v1/rebuild', '{}').catch(() => undefined)
    await someAcknowledged(randomInt(1, MOST_AWAITED), node)
    await node.kill()
    stop.abort()
    await Promise.all(work)
  }
  const node = await startNode(data, state, {}, program)
  await audit(node)
  const rebuilt = [
    await (await post(node, '/commons/v1/rebuild', '{}')).json(),
    await (await post(node, '/commons/v1/rebuild', '{}')).json(),
  ]
  assert.deepEqual(rebuilt[0], rebuilt[1])
  await node.kill()
  t.diagnostic(
    `${acknowledged.length} acknowledged over ${KILLS} kills, ${served.size} checkpoints kept, log of ${leaves.length} entries`,
  )
  assert.ok(acknowledged.length >= LEAST_ACKNOWLEDGED, `${acknowledged.length} acknowledged`)
})

// Another node's log as this one sees it: compared with what was seen before, logged once, and never under another key.

import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, test } from 'node:test'
import { collect, fromUtf8, toHex, utf8 } from '../../src/base/bytes.ts'
import { OwcError } from '../../src/base/errors.ts'
import { peerCheckpointsBy, peerDifferences } from '../../src/commons/keys/peers.ts'
import { checkpointText } from '../../src/ledger/checkpoint.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { judgeEvidence, MAX_EVIDENCE_BYTES, parseEvidence } from '../../src/ledger/evidence.ts'
import { noteKey, noteKeyText, noteText } from '../../src/ledger/note.ts'
import { keyPairFromPem, makeKeyPair } from '../../src/ledger/signer.ts'
import { sendJson, serve } from '../sources/emulator.ts'
import { makeHouse } from './house.ts'

const house = makeHouse()
const [node, peer] = [await house.open('data'), await house.open('peer')]
type Shown = { verifierKey: string; note: string }
let shown: Partial<Shown> = {} // what the peer says instead of the truth
let hidden: 'tiles' | undefined
const server = await serve((path, _request, response) => {
  answer(path, response).catch(() => response.destroy())
})

async function answer(path: string, response: ServerResponse): Promise<void> {
  if (path.startsWith('/commons/v1/log'))
    return sendJson(response, { verifierKey: shown.verifierKey ?? peer.log.verifierKey })
  const own =
    path.startsWith('/log/tile/') && hidden === undefined
      ? await peer.storage.logFiles.get(path.slice(5))
      : undefined
  const body = path === '/log/checkpoint' ? utf8(shown.note ?? peer.log.checkpoint().note) : own
  if (body !== undefined) {
    response.writeHead(200, { 'content-length': body.length }).end(body)
    return
  }
  const problem = JSON.stringify({ code: 'not-found', where: 'log', expected: 'a tile', found: 'none' })
  response.writeHead(404, { 'content-type': 'application/problem+json' }).end(problem)
}

after(async () => {
  await server.close()
  await node.close()
  await peer.close()
  house.remove()
})
const look = () => node.peers.look(server.url, new AbortController().signal)
const grow = () => peer.say({ type: 'owc:custody/v1', subjects: [], body: { since: peer.logTime() } })

/** A checkpoint of the peer's name under a key that is not the peer's. */
async function forged(of: { readonly size: number; readonly root: Uint8Array }): Promise<Shown> {
  const pair = makeKeyPair('ed25519', nodeCrypto)
  const key = noteKey(nodeCrypto, { name: peer.log.origin, type: 1, key: pair.key.raw })
  const text = checkpointText({ origin: peer.log.origin, ...of })
  const signature = await pair.sign(utf8(text))
  const note = noteText({ text, signatures: [{ name: key.name, keyId: key.keyId, signature }] })
  return { verifierKey: noteKeyText(key), note }
}

/** A checkpoint that a node's own key signs, of a tree that it never had: what a thief or a restored copy shows. */
async function signedByPeer(of: { readonly size: number; readonly root: Uint8Array }, who = peer) {
  const pem = fromUtf8((await who.storage.secrets.get('log.pem')) ?? new Uint8Array()) ?? ''
  const pair = keyPairFromPem(pem, 'log.pem', nodeCrypto)
  const key = noteKey(nodeCrypto, { name: who.log.origin, type: 1, key: pair.key.raw })
  const text = checkpointText({ origin: who.log.origin, ...of })
  const signature = await pair.sign(utf8(text))
  return { note: noteText({ text, signatures: [{ name: key.name, keyId: key.keyId, signature }] }) }
}

async function refusal(): Promise<string> {
  const { size } = node.log.checkpoint()
  try {
    await look()
    return 'nothing thrown'
  } catch (error) {
    assert.equal(node.log.checkpoint().size, size, 'nothing is logged')
    return error instanceof OwcError ? error.problem.code : String(error)
  }
}

test('peers: a checkpoint that only came along with something, under another key, says nothing', async () => {
  const { note } = await forged({ size: 99, root: new Uint8Array(32) })
  const body = { log: peer.log.origin, size: 99, root: toHex(new Uint8Array(32)), note }
  await node.say({ type: 'owc:peer-checkpoint/v1', subjects: [], body })
  const seen = await look()
  assert.deepEqual([seen.kind, seen.compared], ['first', 0])
})

test('peers: the same is logged once, growth is proved and logged', async () => {
  const same = await look()
  assert.deepEqual([same.kind, same.receipt], ['same', undefined])
  for (let i = 0; i < 3; i++) await grow()
  const grown = await look()
  assert.equal(grown.kind, 'newer')
  assert.equal(grown.receipt?.type, 'owc:peer-checkpoint/v1')
  const rows = await peerCheckpointsBy(node.index, {
    log: peer.log.origin,
    issuer: node.identity,
    limit: 10,
  })
  assert.equal(rows[0]?.note, peer.log.checkpoint().note)
})

test('peers: an older checkpoint of the same history is no fault', async () => {
  const { note } = peer.log.checkpoint()
  await grow()
  await look()
  shown = { note }
  assert.equal((await look()).kind, 'older')
  shown = {}
})

test('peers: another signature, another log, and ourselves are refused', async () => {
  const real = peer.log.checkpoint()
  const other = await forged(real)
  const rows: readonly (readonly [name: string, Partial<Shown>, code: string])[] = [
    ['a note that the key did not sign', { note: other.note }, 'checkpoint-invalid'],
    ['a note of another log', { note: node.log.checkpoint().note }, 'checkpoint-invalid'],
    ['a web page', { note: '<!doctype html>' }, 'note-invalid'],
    ['a key that is none', { verifierKey: 'x' }, 'note-invalid'],
    ['our own log', { verifierKey: node.log.verifierKey, note: node.log.checkpoint().note }, 'usage'],
    ['a note without end', { note: 'x'.repeat(100_000) }, 'answer-invalid'],
  ]
  for (const [name, lie, code] of rows) {
    shown = lie
    assert.equal(await refusal(), code, name)
  }
  shown = {}
})

test('peers: a peer that sends us on to another address is not followed', async () => {
  const inside = await serve((_path, _request, response) =>
    sendJson(response, { verifierKey: peer.log.verifierKey }),
  )
  const sends = await serve((path, _request, response) => {
    response.writeHead(307, { location: `${inside.url}${path}` }).end()
  })
  try {
    await assert.rejects(
      node.peers.look(sends.url, new AbortController().signal),
      (error) => error instanceof OwcError && error.problem.code === 'answer-invalid',
    )
    assert.deepEqual(inside.seen, [])
  } finally {
    await sends.close()
    await inside.close()
  }
})

test('peers: a second copy of this very node is told as what it is, not as an odd address', async () => {
  const { size, root } = node.log.checkpoint()
  const rows = [
    { name: 'this node', of: { size, root }, code: 'usage' },
    {
      name: 'a copy that went on',
      of: { size: size + 5, root: new Uint8Array(32).fill(1) },
      code: 'log-split',
    },
    {
      name: 'a copy with another history',
      of: { size, root: new Uint8Array(32).fill(2) },
      code: 'log-split',
    },
  ]
  for (const { name, of, code } of rows) {
    shown = { verifierKey: node.log.verifierKey, ...(await signedByPeer(of, node)) }
    assert.equal(await refusal(), code, name)
  }
  shown = {}
})

/** Statements that name evidence, newest first, each with what its blob proves by itself. */
async function kept() {
  const found = []
  for (const { kind, evidence, note, known } of await peerDifferences(node.index, {
    issuer: node.identity,
  })) {
    const bytes = await collect(node.storage.blobs.read(evidence), MAX_EVIDENCE_BYTES)
    const read = parseEvidence(bytes ?? new Uint8Array(), 'evidence')
    assert.deepEqual([read.known.note, read.found.note], [known, note], 'both notes, verbatim')
    found.push({ kind, ...(await judgeEvidence(read, nodeCrypto)) })
  }
  return found
}

test('peers: another key under the name of a log is kept as evidence, once', async () => {
  shown = await forged(peer.log.checkpoint())
  const seen = await look()
  assert.equal(seen.kind, 'key-changed')
  assert.equal(seen.receipt?.type, 'owc:peer-checkpoint/v1')
  assert.equal((await look()).receipt, undefined, 'the same is said once')
  shown = {}
  const [one, ...more] = await kept()
  assert.deepEqual([one?.kind, one?.proved, more], ['key-changed', true, []])
  assert.equal((await look()).kind, 'same', 'the log itself is no worse for it')
})

test('peers: a log that shows fewer entries, and not the ones that were seen, was rolled back', async () => {
  for (let i = 0; i < 3; i++) await grow()
  await look()
  const size = peer.log.checkpoint().size - 1 // never looked at: two roots of one size would be a split at once
  shown = await signedByPeer({ size, root: new Uint8Array(32).fill(7) })
  hidden = 'tiles'
  const seen = await look()
  assert.equal(seen.kind, 'rolled-back', String(seen.reason))
  hidden = undefined
  const split = await look()
  assert.equal(split.kind, 'split', 'with its tiles at hand the same note is proved to be of another history')
  shown = {}
  assert.deepEqual(
    (await kept()).map(({ kind, proved }) => [kind, proved]),
    [
      ['split', true],
      ['rolled-back', false],
      ['key-changed', true],
    ],
  )
  assert.equal((await look()).kind, 'same')
})

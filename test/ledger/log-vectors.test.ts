// Vectors of signing-and-transparency 10: leaf i is the ASCII decimal of i, seeds are 00…1f and 20…3f.

import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey, sign as nodeSign } from 'node:crypto'
import { test } from 'node:test'
import { concat, fromBase64, fromHex, toBase64, toHex, utf8 } from '../../src/base/bytes.ts'
import { checkpointText } from '../../src/ledger/checkpoint.ts'
import { nodeCrypto as crypto } from '../../src/ledger/crypto-node.ts'
import { edgeRoot, emptyEdge, extendEdge } from '../../src/ledger/edge.ts'
import { leafHash, treeHash, verifyConsistency, verifyInclusion } from '../../src/ledger/merkle.ts'
import {
  type NoteKey,
  noteKey,
  noteKeyText,
  noteText,
  parseNote,
  parseNoteKey,
} from '../../src/ledger/note.ts'
import {
  cosignatureMessage,
  openCheckpoint,
  subtreeMessage,
  timedSignature,
  verifyNote,
} from '../../src/ledger/note-verify.ts'
import { keyPairFromSeed } from '../../src/ledger/signer.ts'
import { treeOf } from '../../src/ledger/tile.ts'
import { logSigner, ORIGIN, seed } from './log-doubles.ts'

const ROOTS: readonly (readonly [number, string])[] = [
  [0, '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='],
  [1, '2zQm6HgGjSjSabbIcXIyLOU3K2V1bQeJAB00g19gHAM='],
  [2, 'ywCYnZSlacCmeK4EK2Pc1GJduWRAUX83put5duok7Us='],
  [3, 'cl1SMNto9VdHDcNfHYhlgTrNfrsHrRUndBQd7LrnEyc='],
  [4, 'n0o/wg1BYtw31OI9kHhIcxp2BD//9taSiL8av7z/R44='],
  [7, 'o+I7Msy2v5bQktFl2KpUbgmCnejwOw6JV1gdHha5K98='],
  [255, 'Mvhbyqh9e80Fco8J6a66NQumovczgwCH8Fl2goSL5cs='],
  [256, 'goUV0DPBnYyQHzfsy4rtkZZncDSG+NL/8c9wQDIcXbE='],
  [257, 'HtoEmkNR2G92JSvX7At3Rq11t/oDFq1fVB29pFijEsQ='],
  [65536, '8CXQbtgEhZ/SdKG9rK3W5I6odjSqkeHtsgFD+UmM0Cs='],
  [65537, '3IeVol/UvVKguE9jn9MTm6FggkAj0YjkKOtdsPPOIho='],
]
const WITNESS_VKEY = 'witness.example/w1+20324abe+BCmsuuFBvMrwsi4alNNNC8c2HlJtC/4SyJeUvJMilm3X'
const LOG_VKEY = 'log.example/owc-test+62614b5e+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4'

const files = new Map<string, Uint8Array>()
const roots = new Map<number, string>()
{
  const edge = emptyEdge()
  roots.set(0, toBase64(edgeRoot(crypto, edge)))
  const sizes = [1, 2, 3, 4, 7, 8, 255, 256, 257, 300, 511, 512, 513, 65535, 65536, 65537]
  for (const size of sizes) {
    const leaves = Array.from({ length: size - edge.size }, (_, i) => utf8(`${edge.size + i}`))
    for (const { name, bytes } of extendEdge(crypto, edge, leaves)) files.set(name, bytes)
    roots.set(size, toBase64(edgeRoot(crypto, edge)))
  }
}
const source = async (path: string) => files.get(path)
const hexOf = (path: string) => toHex(crypto.sha256(files.get(path) ?? utf8('missing')))

test('vectors: roots from the edge and from the tiles', async () => {
  const tree = treeOf(crypto, source, 65537)
  for (const [size, root] of ROOTS) {
    assert.equal(roots.get(size), root, `edge at ${size}`)
    assert.equal(toBase64(await tree.root(size)), root, `tiles at ${size}`)
  }
})

test('vectors: RFC 6962 reference leaves', () => {
  const leaves = [
    '',
    '00',
    '10',
    '2021',
    '3031',
    '40414243',
    '5051525354555657',
    '606162636465666768696a6b6c6d6e6f',
  ]
  const hashes = leaves.map((hex) => leafHash(crypto, fromHex(hex) ?? new Uint8Array()))
  const expected = '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328'
  assert.equal(toHex(treeHash(crypto, hashes)), expected)
})

test('vectors: inclusion and consistency proofs', async () => {
  const tree = treeOf(crypto, source, 65537)
  const root = (size: number) => roots.get(size) ?? ''
  const text = (hashes: readonly Uint8Array[]) => hashes.map(toBase64)
  assert.deepEqual(text(await tree.inclusion(5, 7)), [
    'EeH1WCI/THG2vhzs/R8N6HFG0llId8J7KexRn5BAITw=',
    'O/nIHCMcrnC2eNPzA4+fT21rnXrc+bN48lkZrlPRdoY=',
    root(4),
  ])
  assert.deepEqual(text(await tree.inclusion(65536, 65537)), [root(65536)])
  assert.equal((await tree.inclusion(0, 65537)).length, 17)
  const last = 'lz8IOVfHNZ+xlDrPnmaJvKbKXqcZfYCKrTwUSYaJ7+A='
  assert.deepEqual(text(await tree.consistency(3, 7)), [
    '+mHj3sNDlYn0eEyJO/Mh0AhPBMVyx68raOPzNgo1tIY=',
    'kGxdJIXK5yIHOkMPTQT+F2dQdZLO8iZimurbhaLskJ0=',
    root(2),
    last,
  ])
  assert.deepEqual(text(await tree.consistency(4, 7)), [last])
})

test('vectors: tiles and entry bundles', () => {
  assert.equal(hexOf('tile/1/000.p/1'), 'd8543884b063e422f6de2e558c6b11eb5e1a20528ccfe23cf27ceeb764b93a6e')
  assert.equal(files.get('tile/entries/000')?.length, 1170)
  assert.equal(hexOf('tile/entries/000'), '94693d5c6d6a0355ec07bac8214516c1ce6a5100b0588f226fd95f26571157d7')
  assert.equal(toHex(files.get('tile/entries/001.p/1') ?? new Uint8Array()), '0003323536')
  assert.equal(toBase64(files.get('tile/2/000.p/1') ?? new Uint8Array()), roots.get(65536))
})

test('vectors: the log key, its checkpoint at 257 and the witness cosignature', async () => {
  const logKey = noteKey(crypto, { name: ORIGIN, type: 0x01, key: logSigner.key.raw })
  assert.equal(noteKeyText(logKey), LOG_VKEY)
  const witness = keyPairFromSeed(seed(0x20), crypto)
  const witnessKey = noteKey(crypto, { name: 'witness.example/w1', type: 0x04, key: witness.key.raw })
  assert.equal(noteKeyText(witnessKey), WITNESS_VKEY)

  const text = checkpointText({
    origin: ORIGIN,
    size: 257,
    root: fromBase64(roots.get(257) ?? '') ?? new Uint8Array(),
  })
  const logSignature = { name: ORIGIN, keyId: logKey.keyId, signature: await logSigner.sign(utf8(text)) }
  const time = 1767225600
  const cosignature = {
    name: witnessKey.name,
    keyId: witnessKey.keyId,
    signature: timedSignature(time, await witness.sign(cosignatureMessage(text, time))),
  }
  const note = noteText({ text, signatures: [logSignature, cosignature] })
  assert.equal(
    note,
    `${text}\n— ${ORIGIN} YmFLXoDkPrVAXlDvIymOi9y3NwrOPeU0OvHfTsPMCDbdOQ2d9Mt9DJoEorxW+t1V4Aoj5K5b/gy+zfr+aOUBUY/a0A4=\n` +
      '— witness.example/w1 IDJKvgAAAABpVbkA0cWb9V2STPs4NjfDpbW+YqF7rAsyUQ/HiRq7+cU7neQuBzrOSRfKtLeDFGg51t6ZSgpl+1dNbgZzBSG5PPhmBg==\n',
  )
  const verdict = await openCheckpoint(crypto, note, { logKey, cosigners: [witnessKey] })
  assert.equal(verdict.ok && verdict.checkpoint.size, 257)
  assert.deepEqual(verdict.ok && verdict.checkpoint.cosigned.map((one) => [one.key.name, one.timeSeconds]), [
    ['witness.example/w1', time],
  ])
})

test('vectors: ML-DSA-44 cosigner', async () => {
  const der = concat([fromHex('3034020100300b060960864801650304031104228020') ?? new Uint8Array(), seed(0)])
  const key = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' })
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
  const raw = new Uint8Array(spki.subarray(spki.length - 1312))
  assert.equal(toHex(crypto.sha256(raw)), '9f107644c1084526af3bc8098680b05499a2325a644e388fb4f970e058d19d46')
  const cosigner: NoteKey = noteKey(crypto, { name: 'witness.example/m1', type: 0x06, key: raw })
  assert.equal(cosigner.keyId, '73b931ac')
  const root = fromBase64(roots.get(257) ?? '') ?? new Uint8Array()
  const message = subtreeMessage('witness.example/m1', 1767225600, { origin: ORIGIN, size: 257, root })
  assert.equal(message.length, 108)
  assert.equal(
    toHex(crypto.sha256(message)),
    '602e084d35d57311a06e8a513640cc9aa7c1ba046e93e2cedc41658c763d6cbc',
  )
  const text = checkpointText({ origin: ORIGIN, size: 257, root })
  const signature = timedSignature(1767225600, new Uint8Array(nodeSign(null, message, key)))
  const note = { text, signatures: [{ name: cosigner.name, keyId: cosigner.keyId, signature }] }
  assert.equal((await verifyNote(crypto, note, [cosigner])).ok, true)
  const moved = { ...note, text: checkpointText({ origin: ORIGIN, size: 258, root }) }
  assert.equal((await verifyNote(crypto, moved, [cosigner])).ok, false)
})

test('vectors: the note of C2SP verifies, and no changed one does', async () => {
  const key = parseNoteKey(
    crypto,
    'example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k',
    'vkey',
  )
  const line =
    '— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n'
  const good = parseNote(`This is an example message.\n\n${line}`, 'note')
  assert.equal((await verifyNote(crypto, good, [key])).ok, true)
  const bad = parseNote(`This is an example message!\n\n${line}`, 'note')
  assert.equal((await verifyNote(crypto, bad, [key])).ok, false)
  assert.equal((await verifyNote(crypto, good, [])).ok, false)
})

test('proofs: every inclusion and consistency proof of small trees verifies and no altered one does', async () => {
  const tree = treeOf(crypto, source, 65537)
  const rootOf = async (size: number) => tree.root(size)
  for (let size = 1; size <= 20; size++) {
    const root = await rootOf(size)
    for (let index = 0; index < size; index++) {
      const claim = {
        index,
        size,
        root,
        leafHash: leafHash(crypto, utf8(`${index}`)),
        path: await tree.inclusion(index, size),
      }
      assert.equal(verifyInclusion(crypto, claim), true)
      assert.equal(verifyInclusion(crypto, { ...claim, index: index + 1 }), false)
      assert.equal(verifyInclusion(crypto, { ...claim, path: [...claim.path, root] }), false)
      if (size > 1) assert.equal(verifyInclusion(crypto, { ...claim, path: claim.path.slice(1) }), false)
    }
    for (let from = 0; from <= size; from++) {
      const path = await tree.consistency(from, size)
      const claim = { from, fromRoot: await rootOf(from), to: size, toRoot: root, path }
      assert.equal(verifyConsistency(crypto, claim), true, `${from} to ${size}`)
      assert.equal(verifyConsistency(crypto, { ...claim, path: [...path, root] }), false)
      if (path.length > 0) assert.equal(verifyConsistency(crypto, { ...claim, path: path.slice(1) }), false)
      if (from > 0)
        assert.equal(verifyConsistency(crypto, { ...claim, fromRoot: leafHash(crypto, root) }), false)
    }
  }
})

test('proofs: hostile numbers are no proof', () => {
  const root = leafHash(crypto, utf8('0'))
  for (const [index, size] of [
    [-1, 1],
    [1, 1],
    [0.5, 1],
    [0, 2 ** 53],
    [Number.NaN, 1],
    [0, Number.POSITIVE_INFINITY],
  ])
    assert.equal(
      verifyInclusion(crypto, {
        index: index as number,
        size: size as number,
        root,
        leafHash: root,
        path: [],
      }),
      false,
    )
  const path = Array.from({ length: 65 }, () => root)
  assert.equal(verifyInclusion(crypto, { index: 0, size: 2 ** 53 - 1, root, leafHash: root, path }), false)
})

// A release goes from node to node: its publisher's statements and proofs travel along, and hold under the first
// node's log when that node is gone. A node that lies is told, and nothing of it is logged.

import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { collect, fromUtf8, toBase64, utf8 } from '../../src/base/bytes.ts'
import type { Sha256 } from '../../src/base/digest.ts'
import { peerDifferences, peers } from '../../src/commons/keys/peers.ts'
import { serve as serveNode } from '../../src/http/serve.ts'
import { type Bundle, bundleBytes, parseBundle } from '../../src/ledger/bundle.ts'
import { checkpointText } from '../../src/ledger/checkpoint.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { pae } from '../../src/ledger/envelope.ts'
import { judgeEvidence, MAX_EVIDENCE_BYTES, parseEvidence } from '../../src/ledger/evidence.ts'
import { noteKey, noteKeyText, noteText } from '../../src/ledger/note.ts'
import { keyPairFromPem, makeKeyPair } from '../../src/ledger/signer.ts'
import { identityLine, parseTrust } from '../../src/ledger/trust.ts'
import { verifyRelease } from '../../src/ledger/verify.ts'
import { releaseBundle } from '../../src/node/bundle.ts'
import { artifactFiles } from '../../src/node/manifests.ts'
import type { Node } from '../../src/node/node.ts'
import { refuse, serve } from '../sources/emulator.ts'
import { author, OPERATOR } from './author.ts'
import { makeHouse } from './house.ts'
import { take } from './taking.ts'

const house = makeHouse()
const [a, b] = [await house.open('a', { name: 'Node A' }), await house.open('b', { name: 'Node B' })]
const door = await serveNode(a, { host: '127.0.0.1', port: 0, defects: (error) => house.defects.push(error) })
const acme = await author(a, 'Acme', ['acme'])
const folder = join(house.place, 'model')
mkdirSync(folder)
writeFileSync(join(folder, 'config.json'), '{"a":1}')
writeFileSync(join(folder, 'weights.bin'), 'w'.repeat(5_000))
const { artifact, files } = await take(a, folder, 'acme/tern')
const released = await acme.say({
  type: 'owc:release/v1',
  subjects: [{ name: 'acme/tern', digest: artifact }],
  body: {
    owc: 1,
    kind: 'release',
    subject: { id: 'acme/tern', version: '1.0.0' },
    artifacts: files.map(({ path, sizeBytes, sha256 }) => ({ path, bytes: sizeBytes, sha256 })),
  },
})
await a.host(artifact, OPERATOR)
after(async () => {
  await door.close()
  await a.close()
  await b.close()
  house.remove()
  assert.deepEqual(house.defects, [])
})

const hostOf = (url: string) => url.slice('http://'.length)
const logLine = ({ log }: Node) => `log ${log.verifierKey}\n`
const trusting = (text: string) => parseTrust(text, 'trust', nodeCrypto)
const acmeLine = identityLine({ id: acme.identity, name: 'Acme' })

async function judged(node: Node, trust: string) {
  const bundle = await releaseBundle(node, artifact as Sha256)
  const found = {
    files: await artifactFiles(node.storage.blobs, artifact as Sha256),
    scope: 'folder',
  } as const
  return await verifyRelease({ bundle, found, trust: trusting(trust) }, nodeCrypto)
}

test('node to node: what B hands on verifies under A’s log and under its own, as trust decides', async () => {
  const taken = await take(b, `owc://${hostOf(door.url)}/acme/tern`, 'acme/tern')
  assert.equal(taken.artifact, artifact)
  assert.deepEqual(
    taken.statements.map(({ type }) => type),
    ['owc:observation/v1', 'owc:custody/v1', 'owc:peer-checkpoint/v1'],
  )
  const [peer] = await peers(b.index, b.identity)
  assert.deepEqual([peer?.origin, peer?.checked, peer?.verifierKey], [a.log.origin, true, a.log.verifierKey])
  const ofA = await judged(b, `${logLine(a)}${acmeLine}`)
  assert.deepEqual(ofA.problems, [])
  assert.deepEqual([ofA.record.type, ofA.record.issuerName], ['owc:release/v1', 'Acme'])
  assert.equal(ofA.record.statement, `sha256:${released.statement}`)
  assert.deepEqual(
    ofA.log.standings.map(({ origin, trusted }) => [origin, trusted]),
    [[a.log.origin, true]],
  )
  const ofB = await judged(b, `${logLine(b)}${identityLine({ id: b.identity })}`)
  assert.deepEqual(ofB.problems, [])
  assert.deepEqual([ofB.record.type, ofB.record.issuer], ['owc:observation/v1', b.identity])
  assert.deepEqual(
    ofB.records.map(({ type, believed, judged: about }) => [type, believed, about]),
    [
      ['owc:release/v1', false, false],
      ['owc:observation/v1', true, true],
      ['owc:observation/v1', false, false], // of A, from which B took it
    ],
  )
  const ofBoth = await judged(b, `${logLine(a)}${acmeLine}${logLine(b)}${identityLine({ id: b.identity })}`)
  assert.deepEqual(ofBoth.problems, [])
  assert.equal(ofBoth.record.type, 'owc:release/v1', 'the publisher is read before an importer')
  assert.deepEqual(
    ofBoth.records.map(({ believed }) => believed),
    [true, true, false],
  )
  const ofNobody = await judged(b, '')
  assert.deepEqual(
    ofNobody.problems.map(({ code }) => code),
    ['log-untrusted', 'issuer-untrusted'],
  )
})

type Lie = (path: string, body: Buffer, response: ServerResponse) => Uint8Array | undefined

/** Serves what A serves, but for what `lie` changes; undefined: it has answered itself. */
async function withLiar(lie: Lie, run: (host: string) => Promise<void>): Promise<void> {
  const liar = await serve((path, { headers }, response) => {
    const send = async () => {
      const answer = await fetch(`${door.url}${path}`, { headers: { accept: String(headers.accept) } })
      const body = lie(path, Buffer.from(await answer.arrayBuffer()), response)
      if (body === undefined) return
      const type = answer.headers.get('content-type') ?? 'application/octet-stream'
      response.writeHead(answer.status, { 'content-type': type, 'content-length': body.length }).end(body)
    }
    send().catch(() => response.destroy())
  })
  try {
    await run(hostOf(liar.url))
  } finally {
    await liar.close()
  }
}

async function problemOf(ref: string) {
  const { id } = await b.imports.start({ ref, agreed: true, as: 'test/lie' })
  let last = b.imports.get(id)
  for await (const view of b.imports.follow(id, new AbortController().signal)) last = view
  assert.equal(last?.phase, 'failed')
  return last?.problem
}

const withBundle =
  (change: (bundle: Bundle) => Bundle): Lie =>
  (path, body) =>
    path.endsWith('/.owc/bundle.json') ? bundleBytes(change(parseBundle(body, 'bundle'))) : body
const idOf = (one: Bundle['statements'][number] | undefined) =>
  nodeCrypto.sha256(one?.envelope.payload ?? new Uint8Array()).toHex() as Sha256

/** The same path, from a neighbouring place. */
function inAnotherTree(proof: string): string {
  return proof.replace(/^index (\d+)$/m, (_line, index: string) => `index ${Math.max(0, Number(index) - 1)}`)
}

const proofsOf = (bundle: Bundle, id: string) =>
  bundle.statements.find((one) => idOf(one) === id)?.proofs ?? []

/** The release as somebody else would have it: the same words about the same bytes, signed by their own key. */
async function impostors(): Promise<Lie> {
  const mallory = await author(a, 'Mallory')
  const { payload, payloadType, signatures } = await releaseEnvelope()
  const sig = await mallory.key.sign(pae(payloadType, payload))
  return withBundle((bundle) => ({
    ...bundle,
    statements: bundle.statements.map((one) =>
      toBase64(one.envelope.payload) === toBase64(payload)
        ? { ...one, envelope: { payload, payloadType, signatures: [{ keyid: signatures[0]?.keyid ?? '', sig }] } }
        : one,
    ),
  }))
}

async function releaseEnvelope() {
  const { statements } = parseBundle(await releaseBundle(a, artifact), 'bundle')
  const found = statements.find(({ proofs }) => proofsOf({ statements } as Bundle, released.statement) === proofs)
  if (found === undefined) throw new Error('the release is not in its bundle')
  return found.envelope
}

/** A checkpoint under A's name that another key signs. */
async function otherKey() {
  const pair = makeKeyPair('ed25519', nodeCrypto)
  const key = noteKey(nodeCrypto, { name: a.log.origin, type: 1, key: pair.key.raw })
  const { size, root } = a.log.checkpoint()
  const text = checkpointText({ origin: a.log.origin, size, root })
  const signature = await pair.sign(utf8(text))
  const note = noteText({ text, signatures: [{ name: key.name, keyId: key.keyId, signature }] })
  return { note, verifierKey: noteKeyText(key) }
}

/** Two roots of one size under A's own key: what no honest log signs. */
async function splitNote() {
  const pem = fromUtf8((await a.storage.secrets.get('log.pem')) ?? new Uint8Array()) ?? ''
  const pair = keyPairFromPem(pem, 'log.pem', nodeCrypto)
  const key = noteKey(nodeCrypto, { name: a.log.origin, type: 1, key: pair.key.raw })
  const [{ size } = { size: 0 }] = await peers(b.index, b.identity)
  const text = checkpointText({ origin: a.log.origin, size, root: new Uint8Array(32).fill(9) })
  const signature = await pair.sign(utf8(text))
  return noteText({ text, signatures: [{ name: key.name, keyId: key.keyId, signature }] })
}

const ENDLESS = Buffer.alloc(1 << 20, 32)
function endless(response: ServerResponse, type: string): undefined {
  response.writeHead(200, { 'content-type': type })
  const pour = () => {
    while (!response.destroyed && response.write(ENDLESS));
  }
  response.on('drain', pour)
  pour()
}

const isFile = (path: string) => path.endsWith('/weights.bin')
const liars: readonly (readonly [name: string, codes: readonly string[], lie: Lie | Promise<Lie>])[] = [
  ['other bytes', ['bytes-differ'], (path, body) => (isFile(path) ? Buffer.alloc(body.length, 'x') : body)],
  ['fewer bytes', ['answer-invalid'], (path, body) => (isFile(path) ? body.subarray(1) : body)],
  [
    'bytes without end',
    ['answer-invalid'],
    (path, body, response) => (isFile(path) ? endless(response, 'application/octet-stream') : body),
  ],
  ['a list of other files', ['answer-invalid'], (path, body) => (path.startsWith('/commons/v1/releases/') ? Buffer.from(body.toString().replace('weights.bin', 'others.bin')) : body)],
  ['the record of other files', ['record-differs'], withBundle((bundle) => ({ ...bundle, files: bundle.files.slice(1) }))],
  [
    'another statement as its record',
    ['record-missing', 'record-differs'],
    withBundle((bundle) => ({ ...bundle, subject: idOf(bundle.statements[0]) })),
  ],
  ['a statement that another key signed', ['signature-invalid'], impostors()],
  [
    'the proof of another statement',
    ['proof-wrong'],
    withBundle((bundle) => {
      const [other] = bundle.statements.filter(({ proofs }) => proofs !== proofsOf(bundle, released.statement))
      return {
        ...bundle,
        statements: bundle.statements.map((one) => ({ ...one, proofs: other?.proofs ?? [] })),
      }
    }),
  ],
  [
    'proofs of another tree',
    ['proof-wrong'],
    withBundle((bundle) => ({
      ...bundle,
      statements: bundle.statements.map((one) => ({ ...one, proofs: one.proofs.map(inAnotherTree) })),
    })),
  ],
  [
    'a record without proof',
    ['not-logged'],
    withBundle((bundle) => ({
      ...bundle,
      times: [],
      statements: bundle.statements.map((one) => ({ ...one, proofs: [] })),
    })),
  ],
  ['a bundle that is none', ['json-invalid'], (path, body) => (path.endsWith('bundle.json') ? Buffer.from('{"a"') : body)],
  [
    'a web page for its record',
    ['json-invalid'],
    (path, body) => (path.endsWith('bundle.json') ? Buffer.from('<!doctype html>') : body),
  ],
  ['a web page for its log', ['note-invalid'], (path, body) => (path === '/log/checkpoint' ? Buffer.from('<!doctype html>') : body)],
  [
    'a checkpoint without end',
    ['answer-invalid'],
    (path, body, response) => (path === '/log/checkpoint' ? endless(response, 'text/plain') : body),
  ],
  [
    'a description without end',
    ['answer-invalid'],
    (path, body, response) => (path.startsWith('/commons/v1/rel') ? endless(response, 'application/json') : body),
  ],
  [
    'a web page for everything',
    ['answer-invalid'],
    (_path, _body, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>')
      return undefined
    },
  ],
  [
    'redirects in a circle',
    ['answer-invalid'],
    (path, _body, response) => {
      response.writeHead(302, { location: path }).end()
      return undefined
    },
  ],
  [
    'a redirect out of the web',
    ['answer-invalid'],
    (_path, _body, response) => {
      response.writeHead(302, { location: 'file:///etc/passwd' }).end()
      return undefined
    },
  ],
  [
    'an error in no form',
    ['unreachable'],
    (_path, _body, response) => {
      refuse(response, 500)
      return undefined
    },
  ],
]

for (const [name, codes, lie] of liars)
  test(`node to node: a node that serves ${name} is refused with a reason, and nothing is logged`, async () => {
    const { size } = b.log.checkpoint()
    await withLiar(await lie, async (host) => {
      const problem = await problemOf(`owc://${host}/acme/tern`)
      assert.ok(codes.includes(problem?.code ?? ''), JSON.stringify(problem))
      assert.ok(problem?.expected !== '' && problem?.found !== '' && problem?.where !== '')
    })
    assert.equal(b.log.checkpoint().size, size)
  })

test('node to node: a log under another key, and one with two histories, are refused and kept as evidence', async () => {
  const [other, split] = [await otherKey(), await splitNote()]
  const rows: readonly (readonly [code: string, kind: string, lie: Lie])[] = [
    [
      'key-changed',
      'key-changed',
      (path, body) =>
        path === '/log/checkpoint'
          ? utf8(other.note)
          : path === '/commons/v1/log'
            ? utf8(JSON.stringify({ ...JSON.parse(body.toString()), verifierKey: other.verifierKey }))
            : body,
    ],
    ['log-split', 'split', (path, body) => (path === '/log/checkpoint' ? utf8(split) : body)],
  ]
  for (const [code, kind, lie] of rows) {
    await withLiar(lie, async (host) => {
      const problem = await problemOf(`owc://${host}/acme/tern`)
      assert.equal(problem?.code, code, JSON.stringify(problem))
      assert.match(problem?.hint ?? '', /owc log evidence/)
    })
    const [newest] = await peerDifferences(b.index, { issuer: b.identity })
    assert.equal(newest?.kind, kind)
    const bytes = await collect(b.storage.blobs.read(newest?.evidence as Sha256), MAX_EVIDENCE_BYTES)
    assert.deepEqual(await judgeEvidence(parseEvidence(bytes ?? new Uint8Array(), 'e'), nodeCrypto).then(({ proved }) => proved), true)
  }
  assert.equal((await b.index.selectFrom('records').select('name').where('name', '=', 'test/lie').execute()).length, 0)
})

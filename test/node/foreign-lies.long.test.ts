// A node that lies about bytes, record, proofs or its log, or answers with something else, is refused with a reason
// before anything of it is logged.

import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { after, test } from 'node:test'
import { toBase64 } from '../../src/base/bytes.ts'
import type { Sha256 } from '../../src/base/digest.ts'
import { type Bundle, bundleBytes, parseBundle } from '../../src/ledger/bundle.ts'
import { nodeCrypto } from '../../src/ledger/crypto-node.ts'
import { pae } from '../../src/ledger/envelope.ts'
import { releaseBundle } from '../../src/node/bundle.ts'
import { refuse } from '../sources/emulator.ts'
import { author } from './author.ts'
import { type Lie, problemOf, twoNodes, withLiar } from './two-nodes.ts'

const { a, b, door, artifact, released, close } = await twoNodes()
after(close)

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
        ? {
            ...one,
            envelope: { payload, payloadType, signatures: [{ keyid: signatures[0]?.keyid ?? '', sig }] },
          }
        : one,
    ),
  }))
}

async function releaseEnvelope() {
  const { statements } = parseBundle(await releaseBundle(a, artifact), 'bundle')
  const found = statements.find(
    ({ proofs }) => proofsOf({ statements } as Bundle, released.statement) === proofs,
  )
  if (found === undefined) throw new Error('the release is not in its bundle')
  return found.envelope
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
  [
    'a list of other files',
    ['answer-invalid'],
    (path, body) =>
      path.startsWith('/commons/v1/releases/')
        ? Buffer.from(body.toString().replace('weights.bin', 'others.bin'))
        : body,
  ],
  [
    'the record of other files',
    ['record-differs'],
    withBundle((bundle) => ({ ...bundle, files: bundle.files.slice(1) })),
  ],
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
      const [other] = bundle.statements.filter(
        ({ proofs }) => proofs !== proofsOf(bundle, released.statement),
      )
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
  [
    'a bundle that is none',
    ['json-invalid'],
    (path, body) => (path.endsWith('bundle.json') ? Buffer.from('{"a"') : body),
  ],
  [
    'a web page for its record',
    ['json-invalid'],
    (path, body) => (path.endsWith('bundle.json') ? Buffer.from('<!doctype html>') : body),
  ],
  [
    'a web page for its log',
    ['note-invalid'],
    (path, body) => (path === '/log/checkpoint' ? Buffer.from('<!doctype html>') : body),
  ],
  [
    'a checkpoint without end',
    ['answer-invalid'],
    (path, body, response) => (path === '/log/checkpoint' ? endless(response, 'text/plain') : body),
  ],
  [
    'a description without end',
    ['answer-invalid'],
    (path, body, response) =>
      path.startsWith('/commons/v1/rel') ? endless(response, 'application/json') : body,
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
    await withLiar(door.url, await lie, async (host) => {
      const problem = await problemOf(b, `owc://${host}/acme/tern`)
      assert.ok(codes.includes(problem?.code ?? ''), JSON.stringify(problem))
      assert.ok(problem?.expected !== '' && problem?.found !== '' && problem?.where !== '')
    })
    assert.equal(b.log.checkpoint().size, size)
  })

// Bytes by digest: GET and HEAD of what is hosted or held, PUT of new bytes by the operator. What is put is hashed while
// it is written and becomes visible only when its digest is the one in the address. Nothing counts what comes in here:
// whoever publishes sends through /commons/v1/uploads, where maxUploadBytes bounds it.

import { parseDigest, type Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { Node } from '../../node/node.ts'
import type { Asker } from '../asker.ts'
import { mayReadHeld, needScope } from '../asker.ts'
import { bodyChunks, claimedBytes, MAX_BLOB_BYTES } from '../bytes/receive.ts'
import type { ByteRequest, ByteRoute, House } from '../door.ts'
import { isBlobPublic } from '../hosting-state.ts'
import { writeProblem } from '../problem.ts'

const PATTERN = /^\/commons\/v1\/blobs\/([^/]{1,80})$/
const refuse: ByteRoute['refuse'] = (house, { response }, error) =>
  writeProblem(response, error, house.defects)

export const blobRoutes: readonly ByteRoute[] = [
  {
    methods: ['GET', 'HEAD'],
    path: '/commons/v1/blobs/{digest}',
    pattern: PATTERN,
    summary: 'The bytes of a digest; Range, HEAD, ETag. Immutable.',
    limitBytes: 0,
    handle: get,
    refuse,
  },
  {
    methods: ['PUT'],
    path: '/commons/v1/blobs/{digest}',
    pattern: PATTERN,
    summary: 'Stores bytes under their digest, for the operator; 422 when they have another.',
    limitBytes: MAX_BLOB_BYTES,
    handle: put,
    refuse,
  },
]

async function get({ node, sender }: House, { request, response, asker, parts }: ByteRequest): Promise<void> {
  const sha256 = parseDigest(parts[0] ?? '', 'address')
  const stored = await node.storage.blobs.stat(sha256)
  if (stored === undefined)
    throw new OwcError({
      code: 'blob-missing',
      where: 'address',
      expected: `bytes of sha256:${sha256}`,
      found: 'none held here',
    })
  await mayRead(node, asker, sha256)
  const headers = {
    'Content-Type': 'application/octet-stream',
    'Cache-Control': 'public, max-age=31536000, immutable',
    'Content-Security-Policy': "sandbox; default-src 'none'",
    'X-Content-Type-Options': 'nosniff',
  }
  const body = {
    sizeBytes: stored.sizeBytes,
    etag: `"${sha256}"`,
    open: () => node.storage.blobs.open(sha256),
  }
  await sender.send({ request, response, headers }, body)
}

// By digest as by name: what is hosted goes to everybody, what is held to the people of this machine.
async function mayRead(node: Node, asker: Asker, sha256: Sha256): Promise<void> {
  if (mayReadHeld(asker) || (await isBlobPublic(node, sha256))) return
  throw new OwcError({
    code: 'not-hosted',
    where: `sha256:${sha256}`,
    expected: 'bytes that this node serves to others',
    found: 'bytes held for this node only',
  })
}

async function put({ node }: House, { request, response, asker, parts }: ByteRequest): Promise<void> {
  needScope(asker, 'operate')
  const sha256 = parseDigest(parts[0] ?? '', 'address')
  const sizeBytes = claimedBytes(request)
  const expect = sizeBytes === undefined ? { sha256 } : { sha256, sizeBytes }
  const stored = await node.storage.blobs.put(bodyChunks(request, MAX_BLOB_BYTES), expect)
  const text = `${JSON.stringify({ sha256: stored.sha256, size: stored.sizeBytes })}\n`
  const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }
  response.writeHead(201, headers).end(text)
}

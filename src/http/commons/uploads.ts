// Sending bytes before a release names them: announce digests and sizes, send each from where its bytes end, finish
// the artifact by its manifest. Any of it may be repeated, by another process too; see node/uploads.ts.

import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import Type, { type Static } from 'typebox'
import { parseDigest, type Sha256 } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { UploadState } from '../../node/uploads.ts'
import type { Asker } from '../asker.ts'
import { hasScope, mayReadHeld, needScope } from '../asker.ts'
import { bodyChunks, MAX_BLOB_BYTES } from '../bytes/receive.ts'
import type { ByteRequest, ByteRoute, House } from '../door.ts'
import { isBlobPublic } from '../hosting-state.ts'
import { json } from '../json.ts'
import { writeProblem } from '../problem.ts'
import { type CommonsRoute, row } from './route.ts'

const MAX_ANNOUNCED = 1_000 // in one request
const FINISH_WAIT_MS = 5_000 // under the patience of any proxy; ask again
const LINGER_MS = 2_000 // so that a refusal is read before the connection ends

const Announce = Type.Object(
  {
    files: Type.Array(
      Type.Object(
        {
          sha256: Type.String({ pattern: '^(sha256:)?[0-9a-f]{64}$' }),
          size: Type.Integer({ minimum: 0, maximum: MAX_BLOB_BYTES }),
          path: Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 1024,
              description:
                'Its path in the artifact; absent: bytes that are no file of one, such as its manifest.',
            }),
          ),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: MAX_ANNOUNCED },
    ),
  },
  { additionalProperties: false },
)
const Empty = Type.Object({}, { additionalProperties: false })

export const uploadRows: readonly CommonsRoute[] = [
  row<undefined, Static<typeof Announce>>({
    method: 'POST',
    path: '/uploads',
    tag: 'uploads',
    summary: 'Announces files to be sent: digest, size, path in the artifact.',
    answers: 'For each file: whether it is held, else how many bytes are there already.',
    scope: 'any',
    body: Announce,
    async handle({ house, c, body }) {
      const { asker } = c.var
      const owner = ownerOf(asker)
      const files = body.files.map(({ sha256, size, path }) => ({
        sha256: parseDigest(sha256, 'sha256'),
        sizeBytes: size,
        ...(path === undefined ? {} : { path }),
      }))
      const mayRead = async (sha256: Sha256) => mayReadHeld(asker) || (await isBlobPublic(house.node, sha256))
      const states = await house.node.uploads.begin(owner, files, mayRead)
      return json(c, { files: states.map(told) })
    },
  }),
  row<undefined, Static<typeof Empty>>({
    method: 'POST',
    path: '/uploads/:artifact/finish',
    tag: 'uploads',
    summary:
      'Hashes and inspects all files of a manifest that was sent, as an import does; ask until it is done.',
    answers: 'How far it is, or the artifact with its files and hazards.',
    scope: 'any',
    body: Empty,
    async handle({ house, c, part }) {
      const owner = ownerOf(c.var.asker)
      const artifact = parseDigest(part('artifact'), 'address')
      const { uploads, received } = house.node
      const state = await received.finish(owner, artifact, {
        waitMs: FINISH_WAIT_MS,
        settled: (sha256) => uploads.settled(owner, sha256),
      })
      return json(c, state, state.done ? 200 : 202)
    },
  }),
]

export const uploadRoute: ByteRoute = {
  methods: ['PATCH'],
  path: '/commons/v1/uploads/{digest}',
  pattern: /^\/commons\/v1\/uploads\/([^/]{1,80})$/,
  summary: 'Bytes of an announced file from the offset in the header Upload-Offset; what arrives is kept.',
  limitBytes: MAX_BLOB_BYTES,
  handle: patch,
  refuse: (house, { response }, error) => writeProblem(response, error, house.defects),
}

async function patch(house: House, bytes: ByteRequest): Promise<void> {
  const { request, response, asker, parts } = bytes
  try {
    const owner = ownerOf(asker)
    const sha256 = parseDigest(parts[0] ?? '', 'address')
    const part = {
      position: offsetOf(request),
      chunks: bodyChunks(request, MAX_BLOB_BYTES),
      cut: () => void request.destroy(new Error('another process goes on with this upload')),
    }
    const text = `${JSON.stringify(told(await house.node.uploads.write(owner, sha256, part)))}\n`
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }
    response.writeHead(200, headers).end(text)
  } catch (error) {
    if (!request.complete && !response.headersSent) response.setHeader('Connection', 'close')
    writeProblem(response, error, house.defects)
    await linger(request)
  }
}

/** A connection that ends with unread bytes is reset, and a reset can overtake the answer. */
export async function linger(request: IncomingMessage): Promise<void> {
  if (request.complete || request.destroyed) return
  const ended = new AbortController()
  request.once('close', () => ended.abort())
  request.once('end', () => ended.abort())
  request.resume()
  await sleep(LINGER_MS, undefined, { signal: ended.signal }).catch(() => undefined)
}

/** Everybody has stages of their own; all operators are one. @throws OwcError `token-needed`, `scope-missing` */
export function ownerOf(asker: Asker): string {
  if (hasScope(asker.who, 'operate')) return 'operator'
  if (!asker.who.scopes.some((scope) => scope.startsWith('publish:'))) needScope(asker, 'operate')
  return `token ${asker.who.name}`
}

function offsetOf(request: IncomingMessage): number {
  const header = request.headers['upload-offset']
  if (typeof header === 'string' && /^\d{1,15}$/.test(header)) return Number(header)
  throw new OwcError({
    code: 'usage',
    where: 'header Upload-Offset',
    expected: 'the number of bytes that are there',
    found: header === undefined ? 'none' : JSON.stringify(String(header).slice(0, 40)),
  })
}

function told({ sha256, sizeBytes, held, haveBytes }: UploadState) {
  return { sha256, size: sizeBytes, held, have: haveBytes }
}

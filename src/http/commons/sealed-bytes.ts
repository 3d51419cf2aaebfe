// Sending bytes that open with a seal. Digests travel in bodies and headers, never in an address, because addresses are
// written to logs. Any of it may be repeated, by another process too; see node/sealed-bytes.ts.

import type { IncomingMessage } from 'node:http'
import Type, { type Static } from 'typebox'
import { parseDigest } from '../../base/digest.ts'
import { OwcError } from '../../base/errors.ts'
import type { UploadState } from '../../node/uploads.ts'
import { bodyChunks, MAX_BLOB_BYTES } from '../bytes/receive.ts'
import type { ByteRequest, ByteRoute, House } from '../door.ts'
import { json } from '../json.ts'
import { writeProblem } from '../problem.ts'
import { type CommonsRoute, row } from './route.ts'
import { linger, ownerOf } from './uploads.ts'

const Ask = Type.Object(
  {
    files: Type.Array(
      Type.Object(
        {
          sha256: Type.String({ pattern: '^(sha256:)?[0-9a-f]{64}$' }),
          size: Type.Integer({ minimum: 0, maximum: MAX_BLOB_BYTES }),
          path: Type.Optional(Type.String({ minLength: 1, maxLength: 1024 })),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 1_000 },
    ),
  },
  { additionalProperties: false },
)

export const sealedByteRows: readonly CommonsRoute[] = [
  row<undefined, Static<typeof Ask>>({
    method: 'POST',
    path: '/sealed-bytes',
    tag: 'seals',
    summary: 'Asks how much of each file that is to be sealed has arrived from this sender.',
    answers: 'For each file: whether all of it is here, else how many bytes.',
    scope: 'any',
    body: Ask,
    async handle({ house, c, body }) {
      const owner = ownerOf(c.var.asker)
      const states = await Promise.all(
        body.files.map(({ sha256, size }) =>
          house.node.sealedBytes.state(owner, { sha256: parseDigest(sha256, 'sha256'), sizeBytes: size }),
        ),
      )
      return json(c, { files: states.map(told) })
    },
  }),
]

export const sealedByteRoute: ByteRoute = {
  methods: ['PATCH'],
  path: '/commons/v1/sealed-bytes',
  pattern: /^\/commons\/v1\/sealed-bytes$/,
  summary:
    'Bytes of a file that is to be sealed: its digest in Upload-Digest, its size in Upload-Size, from Upload-Offset on.',
  limitBytes: MAX_BLOB_BYTES,
  handle: patch,
  refuse: (house, { response }, error) => writeProblem(response, error, house.defects),
}

async function patch(house: House, { request, response, asker }: ByteRequest): Promise<void> {
  try {
    const state = await house.node.sealedBytes.write(ownerOf(asker), {
      sha256: parseDigest(header(request, 'upload-digest', /^(sha256:)?[0-9a-f]{64}$/), 'Upload-Digest'),
      sizeBytes: Number(header(request, 'upload-size', /^\d{1,15}$/)),
      position: Number(header(request, 'upload-offset', /^\d{1,15}$/)),
      chunks: bodyChunks(request, MAX_BLOB_BYTES),
    })
    const text = `${JSON.stringify(told(state))}\n`
    const headers = { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) }
    response.writeHead(200, headers).end(text)
  } catch (error) {
    if (!request.complete && !response.headersSent) response.setHeader('Connection', 'close')
    writeProblem(response, error, house.defects)
    await linger(request)
  }
}

function header(request: IncomingMessage, name: string, form: RegExp): string {
  const value = request.headers[name]
  if (typeof value === 'string' && form.test(value)) return value
  throw new OwcError({
    code: 'usage',
    where: `header ${name}`,
    expected: 'digest, size and offset of the file',
    found: value === undefined ? 'none' : JSON.stringify(String(value).slice(0, 40)),
  })
}

function told({ sha256, sizeBytes, held, haveBytes }: UploadState) {
  return { sha256, size: sizeBytes, held, have: haveBytes }
}

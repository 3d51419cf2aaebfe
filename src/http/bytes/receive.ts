// The one way in which bodies come in: bounded before the first byte is read, let go when nothing comes for a while.
// A body whose Content-Length is a lie ends as an error of the reader, never as a short success.

import type { IncomingMessage } from 'node:http'
import { collect } from '../../base/bytes.ts'
import { OwcError } from '../../base/errors.ts'
import type { Chunks } from '../../storage/contracts.ts'

export const MAX_JSON_BYTES = 2 << 20 // an envelope around a payload of 1 MiB in base64, with sixteen signatures
export const MAX_BLOB_BYTES = 2 ** 41 // 2 TiB: over any single file of weights
const STALL_MS = 60_000

/** Length that the sender claims; undefined for a chunked body. */
export function claimedBytes(request: IncomingMessage): number | undefined {
  const header = request.headers['content-length']
  return header === undefined ? undefined : Number(header)
}

/** @throws OwcError `body-too-large` before anything is read when the claim is over the limit */
export function checkClaim(request: IncomingMessage, limitBytes: number): void {
  const claimed = claimedBytes(request)
  if (claimed !== undefined && claimed > limitBytes) throw tooLarge(limitBytes, `${claimed} bytes`)
}

/** The body as it comes. Cut by the sender or stalled: throws `body-cut`. */
export async function* bodyChunks(request: IncomingMessage, limitBytes: number, stallMs = STALL_MS): Chunks {
  checkClaim(request, limitBytes)
  request.setTimeout(stallMs, () => request.destroy(new Error('stalled')))
  let size = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > limitBytes) throw tooLarge(limitBytes, 'more')
      yield chunk
    }
  } catch (cause) {
    if (cause instanceof OwcError) throw cause
    throw cut(request, size, cause)
  }
  if (!request.complete) throw cut(request, size)
}

/** The whole body of at most `limitBytes`. */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<Uint8Array> {
  const bytes = await collect(bodyChunks(request, limitBytes), limitBytes)
  if (bytes === undefined) throw tooLarge(limitBytes, 'more')
  return bytes
}

function tooLarge(limitBytes: number, found: string): OwcError {
  return new OwcError({
    code: 'body-too-large',
    where: 'request body',
    expected: `at most ${limitBytes} bytes`,
    found,
  })
}

function cut(request: IncomingMessage, size: number, cause?: unknown): OwcError {
  const claimed = claimedBytes(request)
  const expected = claimed === undefined ? 'a body to its end' : `${claimed} bytes`
  return new OwcError({ code: 'body-cut', where: 'request body', expected, found: `${size} bytes` }, cause)
}

// The one way in which bodies leave this machine: HEAD, ETag, If-None-Match, Range (RFC 9110 13, 14) over anything
// that can be read at a position. Invariants: a buffer is used again only after the kernel has taken it (the write
// callback); an open blob is closed exactly once, whoever goes first; memory stays under one small buffer for each
// stalled reader plus HELD_LIMIT. Loop and sizes: stack-and-performance 5.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { askedRange, type Range } from '../../base/range.ts'
import type { OpenBlob } from '../../storage/contracts.ts'

const SMALL_BYTES = 64 << 10 // a reader that has not shown that it keeps up
const BIG_BYTES = 512 << 10
const HELD_LIMIT_BYTES = 32 << 20 // held by all responses together before new buffers are small
const SPARE_BUFFERS = 32 // kept for the next response, of each size
const FAST_MS = 100 // a write that the kernel took sooner makes its reader a fast one
const STALL_MS = 60_000 // a reader that takes nothing for so long is let go

export type Body = {
  readonly sizeBytes: number
  readonly etag: string // with its quotes
  /** Undefined when the bytes are gone since they were promised. Called only when bytes are sent. */
  open(): Promise<OpenBlob | undefined>
}

export type Sender = {
  /** Answers GET and HEAD. Resolves when the answer is sent or its reader has gone; never throws for the reader's sake. */
  send(answer: Answer, body: Body): Promise<void>
}

export type Answer = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly headers: Readonly<Record<string, string>>
}

export function openSender(stallMs = STALL_MS): Sender {
  const pool = new Pool()
  return {
    async send({ request, response, headers }, body) {
      const length = body.sizeBytes
      const common = { ...headers, ETag: body.etag, 'Accept-Ranges': 'bytes' }
      if (etagMatches(request.headers['if-none-match'], body.etag)) {
        response.writeHead(304, common).end()
        return
      }
      const range = wantedRange(request, body)
      if (range === 'unsatisfiable') {
        response
          .writeHead(416, { ...common, 'Content-Range': `bytes */${length}`, 'Content-Length': 0 })
          .end()
        return
      }
      if (request.method === 'HEAD') {
        response.writeHead(200, { ...common, ...emptyRange(length), 'Content-Length': length }).end()
        return
      }
      const blob = await body.open()
      if (blob === undefined) {
        response.writeHead(404, { 'Content-Length': 0 }).end()
        return
      }
      const { start, end } = range === 'whole' ? { start: 0, end: length } : range
      const status = range === 'whole' ? 200 : 206
      const place =
        range === 'whole' ? emptyRange(length) : { 'Content-Range': `bytes ${start}-${end - 1}/${length}` }
      response.writeHead(status, { ...common, ...place, 'Content-Length': end - start })
      response.setTimeout(stallMs, () => response.destroy())
      await pump({ response, pool, blob }, { start, end })
    },
  }
}

/** An in-memory body, for bytes that are made here. */
export function bytesBody(bytes: Uint8Array, etag: string): Body {
  const blob: OpenBlob = {
    sizeBytes: bytes.length,
    async read(into, position) {
      const part = bytes.subarray(position, position + into.length)
      into.set(part)
      return part.length
    },
    async close() {},
  }
  return { sizeBytes: bytes.length, etag, open: async () => blob }
}

// @huggingface/hub learns a size from Content-Range and asks for bytes 0-0 of everything, also of what is empty.
function emptyRange(length: number): Readonly<Record<string, string>> {
  return length === 0 ? { 'Content-Range': 'bytes */0' } : {}
}

function wantedRange(request: IncomingMessage, body: Body): Range | 'whole' | 'unsatisfiable' {
  const condition = request.headers['if-range']
  if (request.method !== 'GET' || body.sizeBytes === 0) return 'whole'
  if (condition !== undefined && condition !== body.etag) return 'whole'
  return askedRange(request.headers.range, body.sizeBytes)
}

function etagMatches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false
  return header.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag)
}

type Transfer = { readonly response: ServerResponse; readonly pool: Pool; readonly blob: OpenBlob }

// At most one read and two writes are under way; what is sent was read from the blob at that very position.
function pump({ response, pool, blob }: Transfer, { start, end }: Range): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  let at = start
  let reading = false
  let fast = false
  let ended = false
  const writing = new Set<Buffer>()
  const stop = () => {
    if (ended || reading) return
    ended = true
    for (const buffer of writing) pool.forget(buffer) // their callbacks may never come
    writing.clear()
    blob.close().then(resolve, () => resolve())
  }
  const write = (buffer: Buffer, read: number) => {
    const since = performance.now()
    writing.add(buffer)
    response.write(read === buffer.length ? buffer : buffer.subarray(0, read), () => {
      if (!writing.delete(buffer)) return
      pool.give(buffer)
      fast = performance.now() - since < FAST_MS
      next()
    })
  }
  const fill = async (buffer: Buffer, wanted: number): Promise<void> => {
    const read = await blob.read(buffer.subarray(0, wanted), at).catch(() => 0)
    reading = false
    if (read > 0 && !response.destroyed) {
      at += read
      write(buffer, read)
      return next()
    }
    pool.give(buffer)
    response.destroy() // a blob that ends early: cut the answer, never pad it
    stop()
  }
  const next = () => {
    if (ended || reading) return
    if (response.destroyed) return stop()
    if (writing.size >= (fast && pool.hasRoom() ? 2 : 1)) return
    if (at >= end) {
      if (writing.size > 0) return
      response.end()
      return stop()
    }
    reading = true
    const buffer = pool.take(fast ? 'big' : 'small')
    void fill(buffer, Math.min(buffer.length, end - at))
  }
  response.on('close', stop)
  next()
  return promise
}

class Pool {
  private heldBytes = 0
  private readonly small: Buffer[] = []
  private readonly big: Buffer[] = []

  /** Without room everybody gets small buffers, one at a time: a thousand stalled readers hold 64 KiB each. */
  hasRoom(): boolean {
    return this.heldBytes < HELD_LIMIT_BYTES
  }

  take(wish: 'small' | 'big'): Buffer {
    const size = wish === 'big' && this.hasRoom() ? BIG_BYTES : SMALL_BYTES
    this.heldBytes += size
    return (size === BIG_BYTES ? this.big : this.small).pop() ?? Buffer.allocUnsafeSlow(size)
  }

  give(buffer: Buffer): void {
    this.heldBytes -= buffer.length
    const spare = buffer.length === BIG_BYTES ? this.big : this.small
    if (spare.length < SPARE_BUFFERS) spare.push(buffer)
  }

  /** Never used again: the kernel may still read from it. */
  forget(buffer: Buffer): void {
    this.heldBytes -= buffer.length
  }
}

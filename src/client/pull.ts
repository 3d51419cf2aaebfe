// The fast way of large bodies to disk: HTTP/1.1 read straight into our own buffers (net and tls with onread), hashed
// as they arrive, two writes in flight (stack-and-performance 6). Only for plain answers with a Content-Length; for
// everything else (redirects, chunked bodies, errors) it declines, and the caller goes by web.ts.

import type { Hash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import net from 'node:net'
import tls from 'node:tls'
import { broken, type Direct, invalid } from './web.ts'

export type Pull = {
  readonly url: URL
  readonly where: string
  readonly headers: Readonly<Record<string, string>>
  readonly start: number // first byte asked for
  readonly sizeBytes: number // of the whole file
  readonly file: FileHandle
  readonly hash: Hash // of the bytes before `start`; grows with what arrives
  readonly direct: Direct
  readonly arrived: (bytes: number) => void
  readonly signal: AbortSignal
}

export const BUFFER_BYTES = 1 << 20
const IN_FLIGHT = 2
const MAX_HEAD_BYTES = 32 << 10
const LEAST_ROOM = 64 << 10 // a read into less is not worth its call

/** @returns 'declined' before a byte was taken, when the answer is not of the plain kind */
export async function pull(request: Pull): Promise<'done' | 'declined'> {
  const { signal } = request
  signal.throwIfAborted()
  const line = new Line(request)
  const stop = () => line.fail(signal.reason)
  signal.addEventListener('abort', stop)
  try {
    return await line.outcome.promise
  } finally {
    signal.removeEventListener('abort', stop)
    await line.settled()
  }
}

/** One connection. Buffers: one is being filled, at most IN_FLIGHT are being written, the rest lie idle. */
class Line {
  readonly outcome = Promise.withResolvers<'done' | 'declined'>()
  private readonly request: Pull
  private readonly socket: net.Socket
  private readonly idle: Buffer[] = []
  private readonly writes = new Set<Promise<void>>()
  private filling: Buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES)
  private from = 0 // body bytes of `filling` begin here
  private to = 0 // and end here
  private inBody = false
  private position: number // in the file, of the byte at `from`
  private paused = false
  private ended = false

  constructor(request: Pull) {
    this.request = request
    this.position = request.start
    const { url, direct } = request
    const secure = url.protocol === 'https:'
    const host = url.hostname.replace(/^\[|\]$/g, '')
    const place = { host, port: Number(url.port || (secure ? 443 : 80)) }
    const onread = { buffer: () => this.room(), callback: (size: number) => this.took(size) }
    this.socket = secure
      ? tls.connect({
          ...place,
          ...(net.isIP(host) === 0 ? { servername: host } : {}),
          ALPNProtocols: ['http/1.1'],
          ...(direct.secureContext === undefined ? {} : { secureContext: direct.secureContext }),
          ...({ onread } as object), // typed for net only, works for tls
        })
      : net.connect({ ...place, onread })
    this.socket.once(secure ? 'secureConnect' : 'connect', () => this.socket.write(requestHead(request)))
    this.socket.once('error', (cause) => this.fail(broken(request.where, cause)))
    this.socket.once('close', () => this.fail(cut(request.where)))
    this.socket.setTimeout(direct.stallMs, () => {
      if (this.writes.size < IN_FLIGHT) this.fail(cut(request.where)) // else our own disk is what is slow
    })
  }

  fail(reason: unknown): void {
    if (this.ended) return
    this.end()
    this.outcome.reject(reason)
  }

  async settled(): Promise<void> {
    await Promise.allSettled(this.writes)
  }

  private end(): void {
    this.ended = true
    this.socket.destroy()
  }

  private room(): Buffer {
    return this.filling.subarray(this.to)
  }

  /** @returns false to pause the socket */
  private took(size: number): boolean {
    if (this.ended) return false
    this.to += size
    if (!this.inBody && !this.head()) return !this.ended
    const { sizeBytes, where } = this.request
    const left = sizeBytes - this.position
    if (this.to - this.from > left) {
      this.fail(invalid(where, `${left} more bytes`, 'more than were announced'))
      return false
    }
    const last = this.to - this.from === left
    if (last || this.to > BUFFER_BYTES - LEAST_ROOM) this.flush()
    if (last) this.finish()
    this.paused = !last && this.writes.size >= IN_FLIGHT
    return !this.paused && !last
  }

  /** Reads status and headers. @returns whether the body has begun */
  private head(): boolean {
    const end = this.filling.subarray(0, this.to).indexOf('\r\n\r\n')
    if (end === -1) {
      if (this.to > MAX_HEAD_BYTES) this.decline()
      return false
    }
    const text = this.filling.toString('latin1', 0, end)
    if (!isPlain(text, this.request)) {
      this.decline()
      return false
    }
    this.inBody = true
    this.from = end + 4
    return true
  }

  private decline(): void {
    this.end()
    this.outcome.resolve('declined')
  }

  private flush(): void {
    const { file, hash, arrived } = this.request
    const buffer = this.filling
    const [from, length, position] = [this.from, this.to - this.from, this.position]
    hash.update(buffer.subarray(from, this.to))
    this.position += length
    this.filling = this.idle.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES)
    this.from = 0
    this.to = 0
    const write = writeAll(file, buffer.subarray(from, from + length), position).then(
      () => {
        this.writes.delete(write)
        this.idle.push(buffer)
        arrived(length)
        if (this.paused && !this.ended) {
          this.paused = false
          this.socket.resume()
        }
      },
      (cause: unknown) => this.fail(cause),
    )
    this.writes.add(write)
  }

  private finish(): void {
    this.end()
    Promise.all(this.writes).then(() => this.outcome.resolve('done'), this.outcome.reject)
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
}

function requestHead({ url, headers, start }: Pull): string {
  const lines = [`GET ${url.pathname}${url.search} HTTP/1.1`, `Host: ${url.host}`, 'Connection: close']
  const all = {
    ...headers,
    'accept-encoding': 'identity',
    ...(start === 0 ? {} : { range: `bytes=${start}-` }),
  }
  for (const [name, value] of Object.entries(all)) lines.push(`${name}: ${value}`)
  if (lines.some((line) => /[\r\n\0]/.test(line))) throw new TypeError('expected headers without line breaks')
  return `${lines.join('\r\n')}\r\n\r\n`
}

const DECISIVE: readonly string[] = [
  'content-length',
  'transfer-encoding',
  'content-range',
  'content-encoding',
]

/** Exactly the bytes from `start` to the end, of known length, as they are. */
function isPlain(head: string, { start, sizeBytes }: Pull): boolean {
  const [status, ...lines] = head.split('\r\n')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const cut = line.indexOf(':')
    const name = line.slice(0, cut).toLowerCase()
    if (cut < 1 || (headers.has(name) && DECISIVE.includes(name))) return false
    headers.set(name, line.slice(cut + 1).trim())
  }
  const wanted = start === 0 ? '200' : '206'
  if (!new RegExp(`^HTTP/1\\.1 ${wanted}( |$)`).test(status ?? '')) return false
  if (headers.has('transfer-encoding') || (headers.get('content-encoding') ?? 'identity') !== 'identity')
    return false
  if (headers.get('content-length') !== String(sizeBytes - start)) return false
  if (/^text\/html\b/i.test(headers.get('content-type') ?? '')) return false
  return start === 0 || headers.get('content-range') === `bytes ${start}-${sizeBytes - 1}/${sizeBytes}`
}

function cut(where: string): Error {
  return broken(where, Object.assign(new Error('the connection ended early'), { code: 'ECONNRESET' }))
}

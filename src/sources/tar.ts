// A strict reader of .tar.gz (POSIX ustar with pax and GNU long names), file by file as it streams. Links and special
// files are refused, as are two members of one name: what is handed over is what every unpacker would write.

import { createGunzip } from 'node:zlib'
import { fromUtf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { checkPath, checkPathSet } from '../base/paths.ts'
import type { Chunks } from '../storage/contracts.ts'

export type TarFile = {
  readonly path: string
  readonly sizeBytes: number
  /** Streams the file once; what is left unread is passed over. */
  body(): Chunks
}

const BLOCK = 512
const MAX_FILES = 100_000
const MAX_EXTRA_BYTES = 1 << 20 // of one pax header or long name
const MAX_UNPACKED_BYTES = 2 ** 41
const MAX_RATIO = 500
const SMALL_BYTES = 16 << 20 // below this a ratio harms nobody

/** @throws OwcError `archive-invalid`, `path-invalid`, `too-large` */
export async function* tarFiles(packed: Chunks, where: string): AsyncIterable<TarFile> {
  const reader = new Reader(unpacked(packed, where), where)
  const paths: string[] = []
  let named: string | undefined // by an extra header before the member
  let sized: number | undefined
  try {
    for (;;) {
      const header = await reader.take(BLOCK)
      if (header.every((byte) => byte === 0)) {
        await reader.restIsZero()
        checkPathSet(paths, where)
        return
      }
      const member = parseHeader(header, where)
      if (member.kind === 'x' || member.kind === 'L' || member.kind === 'g') {
        const extra = await readExtra(reader, member, where)
        named = extra.path ?? named
        sized = extra.sizeBytes ?? sized
        continue
      }
      const sizeBytes = sized ?? member.sizeBytes
      const path = checkMember(named ?? member.path, member.kind, where)
      ;[named, sized] = [undefined, undefined]
      if (member.kind === '5') continue
      paths.push(path)
      if (paths.length > MAX_FILES) throw tooLarge(where, `at most ${MAX_FILES} files`)
      let left = sizeBytes
      const body = async function* (): Chunks {
        for await (const part of reader.body(left)) {
          left -= part.length
          yield part
        }
      }
      yield { path, sizeBytes, body }
      for await (const part of reader.body(left)) left -= part.length // what nobody took
      await reader.take(padding(sizeBytes))
    }
  } finally {
    await reader.close()
  }
}

type Member = { readonly path: string; readonly kind: string; readonly sizeBytes: number }

function parseHeader(header: Buffer, where: string): Member {
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 0x20 : byte), 0)
  if (octal(header, 148, 8, where) !== sum) throw bad(where, 'the checksum of a header', 'another')
  const magic = header.toString('latin1', 257, 262)
  if (magic !== 'ustar') throw bad(where, 'a ustar archive', 'another kind')
  const [name, prefix] = [text(header, 0, 100, where), text(header, 345, 155, where)]
  // GNU keeps times where POSIX keeps the prefix; it is a GNU header when two spaces follow the magic
  const posix = header.toString('latin1', 262, 264) !== ' \0' && prefix !== ''
  const kind = header[156] === 0 ? '0' : String.fromCharCode(header[156] as number)
  return { path: posix ? `${prefix}/${name}` : name, kind, sizeBytes: octal(header, 124, 12, where) }
}

function checkMember(path: string, kind: string, where: string): string {
  if (kind !== '0' && kind !== '5')
    throw bad(
      `${where}, ${path}`,
      'files and folders',
      kind === '1' || kind === '2' ? 'a link' : `a member of kind ${kind}`,
    )
  return checkPath(path.replace(/\/$/, ''), where)
}

type Extra = { readonly path?: string; readonly sizeBytes?: number }

async function readExtra(reader: Reader, { kind, sizeBytes }: Member, where: string): Promise<Extra> {
  if (sizeBytes > MAX_EXTRA_BYTES) throw tooLarge(where, `extra headers of at most ${MAX_EXTRA_BYTES} bytes`)
  const raw = await reader.take(sizeBytes)
  await reader.take(padding(sizeBytes))
  if (kind === 'L')
    return { path: utf8Text(raw.subarray(0, raw.indexOf(0) === -1 ? undefined : raw.indexOf(0)), where) }
  const found: { path?: string; sizeBytes?: number } = {}
  for (let at = 0; at < raw.length; ) {
    const space = raw.indexOf(0x20, at)
    const length = Number(raw.toString('latin1', at, space === -1 ? at : space))
    const end = at + length
    if (!Number.isSafeInteger(length) || length < 5 || end > raw.length || raw[end - 1] !== 0x0a)
      throw bad(where, 'pax records', 'something else')
    const [key, ...rest] = utf8Text(raw.subarray(space + 1, end - 1), where).split('=')
    if (key === 'path') found.path = rest.join('=')
    if (key === 'size') found.sizeBytes = size(rest.join('='), where)
    if (/^GNU\.sparse/.test(key ?? '')) throw bad(where, 'whole files', 'a sparse file')
    at = end
  }
  if (kind === 'g' && (found.path !== undefined || found.sizeBytes !== undefined))
    throw bad(where, 'a name and a size of each file', 'one for all')
  return found
}

/** Takes exact numbers of bytes from a stream of chunks that are ours only until the next. */
class Reader {
  private readonly chunks: AsyncIterator<Uint8Array>
  private readonly where: string
  private rest: Uint8Array = new Uint8Array(0)

  constructor(chunks: Chunks, where: string) {
    this.chunks = chunks[Symbol.asyncIterator]()
    this.where = where
  }

  async take(count: number): Promise<Buffer> {
    const taken = Buffer.alloc(count)
    let filled = 0
    for await (const part of this.body(count)) {
      taken.set(part, filled)
      filled += part.length
    }
    return taken
  }

  async *body(count: number): AsyncGenerator<Uint8Array> {
    for (let left = count; left > 0; ) {
      if (this.rest.length === 0 && !(await this.more()))
        throw bad(this.where, 'a whole archive', 'a cut one')
      const part = this.rest.subarray(0, left)
      this.rest = this.rest.subarray(part.length)
      left -= part.length
      yield part
    }
  }

  async restIsZero(): Promise<void> {
    do {
      if (this.rest.some((byte) => byte !== 0))
        throw bad(this.where, 'nothing after the last member', 'more bytes')
    } while (await this.more())
  }

  async close(): Promise<void> {
    await this.chunks.return?.()
  }

  private async more(): Promise<boolean> {
    const next = await this.chunks.next()
    this.rest = next.done === true ? new Uint8Array(0) : next.value
    return next.done !== true
  }
}

async function* unpacked(packed: Chunks, where: string): Chunks {
  const gunzip = createGunzip({ chunkSize: 256 << 10 })
  let [packedBytes, unpackedBytes] = [0, 0]
  const feeding = (async () => {
    for await (const chunk of packed) {
      if (gunzip.destroyed) return
      packedBytes += chunk.length
      await new Promise<void>((resolve, reject) => {
        gunzip.once('close', resolve)
        gunzip.write(chunk, (error) => {
          gunzip.off('close', resolve)
          if (error == null) resolve()
          else reject(error)
        })
      })
    }
    gunzip.end()
  })().catch((cause: unknown) => {
    gunzip.destroy(cause instanceof Error ? cause : new Error('the source failed', { cause }))
  })
  try {
    for await (const chunk of gunzip) {
      const bytes = chunk as Uint8Array
      unpackedBytes += bytes.length
      const bomb = unpackedBytes > SMALL_BYTES && unpackedBytes > packedBytes * MAX_RATIO
      if (bomb || unpackedBytes > MAX_UNPACKED_BYTES)
        throw bad(where, `at most ${MAX_RATIO} times its packed size`, 'more')
      yield bytes
    }
  } catch (cause) {
    if (cause instanceof OwcError) throw cause
    throw bad(where, 'a gzip stream', 'damaged bytes', cause)
  } finally {
    gunzip.destroy()
    await feeding
  }
}

function padding(sizeBytes: number): number {
  return (BLOCK - (sizeBytes % BLOCK)) % BLOCK
}

function octal(header: Buffer, at: number, length: number, where: string): number {
  const digits = header
    .toString('latin1', at, at + length)
    .replace(/[\0 ]+$/, '')
    .trimStart()
  if (!/^[0-7]{1,12}$/.test(digits)) throw bad(where, 'an octal number', JSON.stringify(digits.slice(0, 20)))
  return Number.parseInt(digits, 8)
}

function size(value: string, where: string): number {
  if (!/^(0|[1-9]\d{0,15})$/.test(value) || !Number.isSafeInteger(Number(value)))
    throw bad(where, 'a size', JSON.stringify(value.slice(0, 20)))
  return Number(value)
}

function text(header: Buffer, at: number, length: number, where: string): string {
  const field = header.subarray(at, at + length)
  const end = field.indexOf(0)
  return utf8Text(end === -1 ? field : field.subarray(0, end), where)
}

function utf8Text(bytes: Uint8Array, where: string): string {
  const found = fromUtf8(bytes)
  if (found === undefined) throw bad(where, 'names in UTF-8', 'other bytes')
  return found
}

function bad(where: string, expected: string, found: string, cause?: unknown): OwcError {
  return new OwcError({ code: 'archive-invalid', where, expected, found }, cause)
}

function tooLarge(where: string, expected: string): OwcError {
  return new OwcError({ code: 'too-large', where, expected, found: 'more' })
}

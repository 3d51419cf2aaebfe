// A strict reader of zip archives (APPNOTE 6.3.10): the central directory and every local header must tell one and
// the same story, so that no other reader can see other content (weight-formats 7, rows 55 and 56). Stored and
// deflated entries only; every size, ratio and checksum is held to what was declared.

import { crc32, createInflateRaw } from 'node:zlib'
import { collect, fromUtf8 } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import { checkPath, checkPathSet } from '../base/paths.ts'
import type { Range } from '../base/range.ts'
import type { Chunks } from '../storage/contracts.ts'

export type Bytes = { readonly sizeBytes: number; read(range: Range): Chunks }

export type ZipEntry = {
  readonly path: string // folders without their "/"
  readonly folder: boolean
  readonly sizeBytes: number
  readonly packedBytes: number
  readonly crc: number
  readonly method: 0 | 8
  readonly flags: number
  readonly offset: number // of the local header
}

export type Zip = {
  readonly files: readonly ZipEntry[]
  readonly folders: readonly ZipEntry[]
  readonly directoryStart: number
}

const MAX_ENTRIES = 100_000
const MAX_DIRECTORY_BYTES = 32 << 20
const MAX_RATIO = 500 // deflate reaches 1,032; weights and texts stay far below 100
const SMALL_BYTES = 1 << 20 // below this a ratio harms nobody
const END_BYTES = 22
const MAX_COMMENT = 65_535
const LOCAL_BYTES = 30
const DESCRIPTORS: readonly number[] = [12, 16, 20, 24] // without and with signature, 32 and 64 bit
const NEVER_ZIP64 = 0xffffffff

/** Reads the directory alone and checks it against itself. @throws OwcError `archive-invalid`, `path-invalid` */
export async function openZip(bytes: Bytes, where: string): Promise<Zip> {
  const end = await findEnd(bytes, where)
  const directory = await exactly(bytes, { start: end.start, end: end.start + end.bytes }, where)
  const entries: ZipEntry[] = []
  let at = 0
  for (let index = 0; index < end.count; index++) {
    const { entry, next } = directoryEntry(directory, at, where)
    entries.push(entry)
    at = next
  }
  if (at !== directory.length) throw bad(where, 'the directory to end with its last entry', 'more bytes')
  const files = entries.filter((entry) => !entry.folder)
  checkPathSet(
    files.map((entry) => entry.path),
    where,
  )
  return { files, folders: entries.filter((entry) => entry.folder), directoryStart: end.start }
}

/** Reads every local header: entries fill the archive from its first byte to the directory, without overlap, gap or
 *  hiding place. For archives that lie here; over a network it would be a request an entry. */
export async function checkZip(bytes: Bytes, zip: Zip, where: string): Promise<void> {
  const entries = [...zip.files, ...zip.folders].sort((a, b) => a.offset - b.offset)
  let [end, late] = [0, false]
  for (const entry of [...entries, undefined]) {
    const gap = (entry?.offset ?? zip.directoryStart) - end
    const place = entry === undefined ? where : `${where}, entry ${entry.path}`
    if (gap !== 0 && !(late && DESCRIPTORS.includes(gap)))
      throw bad(
        place,
        `its header at byte ${end}`,
        gap < 0 ? 'an overlap' : `${gap} bytes that belong to no entry`,
      )
    if (entry === undefined) return
    end = (await dataStart(bytes, entry, place)) + entry.packedBytes
    late = (entry.flags & 8) !== 0
  }
}

/** Streams one entry. Throws at the first byte that is not as declared. */
export async function* zipRead(bytes: Bytes, entry: ZipEntry, where: string): Chunks {
  const place = `${where}, entry ${entry.path}`
  const start = await dataStart(bytes, entry, place)
  const packed = bytes.read({ start, end: start + entry.packedBytes })
  let [size, crc] = [0, 0]
  for await (const chunk of entry.method === 0 ? packed : inflated(packed, entry, place)) {
    size += chunk.length
    if (size > entry.sizeBytes) throw bad(place, `${entry.sizeBytes} bytes`, 'more')
    crc = crc32(chunk, crc)
    yield chunk
  }
  if (size !== entry.sizeBytes) throw bad(place, `${entry.sizeBytes} bytes`, `${size} bytes`)
  if (crc !== entry.crc) throw bad(place, `checksum ${hex(entry.crc)}`, hex(crc))
}

/** A small entry as text. */
export async function zipText(bytes: Bytes, entry: ZipEntry, limitBytes: number): Promise<string> {
  const whole = await collect(zipRead(bytes, entry, 'zip archive'), limitBytes)
  const text = whole === undefined ? undefined : fromUtf8(whole)
  if (text === undefined) throw bad(entry.path, `UTF-8 text of at most ${limitBytes} bytes`, 'something else')
  return text
}

type End = { readonly start: number; readonly bytes: number; readonly count: number }

async function findEnd(bytes: Bytes, where: string): Promise<End> {
  const from = Math.max(0, bytes.sizeBytes - END_BYTES - MAX_COMMENT)
  const tail = await exactly(bytes, { start: from, end: bytes.sizeBytes }, where)
  const found: number[] = []
  for (let at = tail.length - END_BYTES; at >= 0; at--)
    if (tail.readUInt32LE(at) === 0x06054b50 && at + END_BYTES + tail.readUInt16LE(at + 20) === tail.length)
      found.push(at)
  const [at] = found
  if (at === undefined || found.length > 1)
    throw bad(where, 'one end record of a zip archive', at === undefined ? 'none' : 'several')
  const position = from + at
  const disks = tail.readUInt32LE(at + 4)
  const [count, total] = [tail.readUInt16LE(at + 8), tail.readUInt16LE(at + 10)]
  if (disks !== 0 || count !== total) throw bad(where, 'an archive in one piece', 'one in several')
  const end = { count, bytes: tail.readUInt32LE(at + 12), start: tail.readUInt32LE(at + 16) }
  const wide = end.start === NEVER_ZIP64 || end.bytes === NEVER_ZIP64 || count === 0xffff
  const [directory, limit] = wide ? await zip64End(bytes, position, where) : [end, position]
  if (directory.count > MAX_ENTRIES) throw tooLarge(where, `at most ${MAX_ENTRIES} entries`)
  if (directory.bytes > MAX_DIRECTORY_BYTES)
    throw tooLarge(where, `a directory of at most ${MAX_DIRECTORY_BYTES} bytes`)
  if (directory.start + directory.bytes !== limit)
    throw bad(where, 'the directory right before the end record', 'bytes between or before')
  return directory
}

async function zip64End(bytes: Bytes, position: number, where: string): Promise<readonly [End, number]> {
  const locator = await exactly(bytes, { start: position - 20, end: position }, where)
  if (locator.readUInt32LE(0) !== 0x07064b50) throw bad(where, 'a zip64 locator', 'none')
  const at = safe(locator.readBigUInt64LE(8), where)
  const record = await exactly(bytes, { start: at, end: at + 56 }, where)
  const regular = record.readUInt32LE(0) === 0x06064b50 && record.readBigUInt64LE(4) === 44n
  if (!regular || at + 56 !== position - 20) throw bad(where, 'a zip64 end record', 'something else')
  const end = {
    count: safe(record.readBigUInt64LE(32), where),
    bytes: safe(record.readBigUInt64LE(40), where),
    start: safe(record.readBigUInt64LE(48), where),
  }
  return [end, at]
}

type Parsed = { readonly entry: ZipEntry; readonly next: number }

function directoryEntry(directory: Buffer, at: number, where: string): Parsed {
  if (at + 46 > directory.length || directory.readUInt32LE(at) !== 0x02014b50)
    throw bad(where, 'a directory entry', 'other bytes')
  const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((o) => directory.readUInt16LE(at + o)) as [
    number,
    number,
    number,
  ]
  const next = at + 46 + nameBytes + extraBytes + commentBytes
  if (next > directory.length) throw bad(where, 'a whole directory entry', 'a cut one')
  const flags = directory.readUInt16LE(at + 8)
  const name = entryName(directory.subarray(at + 46, at + 46 + nameBytes), flags, where)
  const place = `${where}, entry ${name}`
  if ((flags & ~0x080e) !== 0) throw bad(place, 'an entry that is not encrypted', `flags ${hex(flags)}`)
  checkKind(directory, at, place)
  const sizes = entrySizes(directory, at, directory.subarray(at + 46 + nameBytes, next - commentBytes), place)
  const folder = name.endsWith('/')
  if (folder && sizes.sizeBytes !== 0) throw bad(place, 'a folder without bytes', `${sizes.sizeBytes} bytes`)
  const method = directory.readUInt16LE(at + 10)
  if (method !== 0 && method !== 8) throw bad(place, 'a stored or deflated entry', `method ${method}`)
  const path = checkPath(folder ? name.slice(0, -1) : name, where)
  const entry: ZipEntry = { path, folder, method, flags, crc: directory.readUInt32LE(at + 16), ...sizes }
  checkRatio(entry, place)
  return { entry, next }
}

/** Links and devices, as Unix archivers write them. */
function checkKind(directory: Buffer, at: number, place: string): void {
  const kind = (directory.readUInt32LE(at + 38) >>> 16) & 0o170000
  const unix = directory.readUInt8(at + 5) === 3
  if (unix && kind !== 0 && kind !== 0o100000 && kind !== 0o040000)
    throw bad(place, 'a file or folder', kind === 0o120000 ? 'a symbolic link' : 'a special file')
}

function checkRatio({ method, sizeBytes, packedBytes }: ZipEntry, place: string): void {
  if (method === 0 && sizeBytes !== packedBytes) throw bad(place, 'a stored entry of one size', 'two sizes')
  if (sizeBytes > SMALL_BYTES && sizeBytes > packedBytes * MAX_RATIO)
    throw bad(place, `at most ${MAX_RATIO} times its packed size`, `${sizeBytes} bytes from ${packedBytes}`)
}

type Sizes = Pick<ZipEntry, 'sizeBytes' | 'packedBytes' | 'offset'>

function entrySizes(directory: Buffer, at: number, extra: Buffer, place: string): Sizes {
  const plain = [24, 20, 42].map((o) => directory.readUInt32LE(at + o))
  let wide = zip64Extra(extra, place)
  const [sizeBytes, packedBytes, offset] = plain.map((value) => {
    if (value !== NEVER_ZIP64) return value
    if (wide.length < 8) throw bad(place, 'a 64-bit size', 'none')
    const large = safe(wide.readBigUInt64LE(0), place)
    wide = wide.subarray(8)
    return large
  }) as [number, number, number]
  return { sizeBytes, packedBytes, offset }
}

function zip64Extra(extra: Buffer, place: string): Buffer {
  for (let at = 0; at + 4 <= extra.length; ) {
    const size = extra.readUInt16LE(at + 2)
    if (at + 4 + size > extra.length) throw bad(place, 'whole extra fields', 'a cut one')
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + size)
    at += 4 + size
  }
  return Buffer.alloc(0)
}

function entryName(raw: Buffer, flags: number, where: string): string {
  const name = fromUtf8(raw)
  const ascii = raw.every((byte) => byte < 0x80)
  if (name === undefined || (!ascii && (flags & 0x800) === 0))
    throw bad(where, 'entry names in UTF-8 that say so', 'a name of unknown letters')
  return name
}

async function dataStart(bytes: Bytes, entry: ZipEntry, place: string): Promise<number> {
  const header = { start: entry.offset, end: entry.offset + LOCAL_BYTES }
  const local = await exactly(bytes, header, place)
  if (local.readUInt32LE(0) !== 0x04034b50) throw bad(place, 'a local header', 'other bytes')
  const [nameBytes, extraBytes] = [local.readUInt16LE(26), local.readUInt16LE(28)]
  const start = header.end + nameBytes + extraBytes
  const name = await exactly(bytes, { start: header.end, end: header.end + nameBytes }, place)
  const flags = local.readUInt16LE(6)
  if (entryName(name, flags, place) !== (entry.folder ? `${entry.path}/` : entry.path))
    throw bad(place, 'one name in both headers', 'two names')
  if (flags !== entry.flags || local.readUInt16LE(8) !== entry.method)
    throw bad(place, 'the same flags and method in both headers', 'others')
  const late = (flags & 8) !== 0 // sizes follow the data
  const same = local.readUInt32LE(14) === entry.crc && sameSize(local, 18, entry.packedBytes)
  if (!late && !(same && sameSize(local, 22, entry.sizeBytes)))
    throw bad(place, 'the same sizes and checksum in both headers', 'others')
  if (start + entry.packedBytes > bytes.sizeBytes) throw bad(place, 'data inside the archive', 'data past it')
  return start
}

function sameSize(local: Buffer, at: number, value: number): boolean {
  const stated = local.readUInt32LE(at)
  return stated === value || stated === NEVER_ZIP64
}

async function* inflated(packed: Chunks, entry: ZipEntry, place: string): Chunks {
  const inflate = createInflateRaw({ chunkSize: 256 << 10 })
  const fault = (cause: unknown) =>
    cause instanceof OwcError ? cause : bad(place, 'a deflate stream', 'damaged bytes', cause)
  // One chunk at a time: it is ours only until the next is asked for.
  const feeding = (async () => {
    for await (const chunk of packed) {
      if (inflate.destroyed) return
      await new Promise<void>((resolve, reject) => {
        inflate.once('close', resolve)
        inflate.write(chunk, (error) => {
          inflate.off('close', resolve)
          if (error == null) resolve()
          else reject(error)
        })
      })
    }
    inflate.end()
  })().catch((cause: unknown) => {
    inflate.destroy(fault(cause))
  })
  try {
    for await (const chunk of inflate) yield chunk as Uint8Array
    if (inflate.bytesWritten !== entry.packedBytes)
      throw bad(place, `${entry.packedBytes} packed bytes`, `an end after ${inflate.bytesWritten}`)
  } catch (cause) {
    throw fault(cause)
  } finally {
    inflate.destroy()
    await feeding
  }
}

async function exactly(bytes: Bytes, range: Range, where: string): Promise<Buffer> {
  if (range.start < 0 || range.end > bytes.sizeBytes)
    throw bad(where, 'a whole zip archive', 'one that is cut or lies about places')
  const found = await collect(bytes.read(range), range.end - range.start)
  if (found?.length !== range.end - range.start)
    throw bad(where, `${range.end - range.start} bytes at ${range.start}`, 'fewer or more')
  return Buffer.from(found.buffer, found.byteOffset, found.length)
}

function safe(value: bigint, where: string): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw bad(where, 'a size below 2^53', String(value))
  return Number(value)
}

function hex(value: number): string {
  return `0x${value.toString(16)}`
}

function bad(where: string, expected: string, found: string, cause?: unknown): OwcError {
  return new OwcError({ code: 'archive-invalid', where, expected, found }, cause)
}

function tooLarge(where: string, expected: string): OwcError {
  return new OwcError({ code: 'too-large', where, expected, found: 'more' })
}

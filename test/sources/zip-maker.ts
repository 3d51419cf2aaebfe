// Makes zip archives for tests, honest ones and, by overriding single header fields, hostile ones.

import { crc32, deflateRawSync } from 'node:zlib'
import type { Bytes } from '../../src/sources/zip.ts'

export type Entry = {
  readonly name: string
  readonly data?: Uint8Array | string
  readonly stored?: true
  readonly flags?: number
  readonly method?: number
  readonly localName?: string
  readonly crc?: number
  readonly sizeBytes?: number
  readonly packedBytes?: number
  readonly mode?: number // Unix, e.g. 0o120777 for a link
  readonly offset?: number
  readonly descriptor?: true // sizes after the data
}

export type Frame = { readonly prefix?: Uint8Array; readonly between?: Uint8Array; readonly comment?: string }

export function makeZip(entries: readonly Entry[], frame: Frame = {}): Buffer {
  const bodies: Buffer[] = [Buffer.from(frame.prefix ?? [])]
  const directory: Buffer[] = []
  let at = bodies[0]!.length
  for (const entry of entries) {
    const data = Buffer.from(entry.data ?? '')
    const packed = entry.stored ? data : deflateRawSync(data)
    const fields = {
      flags: (entry.flags ?? 0) | (entry.descriptor ? 8 : 0),
      method: entry.method ?? (entry.stored ? 0 : 8),
      crc: entry.crc ?? crc32(data),
      packedBytes: entry.packedBytes ?? packed.length,
      sizeBytes: entry.sizeBytes ?? data.length,
    }
    const local = localHeader(fields, entry)
    const after = entry.descriptor ? descriptor(fields) : Buffer.alloc(0)
    directory.push(directoryHeader(fields, entry, entry.offset ?? at))
    bodies.push(local, packed, after)
    at += local.length + packed.length + after.length
  }
  const between = Buffer.from(frame.between ?? [])
  const head = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(head.length, 12)
  end.writeUInt32LE(at + between.length, 16)
  const comment = Buffer.from(frame.comment ?? '')
  end.writeUInt16LE(comment.length, 20)
  return Buffer.concat([...bodies, between, head, end, comment])
}

type Fields = {
  readonly flags: number
  readonly method: number
  readonly crc: number
  readonly packedBytes: number
  readonly sizeBytes: number
}

function localHeader({ flags, method, crc, packedBytes, sizeBytes }: Fields, entry: Entry): Buffer {
  const name = Buffer.from(entry.localName ?? entry.name)
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(20, 4)
  header.writeUInt16LE(flags, 6)
  header.writeUInt16LE(method, 8)
  if (!entry.descriptor) {
    header.writeUInt32LE(crc, 14)
    header.writeUInt32LE(packedBytes, 18)
    header.writeUInt32LE(sizeBytes, 22)
  }
  header.writeUInt16LE(name.length, 26)
  return Buffer.concat([header, name])
}

function descriptor({ crc, packedBytes, sizeBytes }: Fields): Buffer {
  const after = Buffer.alloc(16)
  after.writeUInt32LE(0x08074b50, 0)
  after.writeUInt32LE(crc, 4)
  after.writeUInt32LE(packedBytes, 8)
  after.writeUInt32LE(sizeBytes, 12)
  return after
}

function directoryHeader(fields: Fields, entry: Entry, offset: number): Buffer {
  const name = Buffer.from(entry.name)
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(0x0314, 4)
  header.writeUInt16LE(20, 6)
  header.writeUInt16LE(fields.flags, 8)
  header.writeUInt16LE(fields.method, 10)
  header.writeUInt32LE(fields.crc, 16)
  header.writeUInt32LE(fields.packedBytes, 20)
  header.writeUInt32LE(fields.sizeBytes, 24)
  header.writeUInt16LE(name.length, 28)
  header.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38)
  header.writeUInt32LE(offset, 42)
  return Buffer.concat([header, name])
}

/** Hands out small chunks of one reused buffer, as a vault may: whoever keeps one sees it change. */
export function bytesOf(whole: Uint8Array, chunkBytes = 1 << 16): Bytes {
  return {
    sizeBytes: whole.length,
    async *read({ start, end }) {
      const chunk = new Uint8Array(chunkBytes)
      for (let at = start; at < end; at += chunkBytes) {
        const part = whole.subarray(at, Math.min(at + chunkBytes, end))
        chunk.set(part)
        yield chunk.subarray(0, part.length)
        chunk.fill(0xee)
      }
    },
  }
}

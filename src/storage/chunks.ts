// Bytes between streams and files, 1 MiB at a time. Reading: two buffers, the next read runs while the receiver works
// on the last chunk. Writing: chunks of any size are gathered into own buffers, at most two writes under way (more
// fight over the lock of one inode). Raw descriptors, because an abandoned FileHandle ends the process of Node 26.

import fs from 'node:fs'
import { promisify } from 'node:util'
import { OwcError } from '../base/errors.ts'
import type { Range } from '../base/range.ts'
import type { Chunks } from './contracts.ts'

export const CHUNK_BYTES = 1 << 20
const WRITES_UNDER_WAY = 2

const read = promisify(fs.read)
const write = promisify(fs.write)
export const openFd = promisify(fs.open)
export const closeFd = promisify(fs.close)
export const syncFd = promisify(fs.fsync)
export const syncFdData = promisify(fs.fdatasync)

/** Reads [start, end) of an open descriptor. A file that ends before `end` throws `bytes-differ`. */
export async function* readChunks(fd: number, range: Range, where: string): Chunks {
  const buffers = [0, 1].map(
    () => new Uint8Array(Math.min(CHUNK_BYTES, Math.max(1, range.end - range.start))),
  )
  let at = range.start
  let turn = 0
  const next = () => {
    const into = buffers[turn++ % 2] as Uint8Array
    return readFull(fd, into.subarray(0, Math.min(into.length, range.end - at)), at)
  }
  let pending = at < range.end ? next() : undefined
  try {
    while (pending !== undefined) {
      const chunk: Uint8Array = await pending
      if (chunk.length === 0) throw shrank(where, range.end, at)
      at += chunk.length
      pending = at < range.end ? next() : undefined
      yield chunk
    }
  } finally {
    await pending?.catch(() => {}) // its buffer and descriptor are in use until it ends; its failure has no reader
  }
}

async function readFull(fd: number, into: Uint8Array, position: number): Promise<Uint8Array> {
  let length = 0
  while (length < into.length) {
    const { bytesRead } = await read(fd, into, length, into.length - length, position + length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return into.subarray(0, length)
}

function shrank(where: string, expected: number, found: number): OwcError {
  return new OwcError({
    code: 'bytes-differ',
    where,
    expected: `bytes up to ${expected}`,
    found: `the end of the file at ${found}`,
    hint: 'The file was cut by something else than this program; fetch it again.',
  })
}

/** Writes what it is given one after another from a position. Not safe for calls at the same time. */
export type ChunkWriter = {
  readonly position: number // bytes before it were given to the kernel, or are about to be
  write(chunk: Uint8Array): Promise<void>
  /** Resolves when the kernel has all of it. */
  flush(): Promise<void>
  /** Waits for writes under way, whatever becomes of them: before the descriptor is closed after a failure. */
  settle(): Promise<void>
}

export function chunkWriter(fd: number, start: number): ChunkWriter {
  const idle: Uint8Array[] = []
  const underWay: Promise<Uint8Array>[] = []
  let made = 0
  let current: Uint8Array | undefined
  let filled = 0
  let position = start
  let written = start // where the next buffer goes

  async function buffer(): Promise<Uint8Array> {
    const free = idle.pop()
    if (free !== undefined) return free
    if (made <= WRITES_UNDER_WAY) {
      made++
      return new Uint8Array(CHUNK_BYTES)
    }
    return await oldest()
  }

  async function send(): Promise<void> {
    if (current === undefined || filled === 0) return
    const [bytes, length, at] = [current, filled, written]
    written += length
    current = undefined
    filled = 0
    const sent = writeFull(fd, bytes.subarray(0, length), at).then(() => bytes)
    sent.catch(() => {}) // reported where it is awaited
    underWay.push(sent)
    if (underWay.length >= WRITES_UNDER_WAY) idle.push(await oldest())
  }

  async function oldest(): Promise<Uint8Array> {
    const bytes = (await underWay[0]) as Uint8Array // stays in the list while it runs, for settle()
    underWay.shift()
    return bytes
  }

  return {
    get position() {
      return position
    },
    write: async (chunk) => {
      let taken = 0
      while (taken < chunk.length) {
        current ??= await buffer()
        const part = chunk.subarray(taken, taken + CHUNK_BYTES - filled)
        current.set(part, filled)
        filled += part.length
        taken += part.length
        position += part.length
        if (filled === CHUNK_BYTES) await send()
      }
    },
    flush: async () => {
      await send()
      while (underWay.length > 0) idle.push(await oldest())
    },
    settle: async () => {
      await Promise.allSettled(underWay)
    },
  }
}

async function writeFull(fd: number, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0
  while (done < bytes.length) {
    const { bytesWritten } = await write(fd, bytes, done, bytes.length - done, position + done)
    done += bytesWritten
  }
}

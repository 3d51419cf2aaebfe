// Bytes that have come and are not read yet. Grows with what arrives, never with what a header claims.

const MIN_CAPACITY = 4096

export class Pending {
  /** File offset of the first unread byte. */
  offset = 0
  /** No more bytes will come. */
  ended = false
  private bytes = new Uint8Array(MIN_CAPACITY)
  private view = new DataView(this.bytes.buffer)
  private from = 0
  private to = 0

  get length(): number {
    return this.to - this.from
  }

  push(chunk: Uint8Array): void {
    if (this.to + chunk.length > this.bytes.length) this.makeRoom(chunk.length)
    this.bytes.set(chunk, this.to)
    this.to += chunk.length
  }

  /** Valid until the next push. The caller has checked that so many are there. */
  take(count: number): Uint8Array {
    const out = this.bytes.subarray(this.from, this.from + count)
    this.skip(count)
    return out
  }

  u8(): number {
    const value = this.view.getUint8(this.from)
    this.skip(1)
    return value
  }

  u32(): number {
    const value = this.view.getUint32(this.from, true)
    this.skip(4)
    return value
  }

  i64(): bigint {
    const value = this.view.getBigInt64(this.from, true)
    this.skip(8)
    return value
  }

  u64(): bigint {
    const value = this.view.getBigUint64(this.from, true)
    this.skip(8)
    return value
  }

  skip(count: number): void {
    this.from += count
    this.offset += count
  }

  /** Everything that is left; the buffer is given up. */
  rest(): Uint8Array {
    const out = this.bytes.subarray(this.from, this.to)
    this.offset += out.length
    this.bytes = new Uint8Array(0)
    this.view = new DataView(this.bytes.buffer)
    this.from = 0
    this.to = 0
    return out
  }

  private makeRoom(more: number): void {
    const { length } = this
    const target = length + more <= this.bytes.length / 2 ? this.bytes.length : capacity(length + more)
    const room = new Uint8Array(target)
    room.set(this.bytes.subarray(this.from, this.to))
    this.bytes = room
    this.view = new DataView(room.buffer)
    this.from = 0
    this.to = length
  }
}

function capacity(needed: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(needed, MIN_CAPACITY)))
}

// The git blob id of small files, by which hubs name them (weight-formats 5.1): SHA-1 of `blob <size>\0` and the bytes.
// The size stands first, so bytes of a file of unknown size wait.

import { toHex, utf8 } from '../base/bytes.ts'
import type { Hashing, HashStream } from './hashing.ts'
import { Pending } from './pending.ts'

const MAX_BYTES = 10_000_000 // larger files are LFS files on every hub

export class GitBlob {
  private readonly hashing: Hashing
  private readonly announced: number | undefined
  private hash: HashStream | undefined
  private waiting: Pending | undefined

  constructor(hashing: Hashing, sizeBytes: number | undefined) {
    this.hashing = hashing
    this.announced = sizeBytes
    if (sizeBytes === undefined) this.waiting = new Pending()
    else if (sizeBytes < MAX_BYTES) this.hash = this.start(sizeBytes)
  }

  write(chunk: Uint8Array): void {
    this.hash?.update(chunk)
    if (this.waiting === undefined) return
    if (this.waiting.length + chunk.length < MAX_BYTES) this.waiting.push(chunk)
    else this.waiting = undefined
  }

  /** Undefined for a large file, and for one that was not as long as announced. */
  end(sizeBytes: number): string | undefined {
    if (this.waiting !== undefined) {
      this.hash = this.start(sizeBytes)
      this.hash.update(this.waiting.rest())
    } else if (this.announced !== sizeBytes) return undefined
    return this.hash === undefined ? undefined : toHex(this.hash.digest())
  }

  private start(sizeBytes: number): HashStream {
    const hash = this.hashing.sha1Stream()
    hash.update(utf8(`blob ${sizeBytes}\0`))
    return hash
  }
}

// What every format's reader offers to the one pass: it is fed the bytes in order and told the size at the end.

export type Parser = {
  /** The chunk is only valid during the call. */
  write(chunk: Uint8Array): void
  end(sizeBytes: number): void
}

// Tensor roots, vocabulary, merges and template digests (weight-formats 5.2). A root is an RFC 6962 tree, so that the
// inclusion of one tensor is proved with the log's own code. Independent of shards, order, padding and metadata.

import { compareBytes, toHex, utf8 } from '../base/bytes.ts'
import type { Sha256 } from '../base/digest.ts'
import type { Hashing } from './hashing.ts'
import type { Tensor } from './inspection.ts'

const MAX_RANK = 255 // one byte in the entry

export function digestOf(hashing: Hashing, ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = hashing.sha256Stream()
  for (const part of parts) hash.update(part)
  return hash.digest()
}

export function hexOf(digest: Uint8Array): Sha256 {
  return toHex(digest) as Sha256 // a SHA-256 in hex is one by construction
}

export type Roots = { readonly tensorRoot: Sha256; readonly contentRoot: Sha256 }

/** Undefined when a tensor has no digest, a name occurs twice, or a rank cannot be written. */
export function rootsOf(hashing: Hashing, tensors: readonly Tensor[]): Roots | undefined {
  const named: { readonly name: Uint8Array; readonly entry: Uint8Array }[] = []
  const seen = new Set<string>()
  for (const tensor of tensors) {
    if (tensor.sha256 === undefined || tensor.shape.length > MAX_RANK || seen.has(tensor.name))
      return undefined
    seen.add(tensor.name)
    named.push({ name: utf8(tensor.name), entry: contentEntry(tensor, tensor.sha256) })
  }
  named.sort((a, b) => compareBytes(a.name, b.name))
  const leaves = named.map(({ name, entry }) => digestOf(hashing, ZERO, u32be(name.length), name, entry))
  const contents = named.map(({ entry }) => entry).sort(compareBytes)
  return {
    tensorRoot: hexOf(treeRoot(hashing, leaves)),
    contentRoot: hexOf(
      treeRoot(
        hashing,
        contents.map((entry) => digestOf(hashing, ZERO, entry)),
      ),
    ),
  }
}

const ZERO = Uint8Array.of(0)
const ONE = Uint8Array.of(1)

function contentEntry(tensor: Tensor, sha256: Sha256): Uint8Array {
  const dtype = utf8(tensor.dtype)
  const head = 1 + dtype.length
  const out = new Uint8Array(head + 1 + tensor.shape.length * 8 + 32)
  out[0] = dtype.length
  out.set(dtype, 1)
  out[head] = tensor.shape.length
  const view = new DataView(out.buffer)
  tensor.shape.forEach((dim, i) => {
    view.setBigUint64(head + 1 + i * 8, BigInt(dim))
  })
  out.set(Uint8Array.fromHex(sha256), out.length - 32)
  return out
}

/** RFC 6962 2.1 over leaf hashes, from the bottom: an odd last node rises unchanged, which gives the same tree. */
function treeRoot(hashing: Hashing, leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return digestOf(hashing)
  let level = leaves
  while (level.length > 1) {
    const next: Uint8Array[] = []
    for (let i = 0; i < level.length; i += 2) {
      const [left, right] = [level[i], level[i + 1]]
      if (left !== undefined) next.push(right === undefined ? left : digestOf(hashing, ONE, left, right))
    }
    level = next
  }
  return level[0] as Uint8Array
}

export function u32be(value: number): Uint8Array {
  const out = new Uint8Array(4)
  new DataView(out.buffer).setUint32(0, value)
  return out
}

/** SHA-256 of the template's UTF-8 with one trailing newline removed. */
export function templateDigest(hashing: Hashing, text: string): Sha256 {
  return hexOf(digestOf(hashing, utf8(text.endsWith('\n') ? text.slice(0, -1) : text)))
}

/** `u32be id ‖ u32be len ‖ utf8` per entry, U+2581 read as a space. For tokens and for merges. */
export class EntryHash {
  count = 0
  private readonly hash
  private readonly buffer = new Uint8Array(8 * 1024) // small updates cost more than hashing
  private readonly view = new DataView(this.buffer.buffer)
  private at = 0
  constructor(hashing: Hashing) {
    this.hash = hashing.sha256Stream()
  }
  add(id: number, text: Uint8Array): void {
    const plain = plainSpaces(text)
    if (this.at + 8 > this.buffer.length) this.flush()
    this.view.setUint32(this.at, id)
    this.view.setUint32(this.at + 4, plain.length)
    this.at += 8
    if (this.at + plain.length > this.buffer.length) this.flush()
    if (plain.length > this.buffer.length) this.hash.update(plain)
    else {
      this.buffer.set(plain, this.at)
      this.at += plain.length
    }
    this.count++
  }
  digest(): { readonly sha256: Sha256; readonly count: number } {
    this.flush()
    return { sha256: hexOf(this.hash.digest()), count: this.count }
  }
  private flush(): void {
    // A copy: a hash may be asynchronous below, and the buffer is written again at once.
    if (this.at > 0) this.hash.update(this.buffer.slice(0, this.at))
    this.at = 0
  }
}

/** SentencePiece writes a space as U+2581 (E2 96 81); two files of one tokenizer differ only in that. */
function plainSpaces(text: Uint8Array): Uint8Array {
  let first = -1
  for (let i = 0; i + 2 < text.length; i++) {
    if (text[i] === 0xe2 && text[i + 1] === 0x96 && text[i + 2] === 0x81) {
      first = i
      break
    }
  }
  if (first === -1) return text
  const out = text.slice()
  let to = first
  for (let from = first; from < text.length; ) {
    const space = text[from] === 0xe2 && text[from + 1] === 0x96 && text[from + 2] === 0x81
    out[to++] = space ? 0x20 : (text[from] as number)
    from += space ? 3 : 1
  }
  return out.subarray(0, to)
}

// Merkle trees of RFC 6962 2.1: hashes, which ranges a proof consists of, and how proofs are checked
// (RFC 9162 2.1.3.2 and 2.1.4.2). Arithmetic, never >>: bit operators cut indexes to 32 bits.
// Invariant: sizes and indexes are safe integers; a proof with a leftover or a missing hash is no proof.

import { compareBytes } from '../base/bytes.ts'
import type { Crypto } from './crypto.ts'

export const HASH_BYTES = 32
export const MAX_PROOF_HASHES = 64 // a tree of 2^53 leaves is 53 levels high

/** Leaves [start, end); as a part of a proof it is always a subtree of the RFC's recursion. */
export type Span = { readonly start: number; readonly end: number }
/** The node over leaves [index × 2^level, (index + 1) × 2^level). */
export type NodeAt = { readonly level: number; readonly index: number }

const LEAF = Uint8Array.of(0)
const NODE = Uint8Array.of(1)

export function leafHash(crypto: Crypto, entry: Uint8Array): Uint8Array {
  return crypto.sha256(LEAF, entry)
}

export function nodeHash(crypto: Crypto, left: Uint8Array, right: Uint8Array): Uint8Array {
  return crypto.sha256(NODE, left, right)
}

export function emptyRoot(crypto: Crypto): Uint8Array {
  return crypto.sha256()
}

/** Root over complete subtrees from left (largest) to right; the empty root of none. */
export function foldRight(crypto: Crypto, hashes: readonly Uint8Array[]): Uint8Array {
  const last = hashes.at(-1)
  if (last === undefined) return emptyRoot(crypto)
  return hashes.slice(0, -1).reduceRight((right, left) => nodeHash(crypto, left, right), last)
}

/** MTH of a list of leaf hashes (or of equally high nodes); for small lists and tests. */
export function treeHash(crypto: Crypto, hashes: readonly Uint8Array[]): Uint8Array {
  const [only] = hashes
  if (only === undefined) return emptyRoot(crypto)
  if (hashes.length === 1) return only
  const split = splitPoint(hashes.length)
  return nodeHash(crypto, treeHash(crypto, hashes.slice(0, split)), treeHash(crypto, hashes.slice(split)))
}

/** The complete subtrees that a span consists of, from left to right. */
export function nodesOf(span: Span): NodeAt[] {
  const nodes: NodeAt[] = []
  for (let start = span.start; start < span.end; ) {
    let width = 1
    let level = 0
    while (width * 2 <= span.end - start) {
      width *= 2
      level += 1
    }
    nodes.push({ level, index: start / width })
    start += width
  }
  return nodes
}

/** RFC 6962 2.1.1: the spans whose hashes are the audit path, from leaf to root. */
export function inclusionSpans(index: number, size: number): Span[] {
  assertSize(size)
  if (!Number.isSafeInteger(index) || index < 0 || index >= size)
    throw new RangeError(`expected an index below ${size}, found ${index}`)
  const spans: Span[] = []
  let start = 0
  let end = size
  while (end - start > 1) {
    const middle = start + splitPoint(end - start)
    spans.push(index < middle ? { start: middle, end } : { start, end: middle })
    if (index < middle) end = middle
    else start = middle
  }
  return spans.reverse()
}

/** RFC 6962 2.1.2: the spans whose hashes prove that `from` leaves are a prefix of `to` leaves. */
export function consistencySpans(from: number, to: number): Span[] {
  assertSize(from)
  assertSize(to)
  if (from > to) throw new RangeError(`expected a size of at most ${to}, found ${from}`)
  if (from === 0 || from === to) return []
  const spans: Span[] = []
  let start = 0
  let end = to
  while (from !== end) {
    const middle = start + splitPoint(end - start)
    spans.push(from <= middle ? { start: middle, end } : { start, end: middle })
    if (from <= middle) end = middle
    else start = middle
  }
  if (start > 0) spans.push({ start, end })
  return spans.reverse()
}

export type InclusionClaim = {
  readonly index: number
  readonly size: number
  readonly root: Uint8Array
  readonly leafHash: Uint8Array
  readonly path: readonly Uint8Array[]
}

export function verifyInclusion(crypto: Crypto, claim: InclusionClaim): boolean {
  const { index, size, root, path } = claim
  if (!isSize(index) || !isSize(size) || index >= size || path.length > MAX_PROOF_HASHES) return false
  let at = index
  let last = size - 1
  let hash = claim.leafHash
  for (const step of path) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(crypto, step, hash)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else hash = nodeHash(crypto, hash, step)
    at = half(at)
    last = half(last)
  }
  return last === 0 && equal(hash, root)
}

export type ConsistencyClaim = {
  readonly from: number
  readonly fromRoot: Uint8Array
  readonly to: number
  readonly toRoot: Uint8Array
  readonly path: readonly Uint8Array[]
}

export function verifyConsistency(crypto: Crypto, claim: ConsistencyClaim): boolean {
  const { from, to, fromRoot, toRoot, path } = claim
  if (!isSize(from) || !isSize(to) || from > to || path.length > MAX_PROOF_HASHES) return false
  if (from === to) return path.length === 0 && equal(fromRoot, toRoot)
  if (from === 0) return path.length === 0 && equal(fromRoot, emptyRoot(crypto))
  const [first, ...rest] = isPowerOfTwo(from) ? [fromRoot, ...path] : path
  if (first === undefined) return false
  let at = from - 1
  let last = to - 1
  while (at % 2 === 1) [at, last] = [half(at), half(last)]
  let older = first
  let newer = first
  for (const step of rest) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      older = nodeHash(crypto, step, older)
      newer = nodeHash(crypto, step, newer)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else newer = nodeHash(crypto, newer, step)
    at = half(at)
    last = half(last)
  }
  return last === 0 && equal(older, fromRoot) && equal(newer, toRoot)
}

/** Largest power of two below `size` (RFC 6962: k < n ≤ 2k). */
function splitPoint(size: number): number {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

function isPowerOfTwo(size: number): boolean {
  let power = 1
  while (power < size) power *= 2
  return power === size
}

function half(value: number): number {
  return Math.floor(value / 2)
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0
}

function assertSize(value: number): void {
  if (!isSize(value)) throw new RangeError(`expected a tree size, found ${value}`)
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
  return compareBytes(a, b) === 0
}

// The right edge of a growing tree: the hashes of the last, partial tile of each level, and the entries of the last
// bundle. It turns new entries into the files that they add or widen. Held by the log writer alone.

import { concat } from '../base/bytes.ts'
import type { Crypto } from './crypto.ts'
import { foldRight, leafHash, nodesOf, treeHash } from './merkle.ts'
import {
  encodeBundle,
  readEntries,
  readTile,
  splitHashes,
  TILE_WIDTH,
  type TileSource,
  tileAt,
  tilePath,
} from './tile.ts'

export type Edge = {
  size: number
  readonly levels: Uint8Array[][] // per level the hashes of its partial tile, at most 255
  entries: Uint8Array[] // of the partial bundle, at most 255
}
export type NewFile = { readonly name: string; readonly bytes: Uint8Array }

export function emptyEdge(): Edge {
  return { size: 0, levels: [], entries: [] }
}

/** The edge at `size`, from the files of the log. The caller compares the root. */
export async function loadEdge(source: TileSource, size: number): Promise<Edge> {
  const edge = { ...emptyEdge(), size }
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / TILE_WIDTH)) {
    const tile = tileAt(level, Math.floor(hashes / TILE_WIDTH), size)
    edge.levels.push(tile.width === 0 ? [] : splitHashes(await readTile(source, tile)))
  }
  if (size % TILE_WIDTH > 0) edge.entries = await readEntries(source, Math.floor(size / TILE_WIDTH), size)
  return edge
}

export function edgeRoot(crypto: Crypto, edge: Edge): Uint8Array {
  const hashes: Uint8Array[] = []
  for (const level of edge.levels.toReversed())
    for (const { level: height, index } of nodesOf({ start: 0, end: level.length })) {
      const width = 2 ** height
      hashes.push(treeHash(crypto, level.slice(index * width, (index + 1) * width)))
    }
  return foldRight(crypto, hashes)
}

/** Appends entries and returns the files of the log that this adds: full tiles, and the partial ones at the new size. */
export function extendEdge(crypto: Crypto, edge: Edge, entries: readonly Uint8Array[]): NewFile[] {
  const files: NewFile[] = []
  const touched = new Set<number>()
  const push = (level: number, hash: Uint8Array): void => {
    const hashes = edge.levels[level] ?? []
    edge.levels[level] = hashes
    hashes.push(hash)
    touched.add(level)
    if (hashes.length < TILE_WIDTH) return
    const index = Math.floor(edge.size / TILE_WIDTH ** (level + 1)) - 1
    files.push({ name: tilePath({ level, index, width: TILE_WIDTH }), bytes: concat(hashes) })
    edge.levels[level] = []
    push(level + 1, treeHash(crypto, hashes))
  }
  for (const entry of entries) {
    edge.entries.push(entry)
    edge.size += 1
    if (edge.entries.length === TILE_WIDTH) {
      const index = Math.floor(edge.size / TILE_WIDTH) - 1
      files.push({
        name: tilePath({ level: 'entries', index, width: TILE_WIDTH }),
        bytes: encodeBundle(edge.entries),
      })
      edge.entries = []
    }
    push(0, leafHash(crypto, entry))
  }
  return [...files, ...partialFiles(edge, touched)]
}

function partialFiles(edge: Edge, touched: ReadonlySet<number>): NewFile[] {
  const files: NewFile[] = []
  if (edge.entries.length > 0) {
    const tile = tileAt('entries', Math.floor(edge.size / TILE_WIDTH), edge.size)
    files.push({ name: tilePath(tile), bytes: encodeBundle(edge.entries) })
  }
  for (const level of touched) {
    const hashes = edge.levels[level] ?? []
    const tile = tileAt(level, Math.floor(edge.size / TILE_WIDTH ** (level + 1)), edge.size)
    if (hashes.length > 0) files.push({ name: tilePath(tile), bytes: concat(hashes) })
  }
  return files
}

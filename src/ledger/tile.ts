// Tiles of c2sp.org/tlog-tiles 0.1.0: their paths, what they hold, and hashes and proofs read from them.
// A tile holds up to 256 hashes of one level; partial tiles carry their width in the path and are never hashed
// upward. They may be gone once the full tile exists: readers fall back to it.

import { concat } from '../base/bytes.ts'
import { OwcError } from '../base/errors.ts'
import type { Crypto } from './crypto.ts'
import {
  consistencySpans,
  emptyRoot,
  foldRight,
  HASH_BYTES,
  inclusionSpans,
  type NodeAt,
  nodeHash,
  nodesOf,
  type Span,
} from './merkle.ts'

export const TILE_WIDTH = 256
const TILE_HEIGHT = 8 // 2^8 hashes
export const MAX_ENTRY_BYTES = 65_535 // length prefix of 16 bits
const MAX_LEVEL = 63
const CACHED_TILES = 64 // of 16 KiB each

export type Tile = {
  readonly level: number | 'entries'
  readonly index: number
  readonly width: number // 256: full
}
/** Reads a served file by its path below the log's prefix. */
export type TileSource = (path: string) => Promise<Uint8Array | undefined>

export function tilePath(tile: Tile): string {
  const groups = [String(tile.index % 1000).padStart(3, '0')]
  for (let rest = Math.floor(tile.index / 1000); rest > 0; rest = Math.floor(rest / 1000))
    groups.unshift(`x${String(rest % 1000).padStart(3, '0')}`)
  const partial = tile.width === TILE_WIDTH ? '' : `.p/${tile.width}`
  return `tile/${tile.level}/${groups.join('/')}${partial}`
}

/** Only the one canonical spelling of a path; undefined otherwise. */
export function parseTilePath(path: string): Tile | undefined {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path)
  if (match === null) return undefined
  const [, levelText = '', indexText = '', widthText] = match
  const tile = {
    level: levelText === 'entries' ? ('entries' as const) : Number(levelText),
    index: Number(indexText.replaceAll(/[x/]/g, '')),
    width: widthText === undefined ? TILE_WIDTH : Number(widthText),
  }
  const valid =
    (tile.level === 'entries' || tile.level <= MAX_LEVEL) &&
    Number.isSafeInteger(tile.index) &&
    tile.width > 0 &&
    (widthText === undefined || tile.width < TILE_WIDTH)
  return valid && tilePath(tile) === path ? tile : undefined
}

/** The tile with this position in a log of `size` leaves; width 0 when it does not exist. */
export function tileAt(level: number | 'entries', index: number, size: number): Tile {
  const perHash = level === 'entries' ? 1 : TILE_WIDTH ** level
  const hashes = Math.floor(size / perHash)
  return { level, index, width: Math.max(0, Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH)) }
}

/** All tiles and bundles of a log of `size` leaves, in the order in which they come to be. */
export function* tilesOf(size: number): Generator<Tile> {
  for (const level of ['entries', 0, 1, 2, 3, 4, 5, 6] as const)
    for (let index = 0; ; index++) {
      const tile = tileAt(level, index, size)
      if (tile.width === 0) break
      yield tile
    }
}

/** Content of a `tile/entries/…` file: u16 length and bytes, entry after entry. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  const parts: Uint8Array[] = []
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_BYTES)
      throw new RangeError(`expected an entry of at most ${MAX_ENTRY_BYTES} bytes, found ${entry.length}`)
    parts.push(Uint8Array.of(Math.floor(entry.length / 256), entry.length % 256), entry)
  }
  return concat(parts)
}

/** @throws OwcError `log-invalid` unless it holds at least `width` entries and nothing else; gives the first `width`. */
export function decodeBundle(bytes: Uint8Array, where: string, width: number): Uint8Array[] {
  const entries: Uint8Array[] = []
  let at = 0
  while (at + 2 <= bytes.length && entries.length < TILE_WIDTH) {
    const end = at + 2 + (bytes[at] as number) * 256 + (bytes[at + 1] as number)
    if (end > bytes.length) break
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  if (at === bytes.length && entries.length >= width) return entries.slice(0, width)
  throw new OwcError({
    code: 'log-invalid',
    where: `${where}, byte ${at}`,
    expected: `${width} whole entries`,
    found: `${entries.length}, then ${bytes.length - at} bytes that are none`,
  })
}

/** Reads a tile, or the full tile in its place, cut to the width asked for. */
export async function readTile(source: TileSource, tile: Tile): Promise<Uint8Array> {
  const path = tilePath(tile)
  const full = tilePath({ ...tile, width: TILE_WIDTH })
  const bytes = (await source(path)) ?? (path === full ? undefined : await source(full))
  const wanted = tile.width * HASH_BYTES
  if (bytes !== undefined && (bytes.length === wanted || bytes.length === TILE_WIDTH * HASH_BYTES))
    return bytes.subarray(0, wanted)
  throw new OwcError({
    code: 'log-invalid',
    where: path,
    expected: `a tile of ${wanted} bytes`,
    found: bytes === undefined ? 'nothing' : `${bytes.length} bytes`,
  })
}

/** As readTile, for the entries themselves. */
export async function readEntries(source: TileSource, index: number, size: number): Promise<Uint8Array[]> {
  const tile = tileAt('entries', index, size)
  const path = tilePath(tile)
  const bytes = (await source(path)) ?? (await source(tilePath({ ...tile, width: TILE_WIDTH })))
  if (bytes !== undefined) return decodeBundle(bytes, path, tile.width)
  throw new OwcError({
    code: 'log-invalid',
    where: path,
    expected: `${tile.width} entries`,
    found: 'nothing',
  })
}

/** A log whose tiles stand at `size`; everything at or below that size can be computed. */
export type Tree = {
  readonly size: number
  root(size: number): Promise<Uint8Array>
  inclusion(index: number, size: number): Promise<Uint8Array[]>
  consistency(from: number, to: number): Promise<Uint8Array[]>
}

/** Tiles read so far with their inner nodes; a path never changes its content, so trees of one log share it. */
export type TileCache = Map<string, Promise<readonly (readonly Uint8Array[])[]>>

export function treeOf(crypto: Crypto, source: TileSource, size: number, cache: TileCache = new Map()): Tree {
  const rows = (tile: Tile, path: string) => {
    const found = cache.get(path) ?? readTile(source, tile).then((bytes) => innerNodes(crypto, bytes))
    cache.delete(path) // moves it to the young end
    cache.set(path, found)
    found.catch(() => cache.delete(path))
    const oldest = cache.keys().next().value
    if (cache.size > CACHED_TILES && oldest !== undefined) cache.delete(oldest)
    return found
  }
  /** Few tiles are awaited, then everything is computed at once. */
  const hashes = async (spans: readonly Span[]): Promise<Uint8Array[]> => {
    const places = spans.map((span) => nodesOf(span).map((node) => placeOf(node, size)))
    const tiles = new Map(places.flat().map(({ tile, path }) => [path, tile]))
    const read = await Promise.all(
      [...tiles].map(async ([path, tile]) => [path, await rows(tile, path)] as const),
    )
    const byPath = new Map(read)
    return places.map((nodes) =>
      foldRight(
        crypto,
        nodes.map(({ path, height, column }) => {
          const hash = byPath.get(path)?.[height]?.[column]
          if (hash === undefined)
            throw new RangeError(`expected a node of a tree of ${size}, found one beyond`)
          return hash
        }),
      ),
    )
  }
  return {
    size,
    root: async (at) => (await hashes([{ start: 0, end: at }]))[0] ?? emptyRoot(crypto),
    inclusion: async (index, at) => hashes(inclusionSpans(index, at)),
    consistency: async (from, to) => hashes(consistencySpans(from, to)),
  }
}

/** Where a node stands: which tile of a log of `size`, which height within it, which column. */
function placeOf({ level, index }: NodeAt, size: number) {
  const height = level % TILE_HEIGHT
  const perTile = 2 ** (TILE_HEIGHT - height)
  const tile = tileAt(Math.floor(level / TILE_HEIGHT), Math.floor(index / perTile), size)
  return { tile, path: tilePath(tile), height, column: index % perTile }
}

/** Row h holds the complete nodes of height h over the tile's hashes. */
function innerNodes(crypto: Crypto, tile: Uint8Array): Uint8Array[][] {
  const rows: Uint8Array[][] = [splitHashes(tile)]
  for (let height = 1; height < TILE_HEIGHT; height++) {
    const below = rows[height - 1] as Uint8Array[]
    const row: Uint8Array[] = []
    for (let i = 0; i + 1 < below.length; i += 2)
      row.push(nodeHash(crypto, below[i] as Uint8Array, below[i + 1] as Uint8Array))
    rows.push(row)
  }
  return rows
}

export function splitHashes(bytes: Uint8Array): Uint8Array[] {
  const hashes: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += HASH_BYTES) hashes.push(bytes.subarray(at, at + HASH_BYTES))
  return hashes
}

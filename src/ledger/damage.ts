// Which tensor is damaged. A bundle may carry, per weight file, a table of its tensors with their digests; it explains
// a difference that the file's own digest has shown, and proves nothing by itself. Pure over digests that the caller
// computed; media type `application/vnd.owc.tensors.v1+json`: {"tensors":[{name, offset, size, sha256}]}.

import { canonicalBytes } from '../base/canonical-json.ts'
import { type Sha256, sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import type { Range } from '../base/range.ts'
import { type Json, parseStrict } from '../base/strict-json.ts'
import type { Bundle, BundledBlob } from './bundle.ts'
import type { Crypto } from './crypto.ts'
import { isObject } from './json-fields.ts'

export const TENSOR_TABLE_TYPE = 'application/vnd.owc.tensors.v1+json'
const MAX_TENSORS = 200_000

export type TensorRow = {
  readonly name: string
  readonly offset: number // of its first byte in the file
  readonly sizeBytes: number
  readonly sha256: Sha256
}

export type HashedRange = Range & { readonly sha256: Sha256 }

export type Damage = {
  readonly tensors: readonly string[]
  readonly elsewhere: boolean // every tensor is whole, so what differs lies outside: header, padding, tail
}

export function tensorBlob(file: Sha256, rows: readonly TensorRow[], crypto: Crypto): BundledBlob {
  const tensors = rows.map(({ name, offset, sizeBytes, sha256: digest }) => ({
    name,
    offset,
    size: sizeBytes,
    sha256: digest,
  }))
  const data = canonicalBytes({ tensors })
  return { about: file, data, mediaType: TENSOR_TABLE_TYPE, sha256: crypto.sha256(data).toHex() as Sha256 }
}

/** The table of a file, when the bundle has a good one. */
export function tensorTable(bundle: Bundle, file: Sha256, crypto: Crypto): readonly TensorRow[] | undefined {
  const blob = bundle.blobs.find(({ about, mediaType }) => about === file && mediaType === TENSOR_TABLE_TYPE)
  if (blob === undefined || crypto.sha256(blob.data).toHex() !== blob.sha256) return undefined
  try {
    return readTable(parseStrict(blob.data, 'table of tensors'))
  } catch (error) {
    if (error instanceof OwcError) return undefined
    throw error
  }
}

/** Names the tensors whose bytes are not what the table says. A tensor without a digest in `found` (a file that ends
 *  before it) is damaged. */
export function locateDamage(table: readonly TensorRow[], found: readonly HashedRange[]): Damage {
  const digests = new Map(found.map(({ start, end, sha256: digest }) => [`${start} ${end}`, digest]))
  const tensors = table
    .filter(
      ({ offset, sizeBytes, sha256: digest }) => digests.get(`${offset} ${offset + sizeBytes}`) !== digest,
    )
    .map(({ name }) => name)
  return { tensors, elsewhere: tensors.length === 0 }
}

function readTable(json: Json): readonly TensorRow[] | undefined {
  const tensors = isObject(json) ? json['tensors'] : undefined
  if (!Array.isArray(tensors) || tensors.length > MAX_TENSORS) return undefined
  const rows = tensors.flatMap((one: Json) => readRow(one) ?? [])
  return rows.length === tensors.length ? rows : undefined
}

function readRow(json: Json): TensorRow | undefined {
  if (!isObject(json)) return undefined
  const { name, offset, size, sha256: hex } = json
  const digest = typeof hex === 'string' ? sha256(hex) : undefined
  if (typeof name !== 'string' || !isCount(offset) || !isCount(size) || digest === undefined) return undefined
  return Number.isSafeInteger(offset + size) ? { name, offset, sizeBytes: size, sha256: digest } : undefined
}

function isCount(json: Json | undefined): json is number {
  return typeof json === 'number' && json >= 0
}

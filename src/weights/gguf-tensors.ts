// The tensor table of a GGUF header (weight-formats 2.1): names, dimensions, types, offsets, each checked against the
// one before it and against the type table. Offsets are counted from the start of the data.

import { fromUtf8 } from '../base/bytes.ts'
import { GGML_TYPES, type GgmlType, RUNTIME_TYPES } from './ggml-types.ts'
import type { GgufInput, Reading } from './gguf-input.ts'
import { quote } from './report.ts'
import type { RuleId } from './rules.ts'

const MAX_TENSORS = 200_000
const MAX_NAME_BYTES = 1024
const PORTABLE_NAME_BYTES = 63
const MAX_RANK = 8
const PORTABLE_RANK = 4
const MAX_I64 = 2n ** 63n - 1n

export type GgufTensor = {
  readonly name: string
  readonly at: number // file offset of the tensor's offset field
  readonly type: GgmlType
  readonly shape: readonly number[] // outermost first
  readonly offset: number
  readonly sizeBytes: number
}

export function* readTensors(
  input: GgufInput,
  count: number,
  alignment: number,
): Reading<readonly GgufTensor[]> {
  const { report } = input
  if (count > MAX_TENSORS)
    report.refuse('gguf.large', { offset: 8 }, `expected at most ${MAX_TENSORS} tensors, found ${count}`)
  const tensors: GgufTensor[] = []
  const names = new Set<string>()
  let expected = 0
  for (let i = 0; i < count; i++) {
    const tensor = yield* readTensor(input)
    const { name, at } = tensor
    if (names.has(name))
      report.refuse(
        'gguf.duplicate-name',
        { offset: at, path: name },
        `expected each tensor once, found ${quote(name)} again`,
      )
    names.add(name)
    if (tensor.offset !== expected)
      report.add(
        'gguf.offset',
        { offset: at, path: name },
        `expected offset ${expected}, found ${tensor.offset}`,
      )
    expected = tensor.offset + Math.ceil(tensor.sizeBytes / alignment) * alignment
    if (!Number.isSafeInteger(expected))
      report.refuse('gguf.dims-wrap', { offset: at, path: name }, 'expected data under 2^53 bytes')
    tensors.push(tensor)
  }
  return tensors
}

function* readTensor(input: GgufInput): Reading<GgufTensor> {
  const { report } = input
  const nameAt = input.offset
  const bytes = yield* input.text('gguf.name', MAX_NAME_BYTES)
  const name = bytes === undefined ? undefined : fromUtf8(bytes)
  if (bytes === undefined || name === undefined || name === '' || name.includes('\0')) {
    const found = name === undefined ? 'other bytes' : name === '' ? 'none' : 'a NUL'
    return report.refuse(
      'gguf.name',
      { offset: nameAt },
      `expected a name in UTF-8 without NUL, found ${found}`,
    )
  }
  if (bytes.length > PORTABLE_NAME_BYTES)
    report.add(
      'gguf.name-long',
      { offset: nameAt, path: name },
      `expected at most ${PORTABLE_NAME_BYTES} bytes, found ${bytes.length}`,
    )
  const dims = yield* readDims(input, name)
  const typeAt = input.offset
  const id = (yield* input.u32()) | 0
  const type = GGML_TYPES.get(id)
  const refuse = (rule: RuleId, offset: number, message: string): never =>
    report.refuse(rule, { offset, path: name }, message)
  if (type === undefined) return refuse('gguf.type', typeAt, `expected a known tensor type, found ${id}`)
  if (RUNTIME_TYPES.includes(type.name))
    report.add(
      'gguf.type-runtime',
      { offset: typeAt, path: name },
      `expected a type for files, found ${type.name}`,
    )
  const inner = dims[0] ?? 1n
  if (inner % BigInt(type.elements) !== 0n)
    refuse('gguf.block', typeAt, `expected a multiple of ${type.elements} for ${type.name}, found ${inner}`)
  const elements = dims.reduce((product, dim) => product * dim, 1n)
  const size = (elements / BigInt(type.elements)) * BigInt(type.bytes)
  if (elements > MAX_I64 || size > MAX_I64 || dims.some((dim) => dim > BigInt(Number.MAX_SAFE_INTEGER)))
    refuse('gguf.dims-wrap', typeAt, `expected a size that fits 63 bits, found ${dims.join(' × ')}`)
  const at = input.offset
  yield* input.need(8)
  const offset = input.pending.u64()
  if (size > BigInt(Number.MAX_SAFE_INTEGER))
    refuse('gguf.range', at, `expected ${input.left} bytes at most, found ${size}`)
  if (offset > BigInt(Number.MAX_SAFE_INTEGER))
    refuse('gguf.offset', at, `expected an offset in the file, found ${offset}`)
  return {
    name,
    at,
    type,
    shape: dims.map(Number).reverse(),
    offset: Number(offset),
    sizeBytes: Number(size),
  }
}

function* readDims(input: GgufInput, name: string): Reading<readonly bigint[]> {
  const { report } = input
  const at = input.offset
  const rank = yield* input.u32()
  if (rank > MAX_RANK)
    report.refuse(
      'gguf.rank-limit',
      { offset: at, path: name },
      `expected at most ${MAX_RANK} dimensions, found ${rank}`,
    )
  if (rank > PORTABLE_RANK)
    report.add(
      'gguf.rank',
      { offset: at, path: name },
      `expected at most ${PORTABLE_RANK} dimensions, found ${rank}`,
    )
  const dims: bigint[] = []
  for (let i = 0; i < rank; i++) {
    const dimAt = input.offset
    const dim = yield* input.i64()
    if (dim <= 0n)
      report.refuse(
        'gguf.dims',
        { offset: dimAt, path: name },
        `expected a dimension of 1 or more, found ${dim}`,
      )
    dims.push(dim)
  }
  return dims
}

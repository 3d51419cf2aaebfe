// In which numbers weights are offered and were measured, and which of them hold the same values.
// Source: release-standard 6 (SW-3, "lossless repack").

import type { Evidence } from '../answer.ts'
import type { Dossier } from '../dossier.ts'
import { field, fileAt, type ReleaseBody } from '../questions/grading.ts'
import type { System } from './reading.ts'

const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^(?:bfloat16|bf16)$/, 'bf16'],
  [/^(?:float16|fp16|f16|half)$/, 'f16'],
  [/^(?:float32|fp32|f32|float|single)$/, 'f32'],
]

function spelt(precision: string): string {
  const plain = precision.trim().toLowerCase()
  return SPELLINGS.find(([pattern]) => pattern.test(plain))?.[1] ?? plain
}

/** Whether numbers measured at one precision are the very numbers offered at another. */
export function sameNumbers(measured: string, offered: string): boolean {
  return measured === offered || (offered === 'f32' && (measured === 'bf16' || measured === 'f16'))
}

/** Of the system as stated, else of the files it names. */
export function precisionsOf({ precision, artifacts }: System, record: ReleaseBody): readonly string[] {
  if (precision !== undefined) return [spelt(precision)]
  const named = new Set(artifacts)
  const own = record.artifacts.filter(
    ({ id, sha256 }) => named.has(`sha256:${sha256}`) || (id !== undefined && named.has(id)),
  )
  return own.flatMap(({ precision }) => (precision === undefined ? [] : [spelt(precision)]))
}

export function offeredPrecisions(
  record: ReleaseBody,
  dossier: Dossier,
): readonly { readonly precision: string; readonly evidence: Evidence }[] {
  const gguf = dossier.objects.filter(({ format }) => format === 'gguf')
  const tags = new Map(gguf.toReversed().flatMap(({ files, tag }) => files.map((path) => [path, tag]))) // the first of each
  const here = new Map(dossier.files.toReversed().map((file) => [file.path, file]))
  return record.artifacts.flatMap(({ path, role, precision }, index) => {
    if (role !== 'weights' && role !== 'adapter') return []
    if (precision !== undefined)
      return [{ precision: spelt(precision), evidence: field(`artifacts[${index}].precision`, precision) }]
    const [tag, file] = [tags.get(path), here.get(path)]
    return tag === undefined || file === undefined ? [] : [{ precision: spelt(tag), evidence: fileAt(file) }]
  })
}

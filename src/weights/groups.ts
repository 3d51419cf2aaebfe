// Which weight files belong together: shards `x-00001-of-00002.safetensors`, splits of a GGUF file, or one file alone.

import type { InspectedFile } from './inspection.ts'
import type { SetReport } from './set-report.ts'

export type Group = {
  readonly format: 'safetensors' | 'gguf'
  readonly stem: string // path without extension and numbering
  readonly files: readonly InspectedFile[] // by number
  readonly count: number // files that there should be
  readonly whole: boolean // all there, all readable, no tensor twice
}

const NUMBERED = /^(.*?)[-_](\d{5,6})-of-(\d{5,6})\.(safetensors|gguf)$/
const MAX_SHARDS = 10_000

/** The model itself first: safetensors before GGUF, then by size, then by path. */
export function findGroups(files: readonly InspectedFile[], report: SetReport): readonly Group[] {
  const open = new Map<
    string,
    { readonly stem: string; readonly count: number; readonly parts: Map<number, InspectedFile> }
  >()
  for (const file of files) {
    const { format, hazards } = file.inspection
    if (format === 'program') report.programs.push(file.path)
    if (format !== 'safetensors' && format !== 'gguf') continue
    if (hazards.some(({ rule }) => rule === 'file.not-weights')) continue
    const match = NUMBERED.exec(file.path)
    const [number, count] = match === null ? [1, 1] : [Number(match[2]), Number(match[3])]
    const stem = match?.[1] ?? file.path.replace(/\.[^./]*$/, '')
    const key = match === null ? `${format} ${file.path}` : `${format} ${stem} ${count}`
    const group = open.get(key) ?? { stem, count: Math.min(count, MAX_SHARDS), parts: new Map() }
    group.parts.set(number, file)
    open.set(key, group)
  }
  const groups = [...open].map(([key, { stem, count, parts }]) => {
    const sorted = [...parts].sort(([a], [b]) => a - b)
    const format = key.startsWith('gguf') ? ('gguf' as const) : ('safetensors' as const)
    const missing = missingNumber(parts, count)
    if (missing !== undefined)
      sayMissing({ stem, count, missing, format, near: sorted[0]?.[1].path ?? stem }, report)
    const members = sorted.map(([, file]) => file)
    return { format, stem, count, files: members, whole: missing === undefined && isWhole(members) }
  })
  return groups.sort(
    (a, b) =>
      (a.format === b.format ? 0 : a.format === 'safetensors' ? -1 : 1) ||
      sizeOf(b) - sizeOf(a) ||
      (a.stem < b.stem ? -1 : 1),
  )
}

export function sizeOf(group: Group): number {
  return group.files.reduce((sum, file) => sum + file.sizeBytes, 0)
}

function missingNumber(parts: ReadonlyMap<number, InspectedFile>, count: number): number | undefined {
  for (let i = 1; i <= count; i++) if (!parts.has(i)) return i
  return undefined
}

function sayMissing(
  {
    stem,
    count,
    missing,
    format,
    near,
  }: { stem: string; count: number; missing: number; format: string; near: string },
  report: SetReport,
): void {
  const rule = format === 'gguf' ? 'gguf.split-missing' : 'set.shard-missing'
  report.add(rule, { file: near, offset: 0 }, `expected ${count} parts of ${stem}, found no part ${missing}`)
}

function isWhole(files: readonly InspectedFile[]): boolean {
  return files.every(
    ({ inspection }) =>
      inspection.tensorRoot !== undefined ||
      (inspection.format === 'gguf' && inspection.tensors.length === 0),
  )
}

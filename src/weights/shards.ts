// An index of shards against the shards (weight-formats 1.5, rows 21–24): every tensor where the index says, once,
// nothing besides, and the total that it states.

import type { Group } from './groups.ts'
import type { InspectedFile } from './inspection.ts'
import { quote } from './report.ts'
import type { SetReport } from './set-report.ts'

export function checkIndexes(files: readonly InspectedFile[], report: SetReport): void {
  const byPath = new Map(files.map((file) => [file.path, file]))
  for (const index of files) {
    const { weightMap } = index.inspection
    if (weightMap === undefined) continue
    const folder = index.path.slice(0, index.path.lastIndexOf('/') + 1)
    const wanted = new Map<string, Set<string>>()
    for (const [tensor, file] of weightMap) {
      const tensors = wanted.get(file) ?? new Set()
      tensors.add(tensor)
      wanted.set(file, tensors)
    }
    const shards: InspectedFile[] = []
    for (const [name, tensors] of wanted) {
      const shard = byPath.get(folder + name)
      if (shard === undefined)
        report.add(
          'index.missing-file',
          { file: index.path, offset: 0, path: name },
          `expected ${quote(name)} beside the index, found none`,
        )
      else if (shard.inspection.format === 'safetensors') {
        shards.push(shard)
        compareShard({ index, shard, tensors }, report)
      }
    }
    if (shards.length === wanted.size) checkTotal(index, shards, report)
  }
}

function compareShard(
  {
    index,
    shard,
    tensors,
  }: { readonly index: InspectedFile; readonly shard: InspectedFile; readonly tensors: ReadonlySet<string> },
  report: SetReport,
): void {
  const held = new Set(shard.inspection.tensors.map(({ name }) => name))
  if (held.size === 0 && shard.inspection.tensorRoot === undefined) return // unreadable, and said so already
  for (const name of tensors)
    if (!held.has(name))
      report.add(
        'index.missing-tensor',
        { file: index.path, offset: 0, path: name },
        `expected it in ${shard.path}, found it not`,
      )
  for (const { name, offset } of shard.inspection.tensors)
    if (!tensors.has(name))
      report.add(
        'index.unlisted-tensor',
        { file: shard.path, offset, path: name },
        'expected tensors of the index, found another',
      )
}

function checkTotal(index: InspectedFile, shards: readonly InspectedFile[], report: SetReport): void {
  const stated = index.inspection.facts.find(({ key }) => key === 'metadata.total_size')
  if (stated === undefined) return
  const total = shards.reduce(
    (sum, { inspection }) => sum + inspection.tensors.reduce((size, tensor) => size + tensor.sizeBytes, 0),
    0,
  )
  if (Number(stated.value) !== total)
    report.add(
      'index.total-size',
      { file: index.path, offset: stated.offset, path: 'metadata.total_size' },
      `expected ${total}, found ${stated.value}`,
    )
}

/** A tensor of one name in two files of one model. */
export function checkShards(group: Group, report: SetReport): void {
  if (group.files.length < 2) return
  const seen = new Map<string, string>()
  for (const { path, inspection } of group.files) {
    for (const { name, offset } of inspection.tensors) {
      const other = seen.get(name)
      if (other !== undefined && other !== path)
        report.add(
          'index.tensor-twice',
          { file: path, offset, path: name },
          `expected each tensor in one file, found it also in ${other}`,
        )
      seen.set(name, path)
    }
  }
}

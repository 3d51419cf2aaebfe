// What only several files together show (weight-formats 1.5, 2.5, 7 rows 21–25, 44, 45): shards and their index,
// splits, templates that differ, two containers of one model, and the objects that can be loaded.

import { sha256 } from '@noble/hashes/sha2.js'
import { rootsOf } from './digests.ts'
import { findGroups, type Group } from './groups.ts'
import type { Hashing } from './hashing.ts'
import type { InspectedFile, SetInspection, Tensor } from './inspection.ts'
import { objectsOf } from './objects.ts'
import { SetReport } from './set-report.ts'
import { checkIndexes, checkShards } from './shards.ts'
import { checkSplits } from './splits.ts'

// Synchronous and everywhere: what is hashed here are entries and manifests, never weights.
const hashing: Hashing = {
  sha256Stream: () => sha256.create(),
  sha1Stream: () => {
    throw new Error('no SHA-1 of a set')
  },
}

export function inspectSet(files: readonly InspectedFile[]): SetInspection {
  const report = new SetReport()
  const groups = findGroups(files, report)
  checkIndexes(files, report)
  for (const group of groups) {
    checkShards(group, report)
    checkSplits(group, report)
  }
  checkContainers(groups, report)
  checkTemplates(files, report)
  const main = groups[0] // the model itself: safetensors before GGUF, the larger before the smaller
  const tensors = main === undefined ? [] : tensorsOf(main)
  const roots = main === undefined || !main.whole ? undefined : rootsOf(hashing, tensors)
  return { ...roots, ...measure(tensors), hazards: report.hazards, objects: objectsOf(groups, hashing) }
}

function tensorsOf(group: Group): readonly Tensor[] {
  return group.files.flatMap((file) => file.inspection.tensors)
}

function measure(tensors: readonly Tensor[]): Pick<SetInspection, 'tensorCount' | 'parameters' | 'dtypes'> {
  const dtypes = new Map<string, { tensors: number; elements: number }>()
  for (const { dtype, shape } of tensors) {
    const row = dtypes.get(dtype) ?? { tensors: 0, elements: 0 }
    row.tensors++
    row.elements += shape.reduce((product, dim) => product * dim, 1)
    dtypes.set(dtype, row)
  }
  const rows = [...dtypes].map(([dtype, row]) => ({ dtype, ...row }))
  rows.sort((a, b) => b.elements - a.elements || (a.dtype < b.dtype ? -1 : 1))
  return {
    tensorCount: tensors.length,
    parameters: rows.reduce((sum, row) => sum + row.elements, 0),
    dtypes: rows,
  }
}

/** Row 25: a program container beside safetensors may hold other weights, and loaders pick either. */
function checkContainers(groups: readonly Group[], report: SetReport): void {
  const [first] = groups
  if (first?.format !== 'safetensors') return
  for (const file of report.programs) {
    const message = `expected one container of the model, found this beside ${first.files[0]?.path}`
    report.add('set.other-weights', { file, offset: 0 }, message)
  }
}

/** Row 45: the template in a GGUF file against those in the files beside it. */
function checkTemplates(files: readonly InspectedFile[], report: SetReport): void {
  const beside = files
    .filter(({ inspection }) => inspection.format !== 'gguf')
    .flatMap(({ path, inspection }) => inspection.templates.map((template) => ({ ...template, path })))
  for (const { path, inspection } of files) {
    if (inspection.format !== 'gguf') continue
    for (const { name, sha256: digest } of inspection.templates) {
      const others = beside.filter((template) => template.name === name)
      if (others.length === 0 || others.some((template) => template.sha256 === digest)) continue
      const place = { file: path, offset: 0, path: `chat template ${name}` }
      report.add('set.template-differs', place, `expected the template of ${others[0]?.path}, found another`)
    }
  }
}

// Objects: what can be loaded and measured (DESIGN 4). One file has its own digest; several have the owc-artifact/v1
// digest of exactly these. The tag is how people tell the objects of one artifact apart.

import { compareBytes, utf8 } from '../base/bytes.ts'
import { manifestBytes } from '../base/manifest.ts'
import { digestOf, hexOf } from './digests.ts'
import { FILE_TYPES, GUESSED_FILE_TYPE } from './ggml-types.ts'
import { type Group, sizeOf } from './groups.ts'
import type { Hashing } from './hashing.ts'
import type { WeightObject } from './inspection.ts'

const IN_NAME =
  /(?:^|[-_.])((?:IQ|TQ|Q)\d(?:_[A-Z0-9]+)*|BF16|F16|F32|FP16|FP32|MXFP4(?:_MOE)?|NVFP4)(?=$|[-_.])/i

export function objectsOf(groups: readonly Group[], hashing: Hashing): readonly WeightObject[] {
  const used = new Set<string>()
  return groups.flatMap((group) => {
    const [first] = group.files
    if (first === undefined || group.files.length !== group.count) return []
    const files = [...group.files].sort((a, b) => compareBytes(utf8(a.path), utf8(b.path)))
    const tag = unique(tagOf(group), group, used)
    const digest = files.length === 1 ? first.sha256 : hexOf(digestOf(hashing, manifestBytes(files)))
    return [
      { tag, files: files.map(({ path }) => path), digest, format: group.format, sizeBytes: sizeOf(group) },
    ]
  })
}

function tagOf(group: Group): string {
  const name = group.stem.slice(group.stem.lastIndexOf('/') + 1)
  if (group.format === 'safetensors') return mostElements(group) ?? name
  const stated = group.files[0]?.inspection.facts.find(({ key }) => key === 'general.file_type')?.value
  const label = stated === undefined ? undefined : FILE_TYPES.get(Number(stated) % GUESSED_FILE_TYPE)?.label
  return label ?? IN_NAME.exec(name)?.[1]?.toUpperCase() ?? mostElements(group) ?? name
}

/** The dtype that most elements have. */
function mostElements(group: Group): string | undefined {
  const elements = new Map<string, number>()
  for (const { inspection } of group.files)
    for (const { dtype, shape } of inspection.tensors)
      elements.set(dtype, (elements.get(dtype) ?? 0) + shape.reduce((product, dim) => product * dim, 1))
  const [most] = [...elements].sort((a, b) => b[1] - a[1])
  return most?.[0].replace('ggml:', '')
}

function unique(tag: string, group: Group, used: Set<string>): string {
  const name = group.stem.slice(group.stem.lastIndexOf('/') + 1)
  const folder = group.stem.slice(0, Math.max(0, group.stem.lastIndexOf('/')))
  const tries = [
    tag,
    `${tag}-${group.format}`,
    name,
    `${folder}/${name}`,
    `${folder}/${name}.${group.format}`,
  ]
  let free = tries.find((text) => text !== '' && !used.has(text))
  for (let i = 2; free === undefined; i++) if (!used.has(`${tag}-${i}`)) free = `${tag}-${i}`
  used.add(free)
  return free
}

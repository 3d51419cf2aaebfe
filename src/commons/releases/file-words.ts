// In which numbers the weights of a file are written. Source: release-standard 10 (precision).

import type { InspectedFile, WeightObject } from '../../weights/inspection.ts'

/** As the bytes have it: the type of most elements, or the quantisation that the file names. */
export function precisionOf(
  { path, inspection }: InspectedFile,
  objects: readonly WeightObject[],
): string | undefined {
  if (inspection.tensors.length === 0) return undefined
  const tag = objects.find(({ files }) => files.includes(path))?.tag
  if (inspection.format === 'gguf' && tag !== undefined && /^(I?Q|TQ|B?F|MXFP|NVFP)\d/.test(tag)) return tag
  const elements = new Map<string, number>()
  for (const { dtype, shape } of inspection.tensors)
    elements.set(dtype, (elements.get(dtype) ?? 0) + shape.reduce((product, size) => product * size, 1))
  const [most] = [...elements].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
  return most?.[0].replace('ggml:', '').toLowerCase()
}

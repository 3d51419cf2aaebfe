// What a file is for, by the names that files of models have, and in which numbers its weights are written. Sources:
// release-standard 10 (roles), hub-protocols 1 (names that clients look for).

import type { InspectedFile, WeightObject } from '../../weights/inspection.ts'

type Role =
  | 'weights'
  | 'index'
  | 'adapter'
  | 'config'
  | 'tokenizer'
  | 'template'
  | 'licence-text'
  | 'notice'
  | 'card'
  | 'code'

const ROLES: readonly (readonly [RegExp, Role])[] = [
  [/^(adapter_model\.(safetensors|bin))$/i, 'adapter'],
  [/\.index\.json$/i, 'index'],
  [/\.(safetensors|gguf|onnx|bin|pt|pth|ckpt|h5|npz|msgpack)$/i, 'weights'],
  [/^(licen[cs]e|copying|unlicense|terms)([-_. ].*)?$/i, 'licence-text'],
  [/^notice([-_. ].*)?$/i, 'notice'],
  [/^(readme|model[-_]?card)\.(md|rst|txt)$/i, 'card'],
  [/\.jinja$/i, 'template'],
  [
    /^(tokenizer(_config)?\.json|special_tokens_map\.json|added_tokens\.json|vocab\.(txt|json))$/i,
    'tokenizer',
  ],
  [/^(merges\.txt|tokenizer\.model|spiece\.model|sentencepiece\.bpe\.model|tekken\.json)$/i, 'tokenizer'],
  [/\.json$/i, 'config'],
  [/\.py$/i, 'code'],
]

/** Undefined: a file that no rule of names covers. */
export function roleOf(path: string): Role | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return ROLES.find(([pattern]) => pattern.test(name))?.[1]
}

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

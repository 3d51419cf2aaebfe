// P1.8: the stated kind of model against what its files show. Only plain signs count: an adapter has an adapter file, a
// quantised model has quantised numbers, a chat model has a chat template. Names of files are no signs.

import type { Outcome } from '../answer.ts'
import type { Dossier, DossierFile } from '../dossier.ts'
import { generates } from '../kind.ts'
import { weightFiles } from '../met.ts'
import { absent, contradicted, declared, evidenced, field, fileAt, recordIn } from './grading.ts'

const QUANTISED = /^ggml:(I?Q|TQ|MXFP|NVFP)\d/
const WHOLE = /^(ggml:)?(BF16|F16|F32|F64)$/

type Signs = {
  readonly adapter: readonly DossierFile[]
  readonly quantised: readonly DossierFile[]
  readonly template: readonly DossierFile[]
  readonly encoder: boolean
  readonly whole: boolean // all numbers are as they are trained
  readonly weights: readonly DossierFile[] // when all were inspected here
}

export function variantAgrees(dossier: Dossier): Outcome {
  const variant = recordIn(dossier)?.subject.variant
  if (variant === undefined) return absent(dossier, 'what kind of model it is')
  const said = [field('subject.variant', variant)]
  const signs = signsOf(dossier)
  const stranger = otherKind(variant, signs)
  if (stranger !== undefined)
    return contradicted(stranger.because, { said, against: stranger.files.map((file) => fileAt(file)) })
  const shown = shownBy(variant, signs)
  if (shown.length > 0)
    return evidenced(`The files show it: ${variant}.`, [...said, ...shown.map((file) => fileAt(file))])
  return declared(`Called ${variant}; the files show neither this nor another kind.`, said)
}

function signsOf(dossier: Dossier): Signs {
  const { files, set } = dossier
  const weights = weightFiles(dossier)
  const quantisedTypes = (set?.dtypes ?? []).some(({ dtype }) => QUANTISED.test(dtype))
  return {
    adapter: files.filter(
      ({ path, role, inspection }) =>
        role === 'adapter' ||
        /(^|\/)adapter_config\.json$/.test(path) ||
        (inspection?.facts ?? []).some(({ key, value }) => key === 'general.type' && value === 'adapter'),
    ),
    quantised: [
      ...(quantisedTypes ? weights.filter(({ inspection }) => inspection?.format === 'gguf') : []),
      ...files.filter(({ inspection }) =>
        (inspection?.facts ?? []).some(({ key }) => key.startsWith('quantization_config')),
      ),
    ],
    template: files.filter(
      ({ role, held, inspection }) =>
        (role === 'template' && held) || (inspection?.templates.length ?? 0) > 0,
    ),
    encoder: generates(dossier).is === false,
    whole: set !== undefined && set.dtypes.length > 0 && set.dtypes.every(({ dtype }) => WHOLE.test(dtype)),
    weights: weights.every(({ inspection }) => inspection !== undefined) ? weights : [],
  }
}

function otherKind(
  variant: string,
  { adapter, quantised, weights, whole }: Signs,
): { readonly because: string; readonly files: readonly DossierFile[] } | undefined {
  if (variant !== 'adapter' && adapter.length > 0)
    return { because: `Called ${variant}; the files are those of an adapter.`, files: adapter }
  if (variant === 'adapter' && weights.length > 0 && adapter.length === 0)
    return { because: 'Called an adapter; no file is one.', files: weights }
  if (variant === 'quantized' && weights.length > 0 && quantised.length === 0 && whole)
    return { because: 'Called quantized; no tensor in the files is.', files: weights }
  return undefined
}

function shownBy(variant: string, { adapter, quantised, template, encoder }: Signs): readonly DossierFile[] {
  switch (variant) {
    case 'adapter':
      return adapter
    case 'quantized':
      return quantised
    case 'instruct':
    case 'reasoning':
      return encoder ? [] : template
    default:
      return []
  }
}

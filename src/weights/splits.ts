// Splits of a GGUF model (weight-formats 2.5, row 44). Loaders check numbers only; nothing in the format binds a later
// split to its model. What can be decided is decided here: stated identity that differs, numbers that do not fit.

import type { Group } from './groups.ts'
import type { InspectedFile } from './inspection.ts'
import type { SetReport } from './set-report.ts'

/** Keys that name a model; two splits of one model that both state one must agree. */
const IDENTITY =
  /^(general\.(architecture|name|basename|finetune|version|organization|size_label|uuid|source\..*|base_model\..*|file_type|quantization_version|license)|tokenizer\.ggml\.(model|pre))$/

export function checkSplits(group: Group, report: SetReport): void {
  const [first, ...rest] = group.files
  if (group.format !== 'gguf' || first === undefined || group.count < 2) return
  checkNumbers(group, report)
  const stated = identity(first)
  for (const file of rest) {
    let bound = 0
    for (const [key, { value, offset }] of identity(file)) {
      const expected = stated.get(key)?.value
      if (expected === value) bound++
      else if (expected !== undefined)
        report.add(
          'gguf.split-differs',
          { file: file.path, offset, path: key },
          `expected ${JSON.stringify(expected)} as in ${first.path}, found ${JSON.stringify(value)}`,
        )
    }
    if (bound === 0)
      report.add(
        'gguf.split-unbound',
        { file: file.path, offset: 0 },
        `expected the identity that ${first.path} states, found none`,
      )
  }
}

function checkNumbers({ files, count }: Group, report: SetReport): void {
  const total = files.reduce((sum, { inspection }) => sum + inspection.tensors.length, 0)
  files.forEach(({ path, inspection }, i) => {
    const { split } = inspection
    const place = { file: path, offset: 0, path: 'split.count' }
    if (split === undefined)
      report.add(
        'gguf.split-count',
        place,
        `expected split ${i + 1} of ${count}, found a file that says nothing of splits`,
      )
    else if (split.count !== count || split.number !== i)
      report.add(
        'gguf.split-count',
        place,
        `expected split ${i + 1} of ${count}, found ${split.number + 1} of ${split.count}`,
      )
    else if (files.length === count && split.tensors !== total)
      report.add(
        'gguf.split-count',
        { ...place, path: 'split.tensors.count' },
        `expected ${total} tensors in all splits, found ${split.tensors} stated`,
      )
  })
}

function identity(
  file: InspectedFile,
): ReadonlyMap<string, { readonly value: string; readonly offset: number }> {
  return new Map(
    file.inspection.facts
      .filter(({ key }) => IDENTITY.test(key))
      .map(({ key, value, offset }) => [key, { value, offset }]),
  )
}

// Files of a release as an inspection would have found them, for tests of drafting and compiling.

import { createHash } from 'node:crypto'
import type { Sha256 } from '../../../src/base/digest.ts'
import { manifestBytes } from '../../../src/base/manifest.ts'
import type { FoundFiles } from '../../../src/commons/releases/found.ts'
import type { Fact, InspectedFile, Inspection } from '../../../src/weights/inspection.ts'

export type Made = {
  readonly facts?: readonly Fact[]
  readonly format?: Inspection['format']
  readonly text?: string
}

export function sha(text: string): Sha256 {
  return createHash('sha256').update(text).digest('hex') as Sha256
}

export function file(path: string, { facts = [], format = 'text', text = path }: Made = {}): InspectedFile {
  const tensors =
    format === 'safetensors'
      ? [{ name: 'w', dtype: 'BF16', shape: [4, 5], offset: 0, sizeBytes: 40, sha256: sha(`${text} w`) }]
      : []
  const inspection: Inspection = {
    version: 1,
    format,
    sizeBytes: text.length,
    tensors,
    ...(tensors.length > 0 && { tensorRoot: sha(`${text} root`) }),
    facts,
    hazards: [],
    templates: [],
  }
  return { path, sizeBytes: text.length, sha256: sha(text), inspection }
}

export function found(
  files: readonly InspectedFile[],
  heads: Readonly<Record<string, string>> = {},
): FoundFiles {
  const weights = files.filter(({ inspection }) => inspection.tensors.length > 0)
  const [first] = weights
  return {
    artifact: createHash('sha256').update(manifestBytes(files)).digest('hex') as Sha256,
    files,
    heads: new Map(Object.entries(heads)),
    set: {
      tensorCount: weights.length,
      parameters: weights.length * 20,
      dtypes: [],
      hazards: [],
      objects: weights.map(({ path, sha256, sizeBytes }) => ({
        tag: 'BF16',
        files: [path],
        digest: sha256,
        format: 'safetensors' as const,
        sizeBytes,
      })),
      ...(first?.inspection.tensorRoot !== undefined && { tensorRoot: first.inspection.tensorRoot }),
    },
  }
}

/** A folder as people have it: card, configuration, weights, licence. */
export function folder(
  card: readonly Fact[] = [],
  licence = 'Apache License\nVersion 2.0, January 2004',
): FoundFiles {
  return found(
    [
      file('LICENSE', { text: licence }),
      file('README.md', { facts: card }),
      file('config.json', { format: 'json' }),
      file('model.safetensors', { format: 'safetensors' }),
      file('tokenizer.json', { format: 'json' }),
    ],
    { LICENSE: licence },
  )
}

// What is asked of a model again and again, from the facts of its files: everything but the tensors themselves, which
// are most of an inspection. Facts of a digest never change, so they are kept by it, as many as a list shows and within
// a bound of memory.

import type { Sha256 } from '../../base/digest.ts'
import type { Inspection } from '../../weights/inspection.ts'

const MAX_KEPT = 1_000 // models
const MAX_KEPT_CHARACTERS = 32 << 20 // of their facts and templates

export type Header = Omit<Inspection, 'tensors' | 'weightMap'> & {
  readonly tensorCount: number
  readonly parameters: number // elements of all tensors
}

export type Headers = { get(sha256: Sha256): Promise<Header | undefined> }

export function headerOf({ tensors, weightMap: _, ...rest }: Inspection): Header {
  const parameters = tensors.reduce((sum, { shape }) => sum + shape.reduce((all, size) => all * size, 1), 0)
  return { ...rest, tensorCount: tensors.length, parameters }
}

/** The header of a model in several files: the first holds all that is said, the others more tensors. */
export function headerOfParts(parts: readonly [Header, ...Header[]]): Header {
  const { tensorRoot: _, contentRoot: __, ...first } = parts[0]
  if (parts.length === 1) return parts[0]
  const sum = (key: 'sizeBytes' | 'tensorCount' | 'parameters') =>
    parts.reduce((all, part) => all + part[key], 0)
  return {
    ...first,
    hazards: parts.flatMap(({ hazards }) => hazards),
    sizeBytes: sum('sizeBytes'),
    tensorCount: sum('tensorCount'),
    parameters: sum('parameters'),
  }
}

export function openHeaders(facts: (sha256: Sha256) => Promise<Inspection | undefined>): Headers {
  const kept = new Map<Sha256, { readonly header: Header; readonly characters: number }>()
  let characters = 0
  const forget = (sha256: Sha256) => {
    characters -= kept.get(sha256)?.characters ?? 0
    kept.delete(sha256)
  }
  return {
    async get(sha256) {
      const known = kept.get(sha256)
      if (known !== undefined) {
        kept.delete(sha256) // and last again: the least lately asked goes first
        kept.set(sha256, known)
        return known.header
      }
      const inspection = await facts(sha256)
      if (inspection === undefined) return undefined
      const header = headerOf(inspection)
      const size = charactersOf(header)
      if (size > MAX_KEPT_CHARACTERS) return header
      forget(sha256)
      kept.set(sha256, { header, characters: size })
      characters += size
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX_KEPT && characters <= MAX_KEPT_CHARACTERS) break
        forget(oldest)
      }
      return header
    },
  }
}

function charactersOf({ facts, hazards, templates }: Header): number {
  const texts = [
    ...facts.map(({ key, value }) => key.length + value.length),
    ...hazards.map(({ message, path = '' }) => message.length + path.length),
    ...templates.map(({ text = '' }) => text.length),
  ]
  return texts.reduce((sum, size) => sum + size + 100, 0) // and what an object weighs
}

// What loading a model takes, from its header alone: weights, the cache of every answer at once, working memory, and
// the process itself. An estimate: docs say how far it was from what was measured. Source: serving-apis 1.3 (memory).

import type { Inspection } from '../../weights/inspection.ts'

const MOST_CONTEXT = 4_096 // each further token of it takes memory, whether somebody needs it or not
const PROCESS_BYTES = 150e6 // Node, the runtime's code, its logits
const CACHE_BYTES = 2 // f16
const BATCH = 128 // tokens computed at once, as engine.ts asks
const ACTIVATION_BYTES = 4
const BUFFERS = 8 // vectors of the widest layer that stand at once, for each token of a batch

/** Numbers of a GGUF header under its architecture's name; absent where the header does not say. */
export type Shape = {
  readonly architecture: string
  readonly contextLength?: number
  readonly blocks?: number
  readonly embedding?: number
  readonly heads?: number
  readonly keyValueHeads?: number
  readonly keyLength?: number
  readonly valueLength?: number
  readonly feedForward?: number
}

export function factOf({ facts }: Inspection, key: string): string | undefined {
  return facts.find((fact) => fact.key === key)?.value
}

export function shapeOf(inspection: Inspection): Shape {
  const architecture = factOf(inspection, 'general.architecture') ?? ''
  const number = (key: string): number | undefined => {
    const text = factOf(inspection, `${architecture}.${key}`)
    const value = text === undefined ? Number.NaN : Number(text)
    return Number.isSafeInteger(value) && value >= 0 ? value : undefined
  }
  const fields = {
    contextLength: number('context_length'),
    blocks: number('block_count'),
    embedding: number('embedding_length'),
    heads: number('attention.head_count'),
    keyValueHeads: number('attention.head_count_kv'),
    keyLength: number('attention.key_length'),
    valueLength: number('attention.value_length'),
    feedForward: number('feed_forward_length'),
  }
  const known = Object.entries(fields).filter(([, value]) => value !== undefined)
  return { architecture, ...Object.fromEntries(known) }
}

export type Load = { readonly contextSize: number; readonly sequences: number }

/** Tokens of one answer with its prompt. */
export function contextSizeFor(inspection: Inspection): number {
  const { contextLength = MOST_CONTEXT } = shapeOf(inspection)
  return Math.max(1, Math.min(contextLength, MOST_CONTEXT))
}

/** Bytes of memory at the peak. */
export function memoryBytes(inspection: Inspection, { contextSize, sequences }: Load): number {
  const { blocks = 0, embedding = 0, heads = 1, feedForward = 0, ...shape } = shapeOf(inspection)
  const keyValueHeads = shape.keyValueHeads ?? heads
  const headLength = heads === 0 ? 0 : embedding / heads
  const perToken =
    blocks *
    keyValueHeads *
    ((shape.keyLength ?? headLength) + (shape.valueLength ?? headLength)) *
    CACHE_BYTES
  const vocabulary = inspection.vocab?.count ?? 0
  const working = BATCH * ACTIVATION_BYTES * (BUFFERS * (embedding + feedForward) + vocabulary)
  return Math.round(inspection.sizeBytes + perToken * contextSize * sequences + working + PROCESS_BYTES)
}

// What loading a model takes, from its header alone: weights, what stands in memory for its vocabulary, the cache of
// every answer at once, and the process itself. Scores and embeddings take a further context while they are used.
// Measured against the process in test/interop/memory.test.ts. Source: serving-apis 1.3 (memory); llama.cpp
// src/llama-kv-cache-iswa.cpp (caches of layers with a window).

import { BATCH } from '../../runtime/engine-error.ts'
import type { Header } from './headers.ts'

const UNSTATED_CONTEXT = 4_096 // of a header that does not say
export const PROCESS_BYTES = 125e6 // Node, the runtime's code, a model without weights
const ENTRY_BYTES = 840 // of one token or merge, as the runtime keeps it
const CHOICE_BYTES = 12 // of one token, while one of the answers draws its next
const CACHE_BYTES = 2 // f16
const CELLS = 256 // a cache is rounded up to these

/** Every how many layers one sees the whole context, where the header names a window and not the pattern. */
const PATTERNS: Readonly<Record<string, number>> = {
  gemma2: 2,
  gemma3: 6,
  gemma3n: 5,
  cohere2: 4,
  'gpt-oss': 2,
  exaone4: 4,
}

/** What the estimate reads: the header of a file, held or not. */
export type Sized = Pick<Header, 'facts' | 'sizeBytes' | 'vocab' | 'merges'>

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
  readonly window?: number // tokens that most layers look back
  readonly windowPattern?: number
  readonly latent?: number // width of a compressed cache
  readonly rotated?: number
}

export function factOf({ facts }: Pick<Header, 'facts'>, key: string): string | undefined {
  return facts.find((fact) => fact.key === key)?.value
}

export function shapeOf(header: Pick<Header, 'facts'>): Shape {
  const architecture = factOf(header, 'general.architecture') ?? ''
  const number = (key: string): number | undefined => {
    const text = factOf(header, `${architecture}.${key}`)
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
    window: number('attention.sliding_window'),
    windowPattern: number('attention.sliding_window_pattern'),
    latent: number('attention.kv_lora_rank'),
    rotated: number('rope.dimension_count'),
  }
  const known = Object.entries(fields).filter(([, value]) => value !== undefined)
  return { architecture, ...Object.fromEntries(known) }
}

export type Load = { readonly contextSize: number; readonly sequences: number }

/** Tokens of one answer with its prompt. @param most of any model, as the operator says (setting contextTokens) */
export function contextSizeFor(header: Pick<Header, 'facts'>, most: number): number {
  const { contextLength = UNSTATED_CONTEXT } = shapeOf(header)
  return Math.max(1, Math.min(contextLength, most))
}

/** Bytes of memory at the peak. */
export function memoryBytes(header: Sized, { contextSize, sequences }: Load): number {
  const vocabulary = header.vocab?.count ?? 0
  const entries = vocabulary + (header.merges?.count ?? 0)
  const cache = cacheBytes(shapeOf(header), contextSize) * sequences
  const choosing = CHOICE_BYTES * vocabulary * sequences
  return Math.round(PROCESS_BYTES + header.sizeBytes + ENTRY_BYTES * entries + cache + choosing)
}

/** Of one answer. A header that does not say how its layers attend is taken for one whose heads all keep their own. */
function cacheBytes(shape: Shape, contextSize: number): number {
  const { architecture, blocks = 0, embedding = 0, heads = 1, window = 0, latent, rotated = 0 } = shape
  const headLength = heads === 0 ? 0 : embedding / heads
  const perCell =
    latent === undefined
      ? (shape.keyValueHeads ?? heads) * ((shape.keyLength ?? headLength) + (shape.valueLength ?? headLength))
      : latent + rotated
  const whole = cellsOf(contextSize)
  const pattern = window === 0 ? 1 : (shape.windowPattern ?? PATTERNS[architecture] ?? 1)
  const seeing = pattern < 1 ? 0 : Math.floor(blocks / pattern)
  const near = Math.min(whole, cellsOf(window + BATCH)) // what is read at once stands beside the window
  return perCell * CACHE_BYTES * (seeing * whole + (blocks - seeing) * near)
}

function cellsOf(tokens: number): number {
  return Math.ceil(tokens / CELLS) * CELLS
}

// What the node's thread and an inspecting thread say to each other. Bytes go through the ring, never in messages.

import type { Inspection } from './inspection.ts'

export const SLOT_BYTES = 4 * 1024 * 1024
export const SLOTS = 4

export type ToWorker =
  | {
      readonly kind: 'open'
      readonly id: number
      readonly path: string
      readonly sizeBytes?: number | undefined
      readonly ring: SharedArrayBuffer
    }
  | { readonly kind: 'slot'; readonly id: number; readonly slot: number; readonly length: number }
  | { readonly kind: 'end'; readonly id: number }
  | { readonly kind: 'abort'; readonly id: number }

export type FromWorker =
  | { readonly kind: 'free'; readonly id: number; readonly slot: number }
  | { readonly kind: 'done'; readonly id: number; readonly inspection: Inspection }
  | { readonly kind: 'failed'; readonly id: number; readonly reason: string }

// What was read from the bytes of one file: plain data, safe to send between workers and to keep as JSON.

import type { Sha256 } from '../base/digest.ts'

/** I invalid (refuse) · N non-portable · A ambiguous: readers disagree · D dangerous · note (weight-formats 7). */
export type Verdict = 'I' | 'N' | 'A' | 'D' | 'note'

export type Hazard = {
  readonly rule: string // stable id: st.hole, gguf.dims-wrap, pkl.global … (weight-formats 9)
  readonly verdict: Verdict
  readonly offset: number // byte in the file
  readonly length?: number
  readonly path?: string // tensor, key or field that it is about
  readonly message: string // one sentence: expected, found
}

export type Tensor = {
  readonly name: string
  readonly dtype: string // safetensors name, or ggml:Q4_K
  readonly shape: readonly number[] // outermost first
  readonly offset: number // of its first byte in the file
  readonly sizeBytes: number
  readonly sha256?: Sha256 // absent when the header was refused
}

/** A value that stands in the file, verbatim, with its place. Never merged with what others say. */
export type Fact = { readonly key: string; readonly value: string; readonly offset: number }

export type Inspection = {
  readonly version: 1
  readonly format:
    | 'safetensors'
    | 'safetensors-index'
    | 'gguf'
    | 'json'
    | 'text'
    | 'program'
    | 'lfs-pointer'
    | 'html'
    | 'empty'
    | 'other'
  readonly sizeBytes: number
  readonly gitOid?: string // git blob SHA-1, 40 hex; only of files under 10 MB
  readonly tensors: readonly Tensor[]
  readonly tensorRoot?: Sha256 // weight-formats 5.2; absent with duplicate names or a refused header
  readonly contentRoot?: Sha256
  readonly facts: readonly Fact[]
  readonly hazards: readonly Hazard[]
  readonly templates: readonly { readonly name: string; readonly sha256: Sha256; readonly text?: string }[] // text up to 256 KiB
  readonly vocab?: { readonly sha256: Sha256; readonly count: number }
  readonly merges?: { readonly sha256: Sha256; readonly count: number }
  readonly split?: { readonly number: number; readonly count: number; readonly tensors: number } // gguf, number from 0
  readonly weightMap?: readonly (readonly [tensor: string, file: string])[] // safetensors-index
}

/** A file of an artifact with what was read from it. */
export type InspectedFile = {
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: Sha256
  readonly inspection: Inspection
}

/** What only several files together show: shards, splits, two copies of one template. */
export type SetInspection = {
  readonly tensorRoot?: Sha256
  readonly contentRoot?: Sha256
  readonly tensorCount: number
  readonly parameters: number // sum of elements over tensors
  readonly dtypes: readonly { readonly dtype: string; readonly tensors: number; readonly elements: number }[]
  readonly hazards: readonly (Hazard & { readonly file: string })[]
  readonly objects: readonly WeightObject[]
}

/** What runs or is measured: the file or files that are loaded together (DESIGN 4, Object). */
export type WeightObject = {
  readonly tag: string // Q4_K_M, F32, or the file's stem; unique within the artifact
  readonly files: readonly string[] // paths, in manifest order
  readonly digest: Sha256 // of the one file, or the owc-artifact/v1 digest of exactly these
  readonly format: 'safetensors' | 'gguf'
  readonly sizeBytes: number
}

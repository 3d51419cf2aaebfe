// A release as the Hugging Face protocol sees it: one commit with files. Which files are large (LFS) follows from
// path and size alone, so that entity tags and object ids never depend on what happens to be known here.
// Git object ids: `blob <size>\0` + bytes for small files, the LFS pointer's text for large ones (hub-protocols 1).

import { createHash } from 'node:crypto'
import { utf8 } from '../../base/bytes.ts'
import type { Sha256 } from '../../base/digest.ts'
import type { Instant } from '../../base/time.ts'
import type { HostingState } from '../../node/views/release.ts'

export type RepoFile = {
  readonly path: string
  readonly sizeBytes: number
  readonly sha256: Sha256
  readonly large: boolean
  readonly gitOid: string // of the blob, or of the pointer when large
}

export type Repository = {
  readonly id: string // as its publisher spells it
  readonly ref: string // namespace/name, lower case
  readonly commit: string // 40 hex
  readonly artifact: Sha256
  readonly statement: Sha256 // its record
  readonly state: HostingState
  readonly withdrawn?: string // the reason, when the bytes are no longer served
  readonly time: Instant
  readonly newest: number // log index of the newest statement about it
  readonly licences: readonly string[] // as stated, distinct
  readonly notice?: string // for X-HF-Warning
  readonly branches: readonly { readonly name: string; readonly commit: string }[]
  readonly tags: readonly { readonly name: string; readonly commit: string }[]
  readonly files: ReadonlyMap<string, RepoFile> // by path, in manifest order
}

export const REGULAR_LIMIT_BYTES = 10_000_000 // hubs keep larger files as LFS
const WEIGHTS =
  /\.(safetensors|gguf|bin|pt|pth|ckpt|onnx|npz|h5|msgpack|tflite|model|parquet|arrow|zip|gz|tar|zst)$/i

export function isLarge(path: string, sizeBytes: number): boolean {
  return sizeBytes >= REGULAR_LIMIT_BYTES || (WEIGHTS.test(path) && sizeBytes > 0)
}

export function pointerText(sha256: Sha256, sizeBytes: number): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${sizeBytes}\n`
}

export function gitBlobOid(bytes: Uint8Array): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}

export function pointerOid(sha256: Sha256, sizeBytes: number): string {
  return gitBlobOid(utf8(pointerText(sha256, sizeBytes)))
}

/** Quoted: clients strip the quotes and use the value as the name of the cached file. */
export function fileEtag(file: RepoFile): string {
  return `"${file.large ? file.sha256 : file.gitOid}"`
}

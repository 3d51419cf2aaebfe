// The artifact manifest (DESIGN 4): `owc-artifact/v1\n`, then `<sha256> <size> <path>\n` per file, ordered by UTF-8
// path bytes. The artifact digest is the manifest's SHA-256; the commit id of native releases its first 40 digits.

import { compareBytes, fromUtf8, utf8 } from './bytes.ts'
import type { Sha256 } from './digest.ts'

export type ManifestFile = { readonly path: string; readonly sizeBytes: number; readonly sha256: Sha256 }

export function manifestBytes(files: readonly ManifestFile[]): Uint8Array {
  const sorted = [...files].sort((a, b) => compareBytes(utf8(a.path), utf8(b.path)))
  const lines = sorted.map((file) => `${file.sha256} ${file.sizeBytes} ${file.path}\n`)
  return utf8(`owc-artifact/v1\n${lines.join('')}`)
}

export function commitOf(artifact: Sha256): string {
  return artifact.slice(0, 40)
}

const MAX_FILES = 100_000
const LINE = /^([0-9a-f]{64}) (0|[1-9][0-9]{0,15}) (.+)$/

/** The files of a manifest; undefined when the bytes are not exactly one. */
export function parseManifest(bytes: Uint8Array): readonly ManifestFile[] | undefined {
  const lines = fromUtf8(bytes)?.split('\n')
  if (lines?.shift() !== 'owc-artifact/v1' || lines.pop() !== '' || lines.length > MAX_FILES) return undefined
  const files: ManifestFile[] = []
  for (const line of lines) {
    const [, hex, size, path] = LINE.exec(line) ?? []
    if (path === undefined) return undefined
    files.push({ path, sizeBytes: Number(size), sha256: hex as Sha256 })
  }
  return compareBytes(manifestBytes(files), bytes) === 0 ? files : undefined
}

// The files of a release as a publisher has them: hashed and inspected in place, with the first bytes of the texts.
// The record beside them (release.yaml) is no file of the release.

import { createHash } from 'node:crypto'
import type { Sha256 } from '../base/digest.ts'
import { OwcError } from '../base/errors.ts'
import { manifestBytes } from '../base/manifest.ts'
import { type FoundFiles, isWritten, MAX_HEAD_BYTES, MAX_HEADS } from '../commons/releases/found.ts'
import { RECORD_FILE } from '../commons/releases/record-yaml.ts'
import type { Chunks } from '../storage/contracts.ts'
import type { InspectedFile } from '../weights/inspection.ts'
import { closeInspectors, type Inspector, openInspector } from '../weights/inspector.ts'
import { inspectSet } from '../weights/set.ts'
import { hashPath } from './hash-path.ts'
import type { Out } from './out.ts'

/** @throws OwcError `no-weights` when nothing but the record is there, and what hashing throws */
export async function readFiles(
  path: string,
  { out, signal }: { readonly out: Out; readonly signal: AbortSignal },
): Promise<FoundFiles> {
  const files: InspectedFile[] = []
  const inspectors = new Map<string, Inspector>()
  const heads = new Map<string, Uint8Array[]>()
  const through = (name: string, chunks: Chunks): Chunks => {
    const inspector = openInspector(name)
    inspectors.set(name, inspector)
    const kept = isWritten(name) && heads.size < MAX_HEADS
    return inspector.through(kept ? keepHead(chunks, headOf(heads, name)) : chunks)
  }
  const skip = (name: string): boolean => name === RECORD_FILE
  try {
    for await (const file of hashPath(path, { out, signal, through, skip })) {
      files.push({ ...file, inspection: await (inspectors.get(file.path) as Inspector).result() })
    }
  } finally {
    closeInspectors()
  }
  if (files.length === 0) throw nothing(path)
  const artifact = createHash('sha256').update(manifestBytes(files)).digest('hex') as Sha256
  const texts = new Map([...heads].map(([name, parts]) => [name, Buffer.concat(parts).toString('utf8')]))
  return { artifact, files, set: inspectSet(files), heads: texts }
}

function headOf(heads: Map<string, Uint8Array[]>, name: string): Uint8Array[] {
  const parts: Uint8Array[] = []
  heads.set(name, parts)
  return parts
}

/** Passes every chunk on and copies the first bytes. */
async function* keepHead(chunks: Chunks, parts: Uint8Array[]): Chunks {
  let room = MAX_HEAD_BYTES
  for await (const chunk of chunks) {
    if (room > 0) parts.push(chunk.slice(0, room))
    room -= chunk.length
    yield chunk
  }
}

function nothing(path: string): OwcError {
  const hint = 'Give the folder that holds the weights.'
  return new OwcError({ code: 'no-weights', where: path, expected: 'files of a model', found: 'none', hint })
}

// A dossier as a node would assemble it, from bytes in memory that are really inspected, for tests of findings.

import { createHash } from 'node:crypto'
import { fromUtf8, utf8 } from '../../../src/base/bytes.ts'
import type { Sha256 } from '../../../src/base/digest.ts'
import type { Instant } from '../../../src/base/time.ts'
import { exampleRecord } from '../../../src/commons/releases/example-record.ts'
import type { Content } from '../../../src/commons/releases/query.ts'
import type { ReleaseRecord } from '../../../src/commons/releases/record.ts'
import { roleOf } from '../../../src/commons/releases/words.ts'
import type { Ancestor, Dossier, DossierFile } from '../../../src/commons/standard/dossier.ts'
import { inspectSet } from '../../../src/weights/set.ts'
import { ARCHITECTURE, gguf, ONE, pair, st, tensor, value, zeros } from '../../weights/hostile/build.ts'
import { inspect } from '../../weights/inspect.ts'

export type Files = Readonly<Record<string, string | Uint8Array>>
export type Made = { readonly dossier: Dossier; readonly bytes: ReadonlyMap<string, Uint8Array> } // by path

export const NODE = `owcid:${'n'.repeat(52)}`
export const SOMEBODY = `owcid:${'s'.repeat(52)}`
export const AT = '2026-11-20T00:00:00Z' as Instant

export function sha(content: string | Uint8Array): Sha256 {
  return createHash('sha256').update(content).digest('hex') as Sha256
}

export function fileOf(path: string, content: string | Uint8Array): DossierFile {
  const bytes = typeof content === 'string' ? utf8(content) : content
  const role = roleOf(path)
  const text = role === 'weights' ? undefined : fromUtf8(bytes)
  return {
    path,
    ...(role !== undefined && { role }),
    sizeBytes: bytes.length,
    sha256: sha(bytes),
    held: true,
    inspection: inspect(path, bytes),
    ...(text !== undefined && { text }),
  }
}

/** @param more whatever else the node would know */
export function made(said: Content, files: Files, more: Partial<Dossier> = {}): Made {
  const all = Object.entries(files).map(([path, bytes]) => fileOf(path, bytes))
  const content = withReadings(said, all)
  const invented =
    content.kind === 'release' ? content.body.artifacts.filter(({ path }) => !(path in files)) : []
  const set = inspectSet(
    all.map(({ path, sizeBytes, sha256 }) => ({
      path,
      sizeBytes,
      sha256,
      inspection: inspect(path, bytesOf(files[path] ?? '')),
    })),
  )
  const display =
    content.kind === 'release' ? content.body.subject.id : (content.body.display ?? content.body.name)
  return {
    bytes: new Map(Object.entries(files).map(([path, content]) => [path, bytesOf(content)])),
    dossier: {
      at: AT,
      node: NODE,
      ref: content.kind === 'release' ? content.body.subject.id : content.body.name,
      display: display.includes('/') ? display : `found/${display}`,
      version: content.kind === 'release' ? content.body.subject.version : (content.body.version ?? null),
      artifact: sha('artifact'),
      statement: sha('statement'),
      recorded: AT,
      by: { identity: SOMEBODY, holdsNamespace: content.kind === 'release' },
      content,
      files: [
        ...all,
        ...invented.map(({ path, sha256, bytes, role }) => ({
          path,
          sha256: sha256 as Sha256,
          sizeBytes: bytes,
          held: false,
          ...(role !== undefined && { role }),
        })),
      ],
      set,
      objects: set.objects,
      earlier: [],
      ancestors: [],
      seen: [],
      holders: [{ holder: NODE, since: AT, lapsed: false, at: [] }],
      reviews: [],
      advisories: [],
      answers: [],
      runs: [],
      ...more,
    },
  }
}

/** The example of the standard, changed. Files it names are invented: only those given are there. */
export function record(change: (body: ReleaseRecord) => void = () => {}): Content {
  const body: ReleaseRecord = structuredClone(exampleRecord)
  change(body)
  return { kind: 'release', body }
}

/** An ancestor whose record is here: a parent unless `more` has another path. */
export function ancestor(content: Content, files: Files = {}, more: Partial<Ancestor> = {}): Ancestor {
  const { dossier } = made(content, files)
  return {
    relation: 'finetune',
    name: dossier.ref,
    path: [dossier.ref],
    basis: content.kind === 'release' ? 'record' : 'file',
    statement: sha('child'),
    known: { ref: dossier.ref, artifact: sha('parent'), content, files: dossier.files },
    ...more,
  }
}

export function observed(display = 'acme/Tern-360M-Instruct'): Content {
  const name = display.toLowerCase()
  return {
    kind: 'observed',
    body: {
      name,
      display,
      found: { kind: 'folder' },
      fileCount: 0,
      sizeBytes: 0,
      files: [],
      objects: [],
      read: [],
      said: [],
      hazards: [],
    },
  }
}

export const WEIGHTS = st({ w: tensor('F32', [4], [0, 16]) }, zeros(16))

/** GGUF with one quantised tensor and texts among its pairs. */
export function quantised(texts: Readonly<Record<string, string>> = {}): Uint8Array {
  const pairs = Object.entries(texts).map(([key, content]) => pair(key, value.text(content)))
  return gguf({
    pairs: [ARCHITECTURE, ...pairs, pair('general.file_type', value.u32(2))],
    infos: [{ ...ONE, dims: [32], type: 2 }],
    data: zeros(32),
  })
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? utf8(content) : content
}

/** An importer writes down what was read from the files. */
function withReadings(content: Content, files: readonly DossierFile[]): Content {
  if (content.kind === 'release') return content
  const read = files.flatMap(({ path, inspection }) =>
    (inspection?.facts ?? []).map(({ key, value, offset }) => ({ key, value, file: path, offset })),
  )
  return { kind: 'observed', body: { ...content.body, read } }
}

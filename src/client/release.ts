// A release as another node tells it. The node is not believed: its list of files must have the artifact digest that
// it names (DESIGN 4), and paths are checked before anything touches a disk. Bytes are checked against that list.

import { createHash } from 'node:crypto'
import { type Sha256, sha256, shortDigest } from '../base/digest.ts'
import { type ManifestFile, manifestBytes } from '../base/manifest.ts'
import { type Name, parseName } from '../base/names.ts'
import { checkPath, checkPathSet } from '../base/paths.ts'
import type { Api } from './api.ts'
import { invalid } from './web.ts'

export type Wanted = Name & {
  readonly version?: string
  readonly artifact?: string // sha256 hex, at least 12 digits
}

export type Told = { readonly key: string; readonly value: string; readonly where: string }

export type PeerRelease = {
  readonly name: string // namespace/name
  readonly display?: string
  readonly version?: string
  readonly artifact: Sha256
  readonly commit: string
  readonly files: readonly ManifestFile[]
  readonly stated: readonly Told[]
}

export const BUNDLE_PATH = '.owc/bundle.json'

const MAX_FILES = 100_000
const MAX_STATED = 500
const MAX_TEXT = 2_000

/** `ns/name`, `ns/name@version`, `ns/name@sha256:…` */
export function parseWanted(text: string, where: string): Wanted {
  const cut = text.indexOf('@')
  const name = parseName(cut === -1 ? text : text.slice(0, cut), where)
  if (cut === -1) return name
  const rest = text.slice(cut + 1)
  const digest = /^sha256:([0-9a-f]{12,64})$/.exec(rest)?.[1]
  return digest === undefined ? { ...name, version: rest } : { ...name, artifact: digest }
}

/** @throws OwcError what the node says, `answer-invalid`, `path-invalid` */
export async function describe(api: Api, wanted: Wanted): Promise<PeerRelease> {
  const name = `${wanted.namespace}/${wanted.name}`
  const at = wanted.artifact === undefined ? wanted.version : `sha256:${wanted.artifact}`
  const pointer = at === undefined ? '' : `@${encodeURIComponent(at)}`
  const view = record(await api.get(`commons/v1/releases/${name}${pointer}`))
  const found = release(name, view, listed(view['fileList'], name))
  if (wanted.artifact !== undefined && !found.artifact.startsWith(wanted.artifact))
    throw invalid(name, `artifact ${wanted.artifact}`, `artifact ${shortDigest(found.artifact)}`)
  if (wanted.version !== undefined && found.version !== wanted.version)
    throw invalid(name, `version ${wanted.version}`, `version ${found.version ?? 'without a name'}`)
  return found
}

/** Address of a file of the release, for bytes that the node serves to others. */
export function filePath(name: string, commit: string, path: string): string {
  return `${name}/resolve/${commit}/${path.split('/').map(encodeURIComponent).join('/')}`
}

type Loose = Readonly<Record<string, unknown>>

function release(name: string, view: Loose, files: readonly ManifestFile[]): PeerRelease {
  const artifact = digestOf(view['artifact'], name)
  const found = createHash('sha256').update(manifestBytes(files)).digest('hex')
  if (found !== artifact)
    throw invalid(name, `the files of artifact ${shortDigest(artifact)}`, `a list of ${found.slice(0, 12)}`)
  const { commit, version, display, stated } = view
  if (typeof commit !== 'string' || !/^[0-9a-f]{40}$/.test(commit)) throw invalid(name, 'a commit id', 'none')
  for (const file of files) checkPath(file.path, name)
  checkPathSet(
    files.map((file) => file.path),
    name,
  )
  return {
    name,
    ...(typeof display === 'string' && display !== name ? { display: display.slice(0, 200) } : {}),
    ...(typeof version === 'string' ? { version: version.slice(0, 80) } : {}),
    artifact,
    commit,
    files,
    stated: toldOf(stated),
  }
}

function listed(value: unknown, name: string): readonly ManifestFile[] {
  if (!Array.isArray(value) || value.length > MAX_FILES)
    throw invalid(name, `a list of at most ${MAX_FILES} files`, 'none')
  return value.map((entry: unknown) => {
    const { path, sizeBytes, sha256: digest } = record(entry)
    if (typeof path !== 'string' || !isSize(sizeBytes))
      throw invalid(name, 'path and size of each file', 'none')
    return { path, sizeBytes, sha256: digestOf(digest, name) }
  })
}

function toldOf(value: unknown): readonly Told[] {
  if (!Array.isArray(value)) return []
  return value.slice(0, MAX_STATED).flatMap((entry: unknown) => {
    const { key, value: text, where } = record(entry)
    if (typeof key !== 'string' || typeof text !== 'string' || typeof where !== 'string') return []
    return [{ key: key.slice(0, 100), value: text.slice(0, MAX_TEXT), where: where.slice(0, MAX_TEXT) }]
  })
}

function digestOf(value: unknown, name: string): Sha256 {
  const digest = typeof value === 'string' ? sha256(value.replace(/^sha256:/, '')) : undefined
  if (digest === undefined) throw invalid(name, 'a SHA-256 digest', 'something else')
  return digest
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function record(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {}
}
